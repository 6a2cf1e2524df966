/**
 * One exchange with another party: a request goes out, a reply comes in, an outcome is what is left of it. This is the only
 * place that sends, bounds, classifies and logs, for PSPs and for WeChat alike.
 */
import type { KeyObject } from 'node:crypto';
import { type Clock, type Log } from './ports';
import { HttpFailure, type Download, type HttpReply } from './http';
import type { Secret } from './secret';

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
  /** What lets us in, where the other party gives a token for a while. */
  readonly token?: Secret;
}

/** Why the other party said no, as far as it changes what we do next. */
export type Refusal = 'declined' | 'not_found' | 'already_paid' | 'closed' | 'number_taken' | 'other';

/**
 * Why nothing left: no number to ask with; no key that could vouch for an answer, as the configuration has it or just now; no
 * token that lets us in, likewise; no time, nobody there, nobody to trust.
 */
export type Unsent =
  | 'unaskable'
  | 'no_keys'
  | 'keys_away'
  | 'no_token'
  | 'token_away'
  | 'no_time'
  | 'unreachable'
  | 'untrusted_certificate';

/**
 * Why an answer says nothing. `undocumented`: a no in a code or in words that the other party does not publish. `later`: in words
 * that it does publish, a no for now; the same may go through later, under the same number.
 */
export type Unknown =
  | 'timeout'
  | 'cut_off'
  | 'too_large'
  | 'busy'
  | 'unreadable'
  | 'unverified'
  | 'unknown_key'
  | 'undocumented'
  | 'later';

/**
 * What came of one sending, which is not yet what happened to the thing (payments/order/policy.ts decides that).
 * `refused`: a definite no in words that the other party documents. `unsent`: this sending certainly never arrived.
 * `unknown`: perhaps it happened; never treated as failure. `theirs`: the other party's own code and words, no secret;
 * `code`: its number, where it has one.
 */
export type Outcome<T> =
  | { readonly is: 'ok'; readonly value: T }
  | { readonly is: 'refused'; readonly why: Refusal; readonly theirs: string; readonly code?: number }
  | { readonly is: 'unsent'; readonly why: Unsent; readonly theirs: string }
  | { readonly is: 'unknown'; readonly why: Unknown; readonly theirs?: string };

/** What an exchange needs: `deadline` is the moment when the function must have answered, milliseconds. */
export interface Exchanging {
  readonly clock: Clock;
  readonly log: Log;
  readonly exchangeLimitMs: number;
  readonly deadline: number;
}

/** What is said in the log about an exchange: who was asked what, about which of our numbers. Nothing secret. */
export interface ExchangeName {
  readonly party: string;
  readonly operation: string;
  readonly outTradeNo?: string;
}

/** What must be left of the function's time after an exchange, to write down what came of it. */
const RESERVE_MS = 1500;

/** Less than this is no time for an answer: better not sent. */
const LEAST_MS = 400;

/** The outcome of one exchange; never rejects because of the network, never outlives the function. */
export async function exchange<T, R extends HttpReply | Download = HttpReply>(
  ports: Exchanging,
  name: ExchangeName,
  send: (limitMs: number) => Promise<R>,
  read: (reply: R) => Outcome<T> | Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const startedAt = ports.clock.now();
  const limitMs = Math.min(ports.exchangeLimitMs, timeLeft(ports));
  const sent = limitMs < LEAST_MS ? NO_TIME : await reply(() => send(limitMs));
  const outcome: Outcome<T> = hasFailed(sent) ? sent : await read(sent);
  logOutcome(ports.log, name, outcome, ports.clock.now() - startedAt);
  return outcome;
}

/** How much of the function's time is left for the other party, milliseconds. */
export const timeLeft = ({ clock, deadline }: Pick<Exchanging, 'clock' | 'deadline'>): number =>
  deadline - clock.now() - RESERVE_MS;

const NO_TIME = {
  is: 'unsent',
  why: 'no_time',
  theirs: 'the function would have ended before the answer',
} as const;

type Failed = Extract<Outcome<never>, { is: 'unsent' | 'unknown' }>;

const hasFailed = (sent: HttpReply | Download | Failed): sent is Failed => 'is' in sent;

async function reply<R>(send: () => Promise<R>): Promise<R | Failed> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return failureOutcome(error);
  }
}

/** What a failure on the way says about the request. */
export function failureOutcome({ kind, message: theirs }: HttpFailure): Failed {
  return kind === 'unreachable' || kind === 'untrusted_certificate'
    ? { is: 'unsent', why: kind, theirs }
    : { is: 'unknown', why: kind, theirs };
}

/** What happened, with the other party's own code and words. */
export function logOutcome(log: Log, name: ExchangeName, outcome: Outcome<unknown>, ms: number): void {
  const { party, operation, outTradeNo } = name;
  const said = outcome.is === 'ok' ? {} : { why: outcome.why, theirs: outcome.theirs?.slice(0, 200) };
  log('exchange', { party, operation, out_trade_no: outTradeNo, outcome: outcome.is, ...said, ms });
}
