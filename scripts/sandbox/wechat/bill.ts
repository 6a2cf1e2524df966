/**
 * The trade bill that WeChat Pay makes of a day, out of the ledger: 27 columns in mainland China (and overseas under v2), 38
 * overseas under v3. Amounts in major units, every value behind a backtick, the summary at the end.
 * Source: the header rows of public samples, and pay.weixin.qq.com/wiki/doc/api_external (statement), read 2026-11. The names of
 * the overseas totals are not published; here they are those of the mainland.
 */
import type { Acquirer } from '../acquirer';
import { decimal } from '../decimal';
import type { HeldPayment, HeldRefund } from '../ledger';
import { spacedTime } from '../numbers';
import type { BillFault } from '../sandbox';
import { refundStatus } from './words';

const domestic =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,' +
  '费率,订单金额,申请退款金额,费率备注';
const overseas =
  '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,充值券币种,充值券金额,' +
  '优惠券币种,优惠券金额,微信退款单号,商户退款单号,退款类型,退款状态,商品名称,商户数据包,手续费,费率,标价币种,' +
  '订单金额(标价币种),用户支付币种,用户支付金额,结算币种,应结订单金额,支付汇率,退款汇率,申请退款金额,用户退款币种,' +
  '用户退款金额,退款结算币种,退款应结订单金额,充值券退款金额,优惠券退款金额';

export type BillForm = 'domestic' | 'overseas';

/** Whom a payment is of, in the words of the bill. */
export interface BillParties {
  readonly appid: string;
  readonly mchid: string;
  readonly subMchid: string;
}

export interface BillWish {
  readonly form: BillForm;
  readonly from: number;
  readonly to: number;
  /** The parties of a payment; undefined where it stands in somebody else's bill. */
  readonly parties: (payment: HeldPayment) => BillParties | undefined;
}

type Row = Readonly<Record<string, string>>;

/** The text of the bill; undefined for a day without trade. */
export function billText(acquirer: Acquirer, wish: BillWish, fault?: BillFault): string | undefined {
  const rows = rowsOf(acquirer, wish);
  if (rows.length === 0) return undefined;
  const all = fault === 'bill_other_account' ? [...rows, strange(rows[0] ?? {})] : rows;
  const columns = (wish.form === 'domestic' ? domestic : overseas).split(',');
  const totals = totalsOf(all, wish.form, fault === 'bill_wrong_sum' ? 1 : 0);
  const lines = [
    columns.join(','),
    ...all.map((row) => valuesOf(columns.map((name) => row[name] ?? ''))),
    Object.keys(totals).join(','),
    valuesOf(Object.values(totals)),
  ];
  const text = `\ufeff${lines.join('\r\n')}\r\n`;
  return fault === 'bill_cut' ? text.slice(0, text.length / 2) : text;
}

const valuesOf = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');

const strange = (row: Row): Row => ({ ...row, 商户号: '1999999999', 商户订单号: 'somebody-elses' });

/** Refunds count on the day when they were taken. What was reversed stands with its payment. */
function rowsOf({ ledger }: Acquirer, { form, from, to, parties }: BillWish): Row[] {
  const isOfDay = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  const write = form === 'domestic' ? domesticRow : overseasRow;
  return ledger.allPayments().flatMap((payment) => {
    const whose = parties(payment);
    if (!whose || payment.paid === undefined) return [];
    const paid = isOfDay(payment.paidAt) ? [write({ payment, whose })] : [];
    const refunds = ledger.refundsOf(payment.tradeNo).filter(({ createdAt }) => isOfDay(createdAt));
    return [...paid, ...refunds.map((refund) => write({ payment, whose, refund }))];
  });
}

interface Written {
  readonly payment: HeldPayment;
  readonly whose: BillParties;
  readonly refund?: HeldRefund;
}

function commonRow({ payment, whose, refund }: Written): Row {
  return {
    交易时间: spacedTime(payment.paidAt ?? payment.createdAt),
    公众账号ID: whose.appid,
    商户号: whose.mchid,
    特约商户号: whose.subMchid,
    子商户号: whose.subMchid,
    微信订单号: payment.transactionId ?? payment.tradeNo,
    商户订单号: payment.outTradeNo,
    用户标识: payment.openid ?? '',
    交易类型: 'JSAPI',
    交易状态: payment.state === 'reversed' ? 'REVOKED' : 'SUCCESS',
    付款银行: 'OTHERS',
    微信退款单号: '0',
    商户退款单号: '0',
    商品名称: payment.description,
    商户数据包: payment.terms.attach ?? '',
    费率: '0.60%',
    ...(refund && refundPart(refund)),
  };
}

const refundPart = (refund: HeldRefund): Row => ({
  交易时间: spacedTime(refund.createdAt),
  交易状态: 'REFUND',
  微信退款单号: refund.refundNo,
  商户退款单号: refund.outRefundNo,
  退款类型: 'ORIGINAL',
  退款状态: refundStatus[refund.state],
});

function domesticRow(written: Written): Row {
  const { payment, refund } = written;
  const { value, currency } = refund?.amount ?? payment.paid ?? payment.amount;
  const [paid, back] = refund ? [0, value] : [value, 0];
  const money = (minor: number): string => decimal(minor, currency);
  return {
    ...commonRow(written),
    货币种类: currency,
    应结订单金额: money(paid),
    代金券金额: money(0),
    退款金额: money(back),
    充值券退款金额: money(0),
    手续费: fee(paid - back, currency),
    订单金额: money(paid),
    申请退款金额: money(back),
  };
}

/** The overseas demo merchant settles in HKD, at a rate that stays. */
const settlement = { currency: 'HKD', rate: 7.2 };
const payerRate = 6.5;

function overseasRow(written: Written): Row {
  const { payment, refund } = written;
  const { value, currency } = refund?.amount ?? payment.paid ?? payment.amount;
  const [paid, back] = refund ? [0, value] : [value, 0];
  const settled = (minor: number): number => Math.round(minor * settlement.rate);
  const inHkd = (minor: number): string => decimal(settled(minor), settlement.currency);
  const inCny = (minor: number): string => decimal(Math.round(minor * payerRate), 'CNY');
  return {
    ...commonRow(written),
    手续费: fee(settled(paid) - settled(back), settlement.currency),
    标价币种: currency,
    '订单金额(标价币种)': decimal(paid, currency),
    用户支付币种: 'CNY',
    用户支付金额: inCny(paid),
    结算币种: settlement.currency,
    应结订单金额: inHkd(paid),
    支付汇率: String(payerRate),
    ...(refund && { 退款汇率: String(payerRate), 用户退款币种: 'CNY', 用户退款金额: inCny(back) }),
    ...(refund && { 退款结算币种: settlement.currency }),
    申请退款金额: decimal(back, currency),
    退款应结订单金额: inHkd(back),
    充值券退款金额: decimal(0, currency),
  };
}

/** 0.6 %, whole minor units written with five decimals; given back where money goes back. */
function fee(minor: number, currency: string): string {
  const [whole = '0', fraction = ''] = decimal(Math.round(Math.abs(minor) * 0.006), currency).split('.');
  const text = `${whole}.${fraction.padEnd(5, '0')}`;
  return minor < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

const totalNames: Readonly<Record<BillForm, Row>> = {
  domestic: {
    应结订单总金额: '应结订单金额',
    退款总金额: '退款金额',
    充值券退款总金额: '充值券退款金额',
    手续费总金额: '手续费',
    订单总金额: '订单金额',
    申请退款总金额: '申请退款金额',
  },
  overseas: { 应结订单总金额: '应结订单金额', 手续费总金额: '手续费' },
};

/** `offBy`: so many hundredths of the major unit too much in the first sum. */
function totalsOf(rows: readonly Row[], form: BillForm, offBy: number): Row {
  const sums = Object.entries(totalNames[form]).map(([total, name], at) => {
    const sum = rows.reduce((all, row) => all + units(row[name] ?? '0'), BigInt(at === 0 ? offBy * 1000 : 0));
    return [total, written(sum, name === '手续费' ? 5 : 2)] as const;
  });
  // As public samples have it: the count too is written as a decimal.
  return { 总交易单数: `${rows.length}.0`, ...Object.fromEntries<string>(sums) };
}

/** Hundred-thousandths. */
function units(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  const value = BigInt(whole.replace('-', '') + fraction.padEnd(5, '0'));
  return text.startsWith('-') ? -value : value;
}

function written(value: bigint, places: number): string {
  const text = String(value < 0n ? -value : value).padStart(6, '0');
  const all = `${text.slice(0, -5)}.${text.slice(-5)}`;
  return `${value < 0n ? '-' : ''}${all.slice(0, all.length - 5 + places)}`;
}
