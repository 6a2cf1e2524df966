/**
 * 2PayNow on the wire: GET, weak signature, fields, words. Sources: github.com/Huozhangqi/omnipay-2paynow and a WeChat
 * community article of 2024-11-13, read 2026-11. The functions for mini-program orders and refunds are not public:
 * the sandbox gives them names of its own, which its demo configuration tells.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import { currencyDigits, minorUnits } from '../decimal';
import type { HeldPayment } from '../ledger';
import { demoAppid } from '../sandbox';

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
  return createHash('md5').update(`${name}${mid}${timestamp}${key}`, 'utf8').digest('hex');
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
  const pairs = [...request.query];
  const call = Object.fromEntries(pairs);
  if (Object.keys(call).length !== pairs.length) throw new Refusal(400, 'a parameter comes twice');
  if (call.mid !== account.mid) throw new Refusal(403, 'mid not exist');
  const { function: name, mid, timestamp, sign } = check(v.object(envelope), call);
  const expected = Buffer.from(twoPayNowSign(name, mid, timestamp, account.key));
  const given = Buffer.from(sign);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal(403, 'sign error');
  if (Math.abs(now - Number(timestamp)) > timeWindowMs)
    throw new Refusal(403, 'timestamp must be the present time');
  return call;
}

/** `value` as `schema` describes it; refuses with the first wrong, missing or unknown field. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Refusal(400, `${v.getDotPath(issue) ?? 'request'}: ${issue.message}`);
}

const text = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
const webAddress = v.pipe(
  text(255),
  v.check((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) address'),
);
const order = {
  ...envelope,
  subject: text(256),
  amount: text(16),
  currency: v.picklist(['EUR', 'CNY']),
  notify_url: webAddress,
  passback_parameters: text(512),
};

export const precreateFields = v.strictObject({
  ...order,
  type: v.picklist(['0', '1']),
  it_b_pay: v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}[mhd]$/, 'must be like 30m, 2h or 1d')),
});
export const miniFields = v.strictObject({
  ...order,
  type: v.literal('1'),
  merchant_trade_no: text(64),
  [demoNames.fields.openid]: text(128),
  [demoNames.fields.appid]: v.literal(demoAppid, `not bound to the merchant; the sandbox knows ${demoAppid}`),
});
export const tradeFields = v.strictObject({ ...envelope, trade_no: text(64) });
export const refundFields = v.strictObject({
  ...envelope,
  trade_no: text(64),
  [demoNames.fields.refund_fee]: text(16),
  [demoNames.fields.refund_currency]: v.string(),
  [demoNames.fields.out_refund_no]: text(64),
});

/** The minor units of a decimal amount. */
export function readAmount(field: string, value: string, currency: string): number {
  const units = minorUnits(value, currency);
  if (units === undefined)
    throw new Refusal(400, `${field}: "${value}" is not an amount with ${currencyDigits(currency)} decimals`);
  if (units < 1) throw new Refusal(400, `${field}: ${value} ${currency} is below the minimum`);
  return units;
}

const minutesOf: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** `90m` in milliseconds. */
export const lifeMs = (life: string): number =>
  Number(life.slice(0, -1)) * (minutesOf[life.slice(-1)] ?? 0) * 60_000;

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
