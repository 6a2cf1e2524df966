// The order's details as labelled rows: numbers, method, times, refunds.
import { text } from '../i18n/language';
import type { MessageKey } from '../i18n/language';
import { formatMoney } from '../money/money';
import type { Order, Refund, RefundState } from '../services/pay';
import { methodTitle } from './method-view';
import { isPayable } from './order-view';
import type { Tone } from './order-view';
import { timeText } from './time-text';

/** One labelled value; a number that people pass on can be copied. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly copyable: boolean;
}

/** One refund with its amount and state. */
export interface RefundRow {
  readonly id: string;
  readonly amount: string;
  readonly stateText: string;
  readonly tone: Tone;
}

/** What is known about the order, in reading order; unknown values are left out. */
export function orderFacts(order: Order): Fact[] {
  const fact = (key: MessageKey, value: string | undefined, copyable = false): Fact[] =>
    value ? [{ label: text(key), value, copyable }] : [];
  const refunded = { value: order.refunded_fee, currency: order.fee_type };
  return [
    ...fact('number_ours', order.out_trade_no, true),
    ...fact('number_sp', order.sp_trade_no, true),
    ...fact('number_wechat', order.transaction_id, true),
    ...fact('method', order.pay_method && methodTitle(order.pay_method)),
    ...fact('provider', order.pay_sp),
    ...fact('created_at', timeText(order.created_at)),
    ...fact('expires_at', isPayable(order) && order.expires_at ? timeText(order.expires_at) : undefined),
    ...fact('paid_at', order.paid_at ? timeText(order.paid_at) : undefined),
    ...fact('refunded', order.refunded_fee > 0 ? formatMoney(refunded) : undefined),
  ];
}

const refundTone: Readonly<Record<RefundState, Tone>> = {
  requested: 'wait',
  processing: 'wait',
  succeeded: 'good',
  failed: 'bad',
  abnormal: 'bad',
};

/** The order's refunds as rows. */
export const refundRows = (order: Order): RefundRow[] => (order.refunds ?? []).map(refundRow);

function refundRow(refund: Refund): RefundRow {
  return {
    id: refund.out_refund_no,
    amount: formatMoney({ value: refund.refund_fee, currency: refund.fee_type }),
    stateText: text(`refund_${refund.state}`),
    tone: refundTone[refund.state],
  };
}
