/** Reading orders; a pending one is asked about at its PSP on the way. */
import type { Order } from '../order/order';
import { refreshed } from './ask-psp';
import { owns, visibleOrder } from './find-order';
import { PayError } from '../../kernel/errors';
import { fulfilOrLeave } from './fulfil';
import type { Caller } from '../../kernel/ports';
import type { Shop } from './shop';

/** An order of the caller, or any for an operator, as fresh as the PSP lets us know. */
export async function queryOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  const order = await visibleOrder(shop, caller, outTradeNo);
  const now = await refreshed(shop, order).catch((error: unknown) => shownAnyway(shop, order, error));
  await fulfilOrLeave(shop, now, false);
  return now;
}

/** A configuration that is wrong or gone keeps nobody from seeing the order. */
function shownAnyway(shop: Shop, order: Order, error: unknown): Order {
  if (!(error instanceof PayError)) throw error;
  shop.log('not_asked', { out_trade_no: order.outTradeNo, why: error.code });
  return order;
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
