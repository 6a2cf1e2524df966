/**
 * The journal of an order: what happened, line by line, for people to read, and with each line what it moved, exactly, so that
 * the order can be made again from its journal alone. Lines are only ever added; the oldest move to an archive.
 */
import { present } from '../../kernel/present';
import type { RefundState } from './facts';
import type { Attempt, AttemptState, ByPerson, JournalEntry, Move, Order, Refund } from './order';

/** The first line of an order's journal. */
export const created = (at: number): JournalEntry => ({
  at,
  event: 'created',
  moved: [{ of: 'order', to: 'created' }],
});

/** The order with one more line; a person's says who, and why. */
export function withJournal(order: Order, at: number, event: string, person: Partial<ByPerson> = {}): Order {
  return { ...order, journal: [...order.journal, { at, event, ...person }] };
}

/** What a write moves. */
export function movesBetween(before: Order, after: Order): readonly Move[] {
  return [
    ...attemptMovesBetween(before, after),
    ...refundMovesBetween(before, after),
    ...returnMovesBetween(before, after),
    ...(before.state === after.state ? [] : [{ of: 'order', to: after.state } as const]),
  ];
}

function attemptMovesBetween(before: Order, after: Order): readonly Move[] {
  const move = ({ no, paySp }: Attempt, to: AttemptState | 'gone'): Move => ({
    of: 'attempt',
    no,
    paySp,
    to,
    ...present({ fee: to === 'paid' ? after.total.value : undefined }),
  });
  const was = new Map(before.attempts.map((one) => [one.no, one]));
  const is = new Set(after.attempts.map(({ no }) => no));
  const gone = before.attempts.filter(({ no }) => !is.has(no));
  const moved = after.attempts.filter((one) => {
    const old = was.get(one.no);
    return old?.state !== one.state || old.paySp !== one.paySp;
  });
  return [...gone.map((one) => move(one, 'gone')), ...moved.map((one) => move(one, one.state))];
}

function refundMovesBetween(before: Order, after: Order): readonly Move[] {
  const move = ({ outRefundNo: no, amount }: Refund, to: RefundState | 'gone'): Move => ({
    of: 'refund',
    no,
    to,
    fee: amount.value,
  });
  const was = new Map(before.refunds.map((one) => [one.outRefundNo, one]));
  const is = new Set(after.refunds.map(({ outRefundNo }) => outRefundNo));
  const gone = before.refunds.filter(({ outRefundNo }) => !is.has(outRefundNo));
  const moved = after.refunds.filter((one) => {
    const old = was.get(one.outRefundNo);
    return old?.state !== one.state || old.amount.value !== one.amount.value;
  });
  return [...gone.map((one) => move(one, 'gone')), ...moved.map((one) => move(one, one.state))];
}

function returnMovesBetween(before: Order, after: Order): readonly Move[] {
  const was = new Map(before.returns.map((one) => [one.outRefundNo, one.state]));
  return after.returns
    .filter(({ outRefundNo, state }) => was.get(outRefundNo) !== state)
    .map(({ outRefundNo: no, state: to, amount, payment }) => ({
      of: 'return',
      no,
      paySp: payment.paySp,
      to,
      fee: amount.value,
      currency: amount.currency,
    }));
}

/** The order to be written, with what the write moves in its last new line, or in a line of its own. */
export function accounted(before: Order, after: Order, now: number): Order {
  const moved = movesBetween(before, after);
  if (moved.length === 0) return after;
  const isTold = after.journal.length > before.journal.length;
  const lines = isTold ? after.journal : [...after.journal, { at: now, event: moved.map(words).join(', ') }];
  const last = lines.at(-1);
  return last ? { ...after, journal: [...lines.slice(0, -1), { ...last, moved }] } : after;
}

function words(move: Move): string {
  return move.of === 'order' ? `order ${move.to}` : `${move.of} ${move.no} ${move.to}`;
}

/** From so many lines on, the oldest move to the archive. */
const FULL = 64;

/** Always as many: whoever archives the lines from one number on archives the same. */
const ARCHIVED_AT_ONCE = 32;

/** Lines of a journal that were moved to the archive: those from number `from` on, counted from 0. */
export interface ArchivedLines {
  readonly outTradeNo: string;
  readonly from: number;
  readonly lines: readonly JournalEntry[];
}

/** The lines that are to move; undefined while there is room. */
export function linesToArchive({ outTradeNo, journal, journalFrom }: Order): ArchivedLines | undefined {
  if (journal.length < FULL) return undefined;
  return { outTradeNo, from: journalFrom, lines: journal.slice(0, ARCHIVED_AT_ONCE) };
}

/** The order without lines that the archive has; undefined where somebody else took them out already. */
export function withoutArchived(order: Order, { from, lines }: ArchivedLines): Order | undefined {
  if (order.journalFrom !== from) return undefined;
  return { ...order, journalFrom: from + lines.length, journal: order.journal.slice(lines.length) };
}
