/**
 * What a PSP says of one day, line by line: its bill (a file), or its list of payments and refunds. A statement is never
 * booked from; it only tells where to look.
 */
import type { Money } from '../../kernel/money';

/** A day in the statement's own time zone, `YYYY-MM-DD`. */
export type StatementDay = string;

/** A fee, exact beyond the minor unit: thousandths of it (0.08000 CNY are 8000). Negative where it was given back. */
export interface Fee {
  readonly thousandths: number;
  readonly currency: string;
}

/** `reversed`: the money of a payment went back without a refund of ours. */
export type StatedPayment = 'paid' | 'reversed';
export type StatedRefund = 'succeeded' | 'processing' | 'failed' | 'abnormal';

interface Stated {
  /** Where the line stands in the statement, from 1. */
  readonly row: number;
  /** The number that the PSP knows the attempt by (its `out_trade_no`). */
  readonly attemptNo: string;
  /** The PSP's number of the payment, and WeChat's where the PSP is not WeChat. */
  readonly spTradeNo?: string;
  readonly transactionId?: string;
  /** A payment's price, or what a refund was asked for. */
  readonly amount: Money;
  /** What it changes in settlement, where that is said. */
  readonly settled?: Money;
  readonly fee?: Fee;
  /** Milliseconds, UTC. */
  readonly at?: number;
  /** The PSP's own word for its state. */
  readonly theirs: string;
}

export interface StatedPaymentLine extends Stated {
  readonly kind: 'payment';
  readonly status: StatedPayment;
}

export interface StatedRefundLine extends Stated {
  readonly kind: 'refund';
  readonly status: StatedRefund;
  /** Our number of the refund; empty where the statement does not carry it. */
  readonly outRefundNo: string;
  readonly spRefundNo?: string;
}

export type StatementLine = StatedPaymentLine | StatedRefundLine;
