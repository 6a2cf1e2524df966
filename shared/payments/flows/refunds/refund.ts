/** Refunds: the amount is reserved before the PSP is asked, and one wish reaches it under exactly one number. */
import { PayError } from '../../../kernel/errors';
import { fit } from '../../../kernel/text';
import { withJournal } from '../../order/journal';
import { currentAttempt, refundableFee, refundOf, type Order, type Refund } from '../../order/order';
import { withRefund } from '../../order/order-changes';
import { outcomeError, refuseLacking } from '../exchange-with-psp';
import { changeOrder } from '../orders';
import type { ConnectedAccount } from '../payment-config';
import { refuseUnrefundable, refunding, refuseOtherCurrency } from './refund-limits';
import {
  paidThrough,
  refundIn,
  sendAgain,
  sending,
  sendReserved,
  type PaidThrough,
  type Sent,
} from './send-refund';
import type { Shop } from '../shop';

/** So soon after, the same wish without a number is a second click, not a second wish. */
const SAME_WISH_MS = 10_000;

/** So long after, whoever got no answer is still asking for the same refund. */
const UNTOLD_WISH_MS = 24 * 3600_000;

/** What a document can hold; tries that the PSP never saw count here too. */
const MOST_REFUNDS = 200;

export interface RefundWish {
  /** Minor units; default: all that is left. */
  readonly refundFee?: number;
  readonly refundCurrency?: string;
  readonly reason?: string;
  /** Ours to choose where missing. Asked again with the same amount, the same refund answers. */
  readonly outRefundNo?: string;
}

/**
 * Gives money back.
 * @throws PayError ORDER_NOT_PAID, REFUND_TOO_LARGE, REFUND_NUMBER_TAKEN, REFUND_FAILED, PSP_REFUSED, OUTCOME_UNKNOWN
 */
export async function refund(shop: Shop, order: Order, wish: RefundWish): Promise<Refund> {
  refuseUnpaid(order, wish);
  const through = await paidThrough(shop, order);
  const before = repeated(order, wish, shop.clock.now());
  if (before) return refundAgain(shop, order, before, { wish, through });
  const { connected } = through;
  const payMethod = currentAttempt(order)?.payMethod ?? '';
  refuseLacking(connected, refunding(connected), shop.clock.now(), payMethod);
  refuseOtherCurrency(connected, order.total);
  // A wish that cannot be granted keeps no number.
  withReservation(order, connected, { wish, outRefundNo: '', now: shop.clock.now() });
  const outRefundNo = await reservedNumber(shop, order, wish);
  const reserved = await changeOrder(shop, order, (current) =>
    withReservation(current, connected, { wish, outRefundNo, now: shop.clock.now() }),
  );
  const sent = await sendReserved(shop, reserved, refundIn(reserved, outRefundNo), { through });
  return taken(sent, outRefundNo, through);
}

function refuseUnpaid(order: Order, { refundCurrency = order.total.currency }: RefundWish): void {
  if (order.state !== 'paid')
    throw new PayError('ORDER_NOT_PAID', `order ${order.outTradeNo} is ${order.state}, not paid`);
  if (refundCurrency !== order.total.currency) {
    throw new PayError(
      'INVALID_INPUT',
      `refund_currency must be ${order.total.currency}, the currency of the order`,
    );
  }
}

/**
 * The refund that a wish repeats: the one of its number; without a number the one of the same wish that has no answer yet
 * or was asked for just now. Who really wants the same sum twice gives each a number.
 */
function repeated(order: Order, wish: RefundWish, now: number): Refund | undefined {
  const { outRefundNo } = wish;
  if (outRefundNo !== undefined) return order.refunds.find((one) => one.outRefundNo === outRefundNo);
  return order.refunds.findLast((one) => one.isNumberOurs && isSameWish(one, wish) && isRecent(one, now));
}

const isSameWish = ({ wish, amount }: Refund, { refundFee }: RefundWish): boolean =>
  refundFee === undefined ? wish === 'rest' : wish === 'sum' && amount.value === refundFee;

/** All that is left cannot be given twice, so that only an unanswered wish for it is repeated. */
function isRecent({ state, told, wish, sentAt }: Refund, now: number): boolean {
  if (state === 'requested') return true;
  if (state === 'failed') return false;
  return now - sentAt < (told ? (wish === 'sum' ? SAME_WISH_MS : 0) : UNTOLD_WISH_MS);
}

/** A number that no other order has, kept for ever before anything is sent under it. */
async function reservedNumber(shop: Shop, order: Order, { outRefundNo }: RefundWish): Promise<string> {
  if (outRefundNo !== undefined) {
    // Refunds from before numbers were reserved are found in their orders only.
    const [owner, holder] = await Promise.all([
      shop.store.reserveRefundNumber(outRefundNo, order.outTradeNo),
      shop.store.orderOfRefund(outRefundNo),
    ]);
    const isOurs = owner === order.outTradeNo && (holder?.outTradeNo ?? owner) === owner;
    if (isOurs) return outRefundNo;
    throw new PayError('REFUND_NUMBER_TAKEN', `refund ${outRefundNo} belongs to another order`);
  }
  for (let n = order.refunds.length + 1; n <= MOST_REFUNDS + 10; n += 1) {
    const number = `${order.outTradeNo}R${n}`;
    const isFree = refundOf(order, number) === undefined;
    if (isFree && (await shop.store.reserveRefundNumber(number, order.outTradeNo)) === order.outTradeNo)
      return number;
  }
  throw new PayError('REFUND_NUMBER_TAKEN', 'no number is free for this refund. Give one as out_refund_no');
}

interface Reservation {
  readonly wish: RefundWish;
  readonly outRefundNo: string;
  readonly now: number;
}

/** The order with the new refund reserved, so that concurrent refunds can never exceed what was paid. */
function withReservation(
  order: Order,
  { connector }: ConnectedAccount,
  { wish, outRefundNo, now }: Reservation,
): Order {
  const value = wish.refundFee ?? refundableFee(order);
  refuseUnrefundable(order, connector, value);
  if (order.refunds.length >= MOST_REFUNDS) {
    throw new PayError(
      'NOT_SUPPORTED',
      `order ${order.outTradeNo} was refunded too often. Use the PSP's back office`,
    );
  }
  const twin = repeated(order, wish, now);
  if (refundOf(order, outRefundNo) || twin) {
    throw new PayError(
      'REFUND_NUMBER_TAKEN',
      `refund ${twin?.outRefundNo ?? outRefundNo} was requested at this moment. Ask again to see it`,
    );
  }
  const reserved: Refund = {
    outRefundNo,
    amount: { value, currency: order.total.currency },
    reason: fit(wish.reason ?? 'refund', connector.can.texts.reason),
    wish: wish.refundFee === undefined ? 'rest' : 'sum',
    isNumberOurs: wish.outRefundNo === undefined,
    told: false,
    left: false,
    ...sending(now, now),
    state: 'requested',
    requestedAt: now,
    doubtful: false,
  };
  return withJournal(
    { ...order, refunds: [...order.refunds.filter(isWorthKeeping), reserved] },
    now,
    `refund ${outRefundNo} of ${value} requested`,
  );
}

interface Again {
  readonly wish: RefundWish;
  readonly through: PaidThrough;
}

/**
 * The same refund asked for again: answered as it stands; sent again under its number where it failed or its answer was
 * lost and the PSP takes that safely. A refund that stays failed is never answered as if it stood.
 */
async function refundAgain(
  shop: Shop,
  order: Order,
  known: Refund,
  { wish, through }: Again,
): Promise<Refund> {
  const { outRefundNo, amount, state } = known;
  if (wish.refundFee !== undefined && wish.refundFee !== amount.value) {
    throw new PayError(
      'REFUND_NUMBER_TAKEN',
      `refund ${outRefundNo} is of ${amount.value}, not ${wish.refundFee}`,
    );
  }
  if (state !== 'requested' && state !== 'failed') return answered(shop, order, known);
  const isSafe = through.connected.connector.can.refundRetry === 'safe';
  // One that certainly never left may go out for the first time at any PSP.
  if (isSafe || (state === 'failed' && !known.left)) return repeatRefund(shop, order, known, through);
  if (state === 'failed') throw failedError(known);
  return known;
}

/** A refund as it stands, for somebody who asks for it again; after this the same sum would be another wish. */
async function answered(shop: Shop, order: Order, { outRefundNo, told, ...rest }: Refund): Promise<Refund> {
  if (told) return { outRefundNo, told, ...rest };
  const after = await changeOrder(shop, order, (current) => withRefund(current, outRefundNo, { told: true }));
  return refundIn(after, outRefundNo);
}

/** A try of ours that never left says nothing but that it was tried, which the journal says too. */
const isWorthKeeping = ({ state, left, isNumberOurs }: Refund): boolean =>
  state !== 'failed' || left || !isNumberOurs;

const failedError = ({ outRefundNo, theirs }: Refund): PayError =>
  new PayError(
    'REFUND_FAILED',
    `refund ${outRefundNo} failed${theirs === undefined ? '' : `: ${theirs}`}. Its amount is free: refund under another number`,
    { out_refund_no: outRefundNo },
  );

/** Sends a refund once more under its number for somebody who waits. Throws unless the PSP took it. */
async function repeatRefund(shop: Shop, order: Order, refund: Refund, through: PaidThrough): Promise<Refund> {
  const sent = await sendAgain(shop, order, refund, through);
  if (!sent)
    throw new PayError('BUSY', `refund ${refund.outRefundNo} is being sent at this moment. Try again`);
  return taken(sent, refund.outRefundNo, through);
}

/** The refund that the PSP took. Throws what else came of it. */
function taken({ outcome, after }: Sent, outRefundNo: string, { connected }: PaidThrough): Refund {
  if (outcome.is !== 'ok') throw outcomeError(outcome, connected, { out_refund_no: outRefundNo });
  const refund = refundIn(after, outRefundNo);
  if (refund.state === 'failed') throw failedError(refund);
  return refund;
}
