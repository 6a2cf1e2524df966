/**
 * SnapPay on the wire: account, JSON as it is written, signatures, fields and words. Sources: developer.snappay.ca/openapi.html and
 * the vendor's Java SDK (github.com/SnapPayInc/open-api-java-sdk: requests, limits, signatures), read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebReply, WebRequest } from '../../local-cloud/web';
import { decimal } from '../decimal';
import type { HeldPayment } from '../ledger';
import { filled, isJson, jsonIn, read, text, webAddress } from '../reading';
import { isSame, joined, signedText } from '../signing';

/** The demo shop's account. */
export const account = {
  merchant_no: '901800000042',
  app_id: 'c0ffee0000000042',
  sign_type: 'MD5',
  key: 'crosspay-demo-snappay-md5-sign-key',
} as const;

/** A no. Its codes are not published; E000001 with words stands in the tests of the vendor's SDK, so it is used for all. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** Unknown apps have no key to sign with: the SDK takes an answer with an empty `sign`. */
    readonly isSigned = true,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** A payment's state. A failed try leaves the order open. What a query says of a revoked one is not published: the worst, as before. */
export const stateWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'USERPAYING',
  failed: 'USERPAYING',
  paid: 'SUCCESS',
  reversed: 'SUCCESS',
  closed: 'CLOSE',
  expired: 'CLOSE',
  declined: 'CLOSE',
};

// --- JSON as it is written ---------------------------------------------------------------------------------------

/** The members of an object, each as the JSON that it is written as. */
export type Written = Readonly<Record<string, string>>;

export const words = (fields: Readonly<Record<string, string>>): Written =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));

export const objectOf = (members: Written): string =>
  `{${Object.entries(members)
    .map(([name, json]) => `"${name}":${json}`)
    .join(',')}}`;

/** An amount as Java writes a double: 12.9, 12.0, 0.05. */
export const double = (value: number, currency: string): string =>
  decimal(value, currency).replace(/(?<=\.\d)0$/, '');

/** `2026-11-02 12:00:00`, UTC. */
export const utcTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

// --- signatures ------------------------------------------------------------------------------------------------

/** The one rule of requests, answers and notices: what is filled, sorted, joined, the key behind it, MD5. */
export function signatureOf(members: Written, key: string = account.key): string {
  const counted = Object.entries(members).flatMap(([name, json]): [string, string][] => {
    const value: unknown = json.startsWith('"') ? JSON.parse(json) : json === 'null' ? '' : json;
    const counts = name !== 'sign' && name !== 'sign_type' && value !== '';
    return counts ? [[name, String(value)]] : [];
  });
  return createHash('md5')
    .update(signedText(joined(counted)) + key, 'utf8')
    .digest('hex');
}

export const signed = (members: Written, key?: string): Written => ({
  ...members,
  sign: JSON.stringify(signatureOf(members, key)),
});

const reply = (members: Written): WebReply => ({
  status: 200,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: objectOf(members),
});

/** What `psn` counts is not published; it is what the SDK's samples have. */
export const answer = (data: Written): WebReply =>
  reply(
    signed({
      ...words({ code: '0', msg: 'success', psn: '12345' }),
      total: '1',
      data: `[${objectOf(data)}]`,
    }),
  );

export function refused({ message, isSigned }: Refusal): WebReply {
  const members = { ...words({ code: 'E000001', msg: message }), total: '0', data: '[]' };
  return reply(isSigned ? signed(members) : { ...members, sign: '""' });
}

// --- requests --------------------------------------------------------------------------------------------------

const common = {
  app_id: text(32),
  merchant_no: text(32),
  method: filled,
  format: v.literal('JSON'),
  charset: v.literal('UTF-8'),
  version: v.literal('1.0'),
  timestamp: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{4}(-\d\d){2} \d\d(:\d\d){2}$/))),
  sign_type: v.literal(account.sign_type),
  sign: filled,
};
const amount = v.pipe(v.number(), v.minValue(0), v.maxValue(100_000_000));
const extension = v.strictObject({ sub_app_id: filled, store_no: v.exactOptional(text(8)) });

export const payFields = v.strictObject({
  ...common,
  payment_method: v.literal('WECHATPAY'),
  out_order_no: text(64),
  trans_currency: v.picklist(['CAD', 'USD']),
  trans_amount: amount,
  description: text(128),
  pay_user_account_id: text(128),
  notify_url: v.pipe(webAddress, v.maxLength(256)),
  effective_minutes: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(60)),
  extension_parameters: v.pipe(v.string(), v.parseJson(), extension),
});
const oneOrder = { out_order_no: v.exactOptional(text(64)), trans_no: v.exactOptional(text(64)) };
export const queryFields = v.strictObject({ ...common, ...oneOrder });
export const cancelFields = v.strictObject({ ...common, out_order_no: text(64) });
export const refundFields = v.strictObject({
  ...common,
  ...oneOrder,
  out_refund_no: text(64),
  refund_amount: amount,
  refund_desc: v.exactOptional(text(64)),
});

export type PayFields = v.InferOutput<typeof payFields>;
export type RefundFields = v.InferOutput<typeof refundFields>;

const wrong = (why: string): Refusal => new Refusal(`parameter error: ${why}`);

export const check = <T>(schema: v.GenericSchema<unknown, T>, value: unknown): T =>
  read(schema, value, ({ field, issue }) => wrong(`${field || 'body'}: ${issue}`));

/** A request's fields, and each as it is written. Its app and its signature are judged first. */
export interface Call {
  readonly method: string;
  readonly fields: unknown;
  readonly written: Written;
}

export function callIn(request: WebRequest): Call {
  if (!isJson(request)) throw wrong('Content-Type must be application/json');
  const fields = check(
    v.looseObject({ app_id: filled, merchant_no: filled, method: filled, sign: filled }),
    jsonIn(request.body, wrong),
  );
  const { app_id, merchant_no, method, sign } = fields;
  if (app_id !== account.app_id) throw new Refusal('app_id does not exist', false);
  if (merchant_no !== account.merchant_no) throw new Refusal('merchant_no is not of this app');
  const body = request.body.toString('utf8');
  const written = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, writtenIn(body, name, value)]),
  );
  if (!isSame(sign, signatureOf(written))) throw new Refusal('signature error');
  return { method, fields, written };
}

/** How a member is written. Numbers keep their digits, which the parser forgets: only they are looked up in the body. */
function writtenIn(body: string, name: string, value: unknown): string {
  const digits = typeof value === 'number' && new RegExp(`"${name}"\\s*:\\s*(-?[\\d.eE+-]+)`).exec(body)?.[1];
  return digits || JSON.stringify(value);
}

/** An amount in cents, from its digits. */
export function centsOf(digits = ''): number {
  const [, whole = '', cents = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(digits) ?? [];
  const value = whole === '' ? 0 : Number(whole + cents.padEnd(2, '0'));
  if (value < 1) throw wrong(`${digits} is not an amount`);
  return value;
}

/** The number of the order that is meant, theirs or the merchant's, not both. */
export function oneNumber(fields: { out_order_no?: string; trans_no?: string }): {
  number: string;
  isTheirs: boolean;
} {
  const { out_order_no, trans_no } = fields;
  const number = out_order_no ?? trans_no;
  if (number === undefined || (out_order_no !== undefined && trans_no !== undefined))
    throw wrong('either out_order_no or trans_no, not both');
  return { number, isTheirs: trans_no !== undefined };
}
