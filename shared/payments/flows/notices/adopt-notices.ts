/** Notices of orders that were unknown when they came: when their order appears, the PSP is asked and the notice is done. */
import { attemptIn } from '../../order/order';
import type { StrayNotice } from '../../ports';
import { paySps } from '../../psp';
import { askPsp, book } from '../ask-psp';
import { STRAY_FOR_MS } from './archive';
import { signingPsps } from './signing-psps';
import type { Shop } from '../shop';

const MOST = 20;

/**
 * Looks at the newest stray notices: those that prove what they say, and apart from them those that anybody can make up. One that fails
 * is looked at again in the next run.
 */
export async function adoptStrayNotices(shop: Shop): Promise<void> {
  const signing = await signingPsps();
  const hinting = paySps.filter((paySp) => !signing.includes(paySp));
  const since = shop.clock.now() - STRAY_FOR_MS;
  const newest = (some: readonly string[]): Promise<readonly StrayNotice[]> =>
    shop.store.strayNotices({ since, paySps: some, limit: MOST });
  for (const stray of [...(await newest(signing)), ...(await newest(hinting))]) {
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
