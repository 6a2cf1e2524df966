/**
 * Sends kept-aside money back through its PSP. It is a refund of its own: one number for one payment, for ever, sent and asked
 * about as every other, counted in none of the order's.
 */
import { PayError } from '../../../kernel/errors';
import { isCurrency, type Money } from '../../../kernel/money';
import { present } from '../../../kernel/present';
import { fit } from '../../../kernel/text';
import { isOwnPayment } from '../../order/aside';
import {
  attemptIn,
  isLive,
  refundOf,
  type Attempt,
  type Matter,
  type Order,
  type RefundedPayment,
  type Return,
} from '../../order/order';
import { returnNumber } from '../../order/attempt-number';
import type { AsideNotice } from '../../ports';
import { accountOf, type MadeAt } from '../ask-psp';
import { outcomeError, refuseLacking } from '../exchange-with-psp';
import type { ConnectedAccount } from '../payment-config';
import { refunding, refuseOtherCurrency } from '../refunds/refund-limits';
import { refundIn, refundRequest, sendAgain, sending, sendReserved, type Sent } from '../refunds/send-refund';
import type { Shop } from '../shop';

/** What is to go back, before anything was decided. */
export interface PlannedReturn {
  readonly outRefundNo: string;
  readonly payment: RefundedPayment;
  readonly reason: string;
}

const BACK_OFFICE = 'return it in the back office of the PSP, then resolve this notice as returned_elsewhere';

const unreturnable = (why: string): PayError => new PayError('NOT_SUPPORTED', why);

/**
 * Why a notice's money cannot go back by this order; said on every newer version of the order again.
 * @throws PayError NOT_SUPPORTED, saying what to do instead
 */
export function refuseUnreturnable(order: Order, about: Matter): void {
  if (about.says !== 'paid') {
    throw unreturnable(
      'this notice tells of no money that stands at the PSP. Look there; then resolve it as returned_elsewhere or dismissed',
    );
  }
  if (isOwnPayment(order, about)) {
    throw unreturnable(`this is the payment that paid order ${order.outTradeNo}: refund the order instead`);
  }
  const attempt = attemptIn(order, about.no);
  if (attempt?.paySp === about.paySp && isLive(attempt)) {
    throw unreturnable(
      `payment ${about.no} can still be paid: close the order first (closeorder, with force if the PSP does not), then resolve again`,
    );
  }
}

/**
 * What is to go back of a notice, under a number that is its own. Nothing is decided yet, so that what cannot be sent can
 * still be resolved in another way.
 * @throws PayError NOT_SUPPORTED, CONFIG_INVALID, REFUND_NUMBER_TAKEN
 */
export async function planReturn(
  shop: Shop,
  order: Order,
  notice: AsideNotice,
  about: Matter,
): Promise<PlannedReturn> {
  refuseUnreturnable(order, about);
  const total = amountOf(notice);
  const made = attemptOf(order, about) ?? { paySp: about.paySp };
  const connected = await accountOf(shop, order, made);
  const payment = paymentOf(order, about, connected, total);
  const outRefundNo = returnNumber(order.outTradeNo, notice.id);
  const planned = {
    outRefundNo,
    payment,
    reason: fit('payment returned', connected.connector.can.texts.reason),
  };
  refuseUnsendable(shop, order, planned, connected);
  const owner = await shop.store.reserveRefundNumber(outRefundNo, order.outTradeNo);
  if (owner === order.outTradeNo) return planned;
  throw new PayError('REFUND_NUMBER_TAKEN', `refund ${outRefundNo} belongs to another order: ${BACK_OFFICE}`);
}

function amountOf({ amount, feeType }: AsideNotice): Money {
  if (amount !== undefined && amount > 0 && feeType !== undefined && isCurrency(feeType))
    return { value: amount, currency: feeType };
  throw unreturnable(`nobody told how much money this is: look it up and ${BACK_OFFICE}`);
}

/** The attempt that a matter is about. */
function attemptOf(order: Order, { paySp, no }: Matter): Attempt | undefined {
  const attempt = attemptIn(order, no);
  return attempt?.paySp === paySp ? attempt : undefined;
}

function paymentOf(
  order: Order,
  about: Matter,
  { connector, account }: ConnectedAccount,
  total: Money,
): RefundedPayment {
  const { paySp, no: attemptNo } = about;
  const known = attemptOf(order, about);
  const appid = known?.appid ?? connector.appid(account.config, order.appid);
  const { spTradeNo = known?.spTradeNo } = about;
  return { paySp, attemptNo, appid, total, ...present({ spTradeNo, merchant: known?.merchant }) };
}

/** What the PSP or the configuration lacks, before anything is stored. */
function refuseUnsendable(
  shop: Shop,
  order: Order,
  { outRefundNo, payment, reason }: PlannedReturn,
  connected: ConnectedAccount,
): void {
  const { connector, account } = connected;
  const operation = refunding(connected);
  const now = shop.clock.now();
  const payMethod = attemptIn(order, payment.attemptNo)?.payMethod ?? '';
  refuseLacking(connected, operation, now, payMethod);
  refuseOtherCurrency(connected, payment.total);
  const asked = refundRequest({ outRefundNo, amount: payment.total, reason }, payment);
  const canAsk = (input: typeof asked): boolean =>
    operation.request(input, account, { now, nonce: '', keys: [] }) !== undefined;
  if (!canAsk(asked)) {
    throw unreturnable(`${connector.title} never told its number of this payment: ${BACK_OFFICE}`);
  }
  const { spTradeNo: _, ...byOurs } = asked;
  // Named by our number, the PSP could not tell this payment from the order's own.
  if (payment.attemptNo === order.paidAttempt && canAsk(byOurs)) {
    throw unreturnable(
      `at ${connector.title} a refund names only ${payment.attemptNo}, which the order's own payment has too: ${BACK_OFFICE}`,
    );
  }
}

/** The order's record of money that is about to go back. Throws REFUND_NUMBER_TAKEN. */
export function returnIn(order: Order, { outRefundNo, payment, reason }: PlannedReturn, now: number): Return {
  if (refundOf(order, outRefundNo)) {
    throw new PayError(
      'REFUND_NUMBER_TAKEN',
      `${outRefundNo} is another refund of this order: ${BACK_OFFICE}`,
    );
  }
  return {
    outRefundNo,
    payment,
    reason,
    amount: payment.total,
    wish: 'sum',
    isNumberOurs: true,
    told: true,
    left: false,
    ...sending(now, now),
    state: 'requested',
    requestedAt: now,
    doubtful: false,
  };
}

/**
 * Sends what was decided to go back: for the first time (`isMine`), or once more under its number where it has failed or its
 * answer was lost and repeating is safe. Undefined where it stands, or somebody else is at it.
 */
export async function sendReturn(
  shop: Shop,
  order: Order,
  outRefundNo: string,
  isMine: boolean,
): Promise<Sent | undefined> {
  const money = refundIn(order, outRefundNo);
  if (!('payment' in money)) throw new PayError('INTERNAL', `${outRefundNo} is no return`);
  const { payment, state } = money;
  const through = { payment, connected: await accountOf(shop, order, payment) };
  if (isMine) return sendReserved(shop, order, money, { through });
  const isSafe = through.connected.connector.can.refundRetry === 'safe';
  const mayGo = state === 'failed' || (state === 'requested' && isSafe);
  return mayGo ? sendAgain(shop, order, money, through) : undefined;
}

/** The error of a return that the PSP did not take; what it took is none. */
export async function refuseUntaken(
  shop: Shop,
  { outcome, after }: Sent,
  outRefundNo: string,
): Promise<void> {
  const { state, theirs } = refundIn(after, outRefundNo);
  const fields = { out_refund_no: outRefundNo };
  if (outcome.is !== 'ok') {
    throw outcomeError(outcome, await accountOf(shop, after, outcomeParty(after, outRefundNo)), fields);
  }
  if (state === 'failed') {
    const why = theirs === undefined ? '' : `: ${theirs}`;
    throw new PayError(
      'REFUND_FAILED',
      `return ${outRefundNo} failed${why}. Resolve again to send it again`,
      fields,
    );
  }
}

function outcomeParty(order: Order, outRefundNo: string): MadeAt {
  const money = order.returns.find((one) => one.outRefundNo === outRefundNo);
  return money?.payment ?? { paySp: '' };
}
