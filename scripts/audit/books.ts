/**
 * The money of a shop in double entry, per PSP and currency. Every booking takes from one account what it puts into another, so
 * all accounts together are nothing, whatever happened. Made from journals, never from what documents say of themselves.
 */
import type { Move } from '../../shared/payments/order/order';
import type { RefundState } from '../../shared/payments/order/facts';

/**
 * `charged`: what customers paid, negative. `at_psp`: what of it the PSP has for the shop, or has paid out to it. `on_its_way`: what is set
 * aside there to go back. `refunded`: what went back. `kept_aside`: money that is no order's. `returned`: what of that went back.
 */
export const accounts = ['charged', 'at_psp', 'on_its_way', 'refunded', 'kept_aside', 'returned'] as const;
export type AccountName = (typeof accounts)[number];
/** Minor units. */
export type Balances = Record<AccountName, number>;

const NOTHING: Readonly<Balances> = {
  charged: 0,
  at_psp: 0,
  on_its_way: 0,
  refunded: 0,
  kept_aside: 0,
  returned: 0,
};

const isOut = (state: RefundState | 'gone' | undefined): boolean =>
  state === 'requested' || state === 'processing' || state === 'abnormal';

interface Page {
  readonly paySp: string;
  readonly currency: string;
}

/** The books of one order, or of a whole shop. */
export class Books {
  private readonly pages = new Map<string, Balances>();

  /** Moves an amount from one account to another. */
  book({ paySp, currency }: Page, from: AccountName, to: AccountName, fee: number): void {
    const page = this.page({ paySp, currency });
    page[from] -= fee;
    page[to] += fee;
  }

  /** Adds all of another's pages. */
  add(other: Books): void {
    for (const [key, balances] of other.pages) {
      const page = this.pages.get(key) ?? { ...NOTHING };
      for (const name of accounts) page[name] += balances[name];
      this.pages.set(key, page);
    }
  }

  /** `<pay_sp> <currency>` → balances, sorted. */
  balances(): readonly (readonly [string, Readonly<Balances>])[] {
    return [...this.pages].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  page({ paySp, currency }: Page): Balances {
    const key = `${paySp} ${currency}`;
    const page = this.pages.get(key) ?? { ...NOTHING };
    this.pages.set(key, page);
    return page;
  }
}

interface Booked {
  readonly books: Books;
  /** Moments at which more had gone back, or was on its way, than was charged. */
  readonly problems: readonly string[];
}

/** The bookings of one order's journal, and whether its balances held after each of them. */
export function booksOf(moves: readonly Move[], currency: string): Booked {
  const books = new Books();
  const problems: string[] = [];
  const states = new Map<string, RefundState | 'gone'>();
  let paySp = '';
  for (const move of moves) {
    if (move.of === 'attempt' && move.to === 'paid') {
      ({ paySp } = move);
      books.book({ paySp, currency }, 'charged', 'at_psp', move.fee ?? 0);
    }
    if (move.of === 'return') {
      const page = { paySp: move.paySp, currency: move.currency };
      bookGoingBack(books, page, states.get(move.no), move);
      states.set(move.no, move.to);
    }
    if (move.of !== 'refund') continue;
    bookGoingBack(books, { paySp, currency }, states.get(move.no), move);
    states.set(move.no, move.to);
    const { at_psp: left } = books.page({ paySp, currency });
    if (left < 0) problems.push(`refund ${move.no} ${move.to} leaves ${left} of what was paid`);
  }
  return { books, problems };
}

/** What is to go back is on its way first; from there it goes, or comes back to where it was. */
function bookGoingBack(
  books: Books,
  page: Page,
  was: RefundState | 'gone' | undefined,
  { of, to, fee }: Extract<Move, { of: 'refund' | 'return' }>,
): void {
  const placeOf = (state: RefundState | 'gone' | undefined): AccountName => {
    if (state === 'succeeded') return of === 'refund' ? 'refunded' : 'returned';
    if (isOut(state)) return 'on_its_way';
    return of === 'refund' ? 'at_psp' : 'kept_aside';
  };
  books.book(page, placeOf(was), placeOf(to), fee);
}
