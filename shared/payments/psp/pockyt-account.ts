/** Pockyt's account: its configuration, and the signed forms that it sends. Sources: see pockyt.ts. */
import { signMd5KeyHashed, type Params } from '../../codecs/sorted-params';
import type { HttpRequest } from '../../kernel/http';
import { oneOf, optional, required, secretText, text } from '../../kernel/fields';
import { present } from '../../kernel/present';
import type { Account } from './operation';

/** What transactions may be in (micro-prepay API); which of them an account takes by WeChat Pay, Pockyt tells. */
export const CURRENCIES = [
  'USD',
  'CNY',
  'PHP',
  'IDR',
  'KRW',
  'HKD',
  'THB',
  'MYR',
  'GBP',
  'BDT',
  'PKR',
] as const;

export const fields = {
  merchant_no: required(text(/^\w{1,32}$/, 'must be letters and digits'), 'Merchant No.'),
  store_no: required(text(/^\w{1,32}$/, 'must be letters and digits'), 'Store No.'),
  token: required(secretText(), 'API token'),
  currency: required(
    oneOf(...CURRENCIES),
    'what the account takes by WeChat Pay; orders in another one are refused',
  ),
  mer_group_no: optional(
    text(/^\w{1,32}$/, 'must be letters and digits'),
    'merchant group number, for groups',
  ),
};

export type PockytAccount = Account<typeof fields>;

/**
 * `requestNo`: what is sent again with it is answered as the first time (page idempotency key). Whose it is stands in front of it, for
 * nothing says that Pockyt tells merchants' numbers apart.
 */
export function post(account: PockytAccount, path: string, data: Params, requestNo?: string): HttpRequest {
  const { merchant_no: merchantNo, store_no: storeNo, mer_group_no: merGroupNo, token } = account.config;
  const params = { merchantNo, storeNo, ...present({ merGroupNo }), ...data };
  return {
    method: 'POST',
    url: account.endpoint + path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      accept: 'application/json',
      ...(requestNo === undefined ? {} : { 'pockyt-request-id': `${merchantNo}-${requestNo}` }),
    },
    body: new URLSearchParams({ ...params, verifySign: signMd5KeyHashed(params, token) }).toString(),
  };
}
