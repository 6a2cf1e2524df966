/**
 * The ledger of one member: entries that are only ever appended, each with the totals after it. An entry's place is its
 * number, and a place is taken once, so whoever appends has seen all that stands before.
 */
import { PayError } from '../../kernel/errors';
import type { MembersRoom } from './ports';

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

/** How an appending ended. `nothing`: there was nothing to enter. `closed`: the ledger takes no more. */
export type Appended =
  { readonly is: 'there'; readonly entry: Entry } | { readonly is: 'nothing' } | { readonly is: 'closed' };

/** Others who append to the same ledger at this moment are let past this often. */
const MOST_TRIES = 60;

/**
 * Appends what `decide` makes of the newest state under a record number, unless that number stands in a ledger already. Runs
 * `decide` again when another entry came first, so it must have no effects; it may throw to refuse.
 * @throws PayError BUSY when others were always first
 */
export async function append(
  { members, wechat }: MembersRoom,
  member: string,
  recordNo: string,
  decide: (totals: Amounts) => Promise<Draft | undefined>,
): Promise<Appended> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const last = await members.lastEntry(member);
    if (last?.kind === 'close') return { is: 'closed' };
    // Looked for after the last entry was read: what is entered later than that takes the place that is tried below.
    const same = await members.entryOfRecord(recordNo);
    if (same) return { is: 'there', entry: same };
    const draft = await decide(last?.after ?? NOTHING);
    if (!draft) return { is: 'nothing' };
    const entry = { ...draft, ...placeAfter(last, draft), member, recordNo, at: wechat.clock.now() };
    if (await members.appendEntry(entry)) return { is: 'there', entry };
    // The longer others were first, the longer they are let past.
    await wechat.clock.sleep((1 + tries) * (1 + (parseInt(wechat.random.hex(1), 16) % 16)));
  }
  throw new PayError('BUSY', 'others are entering points of this member at this moment. Try again');
}

const placeAfter = (last: Entry | undefined, { change }: Draft): Pick<Entry, 'seq' | 'after'> => ({
  seq: (last?.seq ?? 0) + 1,
  after: plus(last?.after ?? NOTHING, change),
});
