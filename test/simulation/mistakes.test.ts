/** Mistakes in the whole: each still fits the code, and a seed is on record for it; `.ci/run` plants each and tries that seed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { recordedSeeds } from '../../scripts/simulate/plants';
import { root } from '../../scripts/demo/world';
import { plantedMistakes } from './mistakes';

const recorded = recordedSeeds();
const all = plantedMistakes.map((mistake) => ({ ...mistake, seed: recorded.get(mistake.what) ?? 0 }));

test('there are at least 25, each found within 2,000 seeds, and the record names no others', () => {
  expect(all.length).toBeGreaterThanOrEqual(25);
  expect(all.filter(({ seed }) => seed < 1 || seed > 2000).map(({ what }) => what)).toEqual([]);
  expect([...recorded.keys()].sort()).toEqual(all.map(({ what }) => what).sort());
});

test.each(all)('it can still be planted that $what', ({ edits }) => {
  for (const { file, find, put } of edits) {
    expect(readFileSync(path.join(root, file), 'utf8').split(find)).toHaveLength(2);
    expect(put).not.toBe(find);
  }
});
