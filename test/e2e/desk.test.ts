// The desk in a real browser: the phone with the order's timeline and the wire beside it, and the phone's settings at every width.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { violations } from '../accessibility';
import { describeInBrowser, launchBrowser } from '../browser';
import { atPsp, openWorld, type Running } from './running-world';

const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');
const buyer = 'oDemoCustomer0001';

describeInBrowser('the desk', () => {
  let running: Running;
  let browser: Browser;
  let outTradeNo: string;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [running, browser] = await Promise.all([openWorld('yaband'), launchBrowser()]);
    const items = [{ goods_id: 'tulips', quantity: 1 }];
    const made = await running.call('pay', { action: 'createorder', items }, buyer);
    outTradeNo = String(made.out_trade_no);
    await running.call('pay', { action: 'unifiedorder', out_trade_no: outTradeNo }, buyer);
  });

  afterAll(async () => {
    await browser.close();
    await running.world.close();
  });

  async function visit(width: number, height: number, dark = false): Promise<Page> {
    const page = await browser.newPage({
      ...{ viewport: { width, height }, locale: 'en-GB', bypassCSP: true },
      colorScheme: dark ? 'dark' : 'light',
    });
    page.setDefaultTimeout(30_000);
    await page.goto(`${running.world.url}/`);
    await page.frameLocator('#phone').locator('body *').first().waitFor({ state: 'attached' });
    return page;
  }

  test('shows the newest order of whoever holds the phone beside it, and keeps up by itself', async () => {
    const page = await visit(1600, 950);
    const beside = page.frameLocator('#beside iframe');
    await beside.getByText(`${outTradeNo} sent to yaband`).waitFor();
    await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay' });
    await beside.getByText('yaband says paid', { exact: false }).waitFor();
    await beside.getByRole('button', { name: 'Notice of yaband: 200' }).click();
    await beside.getByText('Signed rightly and true: booked to the order.').waitFor();
    await page.screenshot({ path: path.join(screenshots, 'desk-wide.png'), animations: 'disabled' });
    await page.getByRole('button', { name: 'Customer two' }).click();
    await beside.getByText('No order yet', { exact: false }).waitFor();
    await page.close();
  });

  test.each([
    [1600, 950],
    [1280, 800],
    [390, 844],
    [320, 568],
  ])('has every setting within reach, and nothing serious for axe, at %d × %d', async (width, height) => {
    const page = await visit(width, height, width === 390);
    if (width < 941) await page.getByText('Settings', { exact: true }).click();
    for (const name of ['Look', 'Network', 'Screen']) {
      await page.getByRole('combobox', { name }).waitFor();
    }
    await page.getByRole('button', { name: 'Operator' }).waitFor();
    for (const name of ['简体', '繁體', 'English']) await page.getByRole('button', { name }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect((await violations(page)).filter((each) => !each.includes('phone-'))).toEqual([]);
    await page.close();
  });

  test('takes the phone off the network and puts it on again, without starting it anew', async () => {
    const page = await visit(1280, 800);
    const phone = page.frames().find((frame) => frame.url().includes('/phone/'));
    const asks = () =>
      phone?.evaluate<string>("fetch('/control/clock').then(({ status }) => String(status), String)");
    const heard = phone?.evaluate(
      "new Promise((heard) => addEventListener('offline', () => heard(navigator.onLine)))",
    );
    expect(await asks()).toBe('200');
    await page.getByRole('combobox', { name: 'Network' }).selectOption('offline');
    expect(await heard).toBe(false);
    expect(await asks()).toContain('Failed to fetch');
    await page.getByRole('combobox', { name: 'Network' }).selectOption('fast');
    await phone?.waitForFunction('navigator.onLine');
    expect(await asks()).toBe('200');
    await page.getByRole('combobox', { name: 'Look' }).selectOption('dark');
    await page.waitForFunction("document.querySelector('#phone').src.includes('theme=dark')");
    await page.getByRole('combobox', { name: 'Screen' }).selectOption('320x568');
    expect((await page.locator('#phone').boundingBox())?.width).toBe(320);
    await page.close();
  });
});
