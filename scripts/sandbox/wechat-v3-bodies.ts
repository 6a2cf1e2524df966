/**
 * What WeChat Pay v3 takes: the fields of its requests with their published lengths and alphabets.
 * Sources: pay.weixin.qq.com/doc/v3/merchant (JSAPI order, close, refund) and its machine-readable copy
 * github.com/TheNorthMemory/wechatpay-openapi, read 2026-11.
 */
import * as v from 'valibot';
import { isLoopback } from './notifier';
import { ApiError } from './wechat-v3-gate';

const text = (limit: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(limit));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const outTradeNo = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z_*|-]{6,32}$/, 'must be 6 to 32 of 0-9 A-Z a-z _ - * |'),
);
const notifyUrl = v.pipe(
  text(255),
  v.check((url) => URL.canParse(url) && !/[?#]/.test(url), 'must be an address without query string'),
  v.check(
    (url) => url.startsWith('https://') || (url.startsWith('http://') && isLoopback(url)),
    'must be https',
  ),
);

const orderBody = v.strictObject({
  appid: text(32),
  mchid: text(32),
  description: text(127),
  out_trade_no: outTradeNo,
  time_expire: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
  attach: v.exactOptional(text(128)),
  notify_url: notifyUrl,
  goods_tag: v.exactOptional(text(32)),
  support_fapiao: v.exactOptional(v.boolean()),
  amount: v.strictObject({ total: positive, currency: v.exactOptional(v.literal('CNY')) }),
  payer: v.strictObject({ openid: text(128) }),
  detail: v.exactOptional(v.record(v.string(), v.unknown())),
  scene_info: v.exactOptional(
    v.strictObject({
      payer_client_ip: v.pipe(text(45), v.ip()),
      device_id: v.exactOptional(text(32)),
      store_info: v.exactOptional(v.record(v.string(), v.string())),
    }),
  ),
  settle_info: v.exactOptional(v.strictObject({ profit_sharing: v.exactOptional(v.boolean()) })),
});

const closeBody = v.strictObject({ mchid: text(32) });

const refundBody = v.strictObject({
  transaction_id: v.exactOptional(text(32)),
  out_trade_no: v.exactOptional(outTradeNo),
  out_refund_no: v.pipe(
    v.string(),
    v.regex(/^[0-9A-Za-z_*|@-]{1,64}$/, 'must be 1 to 64 of 0-9 A-Z a-z _ - * | @'),
  ),
  reason: v.exactOptional(text(80)),
  notify_url: v.exactOptional(notifyUrl),
  funds_account: v.exactOptional(v.picklist(['AVAILABLE', 'UNSETTLED'])),
  amount: v.strictObject({ refund: positive, total: positive, currency: v.literal('CNY') }),
  goods_detail: v.exactOptional(v.array(v.record(v.string(), v.unknown()))),
});

export type OrderBody = v.InferOutput<typeof orderBody>;
export type RefundBody = v.InferOutput<typeof refundBody>;

export const readOrder = (body: Buffer): OrderBody => read(orderBody, body);
export const readClose = (body: Buffer): { mchid: string } => read(closeBody, body);
export const readRefund = (body: Buffer): RefundBody => read(refundBody, body);

function read<T>(schema: v.GenericSchema<unknown, T>, body: Buffer): T {
  const result = v.safeParse(schema, parseJson(body));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = `/${(v.getDotPath(issue) ?? '').replaceAll('.', '/')}`;
  const detail = { field, value: issue.input ?? null, issue: issue.message, location: 'body' };
  throw new ApiError(400, 'PARAM_ERROR', `${field}: ${issue.message}`, detail);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new ApiError(400, 'PARAM_ERROR', 'the body is not JSON in UTF-8', { location: 'body' });
  }
}
