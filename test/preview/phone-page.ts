// A phone in a real browser for one test file: the companion mini-program, a stand-in shop, and words for what a test does.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { previewMounts } from '../../scripts/preview/mount';
import { launchBrowser } from '../browser';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

export type Language = 'zh_CN' | 'en';

const root = path.join(__dirname, '..', '..');
/** The phone as `npm test` built it. */
const site = path.join(root, 'dist', 'preview');
const screenshots = path.join(root, 'dist', 'screenshots');

/** The phone of this test file; `shop` and `page` are new for each test. */
export class PhonePage {
  shop = new StubShop();
  /** What the browser complained about. */
  complaints: string[] = [];
  language: Language = 'en';
  theme: 'light' | 'dark' = 'light';
  /** WeChat asks for consent before what is private is used. */
  asksForConsent = false;
  private started:
    { browser: Browser; context?: BrowserContext; page?: Page; server?: StubServer } | undefined;

  /** Registers the steps before and after each test. */
  constructor() {
    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true });
      this.started = { browser: await launchBrowser() };
    });
    afterAll(async () => {
      await this.started?.browser.close();
    });
    beforeEach(() => this.switchOn());
    afterEach(async () => {
      await this.started?.context?.close();
      await this.started?.server?.close();
    });
  }

  get origin(): string {
    return this.started?.server?.origin ?? '';
  }

  get page(): Page {
    if (!this.started?.page) throw new Error('the phone is off');
    return this.started.page;
  }

  private async switchOn(): Promise<void> {
    const { started } = this;
    if (!started) throw new Error('the browser has not started');
    this.shop = new StubShop();
    this.complaints = [];
    this.theme = 'light';
    this.asksForConsent = false;
    started.server = await serveShop(this.shop, previewMounts(site));
    started.context = await started.browser.newContext({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      timezoneId: 'Europe/Berlin',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await started.context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(data:|http:\/\/127\.0\.0\.1:|about:)/.test(request.url())) {
        this.complaints.push(`external: ${request.url()}`);
      }
    });
    started.page = page;
  }

  /** Opens a page of the mini-program: its name, and its query after a `?`. */
  async open(language: Language, name: string): Promise<void> {
    const [page = '', query = ''] = name.split('?');
    await this.openAt(language, `pages/${page}/${page}${query && `?${query}`}`);
  }

  /** Opens a page by its route, with a query where there is one. */
  async openAt(language: Language | 'zh_TW', route: string): Promise<void> {
    this.language = language === 'en' ? 'en' : 'zh_CN';
    const consent = this.asksForConsent ? '&privacy=ask' : '';
    await this.page.goto(`${this.origin}/phone/?lang=${language}&theme=${this.theme}${consent}#/${route}`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A text of the page that is shown. */
  text(words: string | RegExp): Locator {
    return this.page.locator('wx-page:visible').getByText(words, { exact: true }).first();
  }

  /** Presses a button of what WeChat has laid over the page. */
  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** Puts something into the basket from the shop's window. */
  async put(title: string): Promise<void> {
    const add = this.language === 'en' ? 'Add to basket' : '加入购物车';
    await this.button(`${add} ${title}`).click();
  }

  /** A tab, also where a badge on it counts something. */
  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}[\\s\\d+]*$`) });
  }

  /** Closes the mini-program, as the phone does when it needs room, and opens it again at `name`; the storage stays. */
  async killAndOpen(name = 'goods'): Promise<void> {
    await this.page.goto('about:blank');
    await this.open(this.language, name);
  }

  /** What reaches past the right edge of the screen, unless it can be scrolled there: tag and text of each such element. */
  async overflowing(): Promise<string[]> {
    return this.page.evaluate(`[...document.querySelectorAll('wx-page *, .phone-dialog *')]
      .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 0.5)
      .filter((node) => {
        for (let at = node.parentElement; at; at = at.parentElement) {
          if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.closest('[class*=t-tabs]')) return false;
        }
        return true;
      })
      .map((node) => node.tagName + ' ' + node.textContent.slice(0, 40))`);
  }
}
