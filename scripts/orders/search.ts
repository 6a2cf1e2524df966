/** Orders by any of their numbers, newest first. */
import type { OrderFilter, Listed, Store } from '../../shared/payments/ports';
import type { Order } from '../../shared/payments/order/order';

/** @param number ours, an attempt's, the PSP's, WeChat's, a refund's, or the buyer's openid; every order where it is missing */
export const ordersOf = (
  store: Pick<Store, 'listOrders'>,
  number: string | undefined,
  limit: number,
  filter: Partial<OrderFilter> = {},
): Promise<Listed<Order>> =>
  store.listOrders({
    ...filter,
    ...(number === undefined ? {} : { search: { text: number, also: 'buyers' } }),
    before: Number.MAX_SAFE_INTEGER,
    limit,
  });
