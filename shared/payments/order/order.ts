/** The order: one record that holds everything about one sale, changed only by whole conditional writes. */
import type { Money } from '../../kernel/money';
import type { RefundState } from './facts';

export type OrderState = 'created' | 'pending' | 'closed' | 'paid';

export interface OrderItem {
  readonly goodsId: string;
  readonly title: string;
  readonly quantity: number;
  /** Price of one, minor unit of the order's currency. */
  readonly price: number;
}

/** The five strings of `wx.requestPayment`. */
export interface PaymentStrings {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** What the payer needs: the strings for the WeChat cashier, or a link to open. */
export type Ticket = { readonly payment: PaymentStrings } | { readonly url: string };

/**
 * `requested`: sent or about to be sent, outcome not known yet. `open`: the payer can pay it. `closing`: we asked the PSP
 * to close it, so that its end is not the order's.
 */
export type AttemptState = 'requested' | 'open' | 'closing' | 'declined' | 'closed' | 'paid';

/** One try to have the order paid, under the number `no` that the PSP knows. */
export interface Attempt {
  readonly no: string;
  readonly paySp: string;
  readonly payMethod: string;
  readonly appid: string;
  readonly description: string;
  readonly state: AttemptState;
  readonly requestedAt: number;
  /** Until then one process is waiting for the PSP's answer and no other may send, milliseconds; 0: nobody is. */
  readonly leaseUntil: number;
  readonly spTradeNo?: string;
  readonly ticket?: Ticket;
}

export interface Refund {
  readonly outRefundNo: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: RefundState;
  readonly requestedAt: number;
  readonly spRefundNo?: string;
  readonly refundedAt?: number;
}

/** Where the merchant's `onPaymentSuccess` stands; `due` carries a lease until which its runner has it alone. */
export type HookState = 'none' | 'due' | 'done';

export interface JournalEntry {
  readonly at: number;
  readonly event: string;
}

export interface Order {
  readonly outTradeNo: string;
  /** Counts the writes; undefined in a document that the merchant's own function wrote without one. */
  readonly version: number | undefined;
  readonly appid: string;
  readonly openid: string;
  /** The configuration document that the order was made under. */
  readonly configId: string;
  readonly total: Money;
  readonly items: readonly OrderItem[];
  readonly state: OrderState;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  /** Number of the attempt that was paid. */
  readonly paidAttempt?: string;
  readonly transactionId?: string;
  readonly paidAt?: number;
  /** Why the last attempt failed, in the PSP's words. */
  readonly decline?: string;
  /** Paid after it had been closed: still money, but a person should look. */
  readonly late: boolean;
  readonly hook: HookState;
  readonly hookUntil: number;
  /** When a PSP was last asked about this order, milliseconds. */
  readonly askedAt: number;
  readonly journal: readonly JournalEntry[];
  readonly createdAt: number;
}

const JOURNAL_LIMIT = 64;

/** The order with one more journal line; the oldest lines go first when the journal is full. */
export function withJournal(order: Order, at: number, event: string): Order {
  return { ...order, journal: [...order.journal, { at, event }].slice(-JOURNAL_LIMIT) };
}

/** The attempt that matters now: the one that was paid, else the newest. */
export function currentAttempt(order: Order): Attempt | undefined {
  return order.attempts.find((attempt) => attempt.no === order.paidAttempt) ?? order.attempts.at(-1);
}

/** An attempt that the payer may still pay, as far as we know. */
export function isLive(attempt: Attempt): boolean {
  return attempt.state === 'requested' || attempt.state === 'open' || attempt.state === 'closing';
}

/** The order with some fields of one attempt changed. */
export function withAttempt(order: Order, no: string, change: Partial<Attempt>): Order {
  return {
    ...order,
    attempts: order.attempts.map((attempt) => (attempt.no === no ? { ...attempt, ...change } : attempt)),
  };
}

/** The order without the reason of an earlier decline. */
export function withoutDecline(order: Order): Order {
  const { decline, ...rest } = order;
  return rest;
}

/** The order with some fields of one refund changed. */
export function withRefund(order: Order, outRefundNo: string, change: Partial<Refund>): Order {
  return {
    ...order,
    refunds: order.refunds.map((refund) =>
      refund.outRefundNo === outRefundNo ? { ...refund, ...change } : refund,
    ),
  };
}

const ATTEMPT_SUFFIX = /_([2-9]|[1-9]\d)$/;

/** The number of the order's n-th attempt: its own for the first, then `<number>_2`, `<number>_3` … */
export function attemptNumber(outTradeNo: string, n: number): string {
  return n === 1 ? outTradeNo : `${outTradeNo}_${n}`;
}

/** The order numbers that an attempt number can belong to: itself, and itself without the suffix. */
export function orderNumbersOf(attemptNo: string): readonly string[] {
  const base = attemptNo.replace(ATTEMPT_SUFFIX, '');
  return base === attemptNo ? [attemptNo] : [attemptNo, base];
}

const sum = (refunds: readonly Refund[]): number =>
  refunds.reduce((total, refund) => total + refund.amount.value, 0);

/** What went back to the payer, minor units. */
export function refundedFee(order: Order): number {
  return sum(order.refunds.filter((refund) => refund.state === 'succeeded'));
}

/** What is left to refund, minor units: paid, less everything that went back or may still go. */
export function refundableFee(order: Order): number {
  if (order.state !== 'paid') return 0;
  return order.total.value - sum(order.refunds.filter((refund) => refund.state !== 'failed'));
}
