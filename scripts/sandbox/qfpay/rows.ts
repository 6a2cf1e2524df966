/** What QFPay tells of payments and refunds: the rows of its enquiry, and its notices. Sources: see protocol.ts. */
import type { HeldPayment, HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { spacedTime } from '../numbers';
import { mchid, MINI_PROGRAM, noticeSign, paymentCode, refundCode } from './protocol';

export type Words = Readonly<Record<string, string>>;

const common = (amount: HeldPayment['amount'], createdAt: number): Words => ({
  pay_type: MINI_PROGRAM,
  txamt: String(amount.value),
  txcurrcd: amount.currency,
  // Unpublished: which of the merchant's zones. `txdtm` is what the merchant said; here both clocks are one.
  txdtm: spacedTime(createdAt),
  sysdtm: spacedTime(createdAt),
});

export function paymentRow(payment: HeldPayment, refunded: number): Words {
  const amount = payment.paid ?? payment.amount;
  const isWhole = refunded >= amount.value;
  const cancel = payment.state === 'reversed' ? '2' : refunded === 0 ? '0' : isWhole ? '3' : '5';
  return {
    syssn: payment.tradeNo,
    out_trade_no: payment.outTradeNo,
    ...common(amount, payment.createdAt),
    respcd: paymentCode[payment.state],
    order_type: 'payment',
    cancel,
    cash_fee: String(amount.value),
    cash_fee_type: amount.currency,
    chnlsn: payment.transactionId ?? '',
  };
}

export const refundRow = (refund: HeldRefund): Words => ({
  syssn: refund.refundNo,
  origssn: refund.tradeNo,
  out_trade_no: refund.outRefundNo,
  ...common(refund.amount, refund.createdAt),
  respcd: refundCode[refund.state],
  order_type: 'refund',
  cancel: '0',
  chnlsn: '',
});

/** Python's spelling of JSON, as the vendor's sample has it: who writes it anew gets another signature. */
const spaced = (fields: Words): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;

export function paymentNotice(payment: HeldPayment): NoticeContent {
  const { order_type: _, ...row } = paymentRow(payment, 0);
  const paydtm = spacedTime(payment.paidAt ?? payment.createdAt);
  const body = spaced({ status: '1', notify_type: 'payment', mchid, ...row, paydtm, goods_name: '' });
  return { name: 'payment', outTradeNo: payment.outTradeNo, url: payment.notifyUrl, body };
}

export function refundNotice(refund: HeldRefund): NoticeContent {
  const { order_type: _, origssn: __, ...row } = refundRow(refund);
  const paydtm = spacedTime(refund.endedAt ?? refund.createdAt);
  const body = spaced({ status: '1', notify_type: 'refund', mchid, ...row, paydtm });
  return { name: 'refund', outTradeNo: refund.outTradeNo, url: refund.notifyUrl, body };
}

export const headers = (body: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-qf-sign': noticeSign(body),
});
