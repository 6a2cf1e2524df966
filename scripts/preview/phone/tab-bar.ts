// The bar of tabs below a page.
import type { AppConfig, TabItem } from './bundle';
import { element } from './markup';
import type { Theme } from './theme';

export interface TabBarView {
  readonly element: HTMLElement;
  readonly setText: (index: number, text: string) => void;
  /** A few letters beside a tab's icon; '' takes them away. */
  readonly setBadge: (index: number, text: string) => void;
  /** Which tab is on; undefined on a page without tabs. */
  readonly show: (current: number | undefined) => void;
}

/** Draws it; a mini-program that draws its own has none. */
export function createTabBar(
  { app, theme }: { readonly app: AppConfig; readonly theme: Theme },
  onTap: (item: TabItem) => void,
): TabBarView {
  const tabs = (app.tabBar?.list ?? []).map((item) => tabButton(item, () => onTap(item)));
  const bar = element('nav', 'tab-bar');
  const list = element('div', 'tabs');
  list.setAttribute('role', 'tablist');
  list.append(...tabs.map(({ button }) => button));
  bar.append(list);
  return {
    element: bar,
    setText(index, text) {
      const tab = tabs[index];
      if (tab) tab.label.textContent = text;
    },
    setBadge(index, text) {
      const tab = tabs[index];
      if (!tab) return;
      tab.badge.textContent = text.slice(0, 4);
      tab.badge.hidden = text === '';
    },
    show(current) {
      bar.hidden = current === undefined || app.tabBar?.custom === true;
      const isWhite = theme.colour(app.tabBar?.borderStyle) === 'white';
      bar.style.borderTopColor = isWhite ? 'rgb(255 255 255 / 33%)' : 'rgb(0 0 0 / 33%)';
      bar.style.background = theme.colour(app.tabBar?.backgroundColor) || '#fff';
      for (const [index, tab] of tabs.entries()) switchOn(tab, index === current);
    },
  };

  function switchOn({ button, icon, item }: Tab, isOn: boolean): void {
    button.setAttribute('aria-selected', String(isOn));
    button.style.color = theme.colour(isOn ? app.tabBar?.selectedColor : app.tabBar?.color);
    const path = isOn ? (item.selectedIconPath ?? item.iconPath) : item.iconPath;
    icon.src = theme.colour(path).replace(/^\//, '');
  }
}

type Tab = ReturnType<typeof tabButton>;

function tabButton(item: TabItem, onTap: () => void) {
  const button = element('button', 'tab');
  button.setAttribute('role', 'tab');
  button.addEventListener('click', onTap);
  const icon = element('img', 'tab-icon');
  icon.alt = '';
  icon.hidden = item.iconPath === undefined;
  const label = element('span', 'tab-text', item.text);
  const badge = element('span', 'tab-badge');
  badge.hidden = true;
  button.append(icon, label, badge);
  return { button, icon, label, badge, item };
}
