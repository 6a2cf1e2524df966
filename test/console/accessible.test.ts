// The console for people who use the keyboard or a screen reader, and in the dark. Screenshots go to dist/screenshots/.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { violations } from '../accessibility';
import { describeInBrowser, launchBrowser } from '../browser';
import { someOf } from '../thorough';
import { noticeDocument, openPayment, orderDocument, startConsole, type StartedConsole } from './fixture';

const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');
const places = ['', '#order=CPONE00000000001', '#wire', '#shop', '#database=orders', '#run=damaged'];

const looks = [
  ['light, in English, wide', { dark: false, zh: false, width: 1440 }],
  ['dark, in Chinese, narrow', { dark: true, zh: true, width: 390 }],
  ['dark, in English, wide', { dark: true, zh: false, width: 1440 }],
  ['light, in Chinese, narrow', { dark: false, zh: true, width: 390 }],
] as const;

describeInBrowser('the console', () => {
  let browser: Browser;
  let started: StartedConsole;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launchBrowser();
    started = await startConsole((database) => {
      for (const name of ['orders', 'payment', 'config', 'goods']) database.ensureCollection(name);
      const attention = [{ reason: 'hook_failed', since: 5, of: 'CPTWO00000000002' }];
      database.insert('orders', orderDocument('CPONE00000000001'));
      database.insert('orders', orderDocument('CPTWO00000000002', { attention, created_at: 5 }));
      database.insert('payment', noticeDocument('CPONE00000000001'));
      database.insert('config', { _id: 'payment', pay_sp: 'yaband' });
    });
    await openPayment(started, 'CPONE00000000001');
    await started.sandboxes.list[0]?.event({ event: 'pay', out_trade_no: 'CPONE00000000001' });
    started.sandboxes.list[0]?.fault({ operation: 'query', kind: 'html', times: 1 });
    await started.sandboxes.idle();
  });

  afterAll(async () => {
    await browser.close();
    await started.stop();
  });

  async function open(
    place: string,
    options: { width?: number; dark?: boolean; zh?: boolean } = {},
  ): Promise<Page> {
    const { width = 1440, dark = false, zh = false } = options;
    const page = await browser.newPage({
      viewport: { width, height: width < 500 ? 844 : 900 },
      colorScheme: dark ? 'dark' : 'light',
      locale: zh ? 'zh-CN' : 'en-GB',
      bypassCSP: true,
    });
    page.setDefaultTimeout(30_000);
    await page.goto(`${started.url}/console${place}`);
    await page.locator('.pulse.live').waitFor();
    await page.locator('.controls select').first().waitFor({ state: 'attached' });
    return page;
  }

  test.each(someOf(looks, looks.slice(0, 2)))(
    'has nothing serious or critical for axe, unfolded and folded: %s',
    async (_, look) => {
      for (const place of places) {
        const page = await open(place, look);
        expect([place, await violations(page)]).toEqual([place, []]);
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        expect([place, await violations(page)]).toEqual([place, []]);
        // Nothing is wider than the window.
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await page.close();
      }
    },
    240_000,
  );

  test('a list is one Tab stop: arrows, Home and End move inside of it, and Enter opens', async () => {
    const page = await open('');
    const stops = await page.locator('#orders a[tabindex="0"]').count();
    expect(stops).toBe(1);
    await page.locator('#orders a[tabindex="0"]').focus();
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("href")');
    expect(await focused()).toContain('CPONE');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('CPTWO');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('CPTWO');
    await page.keyboard.press('Home');
    expect(await focused()).toContain('CPONE');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Order', exact: true }).waitFor();
    expect(await page.locator('#order-number').innerText()).toBe('CPTWO00000000002');
    await page.goBack();
    await page.getByRole('heading', { name: 'Orders', exact: true }).waitFor();
    await page.close();
  });

  test('says aloud what an action came to, and whether the local cloud answers', async () => {
    const page = await open('');
    expect(await page.locator('output#message').count()).toBe(1);
    expect(await page.getByRole('status').filter({ hasText: 'live' }).count()).toBe(1);
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').count()).toBe(4);
    await page.close();
  });

  test('an order is found by typing, narrowed by its state, and both stand in the address', async () => {
    const page = await open('');
    await page.getByRole('searchbox', { name: 'Number, buyer or amount' }).fill('cptwo');
    await page.locator('#orders a').nth(1).waitFor({ state: 'detached' });
    expect(page.url()).toContain('#q=cptwo');
    await page.reload();
    await page.locator('#orders a').waitFor();
    expect(await page.locator('#orders a').count()).toBe(1);
    await page.getByRole('combobox', { name: 'State' }).selectOption('closed');
    await page.getByText('No order fits.').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.locator('#orders a').nth(1).waitFor();
    await page.close();
  });

  test('one order shows where it stands, its line of time, and the exchange that a moment leads to', async () => {
    const page = await open('#order=CPONE00000000001');
    await page.getByRole('img', { name: 'now: paid' }).waitFor();
    await page.getByText('yaband says paid, as CPONE00000000001 (paid)').waitFor();
    await page.getByRole('button', { name: 'Asked yaband: 200' }).click();
    const exchange = page.locator('#wire details[open]').first();
    await exchange.getByText('Request', { exact: true }).waitFor();
    await page.screenshot({ path: path.join(screenshots, 'console-order.png'), animations: 'disabled' });
    await exchange
      .getByText(/Body as it went/)
      .first()
      .click();
    expect(await exchange.innerText()).toContain('"order_id":"CPONE00000000001"');
    const notice = page.locator('#wire > details', { hasText: '/notify/yaband' }).first();
    await notice.locator('summary').first().click();
    await notice.getByText('Signed text').waitFor();
    await notice.getByRole('button', { name: 'Replay this notice' }).click();
    await page
      .locator('#message')
      .getByText(/Replay this notice: not acknowledged: 404/)
      .waitFor();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByText('yaband 确认付款，单号 CPONE00000000001（paid）').waitFor();
    await page.close();
  });

  test('a run is shown with its link and as a test, and its link does nothing before it is told to', async () => {
    const page = await open('#order=CPONE00000000001');
    await page.getByText('As a test').click();
    expect(await page.locator('#order pre').innerText()).toContain(
      `await atPsp(running, 'yaband', { out_trade_no, "event":"pay" });`,
    );
    await page.getByRole('link', { name: 'Do the same again' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect((await page.locator('#run li').allInnerTexts()).slice(0, 3)).toEqual([
      'Buy 1 × tea',
      'Begin a payment by wechat at yaband',
      'Pay',
    ]);
    await page.close();
  });

  test('the shop editor shows the difference, then writes', async () => {
    const page = await open('#shop');
    const text = page.getByRole('textbox', { name: 'The document as JSON' });
    await text.fill('{"pay_sp":"nobody"}');
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByText(/pay_sp must be one of/).waitFor();
    expect(await page.getByRole('button', { name: 'Write it' }).count()).toBe(0);
    await page.close();
  });
});
