/**
 * NihaoPay on the wire: bearer token, forms, whole amounts, codes and the signature of notices. Sources: docs.nihaopay.com
 * (WeChat mini-program, refunds, queries, IPN mechanics, error handling), read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment, HeldRefund } from '../ledger';
import { filled, onceEach, read, text, webAddress } from '../reading';
import { demoAppid } from '../sandbox';
import { joined, signedText } from '../signing';

/** The demo shop's account, which settles in one currency. */
export const account = { token: 'crosspay-demo-nihaopay-token', currency: 'USD' } as const;

/** A published error: its HTTP status, its number on the pages, and words. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 402 | 404 | 409,
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** NihaoPay's word for a payment's state. What ran out is not published; here it is a failure. */
export const statusWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'pending',
  paid: 'success',
  closed: 'failure',
  expired: 'failure',
  failed: 'failure',
  declined: 'failure',
  reversed: 'failure',
};

/** Only an end is published; a refund that the bank still works on is told as a success, as the pages show it at once. */
export const refundWord = ({ state }: HeldRefund): string => (state === 'failed' ? 'failure' : 'success');

const md5 = (words: string): string => createHash('md5').update(words, 'utf8').digest('hex');

/** MD5 over the sorted fields and the MD5 of the token. */
export const signature = (fields: Readonly<Record<string, string>>, token: string): string =>
  md5(`${signedText(joined(Object.entries(fields)))}&${md5(token)}`);

/** Admits whoever carries the token. */
export function checkToken({ headers }: WebRequest): void {
  if (headers.authorization !== `Bearer ${account.token}`) throw new Refusal(401, 301, 'invalid token');
}

const wrong = (what: string): Refusal => new Refusal(400, 90, `invalid field: ${what}`);

/** The fields of a form body, each of which may stand there once. */
export function formOf({ headers, body }: WebRequest): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(headers['content-type'] ?? ''))
    throw wrong('Content-Type must be application/x-www-form-urlencoded');
  return onceEach(new URLSearchParams(body.toString('utf8')), wrong);
}

export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue }) => wrong(`${field} ${issue}`.trim()));
}

/** A whole number of minor units, in digits. */
const units = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,11}$/, 'must be a whole number of minor units'),
  v.transform(Number),
);

const minutes = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/),
  v.transform(Number),
  v.minValue(1),
  v.maxValue(1440, 'must be 1 to 1440 minutes'),
);

export const micropayFields = v.strictObject({
  currency: v.literal(account.currency, 'is not enabled for this merchant'),
  amount: units,
  reference: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,30}$/, 'must be up to 30 letters and digits')),
  app_id: v.literal(demoAppid, 'is not whitelisted'),
  open_id: filled,
  client_ip: v.pipe(v.string(), v.ip()),
  ipn_url: webAddress,
  description: v.exactOptional(v.string()),
  note: v.exactOptional(v.string()),
  timeout: v.exactOptional(minutes),
});
export type MicropayFields = v.InferOutput<typeof micropayFields>;

export const refundFields = v.strictObject({
  currency: text(3),
  amount: units,
  reason: v.exactOptional(v.string()),
});
export type RefundFields = v.InferOutput<typeof refundFields>;
