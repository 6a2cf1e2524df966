/**
 * Runs the merchant's `onPaymentSuccess` for a paid order: once, by the process that made the order paid. Another process
 * runs it only if that one threw, died or never ended; ever more rarely, and after many tries a person is told.
 */
import { currentAttempt, refundedFee, withAttention, withoutAttention, type Order } from '../order/order';
import { HOOK_TRIES, nextHookRun } from '../order/schedule';
import { HOOK_LEASE_MS } from '../order/transitions';
import type { PaidOrder } from '../ports';
import { changeOrder, claimOrder } from './orders';
import type { Shop } from './shop';

/** Nobody waits longer for a hook; one that goes on is booked when it ends. */
const HOOK_LIMIT_MS = 8000;
/** What must be left of the function's time to write down how the hook ended. */
const RESERVE_MS = 1500;

/** Runs the hook if it is due. `mine`: this call made the order paid and holds the lease. Rejects when the hook does. */
export async function fulfil(shop: Shop, order: Order, mine: boolean): Promise<void> {
  if (order.hook !== 'due') return;
  const claimed = mine ? order : await claim(shop, order);
  if (claimed) await run(shop, claimed);
}

/** As `fulfil`, but a hook that throws is left to the timer: who only asked about the order is not told. */
export async function fulfilOrLeave(shop: Shop, order: Order, mine: boolean): Promise<void> {
  if (mine) await fulfil(shop, order, mine).catch(() => undefined);
}

/** Takes over a lease that is over; undefined when somebody else holds it or has finished. */
async function claim(shop: Shop, order: Order): Promise<Order | undefined> {
  return claimOrder(shop, order, (current) => {
    const now = shop.clock.now();
    if (current.hook !== 'due' || current.hookUntil > now) return undefined;
    return { ...current, hookUntil: now + HOOK_LEASE_MS, hookTries: current.hookTries + 1 };
  });
}

type Ended =
  { readonly is: 'done' } | { readonly is: 'threw'; readonly error: unknown } | { readonly is: 'on' };

async function run(shop: Shop, order: Order): Promise<void> {
  const limit = Math.min(HOOK_LIMIT_MS, shop.deadline - shop.clock.now() - RESERVE_MS);
  if (limit <= 0) return release(shop, order);
  const running = start(shop, order);
  const ended = await Promise.race([running, shop.clock.sleep(limit).then((): Ended => ({ is: 'on' }))]);
  // One that goes on may end while this process lives; then it is done, and not run again.
  if (ended.is === 'on') void running.then((late) => conclude(shop, order, late)).catch(() => undefined);
  // A hook that ran and cannot be booked would run again: the database has a second chance.
  await conclude(shop, order, ended).catch(() => conclude(shop, order, ended));
  if (ended.is === 'threw') throw ended.error;
}

async function start(shop: Shop, order: Order): Promise<Ended> {
  try {
    await shop.onPaymentSuccess(paidOrder(order));
    return { is: 'done' };
  } catch (error) {
    return { is: 'threw', error };
  }
}

/** There is no time for it in this call: the timer may take it at once. */
async function release(shop: Shop, order: Order): Promise<void> {
  await changeOrder(shop, order, (current) =>
    current.hook === 'due' ? { ...current, hookUntil: shop.clock.now() } : undefined,
  );
}

async function conclude(shop: Shop, order: Order, ended: Ended): Promise<void> {
  if (ended.is !== 'done') shop.log('hook_failed', { out_trade_no: order.outTradeNo, why: wordsOf(ended) });
  await changeOrder(shop, order, (current) => {
    if (current.hook !== 'due') return undefined;
    if (ended.is === 'done') {
      return withoutAttention({ ...current, hook: 'done' }, 'hook_failed', current.outTradeNo);
    }
    const now = shop.clock.now();
    // One that goes on has another minute before it is started beside itself.
    const lease = ended.is === 'on' ? now + HOOK_LEASE_MS : now;
    const next = { ...current, hookUntil: Math.max(lease, nextHookRun(current.hookTries, now)) };
    if (current.hookTries < HOOK_TRIES) return next;
    return withAttention(next, 'hook_failed', current.outTradeNo, now);
  });
}

function wordsOf(ended: Exclude<Ended, { is: 'done' }>): string {
  if (ended.is === 'on') return 'it does not end';
  return ended.error instanceof Error ? ended.error.message : 'threw';
}

/** The order as the merchant's hook receives it. */
function paidOrder(order: Order): PaidOrder {
  const attempt = currentAttempt(order);
  return {
    out_trade_no: order.outTradeNo,
    appid: order.appid,
    openid: order.openid,
    total_fee: order.total.value,
    fee_type: order.total.currency,
    refunded_fee: refundedFee(order),
    pay_sp: attempt?.paySp ?? '',
    pay_method: attempt?.payMethod ?? '',
    sp_trade_no: attempt?.spTradeNo ?? '',
    transaction_id: order.transactionId ?? '',
    paid_at: order.paidAt ?? 0,
    late: order.late,
    items: order.items.map(({ goodsId, ...item }) => ({ goods_id: goodsId, ...item })),
  };
}
