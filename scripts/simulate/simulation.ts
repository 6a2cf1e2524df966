/**
 * A seed's world from its first order to the day when everything has come to rest: a while of people, mishaps and jumps in
 * time, then a quiet end. The same seed is the same history.
 */
import { connectorOf } from '../../shared/payments/psp';
import { dueAt } from '../../shared/payments/order/schedule';
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
  /** Only this PSP. */
  readonly paySp?: string;
  readonly plant?: Plant;
}

export interface Simulated {
  readonly seed: number;
  readonly paySps: readonly string[];
  readonly violations: readonly string[];
  readonly history: readonly string[];
}

const SINGLE = ['yaband', 'v3', 'v2', 'vr', '2paynow', 'supay', 'cloudpay', 'latipay', 'v2sp', 'v3sp'];
const ROUTES = [
  ['yaband', 'vr'],
  ['2paynow', 'yaband'],
  ['v3', 'v2'],
  ['cloudpay', 'v3sp'],
];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_ROUNDS = 3000;
const QUIET_DAYS_MS = 5 * 24 * HOUR;

export async function simulate({ seed, house, steps, paySp, plant }: SimulationOptions): Promise<Simulated> {
  const dice = new Dice(seed);
  const paySps = paySp === undefined ? somePsps(seed, dice) : [paySp];
  const world = new World({ dice, house, paySps, ...(plant ? { plant } : {}) });
  const tickets = new Tickets(house, paySps);
  const invariants = new Invariants(world, tickets);
  world.scheduler.afterStep = () => invariants.check();
  const people = new People(world, tickets, dice.between(1, 3));
  setTroubles(world);
  people.begin();
  const run = new Run(world, people);
  await run.wildTimes(steps ?? dice.pick([100, 250, 500]));
  await run.quietEnd();
  if (world.violations.length === 0) lastLook(world);
  return { seed, paySps, violations: world.violations.map(named(world)), history: told(world) };
}

/** Nine seeds of ten have one PSP, in turn; the others have a route of two. */
const somePsps = (seed: number, dice: Dice): readonly string[] =>
  dice.chance(0.15) ? dice.pick(ROUTES) : [SINGLE[Math.abs(seed) % SINGLE.length] ?? 'yaband'];

function setTroubles(world: World): void {
  const { dice } = world;
  world.network.trouble = dice.pick([0, 0.05, 0.2]);
  world.notices.trouble = dice.pick([0, 0.1, 0.4]);
  world.hooks.trouble = dice.pick([0, 0.2]);
  world.storeTrouble = dice.pick([0, 0, 0.01]);
}

class Run {
  constructor(
    private readonly world: World,
    private readonly people: People,
  ) {}

  private get isFine(): boolean {
    return this.world.violations.length === 0;
  }

  async wildTimes(steps: number): Promise<void> {
    const { scheduler, dice } = this.world;
    for (let left = steps; left > 0 && this.isFine; left -= 1) {
      await scheduler.step();
      if (dice.chance(0.01)) await this.leap();
    }
  }

  /** Everybody pauses, what is under way ends, and a long time passes, in which the timer runs more or less. */
  private async leap(): Promise<void> {
    const { dice } = this.world;
    await this.finish();
    const span = dice.weighted([
      [3, dice.between(1, 60) * 1000],
      [3, dice.between(1, 30) * MINUTE],
      [2, dice.between(1, 4) * HOUR],
      [0.5, dice.between(10, 40) * HOUR],
    ] as const);
    this.world.scheduler.note(`(${Math.round(span / 1000)} s pass)`);
    await this.pass(span, dice.pick([0, 0.3, 1]));
  }

  /** Whatever is under way goes on until nobody waits, except people for their ideas. */
  private async finish(): Promise<void> {
    const isWork = (party: Parameters<People['isOne']>[0]): boolean => !this.people.isOne(party);
    while (this.isFine && (await this.world.scheduler.step(isWork)));
  }

  /** Lets time pass from one thing that is due to the next; `diligence`: how likely the timer runs when it should. */
  private async pass(ms: number, diligence: number): Promise<void> {
    const { scheduler, dice } = this.world;
    const end = this.world.now() + ms;
    for (let rounds = 0; this.isFine && this.world.now() < end; rounds += 1) {
      if (rounds > MOST_ROUNDS) this.world.wrong('time does not pass: something is due without end');
      const next = this.nextMinuteOfWork();
      const limit = Math.min(end, Math.max(next, this.world.now() + 1)) - this.world.now();
      scheduler.pass(limit);
      await this.finish();
      if (next <= this.world.now() && dice.chance(diligence)) {
        void this.world.runTimer();
        await this.finish();
      }
    }
  }

  /** The full minute at which the timer finds something due. */
  private nextMinuteOfWork(): number {
    const due = Math.min(...this.world.orders().map((order) => dueAt(order) ?? Infinity));
    return Math.max(Math.ceil(due / MINUTE) * MINUTE, (Math.floor(this.world.now() / MINUTE) + 1) * MINUTE);
  }

  async quietEnd(): Promise<void> {
    const { world } = this;
    this.people.end();
    world.network.trouble = 0;
    world.notices.trouble = 0;
    world.hooks.trouble = 0;
    world.storeTrouble = 0;
    world.scheduler.note('(the quiet end)');
    await this.finish();
    await this.pass(QUIET_DAYS_MS, 1);
  }
}

/** Orders are called by their turn instead of their number. */
function named(world: World): (line: string) => string {
  const names = new Map(world.orders().map(({ outTradeNo }, at) => [outTradeNo, `order-${at + 1}`]));
  return (line) => line.replace(/CP[0-9A-Z]{7}[0-9A-F]{12}/g, (no) => names.get(no) ?? no);
}

function told(world: World): readonly string[] {
  return world.scheduler.history.map(named(world));
}

export const allPaySps: readonly string[] = SINGLE.filter((paySp) => connectorOf(paySp) !== undefined);
