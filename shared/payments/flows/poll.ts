/** The timer's step: asks about what no notice reported, and runs hooks whose process died. */
import type { Order } from '../order/order';
import { askNow, claimAsking } from './ask-psp';
import { fulfil } from './fulfil';
import { askAboutRefunds } from './refund';
import type { Shop } from './shop';

/** Payers who wait look at their own orders; the timer looks at what has been quiet for a moment. */
const ASKED_BEFORE_MS = 5_000;
/** PSPs close unpaid attempts within seven days; what is still pending after that never will be paid. */
const GIVE_UP_MS = 8 * 24 * 3600_000;
const BATCH = 20;

/** One bounded batch, longest unasked first. One bad order does not stop the rest. */
export async function pollUnfinished(
  shop: Shop,
): Promise<{ readonly looked: number; readonly failed: number }> {
  const now = shop.clock.now();
  const due = { askedBefore: now - ASKED_BEFORE_MS, createdAfter: now - GIVE_UP_MS, limit: BATCH };
  const orders = await shop.store.unfinishedOrders(due);
  let failed = 0;
  for (const order of orders) {
    try {
      await look(shop, order);
    } catch (error) {
      failed += 1;
      const why = error instanceof Error ? error.message : 'threw';
      shop.log('poll_failed', { out_trade_no: order.outTradeNo, why });
    }
  }
  return { looked: orders.length, failed };
}

/** The claim moves the order to the end of the queue, whatever comes of it: nothing can hold the others up. */
async function look(shop: Shop, order: Order): Promise<void> {
  const claimed = await claimAsking(shop, order);
  if (!claimed) return;
  const asked = await askNow(shop, claimed);
  const settled = await askAboutRefunds(shop, asked);
  await fulfil(shop, settled, false);
}
