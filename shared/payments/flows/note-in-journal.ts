/** What a person did about an order elsewhere, noted in its journal. */
import { withJournal } from '../order/journal';
import { changeOrder } from './orders';
import type { Shop } from './shop';

/** Who did something, and why, in that person's words. */
export interface ByPerson {
  readonly by: string;
  readonly why: string;
}

/** Notes it once, however often it is said; nothing where there is no such order. */
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
