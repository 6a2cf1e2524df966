/** The payments and refunds that a PSP holds. Records are replaced, never changed in place. */
import * as v from 'valibot';
import type { Bill } from './sandbox';
import type { StateFile } from './state-file';

const amount = v.object({ value: v.number(), currency: v.string() });

const payment = v.object({
  /** The PSP's own number of this attempt. */
  tradeNo: v.string(),
  outTradeNo: v.string(),
  /** `closed` by the merchant, `expired` by itself, `declined` by the payer, `reversed`: was paid and given back whole. */
  state: v.picklist(['open', 'paid', 'closed', 'expired', 'failed', 'declined', 'reversed']),
  payMethod: v.string(),
  description: v.string(),
  amount,
  /** What the payer really paid. */
  paid: v.exactOptional(amount),
  appid: v.exactOptional(v.string()),
  openid: v.exactOptional(v.string()),
  notifyUrl: v.string(),
  /** Equal for two requests that ask for the same thing. */
  fingerprint: v.string(),
  /** What the merchant said beyond the common part, in the PSP's words. */
  terms: v.record(v.string(), v.string()),
  prepayId: v.exactOptional(v.string()),
  /** When the prepay id was handed out, milliseconds. */
  prepayAt: v.exactOptional(v.number()),
  /** The five strings, where the PSP hands them out itself. */
  strings: v.exactOptional(
    v.object({
      timeStamp: v.string(),
      nonceStr: v.string(),
      package: v.string(),
      signType: v.string(),
      paySign: v.string(),
    }),
  ),
  /** Names the cashier page of a payment link. */
  token: v.exactOptional(v.string()),
  /** WeChat's (or another wallet's) number, known once paid. */
  transactionId: v.exactOptional(v.string()),
  createdAt: v.number(),
  expiresAt: v.number(),
  paidAt: v.exactOptional(v.number()),
  endedAt: v.exactOptional(v.number()),
});
export type HeldPayment = v.InferOutput<typeof payment>;

const refund = v.object({
  refundNo: v.string(),
  outRefundNo: v.string(),
  tradeNo: v.string(),
  outTradeNo: v.string(),
  amount,
  state: v.picklist(['processing', 'succeeded', 'failed', 'closed']),
  notifyUrl: v.string(),
  fingerprint: v.string(),
  terms: v.record(v.string(), v.string()),
  createdAt: v.number(),
  /** When the bank answers by itself. */
  settlesAt: v.number(),
  endedAt: v.exactOptional(v.number()),
});
export type HeldRefund = v.InferOutput<typeof refund>;

/** A request in a form that is equal for two that ask for the same thing, whatever the order of their fields. */
export const fingerprintOf = (asked: unknown): string => JSON.stringify(sorted(asked));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a payer is shown of a payment. */
export const billOf = ({ tradeNo, outTradeNo, description, amount }: HeldPayment): Bill => ({
  tradeNo,
  outTradeNo,
  description,
  amount,
});

export const sum = (refunds: readonly HeldRefund[]): number =>
  refunds.reduce((total, each) => total + each.amount.value, 0);

export class Ledger {
  /** How often something was put here or forgotten. */
  changes = 0;
  private readonly payments: Map<string, HeldPayment>;
  private readonly newest: Map<string, string>;
  private readonly refunds: Map<string, HeldRefund>;

  constructor(private readonly file: StateFile) {
    const payments = file.read('payments', v.array(payment), []);
    const refunds = file.read('refunds', v.array(refund), []);
    this.payments = new Map(payments.map((each) => [each.tradeNo, each]));
    this.newest = new Map(payments.map((each) => [each.outTradeNo, each.tradeNo]));
    this.refunds = new Map(refunds.map((each) => [each.refundNo, each]));
    file.keep(() => ({ payments: [...this.payments.values()], refunds: [...this.refunds.values()] }));
  }

  /** Adds a payment, or replaces the one with its number. */
  putPayment(held: HeldPayment): HeldPayment {
    if (!this.payments.has(held.tradeNo)) this.newest.set(held.outTradeNo, held.tradeNo);
    this.payments.set(held.tradeNo, held);
    this.noteChange();
    return held;
  }

  putRefund(held: HeldRefund): HeldRefund {
    this.refunds.set(held.refundNo, held);
    this.noteChange();
    return held;
  }

  /** Oldest first. */
  allPayments(): HeldPayment[] {
    return [...this.payments.values()];
  }

  allRefunds(): HeldRefund[] {
    return [...this.refunds.values()];
  }

  payment(tradeNo: string): HeldPayment | undefined {
    return this.payments.get(tradeNo);
  }

  /** The newest payment under the merchant's number. */
  paymentOf(outTradeNo: string): HeldPayment | undefined {
    return this.payments.get(this.newest.get(outTradeNo) ?? '');
  }

  refund(refundNo: string): HeldRefund | undefined {
    return this.refunds.get(refundNo);
  }

  /** The first refund under the merchant's number. */
  refundNamed(outRefundNo: string): HeldRefund | undefined {
    return this.allRefunds().find((each) => each.outRefundNo === outRefundNo);
  }

  refundsOf(tradeNo: string): HeldRefund[] {
    return this.allRefunds().filter((each) => each.tradeNo === tradeNo);
  }

  /** What has come back to the payer, minor units. */
  refunded(tradeNo: string): number {
    return sum(this.refundsOf(tradeNo).filter(({ state }) => state === 'succeeded'));
  }

  clear(): void {
    this.payments.clear();
    this.newest.clear();
    this.refunds.clear();
    this.noteChange();
  }

  private noteChange(): void {
    this.changes += 1;
    this.file.changed();
  }
}
