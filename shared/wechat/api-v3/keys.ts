/**
 * The platform certificates of WeChat Pay API v3 as its download answers them.
 * Source: pay.weixin.qq.com/doc/v3/merchant/4012153196 and 4012154180, read 2026-11.
 */
import { PemError, readCertificate } from '../../codecs/keys';
import type { Env, Outcome, TrustedKey } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { isObject, objectAt, readJsonObject } from '../../kernel/json';
import type { Secret } from '../../kernel/secret';
import { authenticity, couldNotAnswer, errorIn } from './open';
import { unsealText } from './unseal';

/**
 * The certificates of a download: sealed with the APIv3 key, which vouches for the first of them, and signed by one that
 * is known or among them. A no is told as WeChat Pay words it, unsigned too: no key could vouch for it, it changes
 * nothing, and a person must read it (RESOURCE_NOT_EXISTS: the account has a public key instead of certificates).
 */
export function downloadedKeys(reply: HttpReply, apiv3Key: Secret, env: Env): Outcome<readonly TrustedKey[]> {
  if (couldNotAnswer(reply)) return { is: 'unknown', why: 'busy' };
  const body = readJsonObject(reply.body);
  if (reply.status >= 400) {
    const said = errorIn(body);
    if (!('error' in said)) return { is: 'unknown', why: 'unreadable' };
    return { is: 'refused', why: 'other', theirs: `${said.error.code} ${said.error.words}`.trim() };
  }
  const list = reply.status === 200 ? body?.data : undefined;
  const found = Array.isArray(list) ? list.filter(isObject).flatMap((one) => certificate(one, apiv3Key)) : [];
  if (found.length === 0) return { is: 'unknown', why: 'unreadable' };
  const seen = authenticity(reply, { ...env, keys: [...env.keys, ...found] });
  return seen === 'authentic' ? { is: 'ok', value: found } : { is: 'unknown', why: 'unverified' };
}

function certificate(entry: Readonly<Record<string, unknown>>, apiv3Key: Secret): readonly TrustedKey[] {
  const pem = unsealText(objectAt(entry, 'encrypt_certificate'), apiv3Key);
  try {
    return pem === undefined ? [] : [readCertificate(pem)];
  } catch (error) {
    if (error instanceof PemError) return [];
    throw error;
  }
}
