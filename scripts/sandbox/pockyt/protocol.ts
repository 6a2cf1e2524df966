/**
 * Pockyt on the wire: forms, codes, status words and the one MD5 rule. Sources: docs.pockyt.io (micro-prepay, refund, query, cancel, error
 * codes, signing, webhook format), docs.yuansfer.com v3 (notes, cancel), read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import type { HeldPayment } from '../ledger';
import { filled, onceEach, read, unitsOf, webAddress } from '../reading';
import { isSame, joined, signedText } from '../signing';

/** The demo shop's account. */
export const account = {
  merchant_no: '200042',
  store_no: '300042',
  token: 'crosspay-demo-pockyt-token',
  currency: 'USD',
} as const;

/** The published codes that the sandbox answers. */
type Code = '000000' | '000020' | '000021' | '000022' | '000023' | '000040';

export class Refusal extends Error {
  constructor(
    readonly code: Code,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** As the samples have it: HTTP status 400, and the words under `retMsg`. */
export const refused = ({ code, message }: Refusal): WebReply =>
  json({ ret_code: code, retMsg: message }, 400);

export const answer = (result: object, ret_msg: string): WebReply =>
  json({ result, ret_msg, ret_code: '000100' });

/** A payment's state (notes). What a query says of one that a cancel gave back is not published: the worst, as before. */
export const statusWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'pending',
  paid: 'success',
  reversed: 'success',
  failed: 'failed',
  declined: 'failed',
  closed: 'closed',
  expired: 'closed',
};

const md5 = (words: string): string => createHash('md5').update(words, 'utf8').digest('hex');

/** MD5 over the sorted fields, empty ones too, and the MD5 of the token. */
export const signature = (fields: Readonly<Record<string, string>>, token: string = account.token): string =>
  md5(`${signedText(joined(Object.entries(fields)))}&${md5(token)}`);

// --- requests --------------------------------------------------------------------------------------------------

const wrong = (what: string): Refusal => new Refusal('000023', `data error : ${what}`);

/** The fields of a well signed form, each of which may stand there once. */
export function formIn({ headers, body }: WebRequest): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(headers['content-type'] ?? ''))
    throw wrong('Content-Type');
  const { verifySign = '', ...fields } = onceEach(new URLSearchParams(body.toString('utf8')), wrong);
  if (verifySign === '') throw new Refusal('000020', 'data null : verifySign');
  // The samples answer a wrong signature with the code of a system error.
  if (!isSame(verifySign, signature(fields))) throw new Refusal('000000', 'data error : verifySign');
  if (fields.merchantNo !== account.merchant_no || fields.storeNo !== account.store_no)
    throw new Refusal('000021', 'no such merchant or store');
  return fields;
}

export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue, isMissing }) =>
    isMissing ? new Refusal('000020', `data null : ${field}`) : wrong(`${field} ${issue}`.trim()),
  );
}

export const unitsIn = (amount: string): number => unitsOf(amount, account.currency, wrong);

const common = { merchantNo: filled, storeNo: filled, merGroupNo: v.exactOptional(v.string()) };
const currencies = {
  currency: v.literal(account.currency),
  // GBP settles in GBP, everything else in USD.
  settleCurrency: v.literal('USD'),
};

export const prepayFields = v.strictObject({
  ...common,
  ...currencies,
  amount: filled,
  vendor: v.literal('wechatpay'),
  terminal: v.literal('MINIPROGRAM'),
  openid: filled,
  reference: filled,
  ipnUrl: webAddress,
  callbackUrl: webAddress,
  description: v.exactOptional(v.string()),
  note: v.exactOptional(v.string()),
  timeout: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, 'must be minutes'), v.transform(Number)),
  ),
});
export type PrepayFields = v.InferOutput<typeof prepayFields>;

const oneOfTwo = { reference: v.exactOptional(filled), transactionNo: v.exactOptional(filled) };
export const numberFields = v.strictObject({ ...common, ...oneOfTwo });
export type NumberFields = v.InferOutput<typeof numberFields>;
export const refundFields = v.strictObject({
  ...common,
  ...currencies,
  ...oneOfTwo,
  refundAmount: filled,
  refundReference: v.exactOptional(filled),
});
export type RefundFields = v.InferOutput<typeof refundFields>;
