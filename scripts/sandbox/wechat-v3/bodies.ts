/**
 * What WeChat Pay v3 takes: the fields of its requests with their published lengths and alphabets.
 * Sources: pay.weixin.qq.com/doc/v3/merchant, /doc/v3/partner and /wiki/doc/api_external (JSAPI order, close, refund) and
 * their machine-readable copy github.com/TheNorthMemory/wechatpay-openapi, read 2026-11.
 */
import * as v from 'valibot';
import { bytes, jsonIn, read as readAs, text } from '../reading';
import { currency, notifyUrl, outRefundNo } from '../wechat/fields';
import { ApiError } from './gate';
import type { Role, Site } from './parties';

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const outTradeNo = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z_*|-]{6,32}$/, 'must be 6 to 32 of 0-9 A-Z a-z _ - * |'),
);

const numbers = {
  direct: { mchid: text(32) },
  partner: { sp_mchid: text(32), sub_mchid: text(32) },
};
const identity = {
  direct: { appid: text(32), ...numbers.direct },
  partner: { sp_appid: text(32), sub_appid: v.exactOptional(text(32)), ...numbers.partner },
};
const payer = {
  direct: v.strictObject({ openid: text(128) }),
  partner: v.pipe(
    v.strictObject({ sp_openid: v.exactOptional(text(128)), sub_openid: v.exactOptional(text(128)) }),
    v.check((each) => Object.keys(each).length > 0, 'sp_openid or sub_openid is required'),
  ),
};

const orderTerms = {
  description: bytes(127),
  out_trade_no: outTradeNo,
  time_expire: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
  attach: v.exactOptional(bytes(128)),
  notify_url: notifyUrl(255),
  goods_tag: v.exactOptional(text(32)),
  scene_info: v.exactOptional(
    v.strictObject({
      payer_client_ip: v.pipe(text(45), v.ip()),
      device_id: v.exactOptional(text(32)),
      store_info: v.exactOptional(v.record(v.string(), v.string())),
    }),
  ),
};
const mainlandTerms = {
  ...orderTerms,
  support_fapiao: v.exactOptional(v.boolean()),
  amount: v.strictObject({ total: positive, currency: v.exactOptional(v.literal('CNY')) }),
  detail: v.exactOptional(v.record(v.string(), v.unknown())),
  settle_info: v.exactOptional(v.strictObject({ profit_sharing: v.exactOptional(v.boolean()) })),
};
const overseasTerms = {
  ...orderTerms,
  trade_type: v.literal('JSAPI'),
  merchant_category_code: v.pipe(v.string(), v.regex(/^\d{4}$/, 'must be four digits')),
  limit_pay: v.exactOptional(v.string()),
  amount: v.strictObject({ total: positive, currency }),
  detail: v.exactOptional(v.array(v.record(v.string(), v.unknown()))),
};

/** Who a request is from and for, in whichever words its variant has. */
export interface Identity {
  readonly appid?: string;
  readonly mchid?: string;
  readonly sp_appid?: string;
  readonly sp_mchid?: string;
  readonly sub_appid?: string;
  readonly sub_mchid?: string;
}

export interface OrderBody extends Identity {
  readonly description: string;
  readonly out_trade_no: string;
  readonly notify_url: string;
  readonly time_expire?: string;
  readonly attach?: string;
  readonly amount: { readonly total: number; readonly currency?: string };
  readonly payer: { readonly openid?: string; readonly sp_openid?: string; readonly sub_openid?: string };
}

type ByVariant<T> = Readonly<Record<Role, Readonly<Record<Site, v.GenericSchema<unknown, T>>>>>;

const orderBody: ByVariant<OrderBody> = {
  direct: {
    cn: v.strictObject({ ...identity.direct, ...mainlandTerms, payer: payer.direct }),
    global: v.strictObject({ ...identity.direct, ...overseasTerms, payer: payer.direct }),
  },
  partner: {
    cn: v.strictObject({ ...identity.partner, ...mainlandTerms, payer: payer.partner }),
    global: v.strictObject({ ...identity.partner, ...overseasTerms, payer: payer.partner }),
  },
};

const refundTerms = {
  transaction_id: v.exactOptional(text(32)),
  out_trade_no: v.exactOptional(outTradeNo),
  out_refund_no: outRefundNo,
  reason: v.exactOptional(bytes(80)),
  notify_url: v.exactOptional(notifyUrl(255)),
};
const mainlandRefund = {
  ...refundTerms,
  funds_account: v.exactOptional(v.picklist(['AVAILABLE', 'UNSETTLED'])),
  amount: v.strictObject({ refund: positive, total: positive, currency: v.literal('CNY') }),
  goods_detail: v.exactOptional(v.array(v.record(v.string(), v.unknown()))),
};
const overseasRefund = {
  ...refundTerms,
  amount: v.strictObject({ refund: positive, total: positive, currency }),
};

export interface RefundBody extends Identity {
  readonly transaction_id?: string;
  readonly out_trade_no?: string;
  readonly out_refund_no: string;
  readonly reason?: string;
  readonly notify_url?: string;
  readonly amount: { readonly refund: number; readonly total: number; readonly currency: string };
}

const refundBody: ByVariant<RefundBody> = {
  direct: {
    cn: v.strictObject(mainlandRefund),
    global: v.strictObject({ ...identity.direct, ...overseasRefund }),
  },
  partner: {
    cn: v.strictObject({ sub_mchid: text(32), ...mainlandRefund }),
    global: v.strictObject({ ...identity.partner, ...overseasRefund }),
  },
};

const closeBody: Readonly<Record<Role, v.GenericSchema<unknown, Identity>>> = {
  direct: v.strictObject(numbers.direct),
  partner: v.strictObject(numbers.partner),
};

export const readOrder = (role: Role, site: Site, body: Buffer): OrderBody =>
  read(orderBody[role][site], body);
export const readClose = (role: Role, body: Buffer): Identity => read(closeBody[role], body);
export const readRefund = (role: Role, site: Site, body: Buffer): RefundBody =>
  read(refundBody[role][site], body);

function read<T>(schema: v.GenericSchema<unknown, T>, body: Buffer): T {
  const value = jsonIn(body, (why) => new ApiError(400, 'PARAM_ERROR', why, { location: 'body' }));
  return readAs(schema, value, (problem) => {
    const field = `/${problem.field.replaceAll('.', '/')}`;
    const detail = { field, value: problem.value ?? null, issue: problem.issue, location: 'body' };
    return new ApiError(400, 'PARAM_ERROR', `${field}: ${problem.issue}`, detail);
  });
}
