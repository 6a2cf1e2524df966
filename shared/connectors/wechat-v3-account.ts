/**
 * A WeChat Pay v3 account: its configuration, its signed requests and the keys that vouch for its messages.
 * Platform certificates: pay.weixin.qq.com/doc/v3/merchant/4012153196 and 4012154180, read 2026-11.
 */
import { openAes256Gcm } from '../codecs/aead';
import { isObject, objectAt, readJsonObject, textAt } from '../codecs/json';
import { PemError, readCertificate, type TrustedKey } from '../codecs/keys';
import type { Account, Env, HttpReply, HttpRequest, KeySource } from './connector';
import {
  autoOrCertificates,
  oneOf,
  optional,
  privateKey,
  publicKey,
  required,
  secretText,
  text,
} from './fields';
import { authenticity, signedRequest } from './wechat-v3-signature';

export const fields = {
  appid: optional(
    text(/^wx[0-9a-zA-Z]{16}$/, 'must look like wx… (18 characters)'),
    'app id; default: the calling mini-program',
  ),
  mchid: required(text(/^\d{6,12}$/, 'must be the merchant number, digits only'), 'merchant number'),
  serial_no: required(
    text(/^[0-9A-Fa-f]{8,40}$/, 'must be the hexadecimal serial of the merchant certificate'),
    'serial of the merchant certificate',
  ),
  private_key: required(privateKey, 'private key of the merchant certificate (apiclient_key.pem)'),
  apiv3_key: required(secretText(32), 'APIv3 key'),
  public_key_id: optional(
    text(/^PUB_KEY_ID_\d+$/, 'must look like PUB_KEY_ID_…'),
    'id of the WeChat Pay public key',
  ),
  public_key: optional(publicKey, 'WeChat Pay public key'),
  certificates: optional(
    autoOrCertificates,
    '"auto" (downloaded and refreshed; default without a public key) or PEM list',
  ),
  site: optional(oneOf('cn'), 'which WeChat Pay the account is at'),
};
export type V3Account = Account<typeof fields>;

/** A request to the API, signed by the merchant; in public-key mode it asks for an answer under that key. */
export function request(
  account: V3Account,
  env: Env,
  call: { method: 'GET' | 'POST'; path: string; body?: Readonly<Record<string, unknown>> },
): HttpRequest {
  const { mchid, serial_no: serialNo, private_key: privateKey, public_key_id: answerKeyId } = account.config;
  const bytes = {
    method: call.method,
    url: `${account.endpoint}${call.path}`,
    body: call.body ? JSON.stringify(call.body) : '',
  };
  return signedRequest(bytes, { mchid, serialNo, privateKey }, env, answerKeyId);
}

/** The certificates of a download; each is sealed with the APIv3 key, which also vouches for the first of them. */
function certificates(reply: HttpReply, account: V3Account): readonly TrustedKey[] {
  const list = readJsonObject(reply.body)?.data;
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap((entry) => {
    const sealed = objectAt(entry, 'encrypt_certificate');
    const [ciphertext = '', nonce = '', associatedData = ''] = ['ciphertext', 'nonce', 'associated_data'].map(
      (name) => textAt(sealed, name),
    );
    const pem = openAes256Gcm({ ciphertext, nonce, associatedData }, account.config.apiv3_key);
    return pem === undefined ? [] : certificate(pem);
  });
}

function certificate(pem: string): readonly TrustedKey[] {
  try {
    return [readCertificate(pem)];
  } catch (error) {
    if (error instanceof PemError) return [];
    throw error;
  }
}

/** Both kinds at once is a migration: whichever key a message names by its serial decides. */
export const keys: KeySource<typeof fields> = {
  pinned({ config }) {
    const listed = config.certificates === 'auto' ? [] : (config.certificates ?? []);
    if (config.public_key_id === undefined || config.public_key === undefined) return listed;
    return [{ serial: config.public_key_id, key: config.public_key }, ...listed];
  },
  downloads: ({ config }) =>
    config.certificates === 'auto' || (config.certificates === undefined && config.public_key === undefined),
  download: {
    request: (_input, account, env) => request(account, env, { method: 'GET', path: '/v3/certificates' }),
    reply(reply, _input, account, env) {
      if (reply.status !== 200) return { is: 'unknown', why: reply.status >= 500 ? 'busy' : 'unreadable' };
      const found = certificates(reply, account);
      if (found.length === 0) return { is: 'unknown', why: 'unreadable' };
      const seen = authenticity(reply, { ...env, keys: [...env.keys, ...found] });
      return seen === 'authentic' ? { is: 'ok', value: found } : { is: 'unknown', why: 'unverified' };
    },
  },
};
