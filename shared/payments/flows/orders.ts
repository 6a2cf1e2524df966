/** Orders as the use cases change them: always the newest, always on condition. */
import { change } from '../../kernel/versioned';
import type { Order } from '../order/order';
import type { Shop } from './shop';

/** Writes what `decide` makes of the newest order, and answers the order as it then is. See `change`. */
export async function changeOrder(
  shop: Shop,
  order: Order,
  decide: (newest: Order) => Order | undefined,
): Promise<Order> {
  return (await change(shop.store.orders, order, decide)).document;
}

/** As `changeOrder`, but undefined when there was nothing to write: what was to be claimed is somebody else's. */
export async function claimOrder(
  shop: Shop,
  order: Order,
  decide: (newest: Order) => Order | undefined,
): Promise<Order | undefined> {
  const { document, wrote } = await change(shop.store.orders, order, decide);
  return wrote ? document : undefined;
}
