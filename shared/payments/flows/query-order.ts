/** Reading orders; a pending one is asked about at its PSP on the way. */
import type { Caller } from '../../kernel/ports';
import type { Order } from '../order/order';
import type { OrderFilter } from '../ports';
import { refreshed, shownAnyway } from './ask-psp';
import { noteUnreadable } from './unreadable';
import { owns } from './rights';
import type { Shop } from './shop';

/** An order as fresh as the PSP lets us know. */
export async function queryOrder(shop: Shop, order: Order): Promise<Order> {
  return refreshed(shop, order).catch((error: unknown) => shownAnyway(shop, order, error));
}

const MAX_PAGE = 50;

export interface Page {
  /** Orders made before this moment, or at it with a smaller number where `beforeNo` is given. */
  readonly before?: number;
  readonly beforeNo?: string;
  readonly limit?: number;
}

/** Newest first: the caller's own orders, or for an operator those of this configuration that are theirs to see. */
export async function listOrders(shop: Shop, caller: Caller, page: Page): Promise<readonly Order[]> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const paySps = config.operatedPsps(caller.openid);
  const isOperator = paySps.length > 0;
  const whose: Pick<OrderFilter, 'configId' | 'paySps' | 'owner'> = isOperator
    ? { configId: config.id, paySps }
    : { owner: { appid: caller.appid, openid: caller.openid } };
  const { before = Number.MAX_SAFE_INTEGER, beforeNo, limit = 20 } = page;
  const listed = await shop.store.listOrders({
    ...whose,
    before,
    ...(beforeNo === undefined ? {} : { beforeNo }),
    limit: Math.min(limit, MAX_PAGE),
  });
  noteUnreadable(shop, listed.unreadable);
  return isOperator ? listed.items : listed.items.filter((order) => owns(caller, order));
}
