// The page stack with WeChat's rules: at most one page of each tab, kept alive; other pages stacked on top.
import type { AppConfig, BundledComponent, PageWindow } from './bundle';
import { createEventChannel } from './event-channel';
import type { EventChannel } from './event-channel';
import type { Easel, PhonePage } from './easel';
import { element } from './markup';
import { watchPullDown } from './pull-down';
import type { PullDown } from './pull-down';
import type { Shell } from './shell';

type Query = Readonly<Record<string, string>>;

/** Where a url leads. */
interface Place {
  readonly route: string;
  readonly query: Query;
}

/**
 * So many pages lie on one another at most; the refusal is worded as developers report it from current clients, older
 * ones say `webview count limit exceed` (developers.weixin.qq.com, wx.navigateTo; 2048ai.net/691fc7f582fbe0098cad72fc.html;
 * both read 2026-11).
 */
const pageLimit = 10;

/** A page on the stack with its frame on the screen. */
interface Frame {
  readonly route: string;
  readonly query: Query;
  readonly page: PhonePage;
  readonly box: HTMLElement;
  readonly channel: EventChannel;
  window: PageWindow;
  scroller?: HTMLElement;
  pullDown?: PullDown;
}

export interface RouterParts {
  readonly app: AppConfig;
  readonly components: readonly BundledComponent[];
  readonly easel: Easel;
  readonly shell: Shell;
}

/** The router; errors carry WeChat's own words. */
export class Router {
  private readonly stack: Frame[] = [];
  private readonly tabFrames = new Map<string, Frame>();

  constructor(private readonly parts: RouterParts) {}

  /** Answers the channel between the two pages. */
  navigateTo(url: string): EventChannel {
    const place = this.placeOf(url);
    if (this.isTab(place.route)) throw new Error('can not navigateTo a tabbar page');
    if (this.stack.length >= pageLimit) throw new Error(`page limit exceeded: ${pageLimit}`);
    const before = this.top();
    const { channel } = this.open(place);
    if (before) this.tellHidden(before);
    return channel;
  }

  redirectTo(url: string): void {
    const place = this.placeOf(url);
    if (this.isTab(place.route)) throw new Error('can not redirectTo a tabbar page');
    const left = this.stack.pop();
    this.open(place);
    if (left) this.close(left);
  }

  reLaunch(url: string): void {
    const place = this.placeOf(url);
    const left = new Set([...this.stack.splice(0), ...this.tabFrames.values()]);
    for (const frame of left) this.close(frame);
    this.open(place);
  }

  switchTab(url: string): void {
    const place = this.placeOf(url);
    const { route } = place;
    if (!this.isTab(route)) throw new Error('can not switch to no-tabBar page');
    if (this.top()?.route === route) return;
    for (const frame of this.stack.splice(0).reverse()) {
      if (!this.isTab(frame.route)) this.close(frame);
      else if (frame.route !== route) this.tellHidden(frame);
    }
    this.open(place);
  }

  navigateBack(delta: number): void {
    if (this.stack.length < 2) throw new Error('cannot navigate back at first page');
    const kept = Math.max(1, this.stack.length - delta);
    for (const frame of this.stack.splice(kept).reverse()) this.close(frame);
    this.draw();
    this.show();
  }

  /** Changes how the shown page looks around its contents. */
  setWindow(change: PageWindow): void {
    const shown = this.top();
    if (!shown) return;
    shown.window = { ...shown.window, ...change };
    this.draw();
  }

  /** The mini-program leaves the screen, and comes back to it. */
  hide(): void {
    const shown = this.top();
    if (shown) this.tellHidden(shown);
  }

  show(): void {
    const shown = this.top();
    if (shown) this.tellShown(shown);
  }

  /** The page that is shown has loaded anew. */
  stopPullDown(): void {
    this.top()?.pullDown?.stop();
  }

  /** As if the shown page had been pulled down. */
  startPullDown(): void {
    this.top()?.pullDown?.start();
  }

  /** The page that is shown, with what scrolls it. */
  shown(): { readonly page: PhonePage; readonly scroller: HTMLElement; readonly route: string } | undefined {
    const { page, scroller, route } = this.top() ?? {};
    return page && scroller && route !== undefined ? { page, scroller, route } : undefined;
  }

  /** The pages from the bottom of the stack to the one shown, as getCurrentPages() gives them. */
  pages(): readonly object[] {
    return this.stack.map(({ page }) => page.instance);
  }

  /** Index of the tab that is shown, or undefined on a page without tab bar. */
  currentTab(): number | undefined {
    const index = this.tabIndex(this.top()?.route);
    return index < 0 ? undefined : index;
  }

  private top(): Frame | undefined {
    return this.stack.at(-1);
  }

  private tabIndex(route: string | undefined): number {
    return this.parts.app.tabBar?.list.findIndex(({ pagePath }) => pagePath === route) ?? -1;
  }

  private isTab(route: string): boolean {
    return this.tabIndex(route) >= 0;
  }

  /** The page that a url names. Throws before anything has moved when there is none. */
  private placeOf(url: string): Place {
    const place = readUrl(url, this.top()?.route ?? '');
    if (!this.parts.app.pages.includes(place.route)) throw new Error(`page "${place.route}" is not found`);
    return place;
  }

  private open({ route, query }: Place): Frame {
    const kept = this.tabFrames.get(route);
    const frame = kept ?? this.createFrame(route, query);
    this.stack.push(frame);
    if (this.isTab(route)) this.tabFrames.set(route, frame);
    this.draw();
    if (kept) this.tellShown(kept);
    else this.start(frame);
    return frame;
  }

  private tellShown({ page }: Frame): void {
    page.call('onShow');
    page.tell('show');
  }

  private tellHidden({ page }: Frame): void {
    page.call('onHide');
    page.tell('hide');
  }

  /** Attaches a new page and runs its first lifetimes. */
  private start(frame: Frame): void {
    const { page, box, query, window, route } = frame;
    const scroller = element('div', 'scroller');
    const placeholder = element('span', '');
    scroller.append(placeholder);
    box.append(scroller);
    frame.scroller = scroller;
    if (window.disableScroll === true) scroller.style.overflow = 'hidden';
    page.attach(scroller, placeholder);
    if (this.parts.app.tabBar?.custom === true && this.isTab(route)) this.attachTabBar(frame);
    if (window.enablePullDownRefresh === true) {
      const dots = element('div', 'pull-dots');
      scroller.prepend(dots);
      frame.pullDown = watchPullDown(scroller, dots, () => page.call('onPullDownRefresh'));
    }
    page.call('onLoad', query);
    this.tellShown(frame);
    page.call('onReady');
    onReachBottom(scroller, window.onReachBottomDistance ?? 50, () => page.call('onReachBottom'));
    scroller.addEventListener('scroll', () => page.call('onPageScroll', { scrollTop: scroller.scrollTop }));
  }

  /** The mini-program's own tab bar, one for each of its pages. */
  private attachTabBar({ page, box }: Frame): void {
    const bar = this.parts.easel.createPage('custom-tab-bar/index', 'custom-tab-bar');
    const placeholder = element('span', '');
    box.append(placeholder);
    bar.attach(box, placeholder);
    Object.assign(page.instance, { getTabBar: () => bar.instance });
  }

  private createFrame(route: string, query: Query): Frame {
    const { app, components, easel, shell } = this.parts;
    const box = element('div', 'frame');
    shell.stage.append(box);
    const page = easel.createPage(route);
    page.element.dataset['route'] = route;
    const channel = createEventChannel();
    Object.assign(page.instance, { route, options: query, getOpenerEventChannel: () => channel });
    const own = components.find(({ codePath }) => codePath === route)?.window;
    return { route, query, page, box, channel, window: { ...app.window, ...own } };
  }

  private close(frame: Frame): void {
    this.tabFrames.delete(frame.route);
    frame.page.call('onUnload');
    frame.page.release();
    frame.box.remove();
  }

  /** Shows the top page and its chrome; the address follows, so that a reload comes back to it. */
  private draw(): void {
    const shown = this.top();
    if (!shown) return;
    for (const frame of [...this.stack, ...this.tabFrames.values()]) frame.box.hidden = frame !== shown;
    const tab = this.currentTab();
    this.parts.shell.dress(shown.window);
    this.parts.shell.show(this.stack.length > 1 ? 'back' : tab === undefined ? 'home' : 'nothing', tab);
    const query = Object.entries(shown.query).map(([name, value]) => `${name}=${value}`);
    window.history.replaceState(null, '', `#/${shown.route}${query.length ? '?' : ''}${query.join('&')}`);
  }
}

/** Splits `/pages/x/x?a=1`. Like WeChat, the values stay percent-encoded. */
export function readUrl(url: string, from: string): Place {
  const [place = '', search = ''] = url.split('?');
  const route = new URL(place, `http://mini-program/${from}`).pathname.slice(1);
  const pairs = search.split('&').filter(Boolean);
  return { route, query: Object.fromEntries(pairs.map((pair) => splitPair(pair))) };
}

function splitPair(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [name, value.join('=')];
}

/** Tells once whenever the end of the page comes near; again after it was left, or has moved because the page grew. */
function onReachBottom(scroller: HTMLElement, distance: number, tell: () => void): void {
  let toldAt = 0;
  scroller.addEventListener('scroll', () => {
    const { scrollHeight, clientHeight, scrollTop } = scroller;
    const isNear = scrollHeight - clientHeight - scrollTop < distance;
    if (isNear && toldAt !== scrollHeight) tell();
    toldAt = isNear ? scrollHeight : 0;
  });
}
