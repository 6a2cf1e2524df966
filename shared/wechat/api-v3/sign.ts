/**
 * Requests to WeChat Pay API v3, signed by the merchant.
 * Source: pay.weixin.qq.com/doc/v3/merchant/4012365342, read 2026-11.
 */
import type { KeyObject } from 'node:crypto';
import type { Env } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import { signRsaSha256 } from '../../codecs/rsa';

export const SCHEME = 'WECHATPAY2-SHA256-RSA2048';

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
