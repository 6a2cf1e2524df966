// What WeChat draws around a page: the navigation bar with its back arrow and capsule, and the tab bar.
import type { AppConfig, PageWindow, TabItem } from './bundle';
import { element, pushButton } from './markup';
import { createTabBar } from './tab-bar';
import type { Theme } from './theme';

export interface Shell {
  /** Where pages are attached. */
  readonly stage: HTMLElement;
  /** Gives the bar above the page its title and colours. */
  dress(window: PageWindow): void;
  setTabText(index: number, text: string): void;
  /** A few letters beside a tab's icon; '' takes them away. */
  setTabBadge(index: number, text: string): void;
  /** Takes the tab bar away until it is wanted again. */
  hideTabs(isHidden: boolean): void;
  /** Shows the chrome for a page: what stands left of the title, and which tab is on (`undefined`: no tab bar). */
  show(start: 'back' | 'home' | 'nothing', tab: number | undefined): void;
}

/** What the person taps around a page. */
export interface ShellTaps {
  readonly back: () => void;
  readonly home: () => void;
  readonly tab: (item: TabItem) => void;
  /** The dots of the capsule. */
  readonly menu: () => void;
  readonly menuName: string;
}

/** Draws the chrome into `root`; taps are told to `onBack` and `onTab`. */
export function createShell(
  root: HTMLElement,
  { app, theme }: { readonly app: AppConfig; readonly theme: Theme },
  on: ShellTaps,
): Shell {
  const back = navButton('back', '返回 / Back', on.back);
  const home = navButton('home', '首页 / Home', on.home);
  // Until a page is shown there is nowhere to go.
  back.hidden = home.hidden = true;
  const title = element('span', 'nav-title');
  const capsule = capsuleWith(on);
  const nav = element('header', 'nav');
  nav.append(back, home, title, capsule);

  const stage = element('main', 'stage');
  const tabs = createTabBar({ app, theme }, on.tab);
  root.append(nav, stage, tabs.element);

  return {
    stage,
    dress(window) {
      const text = window.navigationBarTitleText ?? '';
      title.textContent = text;
      document.title = text;
      nav.classList.toggle('phone-over', window.navigationStyle === 'custom');
      const of = (value: string | undefined, otherwise: string) => theme.colour(value) || otherwise;
      colour(
        nav,
        of(window.navigationBarBackgroundColor, '#fff'),
        of(window.navigationBarTextStyle, 'black'),
      );
      colour(stage, of(window.backgroundColor, '#fff'));
    },
    setTabText: tabs.setText,
    setTabBadge: tabs.setBadge,
    hideTabs: (isHidden) => void tabs.element.classList.toggle('phone-gone', isHidden),
    show(start, current) {
      back.hidden = start !== 'back';
      home.hidden = start !== 'home';
      tabs.show(current);
    },
  };
}

/** The two signs at the right; the dots open WeChat's menu. */
function capsuleWith({ menu, menuName }: ShellTaps): HTMLElement {
  const capsule = element('span', 'nav-capsule');
  const dots = pushButton('menu', '', menu);
  dots.setAttribute('aria-label', menuName);
  dots.append(element('i', 'dots'));
  capsule.append(dots, element('i', 'ring'));
  return capsule;
}

/** The bars take the colours of the page that is shown. */
function colour(element: HTMLElement, background: string, color = ''): void {
  Object.assign(element.style, { background, color });
}

function navButton(kind: string, label: string, onTap: () => void): HTMLButtonElement {
  const button = pushButton(`nav-button ${kind}`, '', onTap);
  button.setAttribute('aria-label', label);
  return button;
}
