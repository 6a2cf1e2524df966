/**
 * The family of signatures that sort the parameters by name and join them as `name=value&…`.
 * Each PSP of the family differs in hash, key and what it leaves out; those choices stand in its connector.
 */
import hmacSha256 from 'crypto-js/hmac-sha256';
import sha256 from 'crypto-js/sha256';
import md5 from 'crypto-js/md5';
import { Secret } from '../kernel/secret';

export type Params = Readonly<Record<string, string>>;

/** `name=value` pairs in byte order of their names, joined with `&`, values raw. */
export function canonical(params: Params): string {
  return Object.entries(params)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/**
 * A text as its UTF-8 bytes read. Half a character becomes U+FFFD, as in what goes over the wire, and is not left out:
 * a message with one put in must not have the signature of the message without it.
 */
const asSent = (text: string): string => Buffer.from(text).toString();

/** HMAC-SHA256 over the canonical form, lower-case hex. */
export function signHmacSha256(params: Params, key: Secret): string {
  return hmacSha256(asSent(canonical(params)), key.reveal()).toString();
}

/** HMAC-SHA256 over a text with the key appended to it, lower-case hex (Latipay's requests). */
export function signHmacSha256KeyAppended(text: string, key: Secret): string {
  return signTextHmacSha256(text + key.reveal(), key);
}

/** HMAC-SHA256 over a text that the PSP joins by a rule of its own, lower-case hex. */
export function signTextHmacSha256(text: string, key: Secret): string {
  return hmacSha256(asSent(text), key.reveal()).toString();
}

/** MD5 over a text with the key appended to it, lower-case hex (2PayNow, notices of QFPay). */
export function signMd5KeyAppended(text: string, key: Secret): string {
  return md5(asSent(text + key.reveal())).toString();
}

/** SHA-256 over a text with the key appended to it, lower-case hex (RoyalPay and its family; QFPay). */
export function signSha256KeyAppended(text: string, key: Secret): string {
  return sha256(asSent(text + key.reveal())).toString();
}

/** MD5 over the canonical form with `&` and the MD5 of the key behind it, lower-case hex (NihaoPay, Pockyt). */
export function signMd5KeyHashed(params: Params, key: Secret): string {
  const hashed = md5(asSent(key.reveal())).toString();
  return md5(asSent(`${canonical(params)}&${hashed}`)).toString();
}

/** The parameters that are not empty. "0" is a value. */
export function withoutEmpty(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ''));
}

export type V2SignType = 'MD5' | 'HMAC-SHA256';

/** WeChat Pay v2: the filled parameters except `sign`, then `&key=` and the API key, hashed; upper-case hex. */
export function signWithKeyAppended(params: Params, key: Secret, type: V2SignType): string {
  const { sign: _, ...signed } = withoutEmpty(params);
  const text = asSent(`${canonical(signed)}&key=${key.reveal()}`);
  const hash = type === 'MD5' ? md5(text) : hmacSha256(text, key.reveal());
  return hash.toString().toUpperCase();
}

/** MD5 of a secret, lower-case hex: WeChat Pay v2 makes a key of 32 bytes from its API key this way. */
export function md5OfSecret(secret: Secret): Secret {
  return new Secret(md5(secret.reveal()).toString());
}
