/**
 * How a fact changes an order. `apply` is pure and total: facts may come twice, late or out of order, and the
 * order only ever moves up. What does not fit is kept aside with its reason, never applied, never dropped.
 */
import type { Fact, PaymentFact, RefundFact, RefundState } from './facts';
import { sameMoney, toMajor, type Money } from '../../kernel/money';
import { isLive, refundableFee, withAttempt, withJournal, withoutDecline, withRefund } from './order';
import { present } from '../../kernel/present';
import type { Attempt, Order, OrderState, Refund } from './order';

/** From each state, the states that a sale may move to. docs/states.md is generated from this table. */
export const orderMoves: Readonly<Record<OrderState, readonly OrderState[]>> = {
  created: ['pending', 'closed', 'paid'],
  pending: ['paid', 'closed'],
  closed: ['paid'],
  paid: [],
};

/** From each refund state, the states that a refund may move to. */
export const refundMoves: Readonly<Record<RefundState, readonly RefundState[]>> = {
  requested: ['processing', 'abnormal', 'failed', 'succeeded'],
  processing: ['abnormal', 'failed', 'succeeded'],
  abnormal: ['failed', 'succeeded'],
  failed: ['succeeded'],
  succeeded: [],
};

/** How long one process has the merchant's hook for itself before another may run it again, milliseconds. */
export const HOOK_LEASE_MS = 60_000;

/** `moved`: write this order. `same`: nothing new. `aside`: true perhaps, but it does not fit this order. */
export type Applied =
  | { readonly is: 'moved'; readonly order: Order }
  | { readonly is: 'same' }
  | { readonly is: 'aside'; readonly why: string };

const same: Applied = { is: 'same' };
const aside = (why: string): Applied => ({ is: 'aside', why });

/** What `fact` makes of `order` at `now` (milliseconds). Never throws. */
export function apply(order: Order, fact: Fact, now: number): Applied {
  if (fact.misfit !== undefined) return aside(fact.misfit);
  return fact.kind === 'payment' ? applyPayment(order, fact, now) : applyRefund(order, fact, now);
}

function applyPayment(order: Order, fact: PaymentFact, now: number): Applied {
  const attempt = order.attempts.find((one) => one.no === fact.attemptNo);
  if (!attempt) return aside(`the order has no attempt ${fact.attemptNo}`);
  if (attempt.paySp !== fact.paySp) {
    return aside(`attempt ${attempt.no} was made at ${attempt.paySp}, not at ${fact.paySp}`);
  }
  switch (fact.status) {
    case 'paid':
      return applyPaid(order, attempt, fact, now);
    case 'declined':
      return applyDeclined(order, attempt, fact, now);
    case 'closed':
      return applyClosed(order, attempt, fact, now);
    case 'pending':
      return same;
  }
}

const differs = (theirs: string | undefined, ours: string | undefined): boolean =>
  theirs !== undefined && ours !== undefined && theirs !== ours;

function misfitOfPaid(order: Order, attempt: Attempt, fact: PaymentFact): string | undefined {
  if (!fact.amount) return 'the message says paid but not how much';
  if (fact.amount.currency !== order.total.currency) {
    return `paid in ${fact.amount.currency}, the order is in ${order.total.currency}`;
  }
  if (!sameMoney(fact.amount, order.total)) {
    return `paid ${describe(fact.amount)}, the order is ${describe(order.total)}`;
  }
  if (differs(fact.appid, attempt.appid))
    return `paid in app ${fact.appid ?? ''}, the order is of ${attempt.appid}`;
  return undefined;
}

function applyPaid(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  const misfit = misfitOfPaid(order, attempt, fact);
  if (misfit !== undefined) return aside(misfit);
  if (order.state === 'paid') return applyPaidAgain(order, attempt, fact, now);
  const paid: Order = {
    ...withAttempt(withoutDecline(order), attempt.no, { state: 'paid', ...numbersOf(fact) }),
    state: 'paid',
    paidAttempt: attempt.no,
    paidAt: fact.paidAt ?? now,
    late: order.state === 'closed',
    hook: 'due',
    hookUntil: now + HOOK_LEASE_MS,
    ...(fact.transactionId === undefined ? {} : { transactionId: fact.transactionId }),
  };
  return {
    is: 'moved',
    order: withJournal(paid, now, `paid at ${fact.paySp} as ${attempt.no} (${fact.theirs})`),
  };
}

const numbersOf = (fact: PaymentFact): { spTradeNo?: string } =>
  fact.spTradeNo === undefined ? {} : { spTradeNo: fact.spTradeNo };

/** The same payment said again is nothing new, unless it brings what we lacked; another one is a second payment. */
function applyPaidAgain(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  const isAnother =
    order.paidAttempt !== attempt.no ||
    differs(fact.spTradeNo, attempt.spTradeNo) ||
    differs(fact.transactionId, order.transactionId);
  if (isAnother) {
    return aside(`a second payment for a paid order: ${fact.spTradeNo ?? attempt.no}; refund it at the PSP`);
  }
  const completed = withMissing(order, attempt, fact, now);
  return completed ? { is: 'moved', order: completed } : same;
}

/** The paid order with the numbers that it lacked; undefined when it lacked none. Of two moments the PSP's is earlier. */
function withMissing(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Order | undefined {
  const { transactionId = fact.transactionId, paidAt = now } = order;
  const spTradeNo = attempt.spTradeNo ?? fact.spTradeNo;
  const earliest = Math.min(paidAt, fact.paidAt ?? paidAt);
  const known = [order.transactionId, attempt.spTradeNo, order.paidAt];
  if ([transactionId, spTradeNo, earliest].every((value, index) => value === known[index])) return undefined;
  const numbered = withAttempt(order, attempt.no, present({ spTradeNo }));
  return { ...numbered, ...present({ transactionId }), paidAt: earliest };
}

function applyDeclined(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  if (!isLive(attempt)) return same;
  if (differs(fact.spTradeNo, attempt.spTradeNo)) return same;
  const declined = { ...withAttempt(order, attempt.no, { state: 'declined' }), decline: fact.theirs };
  return { is: 'moved', order: withJournal(declined, now, `${attempt.no} declined: ${fact.theirs}`) };
}

function applyClosed(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  if (differs(fact.spTradeNo, attempt.spTradeNo)) return same;
  if (attempt.state === 'paid') {
    return aside(
      `the PSP says the paid attempt ${attempt.no} is ${fact.theirs}: its money may have gone back`,
    );
  }
  if (attempt.state === 'closed') return same;
  const closed = withAttempt(order, attempt.no, { state: 'closed' });
  const isLast = order.attempts.at(-1)?.no === attempt.no && attempt.state !== 'closing';
  const ends = isLast && orderMoves[order.state].includes('closed');
  const next = ends ? { ...closed, state: 'closed' as const } : closed;
  return { is: 'moved', order: withJournal(next, now, `${attempt.no} closed at the PSP (${fact.theirs})`) };
}

function misfitOfRefund(order: Order, refund: Refund, fact: RefundFact): string | undefined {
  const paySp = order.attempts.find((attempt) => attempt.no === order.paidAttempt)?.paySp;
  if (paySp !== fact.paySp) return `a refund at ${fact.paySp} of money paid at ${paySp ?? 'nowhere'}`;
  if (fact.amount && !sameMoney(fact.amount, refund.amount)) {
    return `refunded ${describe(fact.amount)}, asked for ${describe(refund.amount)}`;
  }
  if (
    refund.state === 'failed' &&
    fact.status === 'succeeded' &&
    refund.amount.value > refundableFee(order)
  ) {
    return `refund ${refund.outRefundNo} went through after it had failed, and more than was paid is gone`;
  }
  return undefined;
}

const isOnItsWay = ({ state }: Refund): boolean => state === 'requested' || state === 'processing';

/**
 * The refund that a fact speaks of. Where it names the payment instead, the PSP's own number tells which, or the amount
 * when exactly one refund of that amount is on its way. A fact that could mean several means none.
 */
function refundOf(order: Order, { outRefundNo, spRefundNo, amount }: RefundFact): Refund | undefined {
  const named = order.refunds.find((one) => one.outRefundNo === outRefundNo);
  if (named || outRefundNo !== order.paidAttempt) return named;
  const met = order.refunds.find((one) => spRefundNo !== undefined && one.spRefundNo === spRefundNo);
  const [fitting, ...others] = order.refunds.filter(
    (one) => isOnItsWay(one) && amount !== undefined && sameMoney(one.amount, amount),
  );
  return met ?? (others.length === 0 ? fitting : undefined);
}

function applyRefund(order: Order, fact: RefundFact, now: number): Applied {
  const refund = refundOf(order, fact);
  if (!refund) return aside(`a refund ${fact.outRefundNo} that this shop did not ask for, or one of several`);
  const misfit = misfitOfRefund(order, refund, fact);
  if (misfit !== undefined) return aside(misfit);
  if (!refundMoves[refund.state].includes(fact.status)) return same;
  const moved = withRefund(order, refund.outRefundNo, {
    state: fact.status,
    ...present({ spRefundNo: fact.spRefundNo }),
    ...present({ refundedAt: fact.status === 'succeeded' ? (fact.refundedAt ?? now) : undefined }),
  });
  return {
    is: 'moved',
    order: withJournal(moved, now, `refund ${refund.outRefundNo} ${fact.status} (${fact.theirs})`),
  };
}

const describe = (amount: Money): string => `${toMajor(amount)} ${amount.currency}`;
