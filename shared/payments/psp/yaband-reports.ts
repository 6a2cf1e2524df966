/** What YabandPay's answers and notices say about a payment or a refund, in our words. Sources: see yaband.ts. */
import { own, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  new: 'pending',
  pending: 'pending',
  processing: 'pending',
  authorized: 'pending',
  verify: 'pending',
  paid: 'paid',
  completed: 'paid',
  declined: 'declined',
  failed: 'declined',
  expired: 'closed',
  cancelled: 'closed',
  canceled: 'closed',
};

const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  'to-be-approval': 'processing',
  'refund pending': 'processing',
  'refund processing': 'processing',
  refunded: 'succeeded',
  'refund failed': 'failed',
};

const amountIn = (data: JsonObject, amountName: string, currencyName: string): Money | undefined =>
  majorAmount(data[amountName], textAt(data, currencyName)?.toUpperCase());

function seconds(data: JsonObject, name: string): number | undefined {
  const raw = data[name];
  const value = typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : NaN;
  return Number.isSafeInteger(value) && value > 1e9 && value < 1e11 ? value * 1000 : undefined;
}

export function paymentReport(data: JsonObject, attemptNo: string): PaymentReport | undefined {
  const theirs = (textAt(data, 'state') ?? '').toLowerCase();
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountIn(data, 'amount', 'currency');
  if (status === 'paid' && !amount) return undefined;
  return {
    kind: 'payment',
    attemptNo,
    status,
    theirs,
    ...present({
      amount,
      spTradeNo: wordAt(data, 'trade_id'),
      transactionId: wordAt(data, 'transaction_id'),
    }),
    ...present({ paidAt: seconds(data, 'paid_time') }),
  };
}

export function refundReport(data: JsonObject, outRefundNo: string): RefundReport | undefined {
  const theirs = (textAt(data, 'state') ?? '').toLowerCase();
  return {
    kind: 'refund',
    outRefundNo,
    status: own(REFUND_STATUS, theirs) ?? 'processing',
    theirs,
    ...present({ amount: amountIn(data, 'refund_amount', 'refund_currency') }),
    ...present({ spRefundNo: wordAt(data, 'refund_id'), refundedAt: seconds(data, 'refund_time') }),
  };
}
