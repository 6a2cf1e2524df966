/** Orders as the use cases change them: always the newest, always on condition, and with an account of what moved. */
import { change, type Changed } from '../../kernel/versioned';
import { accounted, linesToArchive, withoutArchived } from '../order/journal';
import type { Order } from '../order/order';
import type { Shop } from './shop';

type Decide = (newest: Order) => Order | undefined;

/** Writes what `decide` makes of the newest order, and answers the order as it then is. See `change`. */
export async function changeOrder(shop: Shop, order: Order, decide: Decide): Promise<Order> {
  return (await write(shop, order, decide)).document;
}

/** As `changeOrder`, but undefined when there was nothing to write: what was to be claimed is somebody else's. */
export async function claimOrder(shop: Shop, order: Order, decide: Decide): Promise<Order | undefined> {
  const { document, wrote } = await write(shop, order, decide);
  return wrote ? document : undefined;
}

async function write(shop: Shop, order: Order, decide: Decide): Promise<Changed<Order>> {
  const changed = await change(shop.store.orders, order, (newest) => {
    const next = decide(newest);
    return next && accounted(newest, next, shop.clock.now());
  });
  return changed.wrote ? { ...changed, document: await withRoom(shop, changed.document) } : changed;
}

/** The order with room in its journal. The archive has the older lines before the order lets them go. */
async function withRoom(shop: Shop, order: Order): Promise<Order> {
  const lines = linesToArchive(order);
  if (!lines) return order;
  try {
    await shop.store.archiveJournal(lines);
    return (await change(shop.store.orders, order, (newest) => withoutArchived(newest, lines))).document;
  } catch (error) {
    // What was to be written is written. The next write of the order finds its journal full, and tries again.
    const detail = error instanceof Error ? error.message : 'threw';
    shop.log('journal_not_archived', { out_trade_no: order.outTradeNo, detail });
    return order;
  }
}
