/**
 * An account in the RoyalPay family: which operator runs its platform, what is known of each of them, and the signature that
 * its calls and notices carry. Sources: see royalpay.ts.
 */

import { signSha256KeyAppended } from '../../codecs/sorted-params';
import type { Env } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import { flag, oneOf, optional, required, secretText, text, type ValuesOf } from '../../kernel/fields';
import type { Account } from './operation';
import { pathPart } from './forms';

interface Platform {
  /** Missing where no public source names it. */
  readonly base?: string;
  readonly currencies: readonly string[];
  /** The zone of the times that it writes; missing where no public source says it. */
  readonly utcOffset?: string;
}

/** Hosts: public clients of each. UTC−8: types of the AlphaPay client; GMT+9: fields of the Lakala client in go-pay/gopay. */
export const PLATFORMS = {
  royalpay: { base: 'https://mpay.royalpay.com.au', currencies: ['AUD', 'CNY'] },
  alphapay: { base: 'https://pay.alphapay.ca', currencies: ['CAD', 'CNY'], utcOffset: '-08:00' },
  globepay: { base: 'https://pay.globepay.co', currencies: ['GBP', 'CNY'] },
  'globepay-jp': { base: 'https://pay.globepay.co.jp', currencies: ['JPY'] },
  'lakala-jp': { base: 'https://pay.lakala-japan.com', currencies: ['JPY'], utcOffset: '+09:00' },
  sheepay: { currencies: ['HKD', 'CNY'] },
} as const satisfies Readonly<Record<string, Platform>>;

type PlatformName = keyof typeof PLATFORMS;

// The keys of the table above.
const NAMES = Object.keys(PLATFORMS) as PlatformName[];

export const fields = {
  platform: required(
    oneOf(...NAMES),
    '`royalpay` (Australia), `alphapay` (Canada), `globepay` (United Kingdom), `globepay-jp`, `lakala-jp` (Japan) or `sheepay` (Hong Kong)',
  ),
  partner_code: required(
    text(/^[A-Za-z0-9]+$/, 'must be letters and digits'),
    'partner code of the merchant',
  ),
  credential_code: required(secretText(), 'credential code of the gateway'),
  utc_offset: optional(
    text(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, 'must be like +10:00'),
    'zone of the times that the platform writes; needed but for `alphapay` and `lakala-jp`, where it is published',
  ),
  refund_success_is_final: optional(
    flag,
    'true: the platform says that `SUCCESS` is its last word about a refund; otherwise `FINISHED` is, and a refund with `SUCCESS` is asked about again',
  ),
  endpoint: optional(text(), 'what stands before `/api/v1.0`; `sheepay` needs it, its address is not public'),
};

export type RoyalpayAccount = Account<typeof fields>;
type Config = ValuesOf<typeof fields>;

const platformOf = ({ platform }: Config): Platform => PLATFORMS[platform];

/** The platform's own address. That of Sheepay is not public: `problems` asks for it. */
export const endpoint = (config: Config): string =>
  platformOf(config).base ?? 'https://endpoint-is-missing.invalid';

/** What the platform takes. */
export const currencies = (config: Config): readonly string[] => platformOf(config).currencies;

/** What is wrong with fields that are right one by one: nothing that is not published is guessed. */
export function problems(config: Config): readonly string[] {
  const { base, utcOffset } = platformOf(config);
  return [
    ...(base === undefined && config.endpoint === undefined
      ? [`endpoint is missing: platform ${config.platform} needs it, its address is not public`]
      : []),
    ...(utcOffset === undefined && config.utc_offset === undefined
      ? [`utc_offset is missing: platform ${config.platform} needs it, the zone of its times is not public`]
      : []),
  ];
}

/** The zone of its times; `problems` has seen to it that there is one. */
export const utcOffsetOf = (config: Config): string | undefined =>
  config.utc_offset ?? platformOf(config).utcOffset;

/** What a moment (milliseconds, as text) and a nonce prove: nothing of what is said is in it. */
export const signature = (time: string, nonce: string, { config }: RoyalpayAccount): string =>
  signSha256KeyAppended(`${config.partner_code}&${time}&${nonce}&`, config.credential_code);

/** A call: everything that is signed stands in the query. */
export function call(
  { method, path, body, query = {} }: Call,
  account: RoyalpayAccount,
  env: Env,
): HttpRequest {
  const time = String(env.now);
  const sign = signature(time, env.nonce, account);
  const search = new URLSearchParams({ ...query, time, nonce_str: env.nonce, sign });
  const gateway = `${account.endpoint}/api/v1.0/gateway/partners/${account.config.partner_code}`;
  return {
    method,
    url: `${gateway}/${path.map(pathPart).join('/')}?${search.toString()}`,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), accept: 'application/json' },
    body: body ? JSON.stringify(body) : '',
  };
}

interface Call {
  readonly method: 'GET' | 'PUT';
  /** Below the partner, piece by piece. */
  readonly path: readonly string[];
  readonly body?: object;
  readonly query?: Readonly<Record<string, string>>;
}
