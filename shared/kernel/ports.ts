/** What every area needs of the machine and the platform, as interfaces. `adapters/` fills them, tests fill them differently. */
import type { HttpReply, HttpRequest } from './exchange';

/** Sends bytes. Rejects with HttpFailure; any answer with a status is an answer, not a failure. */
export interface Http {
  /** The whole exchange ends within `limitMs` milliseconds, whatever the other party does. */
  send(request: HttpRequest, limitMs: number): Promise<HttpReply>;
}

/** An answer whose body is read while it comes. */
export interface Download {
  readonly status: number;
  /** Names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be read once; who stops early ends the connection. Rejects with HttpFailure. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface DownloadLimits {
  /** How long the head of the answer may take, milliseconds. */
  readonly headMs: number;
  /** How long everything may take, with what the reader does meanwhile, milliseconds. */
  readonly wholeMs: number;
  readonly maxBytes: number;
}

/** Fetches what is too large to hold. The body is never whole in memory. */
export interface Downloads {
  open(request: HttpRequest, limits: DownloadLimits): Promise<Download>;
}

/** `unreachable` and `untrusted_certificate`: the request certainly never left. The others: it may have arrived. */
export type HttpFailureKind = 'unreachable' | 'untrusted_certificate' | 'timeout' | 'cut_off' | 'too_large';

/** No answer came. The message says what happened, without the request's contents. */
export class HttpFailure extends Error {
  constructor(
    readonly kind: HttpFailureKind,
    message: string,
  ) {
    super(message);
    this.name = 'HttpFailure';
  }

  /** Whether the request may have arrived. */
  get reached(): boolean {
    return this.kind !== 'unreachable' && this.kind !== 'untrusted_certificate';
  }
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
}

export interface Random {
  /** So many random bytes as hex. */
  hex(bytes: number): string;
}

/** What the platform says about the caller of this invocation; empty texts where it says nothing. */
export interface Identity {
  readonly openid: string;
  readonly appid: string;
  readonly unionid: string;
  /** Set when the call came from another app through a shared environment. */
  readonly fromAppid: string;
}

/** Who calls, as the platform says it. Never taken from the payload. */
export interface Caller {
  readonly openid: string;
  readonly appid: string;
  readonly unionid?: string;
  /** Set when the call came from another app through a shared environment. */
  readonly fromAppid?: string;
}

/** One line per event. Values are numbers and short words, never bodies, keys or names of people. */
export type Log = (
  event: string,
  fields: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
