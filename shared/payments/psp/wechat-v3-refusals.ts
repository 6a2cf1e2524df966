/**
 * The definite refusals of WeChat Pay v3, by call. Source: the error tables of pay.weixin.qq.com/doc/v3/merchant and
 * /doc/v3/partner (4012556352, 4012556398 and the call pages) in their present and their older spelling, read 2026-11.
 * Codes that mean trouble on WeChat Pay's side come with 429 or 5xx and are never read here.
 */
import { all, type Refusals } from './answers';

/** Wrong parameters, signature, permission or account: the same at every call. */
const ANYWHERE: Refusals = all(
  'PARAM_ERROR INVALID_REQUEST SIGN_ERROR APPID_MCHID_NOT_MATCH MCH_NOT_EXISTS NO_AUTH NOAUTH RULE_LIMIT RULELIMIT ACCOUNT_ERROR ACCOUNTERROR REQUEST_BLOCKED',
  'other',
);
const NO_ORDER = all('ORDER_NOT_EXIST ORDERNOTEXIST RESOURCE_NOT_EXISTS', 'not_found');
const ENDED: Refusals = {
  ...all('ORDER_CLOSED ORDERCLOSED', 'closed'),
  ORDERPAID: 'already_paid',
  TRADE_ERROR: 'other',
};

export const V3_REFUSALS = {
  pay: { ...ANYWHERE, ...ENDED, OUT_TRADE_NO_USED: 'number_taken' },
  query: { ...ANYWHERE, ...NO_ORDER, TRADE_ERROR: 'other' },
  close: { ...ANYWHERE, ...ENDED, ...NO_ORDER },
  refund: {
    ...ANYWHERE,
    ...NO_ORDER,
    ...all('NOT_ENOUGH TRADE_ERROR TRADE_OVERDUE USER_ACCOUNT_ABNORMAL', 'other'),
  },
  queryRefund: { ...ANYWHERE, ...NO_ORDER },
  statement: ANYWHERE,
} as const satisfies Readonly<Record<string, Refusals>>;
