// The page stack: WeChat refuses an eleventh page, so the phone does too, and no way through the shop comes near it.
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { previewMounts } from '../../scripts/preview/mount';
import { describeInBrowser, launchBrowser } from '../browser';
import { isThorough } from '../thorough';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

/** The phone as `npm test` built it. */
const site = path.join(__dirname, '..', '..', 'dist', 'preview');

describeInBrowser('the page stack on the phone preview', () => {
  let browser: Browser;
  let context: BrowserContext;
  let server: StubServer;
  let shop: StubShop;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    shop = new StubShop();
    server = await serveShop(shop, previewMounts(site));
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const open = (place = '') => page.goto(`${server.origin}/phone/?lang=en${place && `#/${place}`}`);
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const stack = async (): Promise<string[]> =>
    page.evaluate('getCurrentPages().map(({ route }) => route.split("/").at(-1))');
  const orderPage = (number: string) => `/pages/order/order?out_trade_no=${number}`;
  /** Calls a navigation as a page would; answers how it ended. */
  const move = (name: string, url: string): Promise<{ errMsg: string }> =>
    page.evaluate(`wx.${name}({ url: ${JSON.stringify(url)} }).catch((failure) => failure)`);

  /** From an order's page to the cashier, away from it again, and back to the order. Answers the deepest stack. */
  async function payAndCancel(): Promise<number> {
    await page.getByRole('button', { name: /^Pay (now|again)$/ }).click();
    await button('Pay €12.90').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Not paid yet', { exact: true }).waitFor();
    const { length } = await stack();
    await button('View order').click();
    await button('Close order').waitFor();
    return Math.max(length, (await stack()).length);
  }

  test('two unpaid orders, each paid and cancelled again and again from its page, heap up no pages', async () => {
    const numbers = [shop.add({}).out_trade_no, shop.add({}).out_trade_no].reverse();
    await open('pages/orders/orders');
    for (const [place, number] of numbers.entries()) {
      // A page more at each round would show by the third; the second order is there for what the first may have left.
      const rounds = place === 1 ? 2 : isThorough ? 10 : 3;
      await page.locator('wx-order-card').nth(place).click();
      await page.getByText(number, { exact: true }).waitFor();
      const depths = [];
      for (let times = 0; times < rounds; times += 1) depths.push(await payAndCancel());
      expect(Math.max(...depths)).toBe(3);
      await page.getByText(number, { exact: true }).waitFor();
      await page.getByLabel('Back').click();
      expect(await stack()).toEqual(['orders']);
    }
  });

  test('leaving the cashier goes back to the order, or to the shop where one came from there', async () => {
    const { out_trade_no } = shop.add({});
    await open('pages/orders/orders');
    await page.locator('wx-order-card').click();
    await button('Pay now').click();
    await button('Pay €12.90').waitFor();
    expect(await stack()).toEqual(['orders', 'order', 'checkout']);
    await page.getByLabel('Back').click();
    await page.getByText(out_trade_no, { exact: true }).waitFor();
    expect(await stack()).toEqual(['orders', 'order']);

    await page.getByLabel('Back').click();
    await page.getByRole('tab', { name: 'Shop' }).click();
    await page.getByRole('button', { name: /^高山乌龙茶/ }).click();
    await button('Buy now').click();
    await button('Place order').click();
    await button('Pay €12.90').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    for (let times = 0; times < 4; times += 1) {
      await button('Pay again').click();
      await button('Pay €12.90').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('Not paid yet', { exact: true }).waitFor();
      expect(await stack()).toEqual(['goods', 'item', 'result']);
    }
    await button('View order').click();
    await button('Close order').waitFor();
    expect(await stack()).toEqual(['goods', 'item', 'order']);
  });

  test('an eleventh page is refused in the words of WeChat, by promise and by callback', async () => {
    const { out_trade_no } = shop.add({});
    await open();
    for (let pages = 2; pages <= 10; pages += 1) {
      expect(await move('navigateTo', orderPage(out_trade_no))).toMatchObject({ errMsg: 'navigateTo:ok' });
    }
    const refusal = { errMsg: 'navigateTo:fail page limit exceeded: 10' };
    expect(await move('navigateTo', orderPage(out_trade_no))).toEqual(refusal);
    const told = `new Promise((resolve) => {
      wx.navigateTo({ url: ${JSON.stringify(orderPage(out_trade_no))}, success: () => resolve('opened'), fail: resolve });
    })`;
    expect(await page.evaluate(told)).toEqual(refusal);
    expect(await stack()).toHaveLength(10);
    expect(await move('redirectTo', `/pages/result/result?out_trade_no=${out_trade_no}`)).toEqual({
      errMsg: 'redirectTo:ok',
    });
    expect(await stack()).toHaveLength(10);
    expect((await stack()).at(-1)).toBe('result');
  });

  test.each(['navigateTo', 'redirectTo', 'reLaunch'])(
    'a refused %s leaves the page that is shown as it was',
    async (name) => {
      await open('pages/orders/orders');
      await page.getByText('No orders yet', { exact: true }).waitFor();
      const { errMsg } = await move(name, '/pages/nowhere/nowhere');
      expect(errMsg).toBe(`${name}:fail page "pages/nowhere/nowhere" is not found`);
      expect(await stack()).toEqual(['orders']);
      await page.getByText('No orders yet', { exact: true }).waitFor();
    },
  );
});
