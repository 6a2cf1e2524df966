/**
 * SuPay's gateway API on the wire: envelope, signature, fields, words. Sources: ShopXO's plugin SuperPay.php, the PHP
 * library SuperPay\SDK and a ThinkCMF service, read 2026-11. What they leave open is the sandbox's choice and marked so.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment, HeldRefund } from '../ledger';
import { filled, isJson, jsonIn, life, read, unitsOf, webAddress } from '../reading';
import { isSame, joined, signedText } from '../signing';

/** The demo shop's merchant. */
export const account = {
  mchId: '10000001',
  key: 'crosspay-demo-supay-md5-key',
  storeName: 'CrossPay demo shop',
} as const;

/** The sandbox's choice: nobody publishes the values of `trade_type`. */
export const tradeType = 'DEMO_TRADE';

/** A refusal: SuPay answers status F with a message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** MD5, upper-case hex, over the filled fields sorted by name in byte order, with `&key=` and the key behind them. */
export function supaySign(fields: Iterable<readonly [string, string]>, key: string): string {
  const signed = [...fields].filter(
    ([name, value]) => name !== 'sign' && name !== 'sign_type' && value !== '',
  );
  return createHash('md5')
    .update(`${signedText(joined(signed))}&key=${key}`, 'utf8')
    .digest('hex')
    .toUpperCase();
}

export type SupayCall = Readonly<Record<string, string>>;

/** Reads and verifies a request. */
export function readCall(request: WebRequest): SupayCall {
  if (request.method !== 'POST') throw new Refusal(`POST is expected, not ${request.method}`);
  if (!isJson(request)) throw new Refusal('Content-Type must be application/json');
  const call = check(
    v.record(v.string(), v.string()),
    jsonIn(request.body, (why) => new Refusal(why)),
  );
  if (call.mch_id !== account.mchId) throw new Refusal(`mch_id ${call.mch_id ?? ''} does not exist`);
  if (call.sign_type !== 'MD5') throw new Refusal('sign_type must be MD5');
  if (!isSame(call.sign ?? '', supaySign(Object.entries(call), account.key))) throw new Refusal('sign error');
  return call;
}

/** `value` as `schema` describes it; refuses with the first wrong, missing or unknown field. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue }) => new Refusal(`${field || 'body'}: ${issue}`));
}

const envelope = {
  mch_id: v.string(),
  charset: v.literal('UTF-8'),
  version: v.literal('1.0'),
  sign_type: v.string(),
  sign: v.string(),
};

/** Empty values are not signed, so nothing that matters may come as one. */
export const createFields = v.strictObject({
  ...envelope,
  service: v.literal('create_instant_trade'),
  mch_order_no: filled,
  pay_way: v.picklist(['JSAPI', 'PC', 'H5'], 'the sandbox plays JSAPI, PC and H5'),
  pay_channel: v.exactOptional(v.picklist(['WXPAY', 'ALIPAY', ''])),
  subOpenId: v.exactOptional(filled),
  recevice_id: v.literal(account.mchId, 'the receiver does not exist'),
  store_name: filled,
  currency: v.literal('AUD'),
  pay_amount: filled,
  goods_name: filled,
  goods_price: filled,
  quantity: v.exactOptional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/))),
  goods_desc: v.exactOptional(filled),
  memo: v.exactOptional(filled),
  client_ip: v.exactOptional(v.pipe(v.string(), v.ip())),
  timeout_express: life,
  call_back_url: webAddress,
});
export type CreateFields = v.InferOutput<typeof createFields>;

export const queryFields = v.strictObject({
  ...envelope,
  service: v.literal('query_trade'),
  mch_order_no: filled,
  trade_type: v.literal(tradeType, `the sandbox knows ${tradeType}`),
});

export const refundFields = v.strictObject({
  ...envelope,
  service: v.literal('create_refund'),
  mch_order_no: filled,
  orig_mch_order_no: filled,
  refund_amount: filled,
  refund_note: v.exactOptional(filled),
  call_back_url: webAddress,
});

/** The minor units of a decimal amount of dollars. */
export function readAmount(field: string, value: string): number {
  return unitsOf(value, 'AUD', (why) => new Refusal(`${field}: ${why}`));
}

/** TRADE_SUCCESS is SuPay's; the other words are the sandbox's choice. */
export const stateWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'WAIT_PAY',
  paid: 'TRADE_SUCCESS',
  closed: 'TRADE_CLOSED',
  expired: 'TRADE_CLOSED',
  failed: 'TRADE_CLOSED',
  declined: 'TRADE_CLOSED',
  reversed: 'TRADE_CLOSED',
};

/** REFUND_SUCCESS is SuPay's; the other words are the sandbox's choice. */
export const refundWord: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'REFUND_PROCESSING',
  succeeded: 'REFUND_SUCCESS',
  failed: 'REFUND_FAIL',
  closed: 'REFUND_FAIL',
};
