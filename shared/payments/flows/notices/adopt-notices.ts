/** Notices of orders that were unknown when they came: when their order appears, the PSP is asked and the notice is done. */
import { attemptIn } from '../../order/order';
import { DAY_MS } from '../../order/schedule';
import type { StrayNotice } from '../../ports';
import { paySps } from '../../psp';
import { askPsp, book } from '../ask-psp';
import type { Shop } from '../shop';

/** So long the order of a notice may still appear. */
export const STRAY_FOR_MS = 3 * DAY_MS;
const MOST = 20;

/** Looks at the newest stray notices. One that fails is looked at again in the next run. */
export async function adoptStrayNotices(shop: Shop): Promise<void> {
  const strays = await shop.store.strayNotices({
    since: shop.clock.now() - STRAY_FOR_MS,
    paySps,
    limit: MOST,
  });
  for (const stray of strays) {
    await adopt(shop, stray).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : 'threw';
      shop.log('timer_failed', { out_trade_no: stray.outTradeNo, why: 'stray notice', detail });
    });
  }
}

async function adopt(shop: Shop, { id, outTradeNo, paySp }: StrayNotice): Promise<void> {
  const order = await shop.store.orderOfAttempt(outTradeNo);
  const attempt = order && attemptIn(order, outTradeNo);
  if (!order || attempt?.paySp !== paySp) return;
  const said = await askPsp(shop, order, attempt);
  if (said.is !== 'ok') return;
  const after = await book(shop, order, said.value);
  await shop.store.adoptNotice(id, 'duplicate', `its order appeared; asked, it is ${after.state}`);
}
