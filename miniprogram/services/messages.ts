// Subscription messages: WeChat asks the person, only in a tap or right after a payment, and for at most three templates at once
// on older phones (developers.weixin.qq.com, wx.requestSubscribeMessage, read 2026-11).
import { knownShopFacts } from './shop';

/**
 * Asks whether the shop may tell of the payment, of refunds and of shipping; where it has no templates nothing is asked. What the
 * person answers is theirs and WeChat's: the functions find out when they send.
 */
export async function offerMessages(): Promise<void> {
  const { paid, refunded, shipped } = knownShopFacts()?.templates ?? {};
  const tmplIds = [paid, shipped, refunded].flatMap((id) => (id === undefined ? [] : [id]));
  if (tmplIds.length === 0) return;
  // A refusal changes nothing about the purchase, and WeChat has told the person what it did.
  await wx.requestSubscribeMessage({ tmplIds }).catch(() => undefined);
}
