/**
 * A seed's world from its first order to the day when everything has come to rest: a while of people, mishaps and jumps in
 * time, then a quiet end. The same seed is the same history.
 */
import { Course } from './course';
import { Invariants } from './invariants';
import { lastLook } from './last-look';
import { playOpening } from './opening';
import { People } from './people/people';
import type { PspHouse } from './psp-house';
import { shapeOf, type Shape, type Wanted } from './shape';
import { Tickets } from './tickets';
import { World } from './world';

export type SimulationOptions = Told & (Seeded | { readonly shape: Shape });

/** A world as its seed has it, or as it was wanted. */
interface Seeded extends Wanted {
  readonly seed: number;
}

interface Told {
  readonly house: PspHouse;
  /** Whether the history is told; most worlds go well, and nobody reads it. */
  readonly isTold?: boolean;
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
  readonly closed: number;
  readonly refunds: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How often a small world does not wait for turns while a long time passes. */
const DIRECT_LEAPS = 0.7;

export async function simulate(options: SimulationOptions): Promise<Simulated> {
  const { house } = options;
  const shape = 'shape' in options ? options.shape : shapeOf(options.seed, options);
  const isTold = options.isTold ?? false;
  const world = new World({ shape, house, isTold });
  const tickets = new Tickets(house, shape.paySps);
  const invariants = new Invariants(world, tickets);
  world.scheduler.afterStep = () => invariants.check();
  const course = new Course(world);
  await playOpening(shape.opening, { world, tickets, course });
  const people = new People(world, tickets);
  world.stir();
  people.begin();
  await wildTimes(world, course);
  people.end();
  await course.quietEnd();
  if (world.violations.length === 0) lastLook(world);
  const lines = { violations: world.violations.map(named(world)), history: told(world) };
  return { seed: shape.seed, paySps: shape.paySps, ...lines, counts: countsOf(world) };
}

function countsOf(world: World): Counts {
  const orders = world.orders();
  const refunds = orders.flatMap((order) => order.refunds).filter(({ state }) => state === 'succeeded');
  const are = (wanted: string): number => orders.filter(({ state }) => state === wanted).length;
  return { orders: orders.length, paid: are('paid'), closed: are('closed'), refunds: refunds.length };
}

async function wildTimes(world: World, course: Course): Promise<void> {
  for (let left = world.shape.steps; left > 0 && world.violations.length === 0; left -= 1) {
    await world.scheduler.step({ withPeople: true });
    if (world.dice.chance(0.01)) await leap(world, course);
  }
}

/** Everybody pauses, what is under way ends, and a long time passes, in which the timer runs more or less. */
async function leap({ dice, scheduler, shape }: World, course: Course): Promise<void> {
  await course.finish();
  const span = dice.weighted([
    [3, dice.between(1, 60) * 1000],
    [3, dice.between(1, 30) * MINUTE],
    [2, dice.between(1, 4) * HOUR],
    [0.5, dice.between(10, 40) * HOUR],
  ] as const);
  const diligence = dice.pick([0, 0.3, 1]);
  scheduler.note(`(${Math.round(span / 1000)} s pass)`);
  if (!shape.isLarge && dice.chance(DIRECT_LEAPS)) await course.passDirectly(span, diligence);
  else await course.pass(span, diligence);
}

/** Orders are called by their turn instead of their number. */
function named(world: World): (line: string) => string {
  const names = new Map(world.orders().map(({ outTradeNo }, at) => [outTradeNo, `order-${at + 1}`]));
  return (line) => line.replace(/CP[0-9A-Z]{7}[0-9A-F]{12}/g, (no) => names.get(no) ?? no);
}

function told(world: World): readonly string[] {
  return world.scheduler.history.map(named(world));
}
