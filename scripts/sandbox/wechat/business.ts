/**
 * The rules of WeChat Pay that do not depend on the way it is asked: v2, v3 and cloudPay are doors to one acquirer. Each door
 * has its own codes, so every rule is told what to throw.
 * Sources: pay.weixin.qq.com/doc/v2/merchant and /doc/v3/merchant (JSAPI order, refund), read 2026-11.
 */
import type { Acquirer, AcquirerRules } from '../acquirer';
import { BillRefusal } from '../bill-refusal';
import { payableBill } from '../handed-out';
import type { HeldPayment, HeldRefund } from '../ledger';
import { compactTime, randomDigits, refundId } from '../numbers';
import type { Bill, PaymentStrings } from '../sandbox';

/**
 * Refunds have a number of WeChat's, and one in the place of the merchant's also where it was made in the merchant platform;
 * what that looks like is not published. Without a notify_url of a request they are not notified.
 */
export const refundRules: Pick<AcquirerRules, 'refundNo' | 'backOffice'> = {
  refundNo: refundId,
  backOffice: {
    refundNumber: (dice, now) => `${compactTime(now)}${randomDigits(dice, 14)}`,
    isNotified: false,
  },
};

export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;
const prepayLifeMs = 120 * minuteMs;
/** How long an order can be paid that says nothing of it. */
export const orderLifeMs = 7 * dayMs;
const maxRefunds = 50;

/** The payment that a request names: by WeChat's number, by the merchant's, or by both in agreement. */
export function paymentNamed(
  { ledger }: Acquirer,
  theirs: string | undefined,
  ours: string | undefined,
): HeldPayment | undefined {
  if (theirs === undefined) return ledger.paymentOf(ours ?? '');
  const payment = ledger.allPayments().find(({ transactionId }) => transactionId === theirs);
  return ours === undefined || payment?.outTradeNo === ours ? payment : undefined;
}

type Prepay = Pick<HeldPayment, 'prepayId' | 'prepayAt' | 'strings'>;

interface Ordered {
  readonly outTradeNo: string;
  readonly fingerprint: string;
  readonly taken: (now: number) => Omit<HeldPayment, 'fingerprint'>;
  readonly prepay: (now: number) => Prepay;
}

/** Why an order under a known number is not taken. */
export type OrderFault = 'paid' | 'closed' | 'used';

function orderFault(acquirer: Acquirer, known: HeldPayment, fingerprint: string): OrderFault | undefined {
  if (known.state === 'paid') return 'paid';
  if (!acquirer.isPayable(known)) return 'closed';
  return known.fingerprint === fingerprint ? undefined : 'used';
}

/** Takes an order; the same order again gets the same prepay id while that lives. */
export function takeOrder(
  acquirer: Acquirer,
  { outTradeNo, fingerprint, taken, prepay }: Ordered,
  refuse: (fault: OrderFault) => Error,
): HeldPayment {
  const now = acquirer.kit.clock.now();
  const known = acquirer.ledger.paymentOf(outTradeNo);
  if (!known) return acquirer.open({ ...taken(now), fingerprint, ...prepay(now) });
  const fault = orderFault(acquirer, known, fingerprint);
  if (fault) throw refuse(fault);
  const isFresh = known.prepayAt !== undefined && now - known.prepayAt < prepayLifeMs;
  if (!isFresh) return acquirer.open({ ...known, ...prepay(now) });
  return known.state === 'open' ? known : acquirer.open(known);
}

interface AskedRefund extends Pick<HeldRefund, 'outRefundNo' | 'amount' | 'notifyUrl' | 'terms'> {
  /** What the request says the order's amount was. */
  readonly total: number;
}

/** Why a refund is not taken; `used`: its number, for another order or amount. */
export type RefundFault =
  'used' | 'unpaid' | 'total' | 'currency' | 'nothing left' | 'too much' | 'too often' | 'too late';

/** Takes a refund; the same refund again is answered with the first. */
export function takeRefund(
  acquirer: Acquirer,
  payment: HeldPayment,
  { total, ...asked }: AskedRefund,
  refuse: (fault: RefundFault) => Error,
): HeldRefund {
  const fingerprint = JSON.stringify([payment.tradeNo, asked.amount.value, total]);
  const before = acquirer.ledger.refundNamed(asked.outRefundNo);
  if (before && before.fingerprint !== fingerprint) throw refuse('used');
  if (before) return before;
  const fault = refundFault(acquirer, payment, { total, ...asked });
  if (fault) throw refuse(fault);
  return acquirer.refund(payment, { ...asked, fingerprint });
}

function refundFault(
  acquirer: Acquirer,
  payment: HeldPayment,
  { total, amount }: AskedRefund,
): RefundFault | undefined {
  const paid = payment.paid ?? payment.amount;
  if (payment.state !== 'paid') return 'unpaid';
  if (total !== paid.value) return 'total';
  if (amount.currency !== paid.currency) return 'currency';
  const left = acquirer.refundable(payment);
  if (left === 0) return 'nothing left';
  if (amount.value > left) return 'too much';
  if (acquirer.ledger.refundsOf(payment.tradeNo).length >= maxRefunds) return 'too often';
  if (acquirer.kit.clock.now() - (payment.paidAt ?? 0) > 365 * dayMs) return 'too late';
  return undefined;
}

/** The bill behind five strings that the merchant signed itself; `check` throws where they are not signed right. */
export function signedBill(
  acquirer: Acquirer,
  strings: PaymentStrings,
  appid: string,
  check: (payment: HeldPayment) => void,
): Bill | undefined {
  const payment = acquirer.ledger
    .allPayments()
    .find(({ prepayId }) => prepayId !== undefined && strings.package.endsWith(prepayId));
  if (!payment) return undefined;
  if (strings.package !== `prepay_id=${payment.prepayId ?? ''}`)
    throw new BillRefusal('package', 'package must be prepay_id=<id>');
  const bill = payableBill(acquirer, payment, appid);
  check(payment);
  if (acquirer.kit.clock.now() - (payment.prepayAt ?? 0) >= prepayLifeMs)
    throw new BillRefusal('too_old', 'the prepay id is older than 2 hours');
  return bill;
}
