/** Refunds: the amount is reserved before the PSP is asked, and one refund reaches it under exactly one number. */
import type { Outcome } from '../../kernel/exchange';
import type { Caller } from '../../kernel/ports';
import type { Connector } from '../psp/connector';
import { PayError } from '../../kernel/errors';
import type { RefundFact } from '../order/facts';
import {
  currentAttempt,
  refundableFee,
  refundedFee,
  withJournal,
  withRefund,
  type Attempt,
  type Order,
  type Refund,
} from '../order/order';
import { present } from '../../kernel/present';
import { accountOf, claimAsking } from './ask-psp';
import { changeOrder } from './change-order';
import { maySee } from './find-order';
import type { ConnectedAccount } from './payment-config';
import { outcomeError, perform, refuseLacking } from './perform';
import { settle } from './settle';
import type { Shop } from './shop';

export interface RefundWish {
  readonly outTradeNo: string;
  /** Minor units; default: all that is left. */
  readonly refundFee?: number;
  readonly refundCurrency?: string;
  readonly reason?: string;
  /** Ours to choose where missing. Asked again with the same amount, the same refund answers. */
  readonly outRefundNo?: string;
}

/**
 * Gives money back. Only operators may.
 * @throws PayError FORBIDDEN, ORDER_NOT_PAID, REFUND_TOO_LARGE, REFUND_NUMBER_TAKEN, PSP_REFUSED, OUTCOME_UNKNOWN
 */
export async function refund(shop: Shop, caller: Caller, wish: RefundWish): Promise<Refund> {
  const order = await orderForRefund(shop, caller, wish);
  const known = order.refunds.find((one) => one.outRefundNo === wish.outRefundNo);
  if (known) return refundAgain(shop, order, known, wish);
  await refuseForeignNumber(shop, order, wish.outRefundNo);
  const { connected, attempt } = await paidThrough(shop, order);
  refuseLacking(connected, refunding(connected), shop.clock.now(), attempt.payMethod);
  refuseOtherCurrency(connected, order);
  const reserved = await changeOrder(shop, order, (current) =>
    withReservation(current, connected, wish, shop.clock.now()),
  );
  const reservation = reserved.refunds.at(-1);
  if (!reservation) throw new PayError('INTERNAL', 'the refund was not stored');
  return send(shop, reserved, reservation, { connected, attempt });
}

async function orderForRefund(shop: Shop, caller: Caller, wish: RefundWish): Promise<Order> {
  const order = await shop.store.order([wish.outTradeNo]);
  const config = order ? await shop.configs.get(order.configId) : await shop.configs.forApp(caller.fromAppid);
  if (!config.isOperator(caller.openid, order && currentAttempt(order)?.paySp))
    throw new PayError('FORBIDDEN', 'only an operator of the shop may refund');
  if (!order) throw new PayError('ORDER_NOT_FOUND', `there is no order ${wish.outTradeNo}`);
  if (order.state !== 'paid')
    throw new PayError('ORDER_NOT_PAID', `order ${order.outTradeNo} is ${order.state}, not paid`);
  if ((wish.refundCurrency ?? order.total.currency) !== order.total.currency) {
    throw new PayError(
      'INVALID_INPUT',
      `refund_currency must be ${order.total.currency}, the currency of the order`,
    );
  }
  return order;
}

async function refuseForeignNumber(shop: Shop, order: Order, outRefundNo: string | undefined): Promise<void> {
  const other = outRefundNo === undefined ? undefined : await shop.store.orderOfRefund(outRefundNo);
  if (other && other.outTradeNo !== order.outTradeNo) {
    throw new PayError('REFUND_NUMBER_TAKEN', `out_refund_no ${outRefundNo ?? ''} belongs to another order`);
  }
}

interface PaidThrough {
  readonly connected: ConnectedAccount;
  readonly attempt: Attempt;
}

async function paidThrough(shop: Shop, order: Order): Promise<PaidThrough> {
  const attempt = currentAttempt(order);
  if (!attempt) throw new PayError('INTERNAL', `paid order ${order.outTradeNo} has no attempt`);
  return { attempt, connected: await accountOf(shop, order, attempt.paySp) };
}

/** The PSP's refund operation. Throws NOT_SUPPORTED where it has none, or refunds in another currency only. */
function refunding({ connector }: ConnectedAccount): NonNullable<ConnectedAccount['connector']['refund']> {
  if (connector.refund) return connector.refund;
  throw new PayError(
    'NOT_SUPPORTED',
    `${connector.title} takes no refunds by interface; refund in its own back office`,
  );
}

function refuseOtherCurrency({ connector, account }: ConnectedAccount, order: Order): void {
  const only = connector.can.refundIn === 'configured' ? account.refundCurrency : undefined;
  if (only === undefined || only === order.total.currency) return;
  throw new PayError(
    'NOT_SUPPORTED',
    `${connector.title} refunds in ${only} only, the order is in ${order.total.currency}: refund it in the PSP's back office`,
  );
}

function refuseUnrefundable(order: Order, { can, title }: Connector, value: number): void {
  const left = refundableFee(order);
  if (value <= 0 || value > left) {
    const what = `${left} ${order.total.currency} (minor units) are left to refund`;
    throw new PayError('REFUND_TOO_LARGE', what);
  }
  if (!can.partialRefunds && value !== order.total.value) {
    throw new PayError('NOT_SUPPORTED', `${title} refunds whole payments only`);
  }
  if (order.refunds.length >= can.maxRefunds) {
    throw new PayError('NOT_SUPPORTED', `${title} takes at most ${can.maxRefunds} refunds of one order`);
  }
}

/** The order with the new refund reserved, so that concurrent refunds can never exceed what was paid. */
function withReservation(
  order: Order,
  { connector }: ConnectedAccount,
  wish: RefundWish,
  now: number,
): Order {
  const value = wish.refundFee ?? refundableFee(order);
  refuseUnrefundable(order, connector, value);
  const outRefundNo = wish.outRefundNo ?? `${order.outTradeNo}R${order.refunds.length + 1}`;
  if (order.refunds.some((one) => one.outRefundNo === outRefundNo)) {
    throw new PayError('REFUND_NUMBER_TAKEN', `refund ${outRefundNo} was requested at this moment`);
  }
  const reserved: Refund = {
    outRefundNo,
    amount: { value, currency: order.total.currency },
    reason: wish.reason ?? 'refund',
    state: 'requested',
    requestedAt: now,
  };
  return withJournal(
    { ...order, refunds: [...order.refunds, reserved] },
    now,
    `refund ${outRefundNo} of ${value} requested`,
  );
}

/** The same refund asked again: answered, and sent again where its answer was lost and the PSP takes that safely. */
async function refundAgain(shop: Shop, order: Order, known: Refund, wish: RefundWish): Promise<Refund> {
  if (wish.refundFee !== undefined && wish.refundFee !== known.amount.value) {
    throw new PayError(
      'REFUND_NUMBER_TAKEN',
      `refund ${known.outRefundNo} is of ${known.amount.value}, not ${wish.refundFee}`,
    );
  }
  const through = await paidThrough(shop, order);
  const isLost = known.state === 'requested' && through.connected.connector.can.refundRetry === 'safe';
  return isLost ? send(shop, order, known, through) : known;
}

async function send(
  shop: Shop,
  order: Order,
  { outRefundNo, amount, reason }: Refund,
  through: PaidThrough,
): Promise<Refund> {
  const { connected, attempt } = through;
  const input = {
    attemptNo: attempt.no,
    appid: attempt.appid,
    ...present({ spTradeNo: attempt.spTradeNo }),
    outRefundNo,
    amount,
    total: order.total,
    reason,
  };
  const outcome = await perform(shop, connected, 'refund', { operation: refunding(connected), input });
  const after = await booked(shop, order, outRefundNo, outcome);
  if (outcome.is !== 'ok') throw outcomeError(outcome, attempt.paySp, { out_refund_no: outRefundNo });
  return refundIn(after, outRefundNo);
}

/** A definite no gives the amount free again; an unknown outcome keeps it reserved. */
async function booked(
  shop: Shop,
  order: Order,
  outRefundNo: string,
  outcome: Outcome<RefundFact>,
): Promise<Order> {
  if (outcome.is === 'ok') return (await settle(shop, order, outcome.value)).order ?? order;
  if (outcome.is === 'unknown') return order;
  return changeOrder(shop, order, (current) =>
    refundIn(current, outRefundNo).state === 'requested'
      ? withJournal(
          withRefund(current, outRefundNo, { state: 'failed' }),
          shop.clock.now(),
          `refund ${outRefundNo} refused: ${outcome.theirs}`,
        )
      : undefined,
  );
}

function refundIn(order: Order, outRefundNo: string): Refund {
  const found = order.refunds.find((one) => one.outRefundNo === outRefundNo);
  if (!found) throw new PayError('REFUND_NOT_FOUND', `there is no refund ${outRefundNo}`);
  return found;
}

/** A refund of an order that the caller may see; one still on its way is asked about at the PSP. */
export async function queryRefund(shop: Shop, caller: Caller, outRefundNo: string): Promise<Refund> {
  const order = await shop.store.orderOfRefund(outRefundNo);
  if (!order || !(await maySee(shop, caller, order))) {
    throw new PayError('REFUND_NOT_FOUND', `there is no refund ${outRefundNo} that you may see`);
  }
  return refundIn(await refreshedRefunds(shop, order), outRefundNo);
}

const onTheirWay = (order: Order): readonly Refund[] =>
  order.refunds.filter(({ state }) => state === 'requested' || state === 'processing');

/** The order after its PSP was asked about the refunds that are still on their way, if nobody asked just now. */
export async function refreshedRefunds(shop: Shop, order: Order): Promise<Order> {
  const claimed = onTheirWay(order).length === 0 ? undefined : await claimAsking(shop, order);
  return claimed ? askAboutRefunds(shop, claimed) : order;
}

/** Asks about every refund on its way, of an order whose right to ask was claimed. */
export async function askAboutRefunds(shop: Shop, order: Order): Promise<Order> {
  let after = order;
  for (const refund of onTheirWay(order)) {
    const outcome = await askAboutRefund(shop, order, refund);
    if (outcome?.is === 'ok') after = (await settle(shop, after, outcome.value)).order ?? after;
  }
  return after;
}

/** What the PSP says about one refund; undefined where it cannot be asked. */
export async function askAboutRefund(
  shop: Shop,
  order: Order,
  { outRefundNo, spRefundNo }: Refund,
): Promise<Outcome<RefundFact> | undefined> {
  const { connected, attempt } = await paidThrough(shop, order);
  const operation = connected.connector.queryRefund;
  if (!operation) return undefined;
  const underWay = onTheirWay(order).reduce((sum, one) => sum + one.amount.value, 0);
  const input = {
    attemptNo: attempt.no,
    appid: attempt.appid,
    outRefundNo,
    allRefunded: { value: refundedFee(order) + underWay, currency: order.total.currency },
    ...present({ spRefundNo, spTradeNo: attempt.spTradeNo }),
  };
  return perform(shop, connected, 'queryRefund', { operation, input });
}
