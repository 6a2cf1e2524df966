/** Reading orders; a pending one is asked about at its PSP on the way. */
import type { Caller } from '../../kernel/ports';
import type { Order } from '../order/order';
import type { OrderFilter, Unreadable } from '../ports';
import { refreshed, shownAnyway } from './ask-psp';
import { noteUnreadable } from './unreadable';
import { forbidden, owns } from './rights';
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
  /** Only orders that wait for a person; for operators. */
  readonly attention?: boolean;
}

/** A page of orders, and those of it that nobody can read until a person has corrected them. */
export interface OrderPage {
  readonly orders: readonly Order[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Newest first: the caller's own orders, or for an operator those of this configuration that are theirs to see. What cannot be
 * read is shown to operators only.
 * @throws PayError FORBIDDEN where somebody else asks for the orders that wait for a person
 */
export async function listOrders(shop: Shop, caller: Caller, page: Page): Promise<OrderPage> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const paySps = config.operatedPsps(caller.openid);
  const isOperator = paySps.length > 0;
  const { before = Number.MAX_SAFE_INTEGER, beforeNo, limit = 20, attention = false } = page;
  if (attention && !isOperator) throw forbidden();
  const whose: Pick<OrderFilter, 'configId' | 'paySps' | 'owner'> = isOperator
    ? { configId: config.id, paySps }
    : { owner: { appid: caller.appid, openid: caller.openid } };
  const { items, unreadable } = await shop.store.listOrders({
    ...whose,
    ...(attention ? { waiting: true } : {}),
    before,
    ...(beforeNo === undefined ? {} : { beforeNo }),
    limit: Math.min(limit, MAX_PAGE),
  });
  noteUnreadable(shop, unreadable);
  if (isOperator) return { orders: items, unreadable };
  return { orders: items.filter((order) => owns(caller, order)), unreadable: [] };
}
