/** What stands in a member's ledger. */
/** Points, balance in minor units, and the points that count for the level: all that was ever earned. */
export interface Amounts {
  readonly points: number;
  readonly balance: number;
  readonly earned: number;
}

export const NOTHING: Amounts = { points: 0, balance: 0, earned: 0 };
export const plus = (a: Amounts, b: Amounts): Amounts => ({
  points: a.points + b.points,
  balance: a.balance + b.balance,
  earned: a.earned + b.earned,
});

export const lessOf = ({ points, balance, earned }: Amounts): Amounts => ({
  // Not -0, which no number in the database is.
  points: 0 - points,
  balance: 0 - balance,
  earned: 0 - earned,
});

export const isNothing = ({ points, balance, earned }: Amounts): boolean =>
  points === 0 && balance === 0 && earned === 0;

/** What an entry says of the order that it is about: what the order has brought by now, and by which rule. */
export interface OrderShare {
  readonly outTradeNo: string;
  /** Minor units that had gone back by then. */
  readonly refunded: number;
  /** Points that the ledger holds for the order after this entry. */
  readonly held: number;
  /** `per` minor units earn `points`. */
  readonly per: number;
  readonly points: number;
}

/** `close`: the member was joined into another and took everything along; nothing follows. `join`: it arrived there. */
export type EntryKind = 'entry' | 'import' | 'earn' | 'join' | 'close';
export interface Draft {
  readonly kind: EntryKind;
  readonly change: Amounts;
  readonly reason: string;
  readonly order?: OrderShare;
}

export interface Entry extends Draft {
  readonly member: string;
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** Unique over all ledgers. */
  readonly recordNo: string;
  readonly after: Amounts;
  /** Milliseconds. */
  readonly at: number;
}
