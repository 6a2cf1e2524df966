/** Figures of a shop: what was ordered, paid, refunded and kept aside, by day, PSP and currency. */
import { PayError } from '../kernel/errors';
import type { Caller } from '../kernel/ports';
import {
  noteUnreadable,
  type AsideNotice,
  type RowPage,
  type RowQuestion,
  type Unreadable,
} from '../payments';
import { FOR_EVER, pagesOf } from './pages';
import type { Reconciling } from './ports';
import { operatedConfig } from './reports/rights';
import { boundsOf, dayOf, type DayBounds } from './statement-day';

/** Kept-aside money that is read at once. */
const ASIDE_PAGE = 100;
/** For one answer so much is read at most, and so many documents that cannot be read are named. */
const MOST_ROWS = 100_000;
const MOST_NAMED = 100;

/** A day at a PSP in one currency. Sums in minor units. */
export interface Figures {
  readonly day: string;
  /** Empty: orders without a payment that was ever tried. */
  readonly paySp: string;
  readonly currency: string;
  /** Orders made that day. */
  readonly orders: number;
  /** What orders were paid with that day. */
  readonly paid: number;
  /** What went back of orders that day. */
  readonly refunded: number;
  /** What was kept aside that day and still waits for a person. */
  readonly keptAside: number;
}

type Counted = 'orders' | 'paid' | 'refunded' | 'keptAside';

export interface FiguresWish {
  /** The first day and the last. */
  readonly from: string;
  readonly to: string;
  /** Whose days: how far its clocks are from UTC, such as `+08:00`. */
  readonly zone: string;
}

export interface FiguresFound {
  /** Days in order, then PSPs and currencies by name; a day without anything is not there. */
  readonly figures: readonly Figures[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * The figures of the PSPs that the caller is an operator of, in the caller's configuration.
 * @throws PayError FORBIDDEN; INVALID_INPUT when these days hold more than can be counted at once
 */
export async function figuresOf(room: Reconciling, caller: Caller, wish: FiguresWish): Promise<FiguresFound> {
  const config = await operatedConfig(room.shop, caller);
  const paySps = config.operatedPsps(caller.openid);
  const count = new Count(room, { configId: config.id, window: windowOf(wish), zone: wish.zone });
  const named = paySps.filter((paySp) => paySp !== '');
  // An operator of the whole shop has every PSP there is; one after the other they would take seconds.
  await Promise.all(paySps.map((paySp) => count.ordersAt(paySp)));
  await Promise.all(named.map((paySp) => count.moneyAt(paySp)));
  await count.aside(named);
  return count.found();
}

const windowOf = ({ from, to, zone }: FiguresWish): DayBounds => ({
  from: boundsOf(from, zone).from,
  to: boundsOf(to, zone).to,
});

interface Counting {
  readonly configId: string;
  readonly window: DayBounds;
  readonly zone: string;
}

/** One answer as it grows. */
class Count {
  private readonly days = new Map<string, Figures>();
  private readonly unreadable = new Map<string, Unreadable>();
  private rows = 0;

  constructor(
    private readonly room: Reconciling,
    private readonly counting: Counting,
  ) {}

  async ordersAt(paySp: string): Promise<void> {
    const { books } = this.room;
    const read = books.madeBetween.bind(books);
    await this.pages(read, paySp, this.counting.window, ({ createdAt, currency }) => {
      this.add('orders', { at: createdAt, paySp, currency, value: 1 });
    });
  }

  async moneyAt(paySp: string): Promise<void> {
    const { books } = this.room;
    const { window } = this.counting;
    await this.pages(books.paidBetween.bind(books), paySp, window, ({ paidAt, amount }) => {
      this.add('paid', { at: paidAt, paySp, ...amount });
    });
    // An order is found by its newest refund; an older one of it may be of these days.
    const since = { from: window.from, to: FOR_EVER };
    await this.pages(books.refundsBetween.bind(books), paySp, since, (refund) => {
      const { state, isReturn, sentAt, refundedAt = sentAt, amount } = refund;
      if (state === 'succeeded' && !isReturn) this.add('refunded', { at: refundedAt, paySp, ...amount });
    });
  }

  async aside(paySps: readonly string[]): Promise<void> {
    const { shop } = this.room;
    const { configId, window } = this.counting;
    let place: { readonly before: number; readonly beforeId?: string } = { before: window.to };
    while (paySps.length > 0) {
      const filter = { configId, paySps, ...place, all: false, limit: ASIDE_PAGE };
      const { items, unreadable } = await shop.store.asideNotices(filter);
      this.note(items.length + unreadable.length, unreadable);
      for (const notice of items) this.addAside(notice);
      const last = items.at(-1);
      if (!last || last.receivedAt < window.from || items.length + unreadable.length < ASIDE_PAGE) return;
      place = { before: last.receivedAt, beforeId: last.id };
    }
  }

  found(): FiguresFound {
    const nameOf = ({ day, paySp, currency }: Figures): string => `${day} ${paySp} ${currency}`;
    const figures = [...this.days.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const unreadable = [...this.unreadable.values()].slice(0, MOST_NAMED);
    noteUnreadable(this.room.shop, unreadable);
    return { figures, unreadable };
  }

  private addAside({ receivedAt: at, paySp, amount, feeType, about }: AsideNotice): void {
    // What says that money went, and what does not say how much, is no sum; the inbox shows it.
    if (amount === undefined || feeType === undefined || (about && about.says !== 'paid')) return;
    this.add('keptAside', { at, paySp, currency: feeType, value: amount });
  }

  private async pages<T>(
    read: (question: RowQuestion) => Promise<RowPage<T>>,
    paySp: string,
    window: DayBounds,
    take: (row: T) => void,
  ): Promise<void> {
    const { configId } = this.counting;
    for await (const { rows, unreadable } of pagesOf(read, { configId, paySp, ...window })) {
      this.note(rows.length + unreadable.length, unreadable);
      rows.forEach(take);
    }
  }

  private note(rows: number, unreadable: readonly Unreadable[]): void {
    this.rows += rows;
    for (const one of unreadable) this.unreadable.set(`${one.collection} ${one.id}`, one);
    if (this.rows > MOST_ROWS)
      throw new PayError('INVALID_INPUT', `from, to: more than ${MOST_ROWS} records; ask for fewer days`);
  }

  private add(
    what: Counted,
    one: { readonly at: number; readonly paySp: string; readonly currency: string; readonly value: number },
  ): void {
    const { from, to } = this.counting.window;
    const { at, paySp, currency, value } = one;
    if (at < from || at >= to) return;
    const day = dayOf(at, this.counting.zone);
    const name = `${day} ${paySp} ${currency}`;
    const before = this.days.get(name) ?? { day, paySp, currency, ...NOTHING };
    this.days.set(name, { ...before, [what]: before[what] + value });
  }
}

const NOTHING = { orders: 0, paid: 0, refunded: 0, keptAside: 0 } as const;
