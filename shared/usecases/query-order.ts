/** Reading orders; a pending one is asked about at its PSP on the way. */
import type { Order } from '../domain/order';
import { refreshed } from './ask-psp';
import { owns, visibleOrder } from './find-order';
import { fulfil } from './fulfil';
import type { Caller, Shop } from './shop';

/** An order of the caller, or any for an operator, as fresh as the PSP lets us know. */
export async function queryOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  return refreshed(shop, await visibleOrder(shop, caller, outTradeNo));
}

const MAX_PAGE = 50;

/** Newest first: the caller's own orders, or for an operator all of this configuration. */
export async function listOrders(
  shop: Shop,
  caller: Caller,
  page: { readonly before?: number; readonly limit?: number },
): Promise<readonly Order[]> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const whose = config.isOperator(caller.openid)
    ? { configId: config.id }
    : { owner: { appid: caller.appid, openid: caller.openid } };
  const before = page.before ?? Number.MAX_SAFE_INTEGER;
  const orders = await shop.store.orders({ ...whose, before, limit: Math.min(page.limit ?? 20, MAX_PAGE) });
  return config.isOperator(caller.openid) ? orders : orders.filter((order) => owns(caller, order));
}

const POLL_AFTER_MS = 60_000;
const POLL_LIMIT = 20;

/** Asks about orders that no notice reported, and runs hooks whose process died. One bad order does not stop the rest. */
export async function pollUnfinished(
  shop: Shop,
): Promise<{ readonly looked: number; readonly failed: number }> {
  const orders = await shop.store.unfinishedOrders(shop.clock.now() - POLL_AFTER_MS, POLL_LIMIT);
  let failed = 0;
  for (const order of orders) {
    try {
      await fulfil(shop, await refreshed(shop, order), false);
    } catch (error) {
      failed += 1;
      shop.log('poll_failed', {
        out_trade_no: order.outTradeNo,
        why: error instanceof Error ? error.message : 'threw',
      });
    }
  }
  return { looked: orders.length, failed };
}
