/** What a PSP said, in our words. A fact is made only from a verified notice or from an answer to our own question. */
import type { Money } from '../../kernel/money';

/** What a payment attempt came to. Statuses that we do not know are `pending`, never paid or declined. */
export type PaymentStatus = 'pending' | 'paid' | 'declined' | 'closed';

export interface PaymentFact {
  readonly kind: 'payment';
  readonly paySp: string;
  /** The number that the PSP knows the attempt by (its `out_trade_no`). */
  readonly attemptNo: string;
  readonly status: PaymentStatus;
  /** The order's price as the PSP has it; always there when `status` is paid. */
  readonly amount?: Money;
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

/** Where a refund stands. `abnormal`: the PSP cannot deliver the money, a person decides. */
export type RefundState = 'requested' | 'processing' | 'abnormal' | 'failed' | 'succeeded';

export interface RefundFact {
  readonly kind: 'refund';
  readonly paySp: string;
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

export type Fact = PaymentFact | RefundFact;
