/**
 * 2PayNow on the wire: GET, weak signature, fields, words. Sources: github.com/Huozhangqi/omnipay-2paynow and a WeChat
 * community article of 2024-11-13, read 2026-11. The functions for mini-program orders and refunds are not public:
 * the sandbox gives them names of its own, which its demo configuration tells.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment } from '../ledger';
import { filled, life, onceEach, read, unitsOf, webAddress } from '../reading';
import { demoAppid } from '../sandbox';
import { isSame, signedText } from '../signing';

/** The demo shop's merchant. */
export const account = { mid: '500000001', key: 'crosspay-demo-2paynow-key' } as const;

/** What only the vendor's manual tells, as this sandbox chose it. */
export const demoNames = {
  functions: { create: 'demo_mini_create', refund: 'demo_refund' },
  fields: {
    openid: 'demo_openid',
    appid: 'demo_appid',
    payment: 'demo_payment',
    refund_fee: 'demo_refund_amount',
    refund_currency: 'demo_refund_currency',
    out_refund_no: 'demo_refund_no',
  },
} as const;

/** How far `timestamp` may be off, milliseconds: the sandbox's choice, none is published. */
const timeWindowMs = 15 * 60_000;

/** A refusal: 2PayNow answers a `status` other than 200 with `error_info`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** md5(function + mid + timestamp + key), lower-case hex. It covers nothing else. */
export function twoPayNowSign(name: string, mid: string, timestamp: string, key: string): string {
  return createHash('md5')
    .update(signedText(`${name}${mid}${timestamp}`) + key, 'utf8')
    .digest('hex');
}

export type TwoPayNowCall = Readonly<Record<string, string>>;

/** What every request carries. */
const envelope = {
  function: v.string(),
  mid: v.string(),
  timestamp: v.pipe(v.string(), v.regex(/^\d{13}$/, 'must be milliseconds')),
  sign: v.string(),
};

/** Reads and verifies a request; `now` in milliseconds. */
export function readCall(request: WebRequest, now: number): TwoPayNowCall {
  if (request.method !== 'GET') throw new Refusal(405, `GET is expected, not ${request.method}`);
  const call = onceEach(request.query, (why) => new Refusal(400, why));
  if (call.mid !== account.mid) throw new Refusal(403, 'mid not exist');
  const { function: name, mid, timestamp, sign } = check(v.object(envelope), call);
  if (!isSame(sign, twoPayNowSign(name, mid, timestamp, account.key))) throw new Refusal(403, 'sign error');
  if (Math.abs(now - Number(timestamp)) > timeWindowMs)
    throw new Refusal(403, 'timestamp must be the present time');
  return call;
}

/** `value` as `schema` describes it; refuses with the first wrong, missing or unknown field. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue }) => new Refusal(400, `${field || 'request'}: ${issue}`));
}

const order = {
  ...envelope,
  subject: filled,
  amount: filled,
  currency: v.picklist(['EUR', 'CNY']),
  notify_url: webAddress,
  passback_parameters: filled,
};

export const precreateFields = v.strictObject({
  ...order,
  type: v.picklist(['0', '1']),
  it_b_pay: life,
});
export const miniFields = v.strictObject({
  ...order,
  type: v.literal('1'),
  merchant_trade_no: filled,
  [demoNames.fields.openid]: filled,
  [demoNames.fields.appid]: v.literal(demoAppid, `not bound to the merchant; the sandbox knows ${demoAppid}`),
});
export const tradeFields = v.strictObject({ ...envelope, trade_no: filled });
export const refundFields = v.strictObject({
  ...envelope,
  trade_no: filled,
  [demoNames.fields.refund_fee]: filled,
  [demoNames.fields.refund_currency]: v.string(),
  [demoNames.fields.out_refund_no]: filled,
});

/** The minor units of a decimal amount. */
export function readAmount(field: string, value: string, currency: string): number {
  return unitsOf(value, currency, (why) => new Refusal(400, `${field}: ${why}`));
}

/** The number that the merchant gave along in `passback_parameters`; empty when it gave none. */
export function passedNumber(parameters: string): string {
  try {
    const along = v.safeParse(v.object({ out_trade_no: v.string() }), JSON.parse(parameters));
    return along.success ? along.output.out_trade_no : '';
  } catch {
    return '';
  }
}

/** 2PayNow's word for a payment's state. */
export const stateWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'UNKNOWN',
  paid: 'TRADE_SUCCESS',
  closed: 'TRADE_CLOSED',
  expired: 'TRADE_CLOSED',
  failed: 'TRADE_FAILED',
  declined: 'TRADE_FAILED',
  reversed: 'TRADE_CLOSED',
};
