/** What can change in an order, one thing at a time; each answers a new order. */
import { withJournal } from './journal';
import {
  isLive,
  isPayable,
  type Attempt,
  type AttemptState,
  type AttentionReason,
  type Order,
  type Refund,
} from './order';

const ATTENTION_LIMIT = 16;

/** The order with something more that waits for a person; what waits already is not said twice. */
export function withAttention(order: Order, reason: AttentionReason, of: string, now: number): Order {
  const isKnown = order.attention.some((one) => one.reason === reason && one.of === of);
  if (isKnown || order.attention.length >= ATTENTION_LIMIT) return order;
  const noted = { ...order, attention: [...order.attention, { reason, since: now, of }] };
  return withJournal(noted, now, `waits for a person: ${reason} ${of}`);
}

/** The order with what was waiting for a person ended. */
export function withoutAttention(order: Order, reason: AttentionReason, of: string): Order {
  const attention = order.attention.filter((one) => one.reason !== reason || one.of !== of);
  return attention.length === order.attention.length ? order : { ...order, attention };
}

/** From each state of an attempt, the states that it may move to. Money that came is money, whatever was before. */
export const attemptMoves: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  requested: ['open', 'closing', 'declined', 'closed', 'aside', 'paid'],
  open: ['closing', 'declined', 'closed', 'aside', 'paid'],
  closing: ['open', 'requested', 'declined', 'closed', 'aside', 'paid'],
  declined: ['requested', 'closed', 'aside', 'paid'],
  closed: ['aside', 'paid'],
  aside: [],
  paid: [],
};

/** The order with some fields of one attempt changed. A move that `attemptMoves` does not know leaves the attempt as it is. */
export function withAttempt(order: Order, no: string, change: Partial<Attempt>): Order {
  const moved = (attempt: Attempt): Attempt => {
    const isAllowed =
      change.state === undefined ||
      change.state === attempt.state ||
      attemptMoves[attempt.state].includes(change.state);
    return isAllowed ? { ...attempt, ...change } : attempt;
  };
  const attempts = order.attempts.map((attempt) => (attempt.no === no ? moved(attempt) : attempt));
  const isOver = attempts.some((attempt) => attempt.no === no && !isLive(attempt));
  // The first attempt has the order's number: what waits under it is the order's while that is not over.
  const isItsOwn = no !== order.outTradeNo || !isPayable(order);
  const next = { ...order, attempts };
  return isOver && isItsOwn ? withoutAttention(next, 'not_ended', no) : next;
}

/** The order without the reason of an earlier decline. */
export function withoutDecline(order: Order): Order {
  const { decline, ...rest } = order;
  return rest;
}

/** The order with some fields of one refund or return changed. */
export function withRefund(order: Order, outRefundNo: string, change: Partial<Refund>): Order {
  const changed = <T extends Refund>(refund: T): T =>
    refund.outRefundNo === outRefundNo ? { ...refund, ...change } : refund;
  return { ...order, refunds: order.refunds.map(changed), returns: order.returns.map(changed) };
}
