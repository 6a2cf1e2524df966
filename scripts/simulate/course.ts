/** How time goes by in a world: until nobody is at work, for hours with the timer, or until everything has come to rest. */
import { dueAt } from '../../shared/payments/order/schedule';
import { isUndated } from './kept-orders';
import { promptLook } from './last-look';
import type { World } from './world';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const QUIET_MS = 5 * DAY;
/** Longer than the longest pause between two questions about a payment that somebody may be making, and a timer's minute. */
const PROMPT_MS = 8 * MINUTE;
/** Forty hours of a notice that comes again every half minute, and of the timer, are 7,200. */
const MOST_ROUNDS = 10_000;

export class Course {
  constructor(private readonly world: World) {}

  private get isFine(): boolean {
    return this.world.violations.length === 0;
  }

  /** Whatever is under way goes on until nobody waits. */
  async finish(): Promise<void> {
    const { scheduler } = this.world;
    if (scheduler.isDirect) {
      await scheduler.settle();
      return;
    }
    while (this.isFine && (await scheduler.step({ withPeople: false })));
  }

  /** Lets time pass from one thing that is due to the next; `diligence`: how likely the timer runs when it should. */
  async pass(ms: number, diligence: number): Promise<void> {
    const { scheduler, dice } = this.world;
    const end = this.world.now() + ms;
    for (let rounds = 0; this.isFine && this.world.now() < end; rounds += 1) {
      if (rounds > MOST_ROUNDS) this.world.wrong('time does not pass: something is due without end');
      const next = this.nextMinuteOfWork();
      scheduler.pass(Math.min(end, Math.max(next, this.world.now() + 1)) - this.world.now());
      await this.finish();
      if (next <= this.world.now() && dice.chance(diligence)) {
        void this.world.runTimer();
        await this.finish();
      }
    }
  }

  /** As `pass`, but nobody waits for a turn. */
  async passDirectly(ms: number, diligence: number): Promise<void> {
    const { scheduler } = this.world;
    scheduler.isDirect = true;
    await this.pass(ms, diligence);
    scheduler.isDirect = false;
  }

  /** No mishaps any more; notices come, the timer runs, and days pass. */
  async quietEnd(): Promise<void> {
    const { world } = this;
    world.calm();
    world.scheduler.note('(the quiet end)');
    await this.finish();
    const longest = world.orders().map(({ expiresAt }) => (expiresAt ?? 0) - world.now());
    const days = Math.max(0, ...longest) + QUIET_MS;
    world.scheduler.isDirect = !world.shape.isLarge;
    const since = world.now();
    await this.pass(PROMPT_MS + 2 * world.shape.troubles.clocks, 1);
    if (this.isFine) promptLook(world, since);
    await this.pass(days, 1);
    world.scheduler.isDirect = false;
  }

  /** The full minute at which the timer finds something due. */
  private nextMinuteOfWork(): number {
    let due = Infinity;
    for (const order of this.world.orders())
      due = Math.min(due, isUndated(order) ? 0 : (dueAt(order) ?? Infinity));
    const now = this.world.now();
    return Math.max(Math.ceil(due / MINUTE) * MINUTE, (Math.floor(now / MINUTE) + 1) * MINUTE);
  }
}
