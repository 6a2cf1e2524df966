/**
 * YabandPay's lists of payments and refunds of a span of time. No page describes them: the names stand in a public client, the
 * rest is the sandbox's choice. By the moment of creation, both ends included; a list that would be longer is cut in silence.
 */
import type { Acquirer } from '../acquirer';
import type { HeldPayment, HeldRefund } from '../ledger';
import { refundInfo, seconds, sharedFields } from './notices';
import { check, paymentListData, refundListData, stateWord } from './protocol';

type Row = Readonly<Record<string, string>>;

const listLimit = 50;

export function listPayments({ ledger }: Acquirer, data: unknown): readonly Row[] {
  const { start_time, end_time, state } = check(paymentListData, data);
  const isWanted = (payment: HeldPayment): boolean =>
    isWithin(payment.createdAt, start_time, end_time) &&
    (state === undefined || stateWord[payment.state] === state);
  return ledger.allPayments().filter(isWanted).slice(0, listLimit).map(paymentRow);
}

export function listRefunds({ ledger }: Acquirer, data: unknown): readonly Row[] {
  const { start_time, end_time } = check(refundListData, data);
  return ledger
    .allRefunds()
    .filter(({ createdAt }) => isWithin(createdAt, start_time, end_time))
    .slice(0, listLimit)
    .flatMap((refund) => {
      const payment = ledger.payment(refund.tradeNo);
      return payment ? [refundRow(refund, payment)] : [];
    });
}

const isWithin = (ms: number, from: string, to: string): boolean => {
  const at = Math.floor(ms / 1000);
  return at >= Number(from) && at <= Number(to);
};

/** What a query says, with its times. */
const paymentRow = (payment: HeldPayment): Row => ({
  ...sharedFields(payment),
  created_at: seconds(payment.createdAt),
  ...(payment.paidAt !== undefined && { paid_time: seconds(payment.paidAt) }),
});

const refundRow = (refund: HeldRefund, payment: HeldPayment): Row => ({
  order_id: payment.outTradeNo,
  trade_id: payment.tradeNo,
  ...refundInfo(refund, payment),
});
