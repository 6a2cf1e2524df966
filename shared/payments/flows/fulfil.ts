/**
 * Runs the merchant's `onPaymentSuccess` for a paid order: once, by the process that made the order paid. Another
 * process runs it only if that one threw, or died and its lease is over.
 */
import { currentAttempt, type Order } from '../order/order';
import { HOOK_LEASE_MS } from '../order/transitions';
import type { PaidOrder } from '../ports';
import { changeOrder } from './change-order';
import type { Shop } from './shop';

/** Runs the hook if it is due. `mine`: this call made the order paid and holds the lease. Rejects when the hook does. */
export async function fulfil(shop: Shop, order: Order, mine: boolean): Promise<void> {
  if (order.hook !== 'due') return;
  const claimed = mine ? order : await claim(shop, order);
  if (claimed) await run(shop, claimed);
}

/** As `fulfil`, but a hook that throws is left to the timer: who only asked about the order is not told. */
export async function fulfilOrLeave(shop: Shop, order: Order, mine: boolean): Promise<void> {
  await fulfil(shop, order, mine).catch(() => undefined);
}

/** Takes over a lease that is over; undefined when somebody else holds it or has finished. */
async function claim(shop: Shop, order: Order): Promise<Order | undefined> {
  const lease = { won: false };
  const claimed = await changeOrder(shop, order, (current) => {
    const now = shop.clock.now();
    lease.won = current.hook === 'due' && current.hookUntil <= now;
    return lease.won ? { ...current, hookUntil: now + HOOK_LEASE_MS } : undefined;
  });
  return lease.won ? claimed : undefined;
}

async function run(shop: Shop, order: Order): Promise<void> {
  try {
    await shop.onPaymentSuccess(paidOrder(order));
  } catch (error) {
    shop.log('hook_failed', {
      out_trade_no: order.outTradeNo,
      why: error instanceof Error ? error.message : 'threw',
    });
    await changeOrder(shop, order, (current) => ({ ...current, hookUntil: 0 }));
    throw error;
  }
  await changeOrder(shop, order, (current) =>
    current.hook === 'due' ? { ...current, hook: 'done' } : undefined,
  );
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
    pay_sp: attempt?.paySp ?? '',
    pay_method: attempt?.payMethod ?? '',
    sp_trade_no: attempt?.spTradeNo ?? '',
    transaction_id: order.transactionId ?? '',
    paid_at: order.paidAt ?? 0,
    late: order.late,
    items: order.items.map(({ goodsId, ...item }) => ({ goods_id: goodsId, ...item })),
  };
}
