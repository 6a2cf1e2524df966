// The card wallet of the WeChat app. What it answers is a hint only; the back end hears of a card from WeChat itself.
import { failureText } from './cloud';
import type { CardOffer, MemberCard } from './member';

/** How adding a card ended. WeChat's codes are encrypted, so they are left to the back end. */
export type Added = 'added' | 'cancelled' | 'failed';

/** Lets the person add the card. */
export async function addToWallet({ cardList }: CardOffer): Promise<Added> {
  try {
    const added = await wx.addCard({ cardList: [...cardList] });
    return added.cardList.some(({ isSuccess }) => isSuccess) ? 'added' : 'failed';
  } catch (failure) {
    return failureText(failure).includes('cancel') ? 'cancelled' : 'failed';
  }
}

/** Shows the card in the wallet; answers whether it did. */
export async function openInWallet({ card_id, code }: MemberCard): Promise<boolean> {
  try {
    await wx.openCard({ cardList: [{ cardId: card_id, code }] });
    return true;
  } catch {
    return false;
  }
}
