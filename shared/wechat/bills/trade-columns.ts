/**
 * The layouts of WeChat Pay's trade bills: 24 columns (2014), 27 (today), 20 (payments only), 29 (refunds only), 38 (overseas,
 * v3), by their names old and new. Source: pay.weixin.qq.com, download of trade bills (v2, v3) and the overseas pages
 * (wiki/doc/api_external, statement), with public samples of the first four, read 2026-11.
 */
import type { TotalNames } from './totals';

export type TradeColumn =
  | 'time'
  | 'appid'
  | 'mchid'
  | 'subMchid'
  | 'transactionId'
  | 'outTradeNo'
  | 'state'
  | 'currency'
  | 'settled'
  | 'order'
  | 'refundId'
  | 'outRefundNo'
  | 'refunded'
  | 'couponBack'
  | 'refundState'
  | 'asked'
  | 'fee'
  | 'settledIn'
  | 'refundSettledIn'
  | 'refundAskedAt';

type Names = Readonly<Record<TradeColumn, readonly string[]>>;

const COMMON = {
  time: ['交易时间'],
  appid: ['公众账号ID'],
  mchid: ['商户号'],
  subMchid: ['特约商户号', '子商户号'],
  transactionId: ['微信订单号'],
  outTradeNo: ['商户订单号'],
  state: ['交易状态'],
  refundId: ['微信退款单号'],
  outRefundNo: ['商户退款单号'],
  refundState: ['退款状态'],
  couponBack: ['充值券退款金额', '代金券或立减优惠退款金额', '企业红包退款金额'],
  asked: ['申请退款金额'],
  fee: ['手续费'],
  refundAskedAt: ['退款申请时间'],
} as const;

/** How one form of the bill is laid out. */
export interface TradeForm {
  readonly names: Names;
  /** What a bill may lack; `partial`: what it lacks when it is of payments alone. */
  readonly optional: readonly TradeColumn[];
  readonly totals: TotalNames<TradeColumn>;
}

const REFUND_COLUMNS: readonly TradeColumn[] = ['refundId', 'outRefundNo', 'refunded', 'refundState'];

/** Mainland China, and overseas v2: one currency column for the whole row. */
const DOMESTIC: TradeForm = {
  names: {
    ...COMMON,
    currency: ['货币种类'],
    settled: ['应结订单金额', '总金额'],
    order: ['订单金额'],
    refunded: ['退款金额'],
    settledIn: [],
    refundSettledIn: [],
  },
  optional: [
    ...REFUND_COLUMNS,
    'order',
    'asked',
    'couponBack',
    'settledIn',
    'refundSettledIn',
    'refundAskedAt',
  ],
  totals: {
    count: ['总交易单数'],
    sums: {
      settled: ['应结订单总金额', '总交易额'],
      refunded: ['退款总金额', '总退款金额'],
      couponBack: ['充值券退款总金额', '总代金券或立减优惠退款金额', '总企业红包退款金额'],
      fee: ['手续费总金额'],
      order: ['订单总金额'],
      asked: ['申请退款总金额'],
    },
    needed: ['settled', 'refunded', 'fee'],
  },
};

/**
 * Overseas v3: what was priced, paid and settled each have a currency. The names of the totals are not published; the number of
 * rows is asked for, and every total that goes by a known name must fit.
 */
const OVERSEAS: TradeForm = {
  names: {
    ...COMMON,
    currency: ['标价币种'],
    settled: ['应结订单金额'],
    order: ['订单金额(标价币种)', '订单金额'],
    refunded: ['退款应结订单金额'],
    settledIn: ['结算币种'],
    refundSettledIn: ['退款结算币种'],
  },
  optional: [...REFUND_COLUMNS, 'asked', 'couponBack', 'refundSettledIn', 'refundAskedAt'],
  totals: {
    count: ['总交易单数'],
    sums: {
      settled: ['应结订单总金额'],
      refunded: ['退款应结订单总金额', '退款总金额'],
      couponBack: ['充值券退款总金额'],
      fee: ['手续费总金额'],
      order: ['订单总金额(标价币种)', '订单总金额'],
      asked: ['申请退款总金额'],
    },
    needed: [],
  },
};

/** The form of a bill with these columns. */
export const formOf = (names: readonly string[]): TradeForm =>
  names.includes('标价币种') ? OVERSEAS : DOMESTIC;
