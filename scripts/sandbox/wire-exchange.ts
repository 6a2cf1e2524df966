/** What an exchange on the wire looks like to whoever shows it. Times are milliseconds since the epoch, local time. */

/** A message as far as it may be shown. A body that is no text, or too long, says so instead. */
export interface WireMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the whole body. */
  readonly bytes: number;
}

/** Why there is no whole answer: the sandbox never gave one, it broke off, or the other side could not be reached. */
export type WireEnding = 'answered' | 'silent' | 'cut' | 'unreachable';

export interface WireExchange extends WireMessage {
  /** Counts up. */
  readonly id: number;
  /** `request`: from the shop to the PSP. `notice`: from the PSP to the shop. */
  readonly kind: 'request' | 'notice';
  readonly paySp: string;
  /** The number under which the PSP knows the payment; empty where none is recognised. */
  readonly outTradeNo: string;
  readonly at: number;
  /** How long the answer took, milliseconds. */
  readonly tookMs: number;
  readonly method: string;
  readonly url: string;
  /** So many times the same was sent about the same payment, this one included. */
  readonly repeat: number;
  readonly ending: WireEnding;
  readonly answer?: WireMessage & { readonly status: number };
  /** Of a notice: its own id at the sandbox, and what its signature is made over. */
  readonly noticeId?: string;
  readonly signed?: readonly string[];
  /** Of a notice: the function call that answered it. */
  readonly requestId?: string;
}

/** Something that was made to happen to a payment; `event` as `POST /control/sandbox` takes it. */
export interface RunStep {
  readonly at: number;
  readonly paySp: string;
  readonly outTradeNo: string;
  readonly event: Readonly<Record<string, unknown>>;
}
