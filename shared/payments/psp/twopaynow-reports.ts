/** What 2PayNow's answers and notices say about a payment or its refunds, in our words. Sources: see twopaynow.ts. */
import { own, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';
import { readable } from './answers';
import type { RefundRef } from './connector';

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  UNKNOWN: 'pending',
  TRADE_SUCCESS: 'paid',
  TRADE_CLOSED: 'closed',
  TRADE_FAILED: 'declined',
};

const amountIn = (content: JsonObject, name: string): Money | undefined =>
  readable(() => majorAmount(content[name], textAt(content, 'currency')));

/** Whether an answer is about the trade that we asked for; the merchant's number stands in it at most for our own asking. */
export function isAbout(body: JsonObject, attemptNo: string, spTradeNo: string | undefined): boolean {
  const number = wordAt(body, 'trade_no');
  const merchantNo = wordAt(body, 'merchant_trade_no') ?? attemptNo;
  return number !== undefined && merchantNo === attemptNo && (spTradeNo ?? number) === number;
}

export function paymentReport(body: JsonObject, attemptNo: string, theirs: string): PaymentReport {
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const back = amountIn(body, 'refund_amount');
  return {
    kind: 'payment',
    attemptNo,
    status,
    theirs,
    ...present({ amount: amountIn(body, 'amount'), refunded: back && back.value > 0 ? back : undefined }),
  };
}

export function queried(
  body: JsonObject,
  attemptNo: string,
  known: string | undefined,
): PaymentReport | undefined {
  if (!isAbout(body, attemptNo, known)) return undefined;
  const report = paymentReport(body, attemptNo, textAt(body, 'trans_status') ?? '');
  if (report.status === 'paid' && !report.amount) return undefined;
  const number = wordAt(body, 'trade_no');
  // Asked by the merchant's number, the answer may echo it where the PSP's is expected.
  return { ...report, ...present({ spTradeNo: number === attemptNo ? undefined : number }) };
}

/** Only the sum of all refunds is told: it proves them done when it covers every one, and tells nothing before. */
export function refundReport(body: JsonObject, { outRefundNo, allRefunded }: RefundRef): RefundReport {
  const back = amountIn(body, 'refund_amount');
  const isAllBack =
    back !== undefined &&
    allRefunded !== undefined &&
    back.currency === allRefunded.currency &&
    back.value >= allRefunded.value;
  const status = isAllBack ? 'succeeded' : 'processing';
  const theirs = `refund_amount ${back ? toMajor(back) : '-'}`;
  return { kind: 'refund', outRefundNo, status, theirs };
}
