/** SnapPay's account: its configuration, its signatures of either kind, and the envelope of its questions. Sources: see snappay.ts. */
import { createPublicKey } from 'node:crypto';
import { privateKey, publicKey } from '../../codecs/pem-fields';
import { signRsaSha256, verifyRsaSha256 } from '../../codecs/rsa';
import { canonical, signMd5KeyAppended, withoutEmpty, type Params } from '../../codecs/sorted-params';
import type { Env } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import { oneOf, optional, required, secretText, text, type ValuesOf } from '../../kernel/fields';
import { equalInConstantTime } from '../../kernel/secret';
import type { Account } from './operation';

export const fields = {
  merchant_no: required(text(/^\w{1,32}$/, 'must be letters and digits'), 'merchant ID'),
  app_id: required(text(/^\w{1,32}$/, 'must be letters and digits'), 'App ID of the OpenAPI integration'),
  sign_type: required(
    oneOf('MD5', 'RSA'),
    'how this account signs; messages signed the other way are refused',
  ),
  key: optional(secretText(), 'MD5 Sign Key of the OpenAPI integration; `MD5` needs it'),
  private_key: optional(privateKey, 'your RSA private key; `RSA` needs it'),
  public_key: optional(publicKey, 'SnapPay’s RSA public key; `RSA` needs it'),
  store_no: optional(text(/^\w{1,8}$/, 'must be at most 8 letters and digits'), 'store number of the orders'),
};
type SnappayConfig = ValuesOf<typeof fields>;

export type SnappayAccount = Account<typeof fields>;

/** The keys that `sign_type` needs and nobody configured, and the usual mix-up of them. */
export function problems(config: SnappayConfig): readonly string[] {
  const { sign_type, private_key: ours, public_key: theirs } = config;
  const needed = sign_type === 'MD5' ? (['key'] as const) : (['private_key', 'public_key'] as const);
  const isOwn = ours !== undefined && theirs !== undefined && createPublicKey(ours).equals(theirs);
  return [
    ...needed.flatMap((name) =>
      config[name] === undefined ? [`${name} is missing: sign_type ${sign_type} needs it`] : [],
    ),
    ...(isOwn ? ['public_key belongs to your private_key: SnapPay’s public key is wanted'] : []),
  ];
}

function sign(signedText: string, { sign_type, key, private_key }: SnappayConfig): string {
  if (sign_type === 'MD5' && key) return signMd5KeyAppended(signedText, key);
  if (sign_type === 'RSA' && private_key) return signRsaSha256(signedText, private_key);
  throw new Error(`snappay: a key for sign_type ${sign_type} is missing`);
}

/** Whether SnapPay signed the text, in the configured way. */
export function fits(signedText: string, signature: string, config: SnappayConfig): boolean {
  if (config.sign_type === 'MD5') return equalInConstantTime(sign(signedText, config), signature);
  return config.public_key !== undefined && verifyRsaSha256(signedText, signature, config.public_key);
}

/** What is asked: texts, and numbers as the digits that stand in the JSON and in the signed text. */
interface Question {
  readonly method: string;
  readonly texts: Params;
  readonly numbers?: Params;
}

export function envelope(
  { method, texts, numbers = {} }: Question,
  account: SnappayAccount,
  env: Env,
): HttpRequest {
  const { app_id, merchant_no, sign_type } = account.config;
  const head = { app_id, merchant_no, method, format: 'JSON', charset: 'UTF-8', version: '1.0' };
  const timestamp = new Date(env.now).toISOString().slice(0, 19).replace('T', ' ');
  const filled = withoutEmpty({ ...head, timestamp, ...texts });
  const signature = sign(canonical({ ...filled, ...numbers }), account.config);
  const written = Object.entries({ ...filled, sign_type, sign: signature }).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  const members = [...written, ...Object.entries(numbers)].map(([name, value]) => `"${name}":${value}`);
  return {
    method: 'POST',
    url: account.endpoint,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      accept: 'application/json',
      'accept-language': 'en-US',
    },
    body: `{${members.join(',')}}`,
  };
}
