/**
 * What a PSP said, in our words. A connector makes a report of a verified notice or of an answer; whoever asked or took the
 * notice knows at which PSP, and stamps it: only then is it a fact.
 */
import type { Money } from '../../kernel/money';

/** What a payment attempt came to. Statuses that we do not know are `pending`, never paid or declined. */
export type PaymentStatus = 'pending' | 'paid' | 'declined' | 'closed';

export interface PaymentReport {
  readonly kind: 'payment';
  /** The number that the PSP knows the attempt by (its `out_trade_no`). */
  readonly attemptNo: string;
  readonly status: PaymentStatus;
  /** With `declined`: this try failed, but the trade can be paid until it is closed (PAYERROR at WeChat Pay). */
  readonly payable?: true;
  /** The order's price as the PSP has it; always there when `status` is paid. */
  readonly amount?: Money;
  /** What went back to the payer already, as far as the PSP says: an amount, or that it was some. */
  readonly refunded?: Money | 'some';
  readonly spTradeNo?: string;
  readonly transactionId?: string;
  readonly appid?: string;
  /** The PSP's moment of payment, milliseconds UTC. */
  readonly paidAt?: number;
  /** The PSP's own status word, for the journal and the decline reason. */
  readonly theirs: string;
  /** Set when the verified message speaks of another account than ours: never applied, always visible. */
  readonly misfit?: string;
  /** The message does not prove what it says: the PSP is asked before it is booked. */
  readonly hint?: true;
}

export interface PaymentFact extends PaymentReport {
  readonly paySp: string;
  /** Set on answers to our own question: how many of our cancels of this attempt the PSP had dealt with by then. */
  readonly afterCancels?: number;
}

/** Where a refund stands. `abnormal`: the PSP cannot deliver the money, a person decides. */
export type RefundState = 'requested' | 'processing' | 'abnormal' | 'failed' | 'succeeded';

export interface RefundReport {
  readonly kind: 'refund';
  readonly outRefundNo: string;
  /** The attempt whose money goes back, where the PSP says it. */
  readonly attemptNo?: string;
  readonly status: Exclude<RefundState, 'requested'>;
  readonly amount?: Money;
  readonly spRefundNo?: string;
  readonly refundedAt?: number;
  readonly theirs: string;
  readonly misfit?: string;
  /** The message does not prove what it says: the PSP is asked before it is booked. */
  readonly hint?: true;
}

export interface RefundFact extends RefundReport {
  readonly paySp: string;
}

export type Report = PaymentReport | RefundReport;
export type Fact = PaymentFact | RefundFact;
