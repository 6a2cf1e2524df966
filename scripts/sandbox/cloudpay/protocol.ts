/**
 * What WeChat Pay takes from `cloud.cloudPay`: WeChat Pay v2 in partner mode as JSON, keys in snake_case as the SDK
 * sends them. Source: developers.weixin.qq.com, wxcloud reference, and the field tables of v2, read 2026-11.
 */
import * as v from 'valibot';
import { bytes, jsonIn, read, text } from '../reading';
import { demoAppid } from '../sandbox';

/** The demo shop's merchant below the platform's own. */
export const account = { sub_mch_id: '1900008812' } as const;
/** The platform's merchant and official account, which the answers name. */
export const platformMerchant = { mch_id: '1800008281', appid: 'wx8888888888888888' } as const;

/** A refusal: WeChat's code, which the SDK loses, and its words. `carried` false: the request was not understood. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    words: string,
    readonly carried = true,
  ) {
    super(words);
    this.name = 'Refusal';
  }
}

const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const number = (limit: number) => v.pipe(text(limit), v.regex(/^[\w\-|*@]+$/, '只能是数字、大小写字母_-|*@'));
const moment = v.pipe(v.string(), v.regex(/^\d{14}$/));

const common = { sub_mch_id: text(32), nonce_str: text(32) };
const either = {
  transaction_id: v.exactOptional(text(32)),
  out_trade_no: v.exactOptional(number(32)),
};

export const orderData = v.pipe(
  v.strictObject({
    ...common,
    function_name: text(60),
    env_id: text(64),
    body: bytes(128),
    out_trade_no: number(32),
    total_fee: minorUnits,
    spbill_create_ip: v.pipe(v.string(), v.ip()),
    device_info: v.exactOptional(text(32)),
    detail: v.exactOptional(text(6000)),
    attach: v.exactOptional(bytes(127)),
    fee_type: v.exactOptional(v.literal('CNY')),
    time_start: v.exactOptional(moment),
    time_expire: v.exactOptional(moment),
    goods_tag: v.exactOptional(text(32)),
    trade_type: v.exactOptional(v.literal('JSAPI')),
    limit_pay: v.exactOptional(v.literal('no_credit')),
    sub_openid: v.exactOptional(text(128)),
    sub_appid: v.exactOptional(v.literal(demoAppid, 'sub_appid 与 sub_mch_id 不匹配')),
  }),
  v.check(
    (data) => data.sub_openid === undefined || data.sub_appid !== undefined,
    'sub_openid 需要 sub_appid',
  ),
);
export type OrderData = v.InferOutput<typeof orderData>;

export const queryData = v.strictObject({ ...common, ...either });
export const closeData = v.strictObject({ ...common, out_trade_no: number(32) });
export const refundData = v.strictObject({
  ...common,
  ...either,
  out_refund_no: number(64),
  total_fee: minorUnits,
  refund_fee: minorUnits,
  refund_desc: v.exactOptional(bytes(80)),
  refund_fee_type: v.exactOptional(v.literal('CNY')),
});
export type RefundData = v.InferOutput<typeof refundData>;

export const refundQueryData = v.strictObject({
  ...common,
  ...either,
  out_refund_no: v.exactOptional(number(64)),
  refund_id: v.exactOptional(text(32)),
  offset: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export const billData = v.strictObject({
  ...common,
  bill_date: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  bill_type: v.exactOptional(v.literal('ALL')),
  tar_type: v.exactOptional(v.literal('GZIP')),
});
export type BillData = v.InferOutput<typeof billData>;

/** `data` as `schema` describes it, of the demo shop's merchant. */
export function check<T extends { sub_mch_id: string }>(
  schema: v.GenericSchema<unknown, T>,
  data: unknown,
): T {
  const misread = (why: string): Refusal => new Refusal('PARAM_ERROR', `参数错误：${why}`, false);
  // As it travels: the platform sends JSON.
  const sent = jsonIn(Buffer.from(JSON.stringify(data)), misread);
  const output = read(schema, sent, ({ field, issue }) => misread(`${field} ${issue}`));
  if (output.sub_mch_id !== account.sub_mch_id)
    throw new Refusal('MCHID_NOT_EXIST', `sub_mch_id 参数错误：商户号不存在 ${output.sub_mch_id}`, false);
  return output;
}
