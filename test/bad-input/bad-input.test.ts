/** A seeded share of every attack: whatever comes in gets the verdict that it may get, and nothing else happens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut, nameOf } from './attack';
import { attacks } from './attacks';
import { markerCount } from './markers';
import { counted, documentOf, normalized } from './table';

/** Of each attack at most about so many cases, so that all of them together stay within seconds. */
const SHARE = 160;

test.each(attacks.map((attack) => [nameOf(attack), attack] as const))(
  '%s gets nowhere',
  async (_name, attack) => {
    const { problems, run, all } = await carryOut(attack, SHARE);
    expect(problems).toEqual([]);
    expect(run).toBeGreaterThan(Math.min(all, SHARE) / 3);
  },
);

const all = counted(attacks);

test('the table in test/bad-input.md counts the cases that there are', () => {
  const table = readFileSync(join(__dirname, '..', 'bad-input.md'), 'utf8');
  expect(normalized(table)).toBe(normalized(documentOf(all)));
});

test('there are 100,000 cases or more, and 40 markers or more that must not come out', () => {
  expect(all.all).toBeGreaterThanOrEqual(100_000);
  expect(markerCount).toBeGreaterThanOrEqual(40);
});

test('no two attacks have the same name', () => {
  const names = attacks.map(nameOf);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
