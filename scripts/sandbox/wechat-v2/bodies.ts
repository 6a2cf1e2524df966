/**
 * What WeChat Pay v2 takes: the fields of its requests with their published lengths and alphabets.
 * Sources: pay.weixin.qq.com/doc/v2/merchant and /doc/v2/partner (unified order, query, close, refund) and their
 * machine-readable copy github.com/TheNorthMemory/wechatpay-openapi, read 2026-11.
 */
import * as v from 'valibot';
import { bytes, read as readAs, text } from '../reading';
import { currency, notifyUrl, outRefundNo } from '../wechat/fields';
import { Refusal } from './refusal';
import type { Words } from './wire';

const fen = v.pipe(v.string(), v.regex(/^[1-9]\d{0,9}$/, 'must be a positive integer of the smallest unit'));
const time = v.pipe(v.string(), v.regex(/^\d{14}$/, 'must be yyyyMMddHHmmss'));
const outTradeNo = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z_*|@-]{6,32}$/, 'must be 6 to 32 of 0-9 A-Z a-z _ - * | @'),
);
const common = {
  appid: text(32),
  mch_id: text(32),
  sub_appid: v.exactOptional(text(32)),
  sub_mch_id: v.exactOptional(text(32)),
  nonce_str: text(32),
  sign: v.string(),
  sign_type: v.exactOptional(v.picklist(['MD5', 'HMAC-SHA256'])),
  /** Overseas only. */
  version: v.exactOptional(v.literal('1.0')),
};

const orderBody = v.strictObject({
  ...common,
  device_info: v.exactOptional(text(32)),
  body: bytes(127),
  detail: v.exactOptional(text(6000)),
  attach: v.exactOptional(bytes(127)),
  out_trade_no: outTradeNo,
  fee_type: v.exactOptional(currency),
  total_fee: fen,
  spbill_create_ip: v.pipe(text(64), v.ip()),
  time_start: v.exactOptional(time),
  time_expire: v.exactOptional(time),
  goods_tag: v.exactOptional(text(32)),
  notify_url: notifyUrl(256),
  trade_type: v.literal('JSAPI', 'must be JSAPI: this sandbox serves mini-programs'),
  limit_pay: v.exactOptional(v.literal('no_credit')),
  openid: v.exactOptional(text(128)),
  sub_openid: v.exactOptional(text(128)),
  receipt: v.exactOptional(v.literal('Y')),
  profit_sharing: v.exactOptional(v.picklist(['Y', 'N'])),
});

const namedOrder = {
  transaction_id: v.exactOptional(text(32)),
  out_trade_no: v.exactOptional(outTradeNo),
};
const queryBody = v.strictObject({ ...common, ...namedOrder });
const closeBody = v.strictObject({ ...common, out_trade_no: outTradeNo });
const refundBody = v.strictObject({
  ...common,
  ...namedOrder,
  out_refund_no: outRefundNo,
  total_fee: fen,
  refund_fee: fen,
  refund_fee_type: v.exactOptional(currency),
  refund_desc: v.exactOptional(bytes(80)),
  refund_account: v.exactOptional(
    v.picklist(['REFUND_SOURCE_UNSETTLED_FUNDS', 'REFUND_SOURCE_RECHARGE_FUNDS']),
  ),
  notify_url: v.exactOptional(notifyUrl(256)),
});
const refundQueryBody = v.strictObject({
  ...common,
  ...namedOrder,
  out_refund_no: v.exactOptional(outRefundNo),
  refund_id: v.exactOptional(text(32)),
  offset: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,3}$/))),
});

const billBody = v.strictObject({
  ...common,
  bill_date: v.pipe(v.string(), v.regex(/^\d{8}$/, 'must be yyyyMMdd')),
  bill_type: v.exactOptional(v.literal('ALL', 'this sandbox makes bills of type ALL')),
  tar_type: v.exactOptional(v.literal('GZIP')),
});

/** It knows no other signature than this. */
const fundsBody = v.strictObject({
  ...common,
  sign_type: v.literal('HMAC-SHA256'),
  bill_date: v.pipe(v.string(), v.regex(/^\d{8}$/, 'must be yyyyMMdd')),
  account_type: v.literal('Basic', 'this sandbox has the Basic account'),
  tar_type: v.exactOptional(v.literal('GZIP')),
});

export type FundsBody = v.InferOutput<typeof fundsBody>;
export type BillBody = v.InferOutput<typeof billBody>;
export type OrderBody = v.InferOutput<typeof orderBody>;
export type NamedOrder = v.InferOutput<typeof queryBody>;
export type RefundBody = v.InferOutput<typeof refundBody>;
export type RefundQueryBody = v.InferOutput<typeof refundQueryBody>;

export const readOrder = (words: Words): OrderBody => read(orderBody, words);
export const readQuery = (words: Words): NamedOrder => read(queryBody, words);
export const readClose = (words: Words): NamedOrder => read(closeBody, words);
export const readRefund = (words: Words): RefundBody => read(refundBody, words);
export const readRefundQuery = (words: Words): RefundQueryBody => read(refundQueryBody, words);
export const readFunds = (words: Words): FundsBody => read(fundsBody, words);
export const readBill = (words: Words): BillBody => read(billBody, words);

const read = <T>(schema: v.GenericSchema<unknown, T>, words: Words): T =>
  readAs(schema, words, ({ field, issue, isMissing }) =>
    isMissing
      ? new Refusal('LACK_PARAMS', `${field} is required`)
      : new Refusal('PARAM_ERROR', `${field}: ${issue}`),
  );
