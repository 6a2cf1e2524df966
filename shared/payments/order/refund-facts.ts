/** What a fact about a refund makes of its order, and refunds that the shop hears of only afterwards. */
import { sameMoney, toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { aside, same, type Applied } from './applied';
import { asideReasons } from './aside-reasons';
import {
  goingBack,
  isOnItsWay,
  isReturn,
  refundableFee,
  refundOf,
  type Order,
  type Refund,
  type Return,
} from './order';
import type { PaymentFact, RefundFact, RefundState } from './facts';
import { withJournal } from './journal';
import { withAttention, withoutAttention, withRefund } from './order-changes';
import { isEndedByPerson, nextRefundQuestion } from './schedule';

/** From each refund state, the states that a refund may move to. A failed one may be sent again under its number. */
export const refundMoves: Readonly<Record<RefundState, readonly RefundState[]>> = {
  requested: ['processing', 'abnormal', 'failed', 'succeeded'],
  processing: ['abnormal', 'failed', 'succeeded'],
  abnormal: ['failed', 'succeeded'],
  failed: ['requested', 'succeeded'],
  succeeded: [],
};

const describe = (amount: Money): string => `${toMajor(amount)} ${amount.currency}`;

/** Where the money was paid that a refund gives back. */
const paidAt = (order: Order, refund: Refund | Return): string | undefined =>
  isReturn(refund) ? refund.payment.paySp : order.attempts.find(({ no }) => no === order.paidAttempt)?.paySp;

/** Another number than the PSP gave this refund when it took it. Sent again, it may get a new one. */
function otherNumber({ state, spRefundNo }: Refund, fact: RefundFact): string | undefined {
  const isTaken = (state === 'processing' || state === 'abnormal') && spRefundNo !== undefined;
  const isSame = (fact.spRefundNo ?? spRefundNo) === spRefundNo;
  return isTaken && !isSame ? asideReasons.unknown_refund(fact.spRefundNo ?? '') : undefined;
}

function misfitOfRefund(order: Order, refund: Refund | Return, fact: RefundFact): string | undefined {
  const paySp = paidAt(order, refund);
  if (paySp !== fact.paySp) return asideReasons.refund_of_other_provider(fact.paySp, paySp ?? 'nowhere');
  if (fact.amount && !sameMoney(fact.amount, refund.amount)) {
    return asideReasons.other_refund_amount(describe(fact.amount), describe(refund.amount));
  }
  if (refund.state === 'succeeded' && (fact.status === 'failed' || fact.status === 'abnormal')) {
    return asideReasons.refund_taken_back(refund.outRefundNo, fact.status, fact.theirs);
  }
  return isReturn(refund) ? undefined : goneTwice(order, refund, fact);
}

/** A refund that had failed and went through all the same, after its amount had been given out again. */
function goneTwice(order: Order, refund: Refund, { status }: RefundFact): string | undefined {
  const wasFree = refund.state === 'failed' && status === 'succeeded';
  if (!wasFree || refund.amount.value <= refundableFee(order)) return undefined;
  return asideReasons.refund_gone_twice(refund.outRefundNo);
}

/**
 * The refund that a fact speaks of. Where it names the payment instead, the PSP's own number tells which, or the amount
 * when exactly one refund of that amount is on its way. A fact that could mean several means none.
 */
function meant(order: Order, fact: RefundFact): Refund | Return | undefined {
  const { outRefundNo, spRefundNo, amount } = fact;
  const named = refundOf(order, outRefundNo);
  if (named) return named;
  const ofPayment = goingBack(order).filter((one) => paymentNo(order, one) === outRefundNo);
  const met = ofPayment.find((one) => spRefundNo !== undefined && one.spRefundNo === spRefundNo);
  const [fitting, ...others] = ofPayment.filter(
    (one) => isOnItsWay(one) && amount !== undefined && sameMoney(one.amount, amount),
  );
  return met ?? (others.length === 0 ? fitting : undefined);
}

const paymentNo = (order: Order, refund: Refund | Return): string | undefined =>
  isReturn(refund) ? refund.payment.attemptNo : order.paidAttempt;

export function applyRefund(order: Order, fact: RefundFact, now: number): Applied {
  const refund = meant(order, fact);
  if (!refund) {
    const why = asideReasons.unknown_refund(fact.outRefundNo);
    return aside(order, why, fact, now);
  }
  const misfit = otherNumber(refund, fact) ?? misfitOfRefund(order, refund, fact);
  if (misfit !== undefined) return aside(order, misfit, fact, now);
  if (!refundMoves[refund.state].includes(fact.status)) return withMissing(order, refund, fact);
  const moved = withRefund(order, refund.outRefundNo, {
    ...present({ spRefundNo: fact.spRefundNo }),
    ...present({ refundedAt: fact.status === 'succeeded' ? (fact.refundedAt ?? now) : undefined }),
    state: fact.status,
    doubtful: false,
    left: true,
    leaseUntil: 0,
    theirs: fact.theirs,
    askAt: nextQuestion(refund, fact, now),
  });
  const noted = withJournal(moved, now, `refund ${refund.outRefundNo} ${fact.status} (${fact.theirs})`);
  return { is: 'moved', order: attended(noted, refund, fact, now) };
}

function nextQuestion({ requestedAt }: Refund, { status: state }: RefundFact, now: number): number {
  const mayChange = state === 'processing' || state === 'abnormal';
  return mayChange ? nextRefundQuestion({ requestedAt, state }, now) : 0;
}

/** A refund that the PSP cannot deliver waits for a person, and no longer when it has ended; a person's "failed" is no end. */
function attended(order: Order, refund: Refund | Return, { status }: RefundFact, now: number): Order {
  const { outRefundNo: no } = refund;
  const answered = status === 'processing' ? order : withoutAttention(order, 'refund_unanswered', no);
  // Nothing but "succeeded" moves a failed one.
  const isContradicted = isEndedByPerson(refund) && refund.state === 'failed';
  const told = isContradicted ? withAttention(answered, 'refund_contradicted', no, now) : answered;
  const next =
    status === 'abnormal'
      ? withAttention(told, 'refund_abnormal', no, now)
      : withoutAttention(told, 'refund_abnormal', no);
  return isReturn(refund) ? withReturnAttended(next, no, status, now) : next;
}

/** A return that has failed waits for a person until it is sent again, or succeeds. */
export const withReturnAttended = (order: Order, no: string, state: RefundState, now: number): Order =>
  state === 'failed'
    ? withAttention(order, 'return_failed', no, now)
    : withoutAttention(order, 'return_failed', no);

/** What a fact that moves nothing tells all the same: the PSP's own number, and when the refund really succeeded. */
function withMissing(order: Order, refund: Refund | Return, fact: RefundFact): Applied {
  const spRefundNo = refund.spRefundNo ?? fact.spRefundNo;
  const refundedAt = earliest(refund, fact);
  if (spRefundNo === refund.spRefundNo && refundedAt === refund.refundedAt) return same;
  return {
    is: 'moved',
    order: withRefund(order, refund.outRefundNo, present({ spRefundNo, refundedAt })),
  };
}

/** Of two moments of one success the PSP's is the earlier; the other one is when it was learned. */
function earliest({ refundedAt }: Refund | Return, fact: RefundFact): number | undefined {
  // "succeeded" moves every refund but one that has succeeded.
  if (fact.status !== 'succeeded' || fact.refundedAt === undefined) return refundedAt;
  return Math.min(refundedAt ?? fact.refundedAt, fact.refundedAt);
}

const ELSEWHERE = 'E';

/** Whether a refund was not asked for here, but booked because the PSP said that it went back. */
export function isFromElsewhere(outTradeNo: string, { outRefundNo, isNumberOurs }: Refund): boolean {
  const start = outTradeNo + ELSEWHERE;
  return isNumberOurs && outRefundNo.startsWith(start) && /^\d+$/.test(outRefundNo.slice(start.length));
}

/** The next number that none of the order's refunds has; those that never left made room, so counting them is not enough. */
function numberElsewhere(order: Order): string {
  let n = order.refunds.length + 1;
  while (refundOf(order, `${order.outTradeNo}${ELSEWHERE}${n}`)) n += 1;
  return `${order.outTradeNo}${ELSEWHERE}${n}`;
}

/** The order with what went back at the PSP without our asking: booked where the PSP says how much, else for a person. */
export function withRefundsElsewhere(order: Order, { refunded, attemptNo }: PaymentFact, now: number): Order {
  if (refunded === undefined) return order;
  const known = order.refunds.filter(({ state }) => state !== 'failed');
  // In another currency nobody says how much of ours it is.
  if (refunded === 'some' || refunded.currency !== order.total.currency) {
    return known.length > 0 ? order : withAttention(order, 'refunded_elsewhere', attemptNo, now);
  }
  const ours = known.reduce((sum, { amount }) => sum + amount.value, 0);
  const value = refunded.value - ours;
  if (value <= 0) return order;
  // More than is left of what was paid: what the PSP means by that no machine knows.
  if (value > refundableFee(order)) return withAttention(order, 'refunded_elsewhere', attemptNo, now);
  const outRefundNo = numberElsewhere(order);
  const booked: Refund = {
    outRefundNo,
    amount: { value, currency: refunded.currency },
    reason: 'refunded at the PSP',
    state: 'succeeded',
    requestedAt: now,
    sentAt: now,
    refundedAt: now,
    wish: 'sum',
    isNumberOurs: true,
    told: true,
    leaseUntil: 0,
    doubtful: false,
    left: true,
    askAt: 0,
  };
  const noted = { ...order, refunds: [...order.refunds, booked] };
  return withJournal(
    noted,
    now,
    `${value} went back at the PSP without our asking, booked as ${outRefundNo}`,
  );
}
