/** A PSP for use cases: keeps payments and refunds by its own rules, and answers and notifies in its own bytes. */
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { Knock } from '../../../shared/payments/flows/notices/take-notification';

export type Asked = 'pay' | 'query' | 'close' | 'refund' | 'queryRefund' | 'keys';

export interface PspPayment {
  readonly no: string;
  readonly trade: string;
  /** Minor units. */
  amount: number;
  currency: string;
  state: 'pending' | 'paid' | 'declined' | 'closed';
}

export interface PspRefund {
  readonly no: string;
  readonly of: string;
  readonly id: string;
  readonly amount: number;
  state: 'processing' | 'succeeded' | 'failed' | 'abnormal';
}

export interface FakePsp {
  readonly paySp: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly currency: string;
  readonly payments: Map<string, PspPayment>;
  readonly refunds: Map<string, PspRefund>;
  /** Which operation a request is. */
  operationOf(request: HttpRequest): Asked;
  /** Does what the request asks and answers. */
  answer(request: HttpRequest): HttpReply;
  /** A definite no with a message or code of this PSP. */
  refusal(words: string): HttpReply;
  /** The notice of a payment's present state. */
  paymentNotice(no: string): Knock;
  refundNotice(no: string): Knock;
}

/** The payer pays at the PSP. */
export function payAt(psp: FakePsp, no: string): void {
  const payment = psp.payments.get(no);
  if (!payment) throw new Error(`the PSP knows no payment ${no}`);
  payment.state = 'paid';
}

/** What the PSP gave back in all. */
export function givenBack(psp: FakePsp): number {
  return [...psp.refunds.values()].reduce((sum, refund) => sum + refund.amount, 0);
}
