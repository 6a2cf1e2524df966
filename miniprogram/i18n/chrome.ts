// The texts that WeChat draws around a page: its title and the tab bar.
import { text } from './language';
import type { MessageKey } from './language';

const tabs: readonly MessageKey[] = ['tab_goods', 'tab_orders', 'tab_me'];

/** Sets the title above the current page. */
export function showTitle(key: MessageKey): void {
  void wx.setNavigationBarTitle({ title: text(key) });
}

/** Sets the tab bar's labels; WeChat allows it only while a tab page is shown. */
export function showTabs(): void {
  for (const [index, key] of tabs.entries()) void wx.setTabBarItem({ index, text: text(key) });
}
