/** Orders as the database keeps them: every write goes through the document that the adapter makes of it, and back. */
import { isDeepStrictEqual } from 'node:util';
import { fromDocument, toDocument } from '../../shared/adapters/order-document';
import type { Order } from '../../shared/payments/order/order';
import type { Store } from '../../shared/payments/ports';

/** `orders` whose orders are what can be read of their documents; `lost` hears of an order that is not the same any more. */
export function asDocuments(orders: Store['orders'], lost: (order: Order) => void): Store['orders'] {
  const kept = (order: Order): Order => {
    const document = { _id: order.outTradeNo, ...toDocument(order) };
    const read = fromDocument(JSON.parse(JSON.stringify(document)));
    if (!isDeepStrictEqual(read, order)) lost(order);
    return read;
  };
  return {
    ...orders,
    insert: (order) => orders.insert(kept(order)),
    replace: (order, expected) => orders.replace(kept(order), expected),
  };
}
