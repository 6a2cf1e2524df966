/** What WeChat's shipping management says by itself of a payment. */
import { withNews } from '../../order/follow-ups';
import { changeOrder } from '../orders';
import type { Shop } from '../shop';

/** Whatever came later stays: events come twice and in any order. */
const STEPS = ['due', 'refused', 'uploaded', 'confirmed'] as const;

export interface ShippingSaid {
  /** WeChat's own number. */
  readonly transactionId: string;
  /** The merchant's number at WeChat: that of our attempt where WeChat itself is the PSP. */
  readonly merchantTradeNo?: string;
  readonly state: 'uploaded' | 'confirmed';
}

/** Notes it on the order of that payment; a payment that is none of this shop's is nothing to it. */
export async function noteShipping(
  shop: Shop,
  appid: string,
  { transactionId, merchantTradeNo, state }: ShippingSaid,
): Promise<void> {
  const order =
    (await shop.store.orderOfTransaction(transactionId)) ??
    (merchantTradeNo === undefined ? undefined : await shop.store.orderOfAttempt(merchantTradeNo));
  if (order?.appid !== appid || order.state !== 'paid') return;
  await changeOrder(shop, order, (current) => withNews(current, 'shipping', state, STEPS));
}
