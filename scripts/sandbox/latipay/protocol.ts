/**
 * Latipay on the wire: account, signatures, fields, codes and words. Sources: doc.latipay.net (WeChat mini app,
 * hosted online and its cancel page, error codes), read 2026-11.
 */
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment } from '../ledger';
import { filled, isJson, jsonIn, read, unitsOf, webAddress } from '../reading';
import { isSame, joined, signedText } from '../signing';

/** The demo shop's user, and its wallet, which holds one currency. */
export const account = {
  user_id: 'U000000013',
  wallet_id: 'W000000037',
  api_key: 'crosspay-demo-latipay-api-key',
  currency: 'NZD',
} as const;

/** A published code and its words. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Latipay's word for a payment's state. */
export const statusWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'pending',
  paid: 'paid',
  closed: 'canceled',
  expired: 'failed',
  failed: 'failed',
  declined: 'rejected',
  reversed: 'failed',
};

// --- signatures ------------------------------------------------------------------------------------------------

/** HMAC-SHA256, lower-case hex. */
export const hmac = (text: string, key: string): string =>
  createHmac('sha256', key).update(signedText(text), 'utf8').digest('hex');

/** The rule of requests: what is not empty, sorted, joined, with the key behind it. `/cancel` does not sort. */
export function requestSignature(fields: Readonly<Record<string, string>>, sorted = true): string {
  const pairs = Object.entries(fields).filter(([name, value]) => name !== 'signature' && value !== '');
  const asGiven = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  return hmac((sorted ? joined(pairs) : asGiven) + account.api_key, account.api_key);
}

/** Refuses a signature that is not the expected one. */
export function mustBe(given: string | undefined, expected: string): void {
  if (!isSame(given ?? '', expected)) throw new Refusal(206, 'Signature from Merchant request is wrong');
}

export function mustBeUser(user: string): void {
  if (user !== account.user_id) throw new Refusal(205, 'Cannot find out corresponding key for the user code');
}

// --- requests --------------------------------------------------------------------------------------------------

export const payFields = v.strictObject({
  user_id: filled,
  wallet_id: filled,
  amount: filled,
  notify_url: webAddress,
  merchant_reference: filled,
  product_name: v.exactOptional(v.string()),
  app_id: filled,
  open_id: filled,
  signature: filled,
});
export const refundFields = v.strictObject({
  user_id: filled,
  order_id: filled,
  refund_amount: filled,
  reference: filled,
  signature: filled,
});
export const cancelFields = v.strictObject({
  user_id: filled,
  merchant_reference: filled,
  signature: filled,
});
export const queryFields = v.strictObject({
  user_id: filled,
  signature: filled,
  is_block: v.exactOptional(v.picklist(['0', '1'])),
});

/** `value` as `schema` describes it. Missing fields have a code of their own. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue, isMissing }) => {
    const where = field || 'body';
    return isMissing
      ? new Refusal(204, `Some fields from input are null: ${where}`)
      : wrong(`${where}: ${issue}`);
  });
}

const wrong = (what: string): Refusal => new Refusal(207, `Param is wrong: ${what}`);

/** The JSON in a request's body. */
export function bodyOf(request: WebRequest): unknown {
  if (!isJson(request)) throw wrong('Content-Type must be application/json');
  return jsonIn(request.body, wrong);
}

/** An amount of the wallet's currency in minor units. */
export const amountOf = (amount: string): number => unitsOf(amount, account.currency, wrong);

export type PayFields = v.InferOutput<typeof payFields>;
export type RefundFields = v.InferOutput<typeof refundFields>;
export type CancelFields = v.InferOutput<typeof cancelFields>;
