// The order's details as labelled rows: numbers, method, times, where it goes.
import { text } from '../i18n/language';
import type { MessageKey } from '../i18n/zh-cn';
import { formatMoney } from '../money/money';
import type { Address, Order } from '../services/pay';
import { methodTitle } from './method-view';
import { isPayable } from './order-view';
import { isWechatItself, providerTitle } from './provider-view';
import { timeText } from './time-text';

/** One labelled value; a number that people pass on can be copied. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly copyable: boolean;
}

/** What is known about the order, in reading order; unknown values are left out. */
export function orderFacts(order: Order): Fact[] {
  const refunded = { value: order.refunded_fee, currency: order.fee_type };
  return [
    ...orderNumbers(order),
    ...fact(text('method'), order.pay_method && methodTitle(order.pay_method)),
    ...fact(text('provider'), order.pay_sp && providerTitle(order.pay_sp)),
    ...timed('created_at', order.created_at),
    ...timed('expires_at', isPayable(order) ? order.expires_at : undefined),
    ...timed('paid_at', order.paid_at),
    ...fact(text('refunded'), order.refunded_fee > 0 ? formatMoney(refunded) : undefined),
    ...fact(text('address'), order.address && addressText(order.address)),
  ];
}

/** An address in one line, the parts as the person knows them. */
export function addressText({ name, phone, country, region, city, street, postal_code }: Address): string {
  const place = [country, region, city, street, postal_code].filter((part) => part).join(' ');
  return `${name} ${phone}, ${place}`;
}

/** Ours, the PSP's, and that of whoever moved the money; where the PSP is WeChat itself, the last two are one. */
export function orderNumbers(order: Order): Fact[] {
  const { out_trade_no, pay_sp, sp_trade_no, transaction_id } = order;
  const ours = fact(text('number_ours'), out_trade_no, true);
  if (isWechatItself(pay_sp)) {
    return [...ours, ...fact(text('number_wechat'), transaction_id ?? sp_trade_no, true)];
  }
  const isOne = transaction_id === sp_trade_no;
  return [
    ...ours,
    ...fact(providerNumber(pay_sp), sp_trade_no, true),
    ...fact(payerNumber(order), isOne ? undefined : transaction_id, true),
  ];
}

const providerNumber = (paySp: string | undefined): string =>
  paySp ? text('number_provider', { provider: providerTitle(paySp) }) : text('number_unknown');

const payerNumber = ({ pay_method = 'wechat' }: Order): string =>
  pay_method === 'wechat'
    ? text('number_wechat')
    : text('number_method', { method: methodTitle(pay_method) });

const timed = (key: MessageKey, at: number | undefined): Fact[] =>
  fact(text(key), at ? timeText(at) : undefined);

const fact = (label: string, value: string | undefined, copyable = false): Fact[] =>
  value ? [{ label, value, copyable }] : [];
