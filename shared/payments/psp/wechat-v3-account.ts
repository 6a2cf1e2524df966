/**
 * A WeChat Pay v3 account: its configuration, its signed requests and the keys that vouch for its messages.
 * Platform certificates: pay.weixin.qq.com/doc/v3/merchant/4012153196 and 4012154180, read 2026-11.
 */
import { createPublicKey } from 'node:crypto';
import type { Env } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import type { KeySource } from './connector';
import type { Account } from './operation';
import { siteProblems } from './wechat-fields';
import { downloadedKeys } from '../../wechat/api-v3/keys';
import { signedRequest } from '../../wechat/api-v3/sign';
import { siteOf } from './wechat-v3-variants';
import type { V3Config, directFields } from './wechat-v3-fields';

export interface V3Account extends Omit<Account, 'config'> {
  readonly config: V3Config;
}

/** What is wrong with fields that are right one by one. Whether the private key fits `serial_no` only WeChat Pay knows. */
export const problems = (config: V3Config): readonly string[] => [
  ...pairProblems(config),
  ...siteProblems(config),
  ...tradeProblems(config),
  ...ownCertificateProblems(config),
];

const pairProblems = ({ public_key_id: id, public_key: key }: V3Config): readonly string[] =>
  (id === undefined) === (key === undefined)
    ? []
    : ['public_key_id and public_key belong together: give both or none'];

function tradeProblems({ site, merchant_category_code: code }: V3Config): readonly string[] {
  if (site !== 'global' || code !== undefined) return [];
  return ['merchant_category_code is missing: at site "global" every order needs it'];
}

/** The merchant's own certificate where WeChat Pay's is wanted: the usual mix-up. */
function ownCertificateProblems(config: V3Config): readonly string[] {
  const own = createPublicKey(config.private_key);
  const listed = config.certificates === 'auto' ? [] : (config.certificates ?? []);
  return listed.flatMap(({ serial, key }) => {
    const isNamed = serial === config.serial_no.toUpperCase();
    if (!isNamed && !key.equals(own)) return [];
    const proof = isNamed ? `its serial ${serial} is your serial_no` : 'it belongs to your private_key';
    return [
      `certificates holds your own merchant certificate (${proof}): WeChat Pay’s platform certificate is wanted`,
    ];
  });
}

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

/** Both kinds at once is a migration: whichever key a message names by its serial decides. */
export const keys = {
  pinned({ config }) {
    const listed = config.certificates === 'auto' ? [] : (config.certificates ?? []);
    if (config.public_key_id === undefined || config.public_key === undefined) return listed;
    return [{ serial: config.public_key_id, key: config.public_key }, ...listed];
  },
  downloads: ({ config }) =>
    config.certificates === 'auto' || (config.certificates === undefined && config.public_key === undefined),
  download: {
    request: (_input, account, env) =>
      request(account, env, { method: 'GET', path: siteOf(account.config).certificates }),
    reply: (reply, _input, { config }, env) => downloadedKeys(reply, config.apiv3_key, env),
  },
} satisfies KeySource<typeof directFields>;
