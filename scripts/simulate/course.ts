/** How time goes by in a world: until nobody is at work, for hours with the timer, or until everything has come to rest. */
import { dueAt } from '../../shared/payments/order/schedule';
import type { Party } from './scheduler';
import type { World } from './world';

const MINUTE = 60_000;
const QUIET_MS = 5 * 24 * 60 * MINUTE;
const MOST_ROUNDS = 3000;

export class Course {
  /** `isIdle`: whom nobody waits for, because they always find something to do. */
  constructor(
    private readonly world: World,
    private readonly isIdle: (party: Party) => boolean = () => false,
  ) {}

  private get isFine(): boolean {
    return this.world.violations.length === 0;
  }

  /** Whatever is under way goes on until nobody waits. */
  async finish(): Promise<void> {
    while (this.isFine && (await this.world.scheduler.step((party) => !this.isIdle(party))));
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

  /** No mishaps any more; notices come, the timer runs, and days pass. */
  async quietEnd(): Promise<void> {
    const { world } = this;
    world.network.trouble = 0;
    world.notices.trouble = 0;
    world.hooks.trouble = 0;
    world.followers.trouble = 0;
    world.storeTrouble = 0;
    world.scheduler.note('(the quiet end)');
    await this.finish();
    await this.pass(QUIET_MS, 1);
  }

  /** The full minute at which the timer finds something due. */
  private nextMinuteOfWork(): number {
    const due = Math.min(...this.world.orders().map((order) => dueAt(order) ?? Infinity));
    const now = this.world.now();
    return Math.max(Math.ceil(due / MINUTE) * MINUTE, (Math.floor(now / MINUTE) + 1) * MINUTE);
  }
}
