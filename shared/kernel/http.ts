/** Requests over HTTP and what comes of them: the words that areas and adapters share. */
import type { Secret } from './secret';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Instead of the body, where it is no text. */
  readonly bytes?: Buffer;
  /** For calls that the other party takes only over mutual TLS. */
  readonly clientCertificate?: ClientCertificate;
}

/** Certificate and key in PEM, or both in one PKCS#12 file (bytes) with its passphrase. */
export type ClientCertificate =
  { readonly cert: string; readonly key: Secret } | { readonly pfx: Buffer; readonly passphrase: Secret };

/** Header names are lower case. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

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
