// A list of orders that grows page by page and is refreshed in place.
import type { Order, OrderPage } from '../services/pay';

/** The orders so far, newest first, and whether there are more. */
export interface OrderList {
  readonly orders: readonly Order[];
  readonly more: boolean;
}

/** The most that the back end answers at once. */
export const mostAtOnce = 50;

/** The next page behind what is there, each order once. */
export function appended({ orders }: OrderList, page: OrderPage, asked: number): OrderList {
  const known = new Set(orders.map(({ out_trade_no }) => out_trade_no));
  const next = page.orders.filter(({ out_trade_no }) => !known.has(out_trade_no));
  return { orders: [...orders, ...next], more: page.orders.length >= asked };
}

/** The newest part anew, and behind it what was there already and is older: nothing that is being looked at goes away. */
export function refreshed({ orders, more }: OrderList, page: OrderPage, asked: number): OrderList {
  const oldest = page.orders[page.orders.length - 1];
  if (page.orders.length < asked || !oldest) return { orders: page.orders, more: false };
  const fresh = new Set(page.orders.map(({ out_trade_no }) => out_trade_no));
  const older = orders.filter(
    ({ out_trade_no, created_at }) => !fresh.has(out_trade_no) && created_at <= oldest.created_at,
  );
  return { orders: [...page.orders, ...older], more: older.length > 0 ? more : true };
}

/** How many to ask for so that all that is shown is refreshed, as far as the back end answers at once. */
export const countToRefresh = ({ orders }: OrderList, pageSize: number): number =>
  Math.min(mostAtOnce, Math.max(pageSize, orders.length));
