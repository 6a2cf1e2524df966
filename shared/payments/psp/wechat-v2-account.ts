/**
 * A WeChat Pay v2 account: its configuration, its signed requests, and the certificate that money-out calls want.
 * Signing: pay.weixin.qq.com/doc/v2/merchant/4011985891; certificates: the `secapi` pages; both read 2026-11.
 */
import { openP12, pairProblems, validityProblem, type OpenedP12 } from '../../codecs/client-certificate';
import { Secret } from '../../kernel/secret';
import { signWithKeyAppended, type Params } from '../../codecs/sorted-params';
import { writeXml } from '../../codecs/xml';
import { present } from '../../kernel/present';
import type { Env } from '../../kernel/exchange';
import type { ClientCertificate, HttpRequest } from '../../kernel/http';
import { certificate, privateKey } from '../../codecs/pem-fields';
import type { Account } from './operation';
import {
  oneOf,
  optional,
  required,
  secretBase64,
  secretText,
  text,
  type ValuesOf,
} from '../../kernel/fields';
import { appid, merchantNumber, siteFields, siteProblems } from './wechat-fields';

export const directFields = {
  appid: optional(appid, 'app id; default: the calling mini-program'),
  mchid: required(merchantNumber, 'merchant number'),
  key: required(secretText(32), 'API key of v2 (not the APIv3 key)'),
  sign_type: optional(oneOf('MD5', 'HMAC-SHA256'), 'how messages are signed; default `MD5`'),
  cert: optional(certificate, 'for refunds: the merchant certificate (apiclient_cert.pem)'),
  cert_key: optional(privateKey, 'for refunds: its private key (apiclient_key.pem)'),
  p12: optional(secretBase64, 'for refunds, instead of the two: apiclient_cert.p12 as base64 text'),
  p12_passphrase: optional(secretText(), 'passphrase of `p12`; default: the `mchid`, as WeChat Pay sets it'),
  secure_endpoint: optional(
    text(/^https:\/\/[^\s?#]+$/, 'must begin with https:// and have no query'),
    'where calls with the certificate go; default: the `endpoint`',
  ),
  ...siteFields,
};

/** Fields of a provider who acts for a sub-merchant (`v2sp`). */
export const partnerFields = {
  ...directFields,
  appid: optional(appid, 'app id of the provider; default: the calling mini-program'),
  mchid: required(merchantNumber, 'merchant number of the provider'),
  sub_mchid: required(merchantNumber, 'merchant number of the sub-merchant'),
  sub_appid: optional(
    appid,
    'app id of the sub-merchant; default: the calling mini-program, where that is not the provider’s',
  ),
};

/** What both have, and what only a provider's has. */
export type V2Config = ValuesOf<typeof directFields> & {
  readonly sub_mchid?: string;
  readonly sub_appid?: string | undefined;
};

export interface V2Account extends Omit<Account, 'config'> {
  readonly config: V2Config;
}

/** Who sells, and the apps: of the merchant or provider, and of the sub-merchant where it is another or configured. */
export function seller({ config }: V2Account, payingAppid: string): Params {
  const { mchid, sub_mchid: subMchid, sub_appid: subAppid } = config;
  const own = config.appid ?? payingAppid;
  if (subMchid === undefined) return { appid: own, mch_id: mchid };
  const other = subAppid ?? (own === payingAppid ? undefined : payingAppid);
  return { appid: own, mch_id: mchid, sub_mch_id: subMchid, ...present({ sub_appid: other }) };
}

/** Calls beside those of `secapi` that want the merchant's certificate, and that take no other signature than this. */
export const FUNDS_PATH = '/pay/downloadfundflow';

/** A signed request. `secapi` calls, and that for the fund-flow bill, bring the merchant's certificate. */
export function request(account: V2Account, env: Env, path: string, params: Params): HttpRequest {
  const { config, endpoint } = account;
  const isFunds = path === FUNDS_PATH;
  const type = isFunds ? 'HMAC-SHA256' : (config.sign_type ?? 'MD5');
  const overseas = config.site === 'global' ? { version: '1.0' } : {};
  const named = type === 'MD5' ? {} : { sign_type: type };
  const signed = { ...params, nonce_str: env.nonce, ...overseas, ...named };
  const isSecure = isFunds || path.startsWith('/secapi/');
  const base = isSecure ? (config.secure_endpoint ?? endpoint).replace(/\/+$/, '') : endpoint;
  return {
    method: 'POST',
    url: `${base}${path}`,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: writeXml({ ...signed, sign: signWithKeyAppended(signed, config.key, type) }),
    ...(isSecure ? present({ clientCertificate: clientCertificate(config) }) : {}),
  };
}

function clientCertificate(config: V2Config): ClientCertificate | undefined {
  const { cert, cert_key: key, p12 } = config;
  if (p12) return { pfx: Buffer.from(p12.reveal(), 'base64'), passphrase: passphrase(config) };
  if (!cert || !key) return undefined;
  return { cert: cert.toString(), key: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()) };
}

const passphrase = ({ p12_passphrase: own, mchid }: V2Config): Secret => own ?? new Secret(mchid);

/** What is wrong with fields that are right one by one. */
export const problems = (config: V2Config): readonly string[] => [
  ...certificateProblems(config),
  ...siteProblems(config),
];

function certificateProblems(config: V2Config): readonly string[] {
  const { cert, cert_key: key, p12 } = config;
  if (p12 && (cert ?? key)) return ['give either p12, or cert and cert_key, not both'];
  if (p12) return p12Problems(config);
  if (cert && key) return pairProblems(cert, key);
  if (cert ?? key) return ['cert and cert_key belong together: give both or none'];
  return [];
}

function p12Problems(config: V2Config): readonly string[] {
  const opened = openedP12(config);
  return opened && 'problem' in opened ? [opened.problem] : [];
}

const openedP12 = (config: V2Config): OpenedP12 | undefined =>
  config.p12 && openP12(Buffer.from(config.p12.reveal(), 'base64'), passphrase(config));

/** What keeps this account from giving money back at `now` (milliseconds). */
export function refundLacks({ config }: V2Account, now: number): readonly string[] {
  const { cert, p12 } = config;
  if (!cert && !p12) {
    return [
      'cert and cert_key (or p12) are missing: WeChat Pay v2 takes refunds only with the merchant’s certificate (download it in the merchant platform: API security)',
    ];
  }
  const opened = openedP12(config);
  const used = opened && 'certificate' in opened ? opened.certificate : cert;
  const problem = used && validityProblem(used, now);
  return problem === undefined ? [] : [`the certificate in ${p12 ? 'p12' : 'cert'} ${problem}`];
}
