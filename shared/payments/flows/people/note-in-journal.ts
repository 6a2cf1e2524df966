/** What a person did about an order elsewhere, noted in its journal. */
import { withJournal } from '../../order/journal';
import type { ByPerson } from '../../order/order';
import { changeOrder } from '../orders';
import type { Shop } from '../shop';

/**
 * Notes it, though it is said again, once among the lines that the order still has; nothing where there is no such order. Said
 * again after its line moved to the archive (32 lines later at the earliest) it stands there twice, which hurts nothing: the
 * line moves no money, and both say the same.
 */
export async function noteInJournal(
  shop: Shop,
  outTradeNo: string,
  event: string,
  person: ByPerson,
): Promise<void> {
  const order = await shop.store.orders.get(outTradeNo);
  if (!order) return;
  await changeOrder(shop, order, (newest) =>
    newest.journal.some((line) => line.event === event)
      ? undefined
      : withJournal(newest, shop.clock.now(), event, person),
  );
}
