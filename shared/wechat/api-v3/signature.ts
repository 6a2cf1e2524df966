/**
 * The common layer of WeChat Pay API v3: requests signed by the merchant, answers and notices signed by the platform.
 * Source: pay.weixin.qq.com/doc/v3/merchant/4012365342 (requests) and 4013053249 (verification), read 2026-11.
 */
import type { KeyObject } from 'node:crypto';
import type { TrustedKey, Env, HttpReply, HttpRequest } from '../../kernel/exchange';
import { signRsaSha256, verifyRsaSha256 } from '../../codecs/rsa';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
/** Messages this old, or this far ahead, are refused (the vendor's Go and Java libraries draw the same line). */
const WINDOW_SECONDS = 300;

/** Who signs our requests: the merchant number, the serial of the merchant certificate and its private key. */
export interface Signer {
  readonly mchid: string;
  readonly serialNo: string;
  readonly privateKey: KeyObject;
}

/** A request with its Authorization header. The signature covers path and query exactly as sent. */
export function signedRequest(
  request: Pick<HttpRequest, 'method' | 'url' | 'body'>,
  signer: Signer,
  env: Env,
  answerKeyId?: string,
): HttpRequest {
  const { pathname, search } = new URL(request.url);
  const timestamp = String(Math.floor(env.now / 1000));
  const message = `${request.method}\n${pathname}${search}\n${timestamp}\n${env.nonce}\n${request.body}\n`;
  const parts = {
    mchid: signer.mchid,
    nonce_str: env.nonce,
    signature: signRsaSha256(message, signer.privateKey),
    timestamp,
    serial_no: signer.serialNo,
  };
  const credentials = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
  return {
    ...request,
    headers: {
      authorization: `${SCHEME} ${credentials.join(',')}`,
      accept: 'application/json',
      'user-agent': 'CrossPay/0.1',
      ...(request.body === '' ? {} : { 'content-type': 'application/json' }),
      ...(answerKeyId === undefined ? {} : { 'wechatpay-serial': answerKeyId }),
    },
  };
}

export type Authenticity = 'authentic' | 'unsigned' | 'stale' | 'unknown_key' | 'bad_signature';

/** Whether a message of the platform (answer or notice) is signed by a key that we trust, and fresh. */
export function authenticity(message: Pick<HttpReply, 'headers' | 'body'>, env: Env): Authenticity {
  const header = (name: string): string => message.headers[`wechatpay-${name}`] ?? '';
  const [timestamp, nonce, signature, serial] = ['timestamp', 'nonce', 'signature', 'serial'].map(header);
  if (!timestamp || !nonce || !signature || !serial || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  if (!['', SCHEME].includes(header('signature-type'))) return 'unsigned';
  if (Math.abs(env.now / 1000 - Number(timestamp)) >= WINDOW_SECONDS) return 'stale';
  const trusted = env.keys.find((key) => key.serial === serial && isCurrent(key, env.now));
  if (!trusted) return 'unknown_key';
  const signed = `${timestamp}\n${nonce}\n${message.body}\n`;
  return verifyRsaSha256(signed, signature, trusted.key) ? 'authentic' : 'bad_signature';
}

const isCurrent = (key: TrustedKey, now: number): boolean => (key.notAfter ?? Infinity) > now;
