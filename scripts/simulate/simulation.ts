/**
 * A seed's world from its first order to the day when everything has come to rest: a while of people, mishaps and jumps in
 * time, then a quiet end. The same seed is the same history.
 */
import { Course } from './course';
import { Dice } from './dice';
import { Invariants } from './invariants';
import { lastLook } from './last-look';
import { People } from './people';
import type { PspHouse } from './psp-house';
import { Tickets } from './tickets';
import { World, type Plant } from './world';

export interface SimulationOptions {
  readonly seed: number;
  readonly house: PspHouse;
  /** Steps before the quiet end. */
  readonly steps?: number;
  /** Only this PSP; without one it is the seed's choice. */
  readonly paySp?: string;
  /** Several PSPs, one after the other. */
  readonly hasRoute?: boolean;
  readonly plant?: Plant;
}

export interface Simulated {
  readonly seed: number;
  readonly paySps: readonly string[];
  readonly violations: readonly string[];
  readonly history: readonly string[];
  /** What came of it all: a world in which nothing happens proves nothing. */
  readonly counts: Counts;
}

export interface Counts {
  readonly orders: number;
  readonly paid: number;
  readonly refunds: number;
}

export const allPaySps: readonly string[] = [
  'yaband',
  'v3',
  'v2',
  'vr',
  '2paynow',
  'supay',
  'cloudpay',
  'latipay',
  'v2sp',
  'v3sp',
];
const ROUTES = [
  ['yaband', 'vr'],
  ['2paynow', 'yaband'],
  ['v3', 'v2'],
  ['cloudpay', 'v3sp'],
];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { seed, house, steps, plant } = options;
  const dice = new Dice(seed);
  const paySps = paySpsOf(options, dice);
  const world = new World({ dice, house, paySps, ...(plant ? { plant } : {}) });
  const tickets = new Tickets(house, paySps);
  const invariants = new Invariants(world, tickets);
  world.scheduler.afterStep = () => invariants.check();
  const people = new People(world, tickets, dice.between(1, 3));
  setTroubles(world);
  people.begin();
  const course = new Course(world, (party) => people.isOne(party));
  await wildTimes(world, course, steps ?? dice.pick([150, 300, 600]));
  people.end();
  await course.quietEnd();
  if (world.violations.length === 0) lastLook(world);
  const lines = { violations: world.violations.map(named(world)), history: told(world) };
  return { seed, paySps, ...lines, counts: countsOf(world) };
}

function countsOf(world: World): Counts {
  const orders = world.orders();
  const refunds = orders.flatMap((order) => order.refunds).filter(({ state }) => state === 'succeeded');
  const paid = orders.filter(({ state }) => state === 'paid');
  return { orders: orders.length, paid: paid.length, refunds: refunds.length };
}

/** Most seeds have one PSP, in turn; the others have a route of two. */
function paySpsOf({ seed, paySp, hasRoute }: SimulationOptions, dice: Dice): readonly string[] {
  if (paySp !== undefined) return [paySp];
  if (hasRoute ?? dice.chance(0.15)) return dice.pick(ROUTES);
  return [allPaySps[Math.abs(seed) % allPaySps.length] ?? 'yaband'];
}

function setTroubles(world: World): void {
  const { dice } = world;
  world.network.trouble = dice.pick([0, 0.1, 0.3]);
  world.notices.trouble = dice.pick([0, 0.1, 0.4]);
  world.hooks.trouble = dice.pick([0, 0.2]);
  world.followers.trouble = dice.pick([0, 0.3]);
  world.storeTrouble = dice.pick([0, 0, 0.01]);
}

async function wildTimes(world: World, course: Course, steps: number): Promise<void> {
  for (let left = steps; left > 0 && world.violations.length === 0; left -= 1) {
    await world.scheduler.step();
    if (world.dice.chance(0.01)) await leap(world, course);
  }
}

/** Everybody pauses, what is under way ends, and a long time passes, in which the timer runs more or less. */
async function leap({ dice, scheduler }: World, course: Course): Promise<void> {
  await course.finish();
  const span = dice.weighted([
    [3, dice.between(1, 60) * 1000],
    [3, dice.between(1, 30) * MINUTE],
    [2, dice.between(1, 4) * HOUR],
    [0.5, dice.between(10, 40) * HOUR],
  ] as const);
  scheduler.note(`(${Math.round(span / 1000)} s pass)`);
  await course.pass(span, dice.pick([0, 0.3, 1]));
}

/** Orders are called by their turn instead of their number. */
function named(world: World): (line: string) => string {
  const names = new Map(world.orders().map(({ outTradeNo }, at) => [outTradeNo, `order-${at + 1}`]));
  return (line) => line.replace(/CP[0-9A-Z]{7}[0-9A-F]{12}/g, (no) => names.get(no) ?? no);
}

function told(world: World): readonly string[] {
  return world.scheduler.history.map(named(world));
}
