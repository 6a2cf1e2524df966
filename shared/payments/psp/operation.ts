/** One operation at a PSP: what goes out and what an answer means, as pure functions of an account. */
import type { Env, Outcome } from '../../kernel/exchange';
import type { Fields, ValuesOf } from '../../kernel/fields';
import type { HttpReply, HttpRequest } from '../../kernel/http';

/** One PSP account of the shop: its checked configuration and where the PSP reaches us. */
export interface Account<F extends Fields = Fields> {
  readonly paySp: string;
  readonly configId: string;
  readonly config: ValuesOf<F>;
  /** Base address without a trailing slash. */
  readonly endpoint: string;
  readonly refundCurrency?: string;
  /** Where this PSP's notices come to; empty where it sends none over HTTP. */
  readonly notifyUrl: string;
}

/**
 * A call of `cloud.cloudPay.<api>`: the platform itself carries it. Its result comes back as a reply with JSON body, a file in
 * it as `{ base64 }`.
 * A `functionName` without an `envId` is a function of the environment that we run in.
 */
export interface CloudPayRequest {
  readonly cloudPay: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Two pure halves of one exchange; `perform` puts the network between them. */
export interface Operation<F extends Fields, In, Out> {
  /**
   * What in the configuration keeps this operation from being asked, in words that name the fields: optional ones that
   * it needs, a certificate that has expired by `now` (milliseconds). Checked before a payment or refund is stored or
   * sent; the method is the payment's.
   */
  lacks?(account: Account<F>, now: number, payMethod?: string): readonly string[];
  /** The bytes to send; undefined when we never learned a number that the PSP needs for the question. */
  request(input: In, account: Account<F>, env: Env): HttpRequest | CloudPayRequest | undefined;
  reply(reply: HttpReply, input: In, account: Account<F>, env: Env): Outcome<Out>;
}
