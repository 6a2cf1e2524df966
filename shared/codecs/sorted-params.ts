/**
 * The family of signatures that sort the parameters by name and join them as `name=value&…`.
 * Each PSP of the family differs in hash, key and what it leaves out; those choices stand in its connector.
 */
import hmacSha256 from 'crypto-js/hmac-sha256';
import type { Secret } from './secret';

export type Params = Readonly<Record<string, string>>;

/** `name=value` pairs in byte order of their names, joined with `&`, values raw. */
export function canonical(params: Params): string {
  return Object.keys(params)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => `${name}=${params[name] ?? ''}`)
    .join('&');
}

/** HMAC-SHA256 over the canonical form, lower-case hex. */
export function signHmacSha256(params: Params, key: Secret): string {
  return hmacSha256(canonical(params), key.reveal()).toString();
}

/** The parameters that are not empty. "0" is a value. */
export function withoutEmpty(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''));
}
