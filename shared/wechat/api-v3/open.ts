/**
 * Messages of WeChat Pay API v3, signed by the platform: whether one is authentic, and what an answer says.
 * Source: pay.weixin.qq.com/doc/v3/merchant/4013053249 (verification) and 4012556352 (errors), read 2026-11.
 *
 * Probes whose signature begins with WECHATPAY/SIGNTEST/ are wrong on purpose: they fail like any forgery.
 */
import type { Env, Outcome, TrustedKey } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { readJsonObject, textAt, type JsonObject } from '../../kernel/json';
import { verifyRsaSha256 } from '../../codecs/rsa';
import { SCHEME } from './sign';

/** Messages this old, or this far ahead, are refused (the vendor's Go and Java libraries draw the same line). */
const WINDOW_SECONDS = 300;

export type Authenticity = 'authentic' | 'unsigned' | 'stale' | 'unknown_key' | 'bad_signature';

/** What the headers of a message say of its signature; `timestamp` in seconds. */
interface Signature {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  readonly serial: string;
}

/** The signature of a message, of good form and not verified; undefined where it has none that could be. */
export function signatureIn({ headers }: Pick<HttpReply, 'headers'>): Signature | undefined {
  const header = (name: string): string => headers[`wechatpay-${name}`] ?? '';
  const [timestamp, nonce] = [header('timestamp'), header('nonce')];
  const [signature, serial] = [header('signature'), header('serial')];
  if (!isMoment(timestamp) || !isNonce(nonce) || !signature || !serial) return undefined;
  return ['', SCHEME].includes(header('signature-type'))
    ? { timestamp, nonce, signature, serial }
    : undefined;
}

/** Whether a message of the platform (answer or notice) is signed by a key that we trust, and fresh. */
export function authenticity(message: Pick<HttpReply, 'headers' | 'body'>, env: Env): Authenticity {
  const found = signatureIn(message);
  if (!found) return 'unsigned';
  const { timestamp, nonce, signature, serial } = found;
  if (Math.abs(env.now / 1000 - Number(timestamp)) >= WINDOW_SECONDS) return 'stale';
  const trusted = env.keys.find((key) => key.serial === serial && isCurrent(key, env.now));
  if (!trusted) return 'unknown_key';
  const signed = `${timestamp}\n${nonce}\n${message.body}\n`;
  return verifyRsaSha256(signed, signature, trusted.key) ? 'authentic' : 'bad_signature';
}

const isMoment = (text: string): boolean => /^\d{1,12}$/.test(text);

/** One with a line end in it would give the signed text a second reading. */
const isNonce = (text: string): boolean => /^[!-~]{1,128}$/.test(text);

const isCurrent = (key: TrustedKey, now: number): boolean => (key.notAfter ?? Infinity) > now;

/** WeChat Pay's own code and words for a no. */
export interface ApiError {
  readonly code: string;
  readonly words: string;
}

/** What an answer says: its body (empty for 204), an error, or nothing that counts. */
export type Opened =
  | { readonly body: JsonObject }
  | { readonly error: ApiError }
  | { readonly unknown: Extract<Outcome<never>, { readonly is: 'unknown' }> };

const unknown = (
  why: 'busy' | 'unreadable' | 'unverified' | 'unknown_key',
): { unknown: Extract<Outcome<never>, { is: 'unknown' }> } => ({ unknown: { is: 'unknown', why } });

/** Trouble at WeChat Pay, or too many calls. */
export const couldNotAnswer = ({ status }: HttpReply): boolean => status >= 500 || status === 429;

/**
 * Opens an answer: nothing in it is believed before its signature fits. An error may come unsigned (a wrong merchant
 * signature has no key to answer with), but never wrongly signed.
 */
export function openAnswer(reply: HttpReply, env: Env): Opened {
  if (couldNotAnswer(reply)) return unknown('busy');
  const seen = authenticity(reply, env);
  if (seen === 'unknown_key') return unknown('unknown_key');
  const body = reply.body === '' ? {} : readJsonObject(reply.body);
  if (reply.status >= 400) {
    return seen === 'authentic' || seen === 'unsigned' ? errorIn(body) : unknown('unverified');
  }
  if (seen !== 'authentic') return unknown('unverified');
  return body && reply.status < 300 ? { body } : unknown('unreadable');
}

/** The error in a body of status 4xx. */
export function errorIn(body: JsonObject | undefined): Opened {
  const code = body && textAt(body, 'code');
  if (!body || code === undefined) return unknown('unreadable');
  return { error: { code, words: textAt(body, 'message') ?? '' } };
}
