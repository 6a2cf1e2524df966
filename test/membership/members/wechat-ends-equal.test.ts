/** A thousand entries, a third of them repeated, a third of the tellings failing: in the end WeChat shows what the ledger says. */
import fc from 'fast-check';
import { problemsOf } from '../../../shared/membership/members/audit';
import { syncMembers } from '../../../shared/membership/members/sync';
import { SETTLE_MS } from '../../../shared/membership/members/telling';
import { isThorough } from '../../thorough';
import { waiting } from './disturbances';
import type { Fault } from './fake-wechat';
import { CARD, inProgram, MembersWorld } from './members-world';

const ENTRIES = isThorough ? 1000 : 250;
const FAULTS: readonly Fault[] = [
  'lost before',
  'lost after',
  'late',
  'busy',
  'html',
  'quota',
  'unreachable',
];
const PEOPLE = ['oAnna', 'oBert', 'oCarl', 'oDora', 'oEmil'];

/** Even numbers from a seed, the same for the same seed. */
function diceOf(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

async function openWorld(): Promise<MembersWorld> {
  const world = new MembersWorld();
  for (const openid of PEOPLE) {
    world.wechat.give({ code: `c-${openid}`, openid: `oa_${openid}` });
    await world.mycard(openid);
    const member = world.database.standing(inProgram(openid));
    const card = { cardId: CARD, code: `c-${openid}`, state: 'active', since: 1 } as const;
    world.database.members.set(member.id, { ...member, card });
  }
  return world;
}

const shownTo = (world: MembersWorld, openid: string) => {
  const { bonus, balance } = world.wechat.cards.find(({ code }) => code === `c-${openid}`) ?? {};
  return { points: bonus, balance };
};

const heldUp = new WeakSet<() => void>();

/** What was sent and had no answer arrives at once, at the next occasion, or never. */
function letArrive(world: MembersWorld, dice: (sides: number) => number): void {
  for (const arrive of world.wechat.late.splice(0)) {
    const fate = dice(3);
    if (fate === 0) arrive();
    if (fate === 1 && !heldUp.has(arrive)) world.wechat.late.push(arrive);
    heldUp.add(arrive);
  }
}

test(`${ENTRIES} entries`, async () => {
  const dice = diceOf(7);
  const world = await openWorld();
  let faults = 0;
  world.wechat.fault = (path) => {
    if (path !== 'card/membercard/updateuser' || dice(3) !== 0) return undefined;
    faults += 1;
    return FAULTS[dice(FAULTS.length)];
  };
  let repeated = 0;
  for (let n = 0; n < ENTRIES; n += 1) {
    const openid = PEOPLE[dice(PEOPLE.length)] ?? '';
    const wish = { openid, points: dice(100) - 30, balance: dice(2000) - 500, record_no: `R${n}` };
    const said = await world.entry(wish);
    if (dice(3) === 0) {
      repeated += 1;
      expect(await world.entry(wish)).toEqual(said);
    }
    world.now += dice(5000);
    if (dice(4) === 0) {
      const room = world.process(waiting([dice(4), dice(4), dice(4)]), 19_000);
      await Promise.all([syncMembers(world.fresh(), 3), syncMembers(room, 3)]);
      letArrive(world, dice);
    }
  }
  expect(faults).toBeGreaterThan(50);
  expect(repeated).toBeGreaterThan(ENTRIES / 4);
  // WeChat still fails every third time while all is told.
  for (let minute = 0; minute < 600; minute += 1) {
    world.now += 60_000;
    await syncMembers(world.fresh(), 10);
    letArrive(world, dice);
  }
  expect(problemsOf(world.allEntries())).toEqual([]);
  for (const openid of PEOPLE)
    expect(shownTo(world, openid)).toEqual(world.database.totals(inProgram(openid)));
  const open = [...world.database.members.values()].filter(({ dueAt }) => dueAt !== undefined);
  expect(open).toEqual([]);
});

test('whatever goes wrong in whatever order, the newest points are the last word', async () => {
  const fault = fc.constantFrom(undefined, ...FAULTS);
  const step = fc.record({
    points: fc.integer({ min: 1, max: 9 }),
    faults: fc.array(fault, { maxLength: 2 }),
    passMs: fc.constantFrom(0, 1000, 61_000, SETTLE_MS),
    arrive: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const world = await openWorld();
      const sentAt = new Map<() => void, number>();
      const sync = async (): Promise<void> => {
        await syncMembers(world.fresh(), 5);
        for (const one of world.wechat.late) if (!sentAt.has(one)) sentAt.set(one, world.now);
      };
      /** What has not arrived when it is that old never will. */
      const letAllArrive = (): void => {
        for (const one of world.wechat.late.splice(0).reverse()) {
          if (world.now - (sentAt.get(one) ?? 0) < SETTLE_MS) one();
        }
      };
      for (const [n, { points, faults, passMs, arrive }] of steps.entries()) {
        await world.entry({ openid: 'oAnna', points, record_no: `R${n}` });
        const ahead = [...faults];
        world.wechat.fault = () => ahead.shift();
        await sync();
        if (arrive) letAllArrive();
        world.now += passMs;
      }
      world.wechat.fault = () => undefined;
      for (let run = 0; run < 4; run += 1) {
        await sync();
        letAllArrive();
        world.now += 6 * 3_600_000;
      }
      expect(shownTo(world, 'oAnna')).toEqual(world.database.totals(inProgram('oAnna')));
    }),
    { numRuns: isThorough ? 150 : 40 },
  );
});
