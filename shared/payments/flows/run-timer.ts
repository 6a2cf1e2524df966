/**
 * The timer's run: looks at orders that are due, asks about what no notice reported, ends what nobody paid, starts hooks
 * whose process died. Fair between PSPs, between buyers, between old and new, between payments and what comes after them;
 * side by side, but bounded; within its time, and it says what it left.
 */
import { grouped } from '../../kernel/grouped';
import { sideBySide } from '../../kernel/side-by-side';
import type { DueOrder } from '../ports';
import { adoptStrayNotices } from './notices/adopt-notices';
import { fairly, takeTurns } from './fair-turns';
import { lookAt } from './look-at-order';
import type { Shop } from './shop';

/** No question begins after this, and all are over soon after: a run ends within 15 s, below the function's 20. */
const RUN_MS = 10_000;
/** The last question of a run may take as long as this. */
const LAST_MS = 4_500;
/** Orders read at once in each of the two ways of looking. */
const PAGE = 200;
/** Orders of one PSP that are looked at side by side. */
const AT_ONCE = 6;

export interface TimerRun {
  readonly looked: number;
  readonly failed: number;
  /** Orders that were seen to be due and whose turn did not come. */
  readonly left: number;
}

/** One run. Never rejects because of one order; rejects when the database does. */
export async function runTimer(outer: Shop): Promise<TimerRun> {
  const startedAt = outer.clock.now();
  const shop = { ...outer, deadline: Math.min(outer.deadline, startedAt + RUN_MS + LAST_MS) };
  const run = new Run(shop, Math.min(startedAt + RUN_MS, shop.deadline - LAST_MS));
  await run.all();
  if (run.hasTime()) await adoptStrayNotices(shop);
  shop.log('timer', { ...run.counts, ms: shop.clock.now() - startedAt });
  return run.counts;
}

class Run {
  private looked = 0;
  private failed = 0;
  private readonly seen = new Set<string>();

  constructor(
    private readonly shop: Shop,
    private readonly stopAt: number,
  ) {}

  get counts(): TimerRun {
    return { looked: this.looked, failed: this.failed, left: this.seen.size - this.looked };
  }

  hasTime(): boolean {
    return this.shop.clock.now() < this.stopAt;
  }

  /** Pages of due orders; each PSP goes through its part of them by itself, so that a slow one holds up no other. */
  async all(): Promise<void> {
    const first = await this.page(undefined);
    const paySps = [...grouped(first.orders, ({ paySp }) => paySp).keys()];
    if (!first.isFull) {
      await Promise.all(paySps.map((paySp) => this.lane(first.orders.filter((one) => one.paySp === paySp))));
      return;
    }
    // There is more than one page: every PSP reads its own, or the many of one would hide the few of another.
    await Promise.all(this.shop.allPaySps.map((paySp) => this.pagesOf(paySp)));
  }

  private async pagesOf(paySp: string): Promise<void> {
    while (this.mayGoOn(paySp)) {
      const { orders, isFull } = await this.page(paySp);
      if (orders.length === 0) return;
      await this.lane(orders);
      if (!isFull) return;
    }
  }

  private mayGoOn(paySp: string): boolean {
    return this.hasTime() && !this.shop.pauses.isPaused(paySp);
  }

  /** Due orders that this run has not seen: the longest due and those begun last, in turns, fair between buyers. */
  private async page(paySp: string | undefined): Promise<{ orders: readonly DueOrder[]; isFull: boolean }> {
    const now = this.shop.clock.now();
    const read = (which: 'longest due' | 'newest'): Promise<readonly DueOrder[]> =>
      this.shop.store.dueOrders({ which, now, limit: PAGE, ...(paySp === undefined ? {} : { paySp }) });
    const oldest = await read('longest due');
    const isFull = oldest.length >= PAGE;
    const newest = isFull ? await read('newest') : [];
    const fair = (orders: readonly DueOrder[]): readonly DueOrder[] => fairly(orders, ({ openid }) => openid);
    const kinds = grouped([...oldest, ...newest], ({ kind }) => kind);
    const turns = isFull ? takeTurns([fair(oldest), fair(newest)]) : takeTurns([...kinds.values()].map(fair));
    const orders = turns.filter(({ id }) => !this.seen.has(id));
    const unseen = [...new Map(orders.map((one) => [one.id, one])).values()];
    return { orders: fairly(unseen, ({ kind }) => kind), isFull };
  }

  private async lane(orders: readonly DueOrder[]): Promise<void> {
    for (const { id } of orders) this.seen.add(id);
    await sideBySide(orders, AT_ONCE, async ({ id, paySp, kind }) => {
      // A hook needs no PSP: what is paid is looked at also while its PSP is left alone.
      if (kind === 'afterwards' ? !this.hasTime() : !this.mayGoOn(paySp)) return;
      this.looked += 1;
      if (!(await lookAt(this.shop, id))) this.failed += 1;
    });
  }
}
