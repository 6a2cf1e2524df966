/** Days with everything that can happen on them: exactly what is wrong is found, with its reason, and the money adds up. */
import fc from 'fast-check';
import { isThorough } from '../thorough';
import { ADay, named, wanted } from './a-day';
import { everything, fine, wrong } from './plants';

test.each(Object.entries(fine))('nothing is found of %s', async (_what, plant) => {
  const on = new ADay();
  plant(on);
  const { findings, open, balances } = await on.compared();
  expect(named(findings)).toEqual([]);
  expect(open).toEqual({ missing_here: 0, missing_there: 0, differ: 0 });
  for (const { ours, theirs, pending } of balances) expect(ours).toBe(theirs + pending);
});

test.each(Object.entries(wrong))('%s is found, once and with its reason', async (_what, plant) => {
  const on = new ADay();
  plant(on);
  const { findings, open } = await on.compared();
  expect(named(findings)).toEqual(wanted(on));
  expect(on.expected.length).toBeGreaterThan(0);
  expect(open.missing_here + open.missing_there + open.differ).toBe(on.expected.length);
  for (const { reason, ours, theirs, kind } of findings) {
    expect(reason.length).toBeGreaterThan(20);
    if (kind !== 'missing_here') expect(ours).toBeDefined();
    if (kind !== 'missing_there') expect(theirs).toBeDefined();
  }
});

const plants = Object.entries(everything).map(([, plant]) => plant);

test('of days made by chance exactly what was planted is found, in any order of the statement', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(plants.length - 1), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      async (chosen, chance: fc.Stream<number>) => {
        const on = new ADay();
        for (const one of chosen) plants[one]?.(on);
        const keyed = on.lines.map((line) => ({ line, key: [...chance.take(1)][0] ?? 0 }));
        on.lines = keyed.sort((a, b) => a.key - b.key).map(({ line }, at) => ({ ...line, row: at + 1 }));
        const { findings, balances, matched } = await on.compared();
        expect(named(findings)).toEqual(wanted(on));
        const isClean = on.expected.length === 0;
        if (isClean) for (const one of balances) expect(one.ours).toBe(one.theirs + one.pending);
        if (isClean) expect(matched).toBe(on.lines.length);
      },
    ),
    { numRuns: isThorough ? 150 : 40 },
  );
});
