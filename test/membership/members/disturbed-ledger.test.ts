/** Nothing is lost and nothing counts twice, however processes mix and wherever they die. */
import fc from 'fast-check';
import { problemsOf } from '../../../shared/membership/members/audit';
import { isThorough } from '../../thorough';
import {
  dying,
  entry,
  IN_ACCOUNT,
  IN_PROGRAM,
  openBoth,
  order,
  visit,
  waiting,
  type Deed,
} from './disturbances';
import { anna, inAccount, inProgram, MembersWorld } from './members-world';

const annas = inProgram(anna.openid);

/** What each of these leaves in the end, when all were answered; orders leave what their largest refund leaves. */
function expected(deeds: readonly Deed[]): number {
  const entered = [...new Set(deeds)].reduce(
    (sum, { what }) => sum + Number(/of (-?\d+) for/.exec(what)?.[1] ?? 0),
    0,
  );
  const refunds = deeds.flatMap(({ what }) => /order with (\d+)/.exec(what)?.[1] ?? []).map(Number);
  return entered + (refunds.length === 0 ? 0 : Math.floor((10_000 - Math.max(...refunds)) / 100));
}

/** Both of Anna's names visit once more, and all that is left open is finished. */
async function settle(world: MembersWorld): Promise<void> {
  for (const one of [visit(IN_PROGRAM), visit(IN_ACCOUNT)]) await one.run(world, world.fresh());
}

function expectWhole(world: MembersWorld, deeds: readonly Deed[]): void {
  expect(problemsOf(world.allEntries())).toEqual([]);
  expect(world.database.standing(annas).id).toBe(world.database.standing(inAccount(anna.accountOpenid)).id);
  expect(world.database.totals(annas).points).toBe(expected(deeds));
}

const plus5 = entry(IN_PROGRAM, 5, 'R1');
const plus7 = entry(IN_ACCOUNT, 7, 'R2');
const minus3 = entry(IN_PROGRAM, -3, 'R3');
const paid = order(0);
const halfBack = order(5000);
const allBack = order(10_000, true);
const deeds: readonly Deed[] = [plus5, plus7, paid, halfBack, allBack, visit(IN_PROGRAM), visit(IN_ACCOUNT)];

test('three processes over one person, in any mixture, leave what each of their deeds leaves', async () => {
  const turns = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 16 });
  const some = fc.array(fc.constantFrom(...deeds), { minLength: 1, maxLength: 5 });
  const workers = fc.array(fc.record({ turns, some }), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(workers, fc.boolean(), async (all, areBothKnown) => {
      const world = new MembersWorld();
      if (areBothKnown) await openBoth(world);
      // An openid that nobody knows yet would be one of the mini-program.
      const does = (deed: Deed): boolean => areBothKnown || deed !== plus7;
      await Promise.all(
        all.map(async (worker) => {
          const room = world.process(waiting(worker.turns), 1e9);
          for (const deed of worker.some.filter(does))
            expect([deed.what, await deed.run(world, room)]).toEqual([deed.what, true]);
        }),
      );
      await settle(world);
      expectWhole(
        world,
        all.flatMap(({ some: done }) => done.filter(does)),
      );
    }),
    { numRuns: isThorough ? 150 : 50 },
  );
});

/** Runs a deed in a process that dies at its call `at`; answers whether it got that far. */
async function dies(world: MembersWorld, deed: Deed, at: number, when: 'before' | 'after'): Promise<boolean> {
  const process = dying(at, when);
  await deed.run(world, world.process(process)).catch(() => false);
  return process.calls() >= at;
}

const histories: readonly (readonly [string, readonly Deed[]])[] = [
  ['an entry', [plus5]],
  ['an entry that takes', [plus5, minus3]],
  ['a payment and a refund', [paid, halfBack]],
  ['a refund before its payment', [halfBack, paid]],
  ['a joining of two who have something', [plus5, plus7, paid, visit(IN_PROGRAM), visit(IN_ACCOUNT)]],
  ['a refund after the joining', [paid, plus7, visit(IN_PROGRAM), visit(IN_ACCOUNT), allBack]],
];

describe.each(['before', 'after'] as const)('a process that dies %s any of its calls', (when) => {
  test.each(histories)('in %s leaves nothing that the repetition does not mend', async (_what, history) => {
    let deaths = 0;
    for (const [place, deed] of history.entries()) {
      for (let at = 1; ; at += 1) {
        const world = new MembersWorld();
        await openBoth(world);
        for (const earlier of history.slice(0, place)) await earlier.run(world, world.fresh());
        if (!(await dies(world, deed, at, when))) break;
        deaths += 1;
        for (const later of history.slice(place)) {
          expect([later.what, at, await later.run(world, world.fresh())]).toEqual([later.what, at, true]);
        }
        await settle(world);
        expectWhole(world, history);
      }
    }
    expect(deaths).toBeGreaterThan(5);
  });

  test('in a joining leaves nothing that an entry for the other name could count twice', async () => {
    const histor = [plus5, plus7, paid];
    for (let at = 1; ; at += 1) {
      const world = new MembersWorld();
      await openBoth(world);
      for (const deed of histor) await deed.run(world, world.fresh());
      await visit(IN_PROGRAM).run(world, world.fresh());
      if (!(await dies(world, visit(IN_ACCOUNT), at, when))) break;
      const again = [plus7, halfBack, plus5];
      for (const deed of again) expect(await deed.run(world, world.fresh())).toBe(true);
      await settle(world);
      expectWhole(world, [...histor, ...again]);
    }
  });
});
