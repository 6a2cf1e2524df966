/** What travels between us and another party: requests and replies as bytes, without a word of who speaks to whom. */
import type { KeyObject } from 'node:crypto';
import type { Secret } from './secret';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
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

/** A key that may vouch for a message, and the serial that messages name it by. Times in milliseconds. */
export interface TrustedKey {
  readonly serial: string;
  readonly key: KeyObject;
  readonly notBefore?: number;
  readonly notAfter?: number;
}

/** What a pure function may know of the moment. Same input and same env give the same bytes. */
export interface Env {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** 32 random hex characters. */
  readonly nonce: string;
  readonly keys: readonly TrustedKey[];
}

/** Why the other party said no, as far as it changes what we do next. */
export type Refusal = 'declined' | 'not_found' | 'already_paid' | 'closed' | 'number_taken' | 'other';

/** Why nothing left: no number to ask with, no key that could vouch for an answer, no time, nobody there, nobody to trust. */
export type Unsent = 'unaskable' | 'no_keys' | 'no_time' | 'unreachable' | 'untrusted_certificate';

/** Why an answer says nothing. `undocumented`: a no in a code or in words that the other party does not publish. */
export type Unknown =
  'timeout' | 'cut_off' | 'too_large' | 'busy' | 'unreadable' | 'unverified' | 'unknown_key' | 'undocumented';

/**
 * What came of one sending, which is not yet what happened to the thing (payments/order/policy.ts decides that).
 * `refused`: a definite no in words that the other party documents. `unsent`: this sending certainly never arrived.
 * `unknown`: perhaps it happened; never treated as failure. `theirs`: the other party's own code and words, no secret.
 */
export type Outcome<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'refused'; readonly why: Refusal; readonly theirs: string }
  | { readonly is: 'unsent'; readonly why: Unsent; readonly theirs: string }
  | { readonly is: 'unknown'; readonly why: Unknown; readonly theirs?: string };
