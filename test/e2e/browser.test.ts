// A customer in a real browser, on the real back end: from the goods to a paid order in the phone, the database and the
// console. Screenshots of one provider go to dist/screenshots/; those in the README are copies of them.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { demoProviders } from '../../scripts/demo/shop';
import { root } from '../../scripts/demo/world';
import { describeInBrowser, launchBrowser } from '../browser';
import { someOf } from '../thorough';
import { openWorld, sellThrough, type Running } from './running-world';

const screenshots = path.join(root, 'dist', 'screenshots');

/** The provider of whose shop pictures are taken: sixteen times four cost more than all that happens in them. */
const PICTURED = 'yaband';

/** Of each way in which the phone pays one: a redirect, a mini-program's parameters, an answer that must be asked for, WeChat's own back end. */
const REPRESENTATIVE: readonly string[] = [PICTURED, 'v3', 'vr', 'cloudpay'];

describeInBrowser('a customer in the browser', () => {
  let browser: Browser;
  let running: Running;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [running, browser] = await Promise.all([openWorld(PICTURED), launchBrowser()]);
  });
  afterAll(() => Promise.all([browser.close(), running.world.close()]));

  /** A page of a shop that is new and sells through this PSP, and everything that its browser complained about. */
  async function visit(provider: string, place: string): Promise<{ page: Page; complaints: string[] }> {
    await running.post('/control/reset', {});
    await sellThrough(running, provider);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      deviceScaleFactor: provider === PICTURED ? 2 : 1,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(running.world.url + place);
    return { page, complaints };
  }

  const shot = (page: Page, name: string): Promise<unknown> =>
    page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });

  async function onlyOrder(): Promise<Readonly<Record<string, unknown>>> {
    const orders = await running.world.cloud.database.find('orders', {});
    expect(orders).toHaveLength(1);
    return orders[0] ?? {};
  }

  test.each([...someOf(demoProviders, REPRESENTATIVE)])(
    'buys with WeChat Pay through %s and sees the order paid on the phone and in the console',
    async (provider) => {
      const { page, complaints } = await visit(provider, '/?lang=en');
      try {
        const phone = page.frameLocator('iframe');
        const taken = (name: string) => (provider === PICTURED ? shot(page, name) : undefined);
        await phone.getByRole('button', { name: /^Add to basket Tulip/ }).click();
        await taken('shop');
        await phone.getByRole('tab', { name: /^Basket/ }).click();
        await phone.getByRole('button', { name: 'Check out' }).click();
        await phone.getByRole('button', { name: 'Place order' }).click();
        await phone.getByRole('button', { name: /^Pay / }).click();
        const cashier = phone.getByRole('dialog', { name: 'Simulated cashier' });
        await cashier.getByRole('button', { name: /^Pay/ }).waitFor();
        await taken('cashier');
        await cashier.getByRole('button', { name: /^Pay/ }).click();
        const messages = phone.getByRole('dialog', { name: 'Simulated subscription' });
        await messages.getByRole('button', { name: 'Allow' }).click();
        await phone.getByText('Payment received', { exact: true }).waitFor();
        await taken('paid');
        await running.quiet();
        const order = await onlyOrder();
        expect(order).toMatchObject({ state: 'paid', pay_sp: provider, hook: 'done' });

        await phone.getByRole('button', { name: 'View order' }).click();
        await phone.getByText(String(order._id)).first().waitFor();
        await page.goto(`${running.world.url}/console?lang=en`);
        await page.getByText(String(order._id)).first().waitFor();
        // VR Payment tells no number of WeChat's.
        const last = order.transaction_id ?? order.sp_trade_no;
        await page.getByText(String(last)).first().waitFor();
        await taken('console');
        expect(complaints).toEqual([]);
      } finally {
        await page.context().close();
      }
    },
  );

  test('pays by PayPal: the link is copied to the clipboard, and paying it in the sandbox makes the order paid', async () => {
    const { page } = await visit(PICTURED, '/phone/?lang=en');
    try {
      await page.getByRole('button', { name: /^Delft/ }).click();
      await page.getByRole('button', { name: 'Buy now' }).click();
      await page.getByRole('button', { name: 'Place order' }).click();
      await page.getByText('PayPal', { exact: true }).click();
      await page.getByRole('button', { name: /^Pay / }).click();
      const messages = page.getByRole('dialog', { name: 'Simulated subscription' });
      await messages.getByRole('button', { name: 'Refuse' }).click();
      await page
        .getByText(/sandbox\/yaband\/pay\//)
        .first()
        .waitFor();
      const link = String(await page.evaluate('navigator.clipboard.readText()'));
      expect(link).toContain(`${running.world.url}/sandbox/yaband/pay/`);
      const cashier = await page.context().newPage();
      await cashier.goto(link);
      await shot(cashier, 'paypal-cashier');
      await cashier.getByRole('button', { name: /Pay/ }).first().click();
      await page.getByText('Payment received', { exact: true }).waitFor();
      expect(await onlyOrder()).toMatchObject({ state: 'paid', pay_method: 'paypal' });
    } finally {
      await page.context().close();
    }
  });

  test('a payment that does not fit its order shows in the console with the reason, and the order stays unpaid', async () => {
    const { page } = await visit(PICTURED, '/console?lang=en');
    try {
      const made = await running.call('pay', {
        action: 'createorder',
        items: [{ goods_id: 'boat', quantity: 1 }],
      });
      const out_trade_no = String(made.out_trade_no);
      await running.call('pay', { action: 'unifiedorder', out_trade_no });
      await page.getByText(out_trade_no).first().waitFor();
      await running.post('/control/sandbox', { pay_sp: 'yaband', out_trade_no, event: 'pay', amount: 1 });
      await running.post('/control/sandbox', { pay_sp: 'yaband', out_trade_no, event: 'forge' });
      const seen = (text: string | RegExp) => page.getByText(text).locator('visible=true').first().waitFor();
      await seen(/paid 0\.01 EUR, the order is 39\.90 EUR/);
      await seen('bad_signature');
      await shot(page, 'console-kept-aside');
      expect(await onlyOrder()).toMatchObject({ state: 'pending' });
    } finally {
      await page.context().close();
    }
  });
});
