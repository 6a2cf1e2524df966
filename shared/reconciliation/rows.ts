/** An order as the rows that a statement is compared with, and the days on which a statement may have them. */
import { present } from '../kernel/present';
import {
  attemptIn,
  goingBack,
  isFromElsewhere,
  isReturn,
  refundedFee,
  type Order,
  type PaidRow,
  type Refund,
  type RefundRow,
  type Return,
  type StatementDay,
} from '../payments';
import { daysAround, mayBeOn, type DayBounds } from './statement-day';

/** The payment of a paid order; undefined where nothing was paid. */
export function paidRowOf(order: Order): PaidRow | undefined {
  const attempt = attemptIn(order, order.paidAttempt ?? '');
  if (!attempt) return undefined;
  return {
    outTradeNo: order.outTradeNo,
    attemptNo: attempt.no,
    amount: order.total,
    refundedFee: refundedFee(order),
    paidAt: order.paidAt ?? 0,
    ...present({ spTradeNo: attempt.spTradeNo, transactionId: order.transactionId }),
  };
}

/** What goes back of an order's money at one PSP: its refunds, and returns of what was kept aside. */
export const refundRowsOf = (order: Order, paySp: string): readonly RefundRow[] =>
  goingBack(order)
    .filter((one) => pspOf(order, one) === paySp)
    .map((one) => refundRowOf(order, one));

const pspOf = (order: Order, refund: Refund | Return): string | undefined =>
  isReturn(refund) ? refund.payment.paySp : attemptIn(order, order.paidAttempt ?? '')?.paySp;

export function refundRowOf(order: Order, refund: Refund | Return): RefundRow {
  const { outRefundNo, amount, state, sentAt, refundedAt, spRefundNo } = refund;
  return {
    outTradeNo: order.outTradeNo,
    attemptNo: isReturn(refund) ? refund.payment.attemptNo : (order.paidAttempt ?? ''),
    outRefundNo,
    amount,
    state,
    sentAt,
    isFromElsewhere: isFromElsewhere(order.outTradeNo, refund),
    isReturn: isReturn(refund),
    ...present({ refundedAt, spRefundNo }),
  };
}

/** The first is the day that it belongs to. */
export const daysOfPayment = ({ paidAt }: PaidRow, zone: string): readonly StatementDay[] =>
  daysAround(paidAt, zone);

/** A statement has a refund on the day when the PSP took it, or on the day when it went through. */
export const daysOfRefund = ({ sentAt, refundedAt }: RefundRow, zone: string): readonly StatementDay[] => [
  ...new Set([
    ...daysAround(sentAt, zone),
    ...(refundedAt === undefined ? [] : daysAround(refundedAt, zone)),
  ]),
];

/** Whether the statement of a day may have one of our refunds. */
export const isRefundOn = ({ sentAt, refundedAt }: RefundRow, day: DayBounds): boolean =>
  mayBeOn(sentAt, day) || (refundedAt !== undefined && mayBeOn(refundedAt, day));
