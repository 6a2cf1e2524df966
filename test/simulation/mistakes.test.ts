/** Mistakes in the whole: each still fits the code, and the seed that is on record notices it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorker } from '../../scripts/simulate/bundle';
import { Fleet } from '../../scripts/simulate/fleet';
import { recordedSeeds } from '../../scripts/simulate/plants';
import { root } from '../../scripts/demo/world';
import { plantedMistakes } from './mistakes';

jest.setTimeout(120_000);

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

describe('planted in the bundle', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'planted-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(all)('seed $seed notices that $what', async ({ edits, seed, reads, paySp }) => {
    const file = path.join(folder, 'planted.cjs');
    await bundleWorker(file, edits);
    const fleet = await Fleet.start(file, 1);
    const wanted = paySp === undefined ? {} : { paySp };
    const { failed } = await fleet.run({ from: seed, count: 1, wanted });
    fleet.stop();
    expect(failed.flatMap(({ violations }) => violations).join('\n')).toMatch(reads);
  });
});
