/**
 * YabandPay's API v3 on the wire: envelope, signature, fields, words. Sources: docs.yabandpay.com/api/en
 * (sign, payments/wechatpay/mini, payments/others, payments/refund) and the vendor's PHP library, read 2026-11.
 */
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment, HeldRefund } from '../ledger';
import { filled, isJson, jsonIn, read, unitsOf, webAddress } from '../reading';
import { demoAppid } from '../sandbox';
import { isSame, joined, signedText } from '../signing';

/** The demo shop's cashier account. */
export const account = { user: '016683', key: 'crosspay-demo-yaband-secret-key' } as const;

/** How far a request's `time` may be off, seconds. Yaband publishes no rule; the sandbox chooses to be strict. */
const timeWindow = 15 * 60;

/** A refusal: Yaband answers `status: false` with a code and a message. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** HMAC-SHA256, lower-case hex, over `name=value` pairs sorted by name in byte order. */
export function yabandSign(fields: Iterable<readonly [string, string]>, key: string): string {
  return createHmac('sha256', key)
    .update(signedText(joined(fields)), 'utf8')
    .digest('hex');
}

const envelope = v.strictObject({
  user: v.string(),
  sign: v.string(),
  method: v.string(),
  time: v.pipe(v.number(), v.integer()),
  data: v.record(v.string(), v.string()),
});

export interface YabandCall {
  readonly method: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Reads and verifies a request; `now` in milliseconds. */
export function readCall(request: WebRequest, now: number): YabandCall {
  if (request.method !== 'POST') throw new Refusal('405', `POST is expected, not ${request.method}`);
  if (!isJson(request)) throw new Refusal('415', 'Content-Type must be application/json');
  const call = check(
    envelope,
    jsonIn(request.body, (why) => new Refusal('400', why)),
    'request',
  );
  if (call.user !== account.user) throw new Refusal('401', `user ${call.user} does not exist`);
  verify(call);
  if (Math.abs(now / 1000 - call.time) > timeWindow)
    throw new Refusal('401', 'time must be the present Unix time in seconds');
  return { method: call.method, data: call.data };
}

function verify({ user, method, time, data, sign }: v.InferOutput<typeof envelope>): void {
  const pairs = Object.entries(data);
  for (const [name] of pairs)
    if (['user', 'method', 'time', 'sign'].includes(name))
      throw new Refusal('400', `data.${name} collides with the envelope`);
  pairs.push(['user', user], ['method', method], ['time', String(time)]);
  if (!isSame(sign, yabandSign(pairs, account.key))) throw new Refusal('401', 'sign error');
}

/** `value` as `schema` describes it; refuses with the path of the first wrong, missing or unknown field. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, at = 'data'): T {
  return read(schema, value, ({ field, issue }) => new Refusal('400', `${at}.${field}: ${issue}`));
}

const currencies = 'EUR CNY CHF GBP USD HKD DKK SEK PLN NOK HUF CZK'.split(' ');
/** Published minimums: EUR 0.10 and CNY 1. For the others none is published; the sandbox asks for one minor unit. */
const minimum: Readonly<Record<string, number>> = { EUR: 10, CNY: 100 };
const linkMethods = [
  ...['WeChat Pay', 'Alipay', 'iDEAL', 'iDeal', 'SOFORT/DIGITAL', 'Sofort/Physical', 'Bancontact', 'Visa'],
  ...['MasterCard', 'UnionPay', 'UnionPay Card', 'UnionPayWap', 'UnionPay QuickPass'],
  ...['PAYPAL/RECURRING', 'PayPal/recurring'],
];

/**
 * No field may be empty: the documentation does not say whether an empty one is signed, and the vendor's own
 * clients disagree, so a merchant has to leave it out.
 */
const order = {
  pay_method: v.literal('online'),
  order_id: filled,
  amount: filled,
  currency: v.picklist(currencies),
  description: filled,
  timeout: v.exactOptional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}$/),
      v.check((minutes) => Number(minutes) <= 1440),
    ),
  ),
  notify_url: webAddress,
  demo: v.exactOptional(filled),
  redirect_url: v.exactOptional(webAddress),
  ip_address: v.exactOptional(v.pipe(v.string(), v.ip())),
};

export const miniPayData = v.strictObject({
  ...order,
  sub_pay_method: v.literal('WeChat Pay'),
  sub_app_id: v.literal(demoAppid, `not activated by Yaband; the sandbox knows ${demoAppid}`),
  sub_open_id: filled,
});
export const linkData = v.strictObject({
  ...order,
  sub_pay_method: v.picklist(linkMethods),
  post_email: v.exactOptional(v.pipe(v.string(), v.email())),
  ideal_email: v.exactOptional(v.pipe(v.string(), v.email())),
  bic: v.exactOptional(filled),
});
export const tradeData = v.strictObject({ trade_id: filled });
export const refundData = v.strictObject({
  trade_id: filled,
  m_refund_id: v.exactOptional(filled),
  refund_amount: filled,
  refund_currency: v.string(),
  refund_description: filled,
  notify_url: v.exactOptional(webAddress),
});
const seconds = v.pipe(v.string(), v.regex(/^\d{10}$/, 'must be Unix seconds'));
export const paymentListData = v.strictObject({
  start_time: seconds,
  end_time: seconds,
  state: v.exactOptional(v.string()),
});
export const refundListData = v.strictObject({ start_time: seconds, end_time: seconds });
export const refundQueryData = v.strictObject({ refund_id: filled });

/** The minor units of a decimal amount; refuses what is not written with the currency's digits or is too small. */
export function readAmount(field: string, value: string, currency: string, atLeast = 1): number {
  return unitsOf(value, currency, (why) => new Refusal('400', `data.${field}: ${why}`), atLeast);
}

export const minimumOf = (currency: string): number => minimum[currency] ?? 1;

/** Yaband's word for a payment's state. */
export const stateWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'pending',
  paid: 'paid',
  closed: 'cancelled',
  expired: 'expired',
  failed: 'failed',
  declined: 'declined',
  // Cancelling a paid order gives the money back, and the order shows as cancelled, not as refunded.
  reversed: 'cancelled',
};

/** Yaband's word for a refund's state. The last one is cut off in the published table; this is its likely text. */
export const refundWord: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'refund processing',
  succeeded: 'refunded',
  failed: 'refund failed',
  closed: 'refund failed',
};
