// What WeChat draws around a page: the navigation bar with its back arrow and capsule, and the tab bar.
import type { AppConfig, PageWindow, TabItem } from './bundle';
import { element, pushButton } from './markup';
import type { Theme } from './theme';

export interface Shell {
  /** Where pages are attached. */
  readonly stage: HTMLElement;
  /** Gives the bar above the page its title and colours. */
  dress(window: PageWindow): void;
  setTabText(index: number, text: string): void;
  /** Shows the chrome for a page: what stands left of the title, and which tab is on (`undefined`: no tab bar). */
  show(start: 'back' | 'home' | 'nothing', tab: number | undefined): void;
}

/** Draws the chrome into `root`; taps are told to `onBack` and `onTab`. */
export function createShell(
  root: HTMLElement,
  { app, theme }: { readonly app: AppConfig; readonly theme: Theme },
  on: { readonly back: () => void; readonly home: () => void; readonly tab: (item: TabItem) => void },
): Shell {
  const back = navButton('back', '返回 / Back', on.back);
  const home = navButton('home', '首页 / Home', on.home);
  const title = element('span', 'nav-title');
  const capsule = element('span', 'nav-capsule');
  capsule.append(element('i', 'dots'), element('i', 'ring'));
  const nav = element('header', 'nav');
  nav.append(back, home, title, capsule);

  const stage = element('main', 'stage');
  const tabs = (app.tabBar?.list ?? []).map((item) => tabButton(item, () => on.tab(item)));
  const bar = element('nav', 'tab-bar');
  bar.setAttribute('role', 'tablist');
  bar.append(...tabs.map(({ button }) => button));
  root.append(nav, stage, bar);

  return {
    stage,
    dress(window) {
      const text = window.navigationBarTitleText ?? '';
      title.textContent = text;
      document.title = text;
      nav.classList.toggle('phone-over', window.navigationStyle === 'custom');
      nav.style.background = theme.colour(window.navigationBarBackgroundColor) || '#ffffff';
      nav.style.color = theme.colour(window.navigationBarTextStyle) || 'black';
      stage.style.background = theme.colour(window.backgroundColor) || '#ffffff';
      bar.style.background = theme.colour(app.tabBar?.backgroundColor) || '#ffffff';
    },
    setTabText: (index, text) => {
      const tab = tabs[index];
      if (tab) tab.label.textContent = text;
    },
    show(start, current) {
      back.hidden = start !== 'back';
      home.hidden = start !== 'home';
      bar.hidden = current === undefined;
      for (const [index, { button, icon, item }] of tabs.entries()) {
        const isOn = index === current;
        button.setAttribute('aria-selected', String(isOn));
        button.style.color = theme.colour(isOn ? app.tabBar?.selectedColor : app.tabBar?.color);
        const path = isOn ? (item.selectedIconPath ?? item.iconPath) : item.iconPath;
        icon.src = theme.colour(path).replace(/^\//, '');
      }
    },
  };
}

function navButton(kind: string, label: string, onTap: () => void): HTMLButtonElement {
  const button = pushButton(`nav-button ${kind}`, '', onTap);
  button.setAttribute('aria-label', label);
  return button;
}

function tabButton(item: TabItem, onTap: () => void) {
  const button = element('button', 'tab');
  button.setAttribute('role', 'tab');
  button.addEventListener('click', onTap);
  const icon = element('img', 'tab-icon');
  icon.alt = '';
  icon.hidden = item.iconPath === undefined;
  const label = element('span', 'tab-text', item.text);
  button.append(icon, label);
  return { button, icon, label, item };
}
