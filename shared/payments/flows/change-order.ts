/** The only way an order is changed: read it, decide, write it on the condition that nobody wrote in between. */
import { PayError } from '../../kernel/errors';
import type { Order } from '../order/order';
import type { Shop } from './shop';

const MAX_TRIES = 8;

/**
 * Writes what `change` makes of the order and answers the order as it then is. `change` answers undefined when there
 * is nothing to write; it may throw to refuse, and runs again on the newer order when another writer was first.
 * @throws PayError BUSY when eight writers in a row were first
 */
export async function changeOrder(
  shop: Shop,
  order: Order,
  change: (order: Order) => Order | undefined,
): Promise<Order> {
  let current = order;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const changed = change(current);
    if (!changed) return current;
    const next = { ...changed, version: (current.version ?? 0) + 1 };
    if (await shop.store.replaceOrder(next, current.version)) return next;
    const newer = await shop.store.order([order.outTradeNo]);
    if (!newer) break;
    current = newer;
  }
  throw new PayError(
    'BUSY',
    `order ${order.outTradeNo} is being changed by others at this moment. Try again`,
  );
}
