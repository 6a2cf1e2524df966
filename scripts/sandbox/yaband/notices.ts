/** What YabandPay tells the merchant: a JSON notice for each change, signed over its own fields. */
import { createHmac } from 'node:crypto';
import type { AcquirerRules } from '../acquirer';
import { decimal } from '../decimal';
import type { HeldPayment, HeldRefund } from '../ledger';
import { chosenLadder, type NoticeContent } from '../notifier';
import { uuid } from '../numbers';
import { account, refundWord, stateWord, yabandSign } from './protocol';

export const seconds = (ms: number): string => String(Math.floor(ms / 1000));

export const yabandRules: AcquirerRules = {
  retryAfterMs: chosenLadder,
  signsAnswers: false,
  failedCanBePaid: false,
  failedRefundHolds: false,
  refundNo: uuid,
  // Published: a notice for each change of state. A refund without `m_refund_id` comes without it.
  backOffice: { isNotified: true },
  headers: () => ({ 'content-type': 'application/json', 'user-agent': 'YabandPay sandbox' }),
  acknowledged: ({ status, body }) => status === 200 && body === 'ok',
  paymentNotice: (payment) =>
    notice(stateWord[payment.state], payment.outTradeNo, payment.notifyUrl, paymentFields(payment)),
  refundNotice: (refund, payment) =>
    notice(refundWord[refund.state], refund.outTradeNo, refund.notifyUrl, refundFields(refund, payment)),
  probes: ['forge'],
  probe: (event, claimed) => {
    const fields = paymentFields(claimed);
    const body = event.unsigned ? JSON.stringify({ data: fields }) : signed(fields, 'not the secret key');
    const { outTradeNo, notifyUrl: url } = claimed;
    return {
      content: { name: 'forged', outTradeNo, url, body },
      headers: { 'content-type': 'application/json' },
    };
  },
};

function notice(
  name: string,
  outTradeNo: string,
  url: string,
  data: Readonly<Record<string, string>>,
): NoticeContent {
  return { name, outTradeNo, url, body: signed(data, account.key) };
}

const signed = (data: Readonly<Record<string, string>>, key: string): string =>
  JSON.stringify({ sign: yabandSign(Object.entries(data), key), data });

/** What a query and a notice both say about a payment. */
export function sharedFields(payment: HeldPayment): Record<string, string> {
  const { value, currency } = payment.paid ?? payment.amount;
  const amount = decimal(value, currency);
  return {
    order_id: payment.outTradeNo,
    trade_id: payment.tradeNo,
    yb_transaction_id: internalNumber(payment),
    ...(payment.transactionId && { transaction_id: payment.transactionId }),
    amount,
    currency,
    settlement_amount: amount,
    settlement_currency: currency,
    exchange_rate: '1.0000',
    pay_method: 'online',
    sub_pay_method: payment.payMethod,
    description: payment.description,
    state: stateWord[payment.state],
  };
}

function paymentFields(payment: HeldPayment): Record<string, string> {
  return {
    type: 'payment',
    user: account.user,
    ...sharedFields(payment),
    createDate: seconds(payment.createdAt),
    ...(payment.paidAt !== undefined && { paid_time: seconds(payment.paidAt) }),
    // Their own number, in a field that looks like the merchant's.
    out_trade_no: internalNumber(payment),
    ...(payment.terms.demo && { demo: payment.terms.demo }),
  };
}

/** What a refund's query and notice both say. */
export function refundInfo(refund: HeldRefund, payment: HeldPayment): Record<string, string> {
  const amount = decimal(refund.amount.value, refund.amount.currency);
  return {
    ...(payment.transactionId && { transaction_id: payment.transactionId }),
    yb_transaction_id: internalNumber(payment),
    refund_id: refund.refundNo,
    ...(refund.outRefundNo && { m_refund_id: refund.outRefundNo }),
    refund_amount: amount,
    refund_currency: refund.amount.currency,
    settlement_refund_amount: amount,
    settlement_refund_currency: refund.amount.currency,
    refund_time: seconds(refund.endedAt ?? refund.createdAt),
    state: refundWord[refund.state],
  };
}

const refundFields = (refund: HeldRefund, payment: HeldPayment): Record<string, string> => ({
  type: 'refund',
  user: account.user,
  order_id: payment.outTradeNo,
  trade_id: payment.tradeNo,
  ...refundInfo(refund, payment),
});

/** Yaband's internal number, always the same for a payment. */
const internalNumber = ({ tradeNo, createdAt }: HeldPayment): string =>
  `YB${seconds(createdAt)}${createHmac('sha256', 'number').update(tradeNo).digest('hex').slice(0, 8)}`;
