// The texts that WeChat draws around a page: its title, the tab bar, and what it says in passing.
import { refusalOf } from '../services/cloud';
import { text } from './language';
import type { MessageKey } from './zh-cn';

const tabs: readonly MessageKey[] = ['tab_goods', 'tab_basket', 'tab_orders', 'tab_me'];
const basketTab = tabs.indexOf('tab_basket');

/** Sets the title above the current page. */
export const showTitle = (key: MessageKey): void => drawTitle(text(key));

/** Sets the title above the current page to these words. */
export const drawTitle = (title: string): void => draw(wx.setNavigationBarTitle({ title }));

/** Sets the tab bar's labels and how many pieces are in the basket; WeChat allows it only while a tab page is shown. */
export function showTabs(pieces: number): void {
  for (const [index, key] of tabs.entries()) draw(wx.setTabBarItem({ index, text: text(key) }));
  if (pieces === 0) draw(wx.removeTabBarBadge({ index: basketTab }));
  else draw(wx.setTabBarBadge({ index: basketTab, text: pieces > 99 ? '99+' : String(pieces) }));
}

/** Whoever has gone on to another page meanwhile misses nothing: that page draws its own. */
const draw = (drawing: Promise<unknown>): void => void drawing.catch(() => undefined);

/** Says something in passing. */
export function say(words: string): void {
  void wx.showToast({ title: words, icon: 'none' });
}

/** Waits for a wx call whose success the person sees; a refusal is said. Whoever left on their own knows already. */
export function orSay(doing: Promise<unknown>, key: MessageKey = 'not_opened'): void {
  doing.catch((failure: unknown) => {
    if (refusalOf(failure) !== 'cancelled') say(text(key));
  });
}

/** Asks a question with two answers; answers whether the first was given. */
export async function confirmed(question: {
  readonly title: MessageKey;
  readonly content: MessageKey;
  readonly yes: MessageKey;
  readonly no: MessageKey;
}): Promise<boolean> {
  const { confirm } = await wx.showModal({
    title: text(question.title),
    content: text(question.content),
    confirmText: text(question.yes),
    cancelText: text(question.no),
  });
  return confirm;
}
