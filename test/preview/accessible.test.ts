// Every page of the mini-program on the phone, as axe sees it: in both colour schemes and languages.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { previewMounts } from '../../scripts/preview/mount';
import { violations } from '../accessibility';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { fillOperatorShop, operatorPages } from './operator-shop';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const root = path.join(__dirname, '..', '..');
/** The phone as `npm test` built it. */
const site = path.join(root, 'dist', 'preview');
const app = JSON.parse(readFileSync(path.join(root, 'miniprogram', 'app.json'), 'utf8')) as {
  readonly pages: readonly string[];
};

describeInBrowser('every page on the phone', () => {
  let browser: Browser;
  let server: StubServer;
  let shop: StubShop;

  beforeAll(async () => {
    mkdirSync(path.join(root, 'dist', 'screenshots'), { recursive: true });
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    shop = new StubShop();
    server = await serveShop(shop, previewMounts(site));
  });
  afterEach(() => server.close());
  afterAll(async () => {
    await browser.close();
  });

  /** A phone that stands on a first page; a page is opened in it by `reLaunch`, which costs a third of starting it anew. */
  const startPhone = async (look: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true });
    await page.goto(`${server.origin}/phone/?${look}`);
    await page.locator('wx-page:visible').waitFor();
    return page;
  };

  /** What axe finds on a page of the mini-program, once `ready` is there. */
  async function found(page: Page, place: string, ready: string): Promise<readonly string[]> {
    const [route = ''] = place.split('?');
    await page.evaluate(`wx.reLaunch({ url: ${JSON.stringify(`/${place}`)} })`);
    await untilTrue(page, `getCurrentPages().map(({ route }) => route).join() === ${JSON.stringify(route)}`);
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState('networkidle');
    const told = await violations(page);
    // The library names a step by its title, without the words below it.
    return told
      .filter((one) => !/^label-content-name-mismatch: .*t-steps-item/.test(one))
      .map((one) => `${route}: ${one}`);
  }

  describe.each([
    ['light', 'zh_CN'],
    ['dark', 'en'],
  ] as const)('in the %s, in %s', (theme, lang) => {
    const look = new URLSearchParams({ theme, lang }).toString();

    test('has nothing serious or critical for axe where shoppers are', async () => {
      const { out_trade_no } = shop.add({ openid: 'oDemoCustomer0001' });
      const query = new URLSearchParams({ out_trade_no, goods_id: 'tea' }).toString();
      const all: string[] = [];
      const page = await startPhone(look);
      for (const route of app.pages) {
        // With the number of goods, the home page goes on to them.
        const place = route === 'pages/goods/goods' ? route : `${route}?${query}`;
        all.push(...(await found(page, place, 'wx-page:visible')));
      }
      await page.close();
      expect(all).toEqual([]);
    }, 240_000);

    test('has nothing serious or critical for axe where operators are', async () => {
      fillOperatorShop(shop);
      const all: string[] = [];
      const page = await startPhone(look);
      for (const [name, query] of operatorPages) {
        const place = `operator/pages/${name}/${name}${query}`;
        all.push(...(await found(page, place, 'wx-page:visible .card')));
      }
      await page.close();
      expect(all).toEqual([]);
    }, 240_000);
  });
});
