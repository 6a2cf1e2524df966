// Walks the mini-program in a real browser against a stand-in shop: what a customer sees, in both languages,
// when all goes well and when it does not. Screenshots go to dist/screenshots/.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { describeInBrowser, launchBrowser } from '../browser';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const root = path.join(__dirname, '..', '..');
const screenshots = path.join(root, 'dist', 'screenshots');
const words = {
  zh_CN: {
    checkout: '去结算',
    pay: '支付 €25.80',
    cashier: '模拟收银台',
    confirm: /^确认支付/,
    cancel: '取消',
    paid: '支付成功',
    viewOrder: '查看订单',
    orders: '订单',
  },
  en: {
    checkout: 'Check out',
    pay: 'Pay €25.80',
    cashier: 'Simulated cashier',
    confirm: /^Pay/,
    cancel: 'Cancel',
    paid: 'Payment received',
    viewOrder: 'View order',
    orders: 'Orders',
  },
} as const;

describeInBrowser('the mini-program on the phone preview', () => {
  let site: string;
  let browser: Browser;
  let context: BrowserContext;
  let server: StubServer;
  let shop: StubShop;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    site = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
    mkdirSync(screenshots, { recursive: true });
    await buildPreview({ root, outDir: site });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(site, { recursive: true, force: true });
  });

  beforeEach(async () => {
    shop = new StubShop();
    server = await serveShop(shop, previewMounts(site));
    context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      timezoneId: 'Europe/Berlin',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    page.setDefaultTimeout(8000);
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(data:|http:\/\/127\.0\.0\.1:)/.test(request.url()))
        complaints.push(`external: ${request.url()}`);
    });
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const open = (language: 'zh_CN' | 'en', place = '') =>
    page.goto(`${server.origin}/phone/?lang=${language}${place && `#/${place}`}`);
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
  const plus = (title: string) => page.getByRole('group', { name: title }).getByRole('button', { name: '+' });
  const dialog = () => page.getByRole('dialog');
  const heading = (text: string) => page.getByText(text, { exact: true });
  const shot = async (name: string) => {
    await page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
  };

  /** From the shop to an open cashier, or to a payment link. */
  async function buy(language: 'zh_CN' | 'en', method?: string): Promise<void> {
    await open(language);
    await plus('高山乌龙茶 150g').click();
    await plus('高山乌龙茶 150g').click();
    await button(words[language].checkout).click();
    if (method) await page.getByText(method, { exact: true }).click();
    await button(words[language].pay).click();
  }

  test.each(['zh_CN', 'en'] as const)(
    'a purchase goes from the goods to a paid order (%s)',
    async (language) => {
      const say = words[language];
      await open(language);
      await plus('高山乌龙茶 150g').click();
      await plus('高山乌龙茶 150g').click();
      await shot(`goods-${language}`);
      await button(say.checkout).click();
      await button(say.pay).waitFor();
      await shot(`checkout-${language}`);
      await button(say.pay).click();
      await dialog().getByRole('button', { name: say.confirm }).waitFor();
      expect(await dialog().getAttribute('aria-label')).toBe(say.cashier);
      expect(await dialog().innerText()).toContain(shop.orders[0]?.out_trade_no);
      await shot(`cashier-${language}`);
      await dialog().getByRole('button', { name: say.confirm }).click();
      await heading(say.paid).waitFor();
      await shot(`result-paid-${language}`);
      await button(say.viewOrder).click();
      await page.getByText('4200002026112109300000000042').waitFor();
      await shot(`order-${language}`);
      await page.getByLabel('Back').click();
      await page.getByRole('tab', { name: say.orders }).click();
      await page.locator('wx-order-card').waitFor();
      await shot(`orders-${language}`);
      expect(await page.locator('wx-order-card').count()).toBe(1);
      expect(complaints).toEqual([]);
    },
  );

  test('a closed cashier shows the order as unpaid, and it can be paid again', async () => {
    await buy('en');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await heading('Not paid yet').waitFor();
    await shot('result-unpaid-en');
    await button('Pay again').click();
    await button('Pay €25.80').click();
    await dialog().getByRole('button', { name: /^Pay/ }).click();
    await heading('Payment received').waitFor();
    expect(shop.orders).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test('a PayPal link is shown, copied and followed until the order is paid', async () => {
    await buy('zh_CN', 'PayPal');
    await heading('等待您在浏览器中付款').waitFor();
    const link = `https://pay.example.test/paypal/${String(shop.orders[0]?.out_trade_no)}`;
    await page.getByText(link).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
    await page.getByText('内容已复制').waitFor({ state: 'detached' });
    await shot('result-link-zh_CN');
    const [order] = shop.orders;
    if (order) shop.settle(order);
    await heading('支付成功').waitFor();
    expect(complaints).toEqual([]);
  });

  test('what the cashier says is not believed: the order stays open until the server says paid', async () => {
    shop.silent = true;
    await buy('en');
    await dialog().getByRole('button', { name: /^Pay/ }).click();
    await heading('Confirming your payment').waitFor();
    await shot('result-checking-en');
    const [order] = shop.orders;
    if (order) shop.settle(order);
    await heading('Payment received').waitFor();
  });

  test('when the server cannot be asked, the page says that it does not know, and asks again on request', async () => {
    shop.silent = true;
    await buy('en');
    shop.errors.set('queryorder', { errcode: 5000, errmsg: 'STORE_DOWN: try later' });
    await dialog().getByRole('button', { name: /^Pay/ }).click();
    await heading('We do not know yet').waitFor();
    await shot('result-unknown-en');
    shop.errors.clear();
    const [order] = shop.orders;
    if (order) shop.settle(order);
    await button('Check again').click();
    await heading('Payment received').waitFor();
  });

  test('a decline is told in the shopper’s language, without the words of the PSP, and can be paid again', async () => {
    shop.decline = 'insufficient funds';
    await buy('zh_CN');
    await dialog()
      .getByRole('button', { name: /^确认支付/ })
      .click();
    await heading('付款未通过').waitFor();
    await page.getByText('支付机构没有通过这次付款', { exact: false }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('insufficient funds');
    await shot('result-declined-zh_CN');
    await button('再次支付').click();
    await button('支付 €25.80').waitFor();
  });

  test('a payment that the sandbox refuses shows the refusal in the cashier and leaves the order unpaid', async () => {
    shop.refusal = 'paySign does not verify: the private key does not belong to this merchant';
    await buy('en');
    await dialog().getByRole('alert').waitFor();
    expect(await dialog().innerText()).toContain('paySign does not verify');
    await shot('cashier-refused-en');
    await dialog().getByRole('button', { name: 'Close' }).click();
    await heading('Payment not completed').waitFor();
    expect(await page.getByText('requestPayment').count()).toBe(0);
    await shot('result-failed-en');
  });

  test('an order can be closed after a question, and then no longer be paid', async () => {
    const { out_trade_no } = shop.add({});
    await open('en', `pages/order/order?out_trade_no=${out_trade_no}`);
    await button('Close order').waitFor();
    await shot('order-unpaid-en');
    await button('Close order').click();
    await dialog().getByText('Close it?', { exact: false }).first().waitFor();
    await shot('order-close-question-en');
    await dialog().getByRole('button', { name: 'Close it' }).click();
    await page.locator('wx-order-state').getByText('Closed').waitFor();
    expect(shop.orders[0]?.state).toBe('closed');
    expect(await button('Pay now').count()).toBe(0);
    await shot('order-closed-en');
  });

  test('refunds are listed on the order with their states', async () => {
    const refund = (out_refund_no: string, refund_fee: number, state: string) => ({
      out_refund_no,
      refund_fee,
      fee_type: 'EUR',
      state,
    });
    const { out_trade_no } = shop.add({
      state: 'paid',
      refunded_fee: 300,
      refunds: [
        refund('R1', 300, 'succeeded'),
        refund('R2', 200, 'processing'),
        refund('R3', 100, 'abnormal'),
      ],
    });
    await open('zh_CN', `pages/order/order?out_trade_no=${out_trade_no}`);
    await page.getByText('部分退款').waitFor();
    await page.getByText('等待人工处理').waitFor();
    await shot('order-refunds-zh_CN');
  });

  test.each([
    ['en', 'The shop is looking into this order.', 'Pay before'],
    ['zh_CN', '商家正在核实这个订单。', '付款截止'],
  ] as const)(
    'an order that waits for a person says so on its page and in the list (%s)',
    async (language, sentence, until) => {
      const attention = { reason: 'refund R1 was lost', since: Date.UTC(2026, 10, 21, 9, 40) };
      shop.add({ state: 'paid' });
      const expires_at = Date.UTC(2026, 10, 21, 17, 30);
      const { out_trade_no } = shop.add({ attention, expires_at });
      await open(language, 'pages/orders/orders');
      await page.locator('wx-order-card').first().getByText(sentence).waitFor();
      expect(await page.getByText(sentence).count()).toBe(1);
      await shot(`orders-attention-${language}`);
      await page.locator('wx-order-card').first().click();
      await page.getByText(out_trade_no, { exact: true }).waitFor();
      await page.locator('wx-page:visible').getByText(sentence).waitFor();
      const shown = await page.locator('wx-page:visible').innerText();
      expect(shown).toContain(until);
      expect(shown).toContain('2026-11-21 18:30');
      expect(shown).not.toContain('refund R1 was lost');
      await shot(`order-attention-${language}`);
    },
  );

  test('a customer with too many unpaid orders is told what to do', async () => {
    const errmsg = 'TOO_MANY_OPEN_ORDERS: 50 unpaid orders are the most';
    shop.errors.set('createorder', { errcode: 1107, errmsg });
    await open('en');
    await plus('高山乌龙茶 150g').click();
    await button('Check out').click();
    await page.getByText('You have too many unpaid orders.', { exact: false }).waitFor();
    await shot('goods-too-many-orders-en');
  });

  test('a long list of orders is loaded page by page, each order once', async () => {
    for (let index = 0; index < 23; index += 1) {
      shop.add({ state: (['paid', 'pending', 'closed', 'created'] as const)[index % 4] ?? 'paid' });
    }
    await open('en', 'pages/orders/orders');
    await page.locator('wx-order-card').nth(9).waitFor();
    await shot('orders-long-en');
    await page.getByText('Load more').scrollIntoViewIfNeeded();
    await page.locator('wx-order-card').nth(19).waitFor();
    await page.getByText('Load more').scrollIntoViewIfNeeded();
    await page.getByText('No more orders').waitFor();
    expect(await page.locator('wx-order-card').count()).toBe(23);
  });

  test('empty screens explain themselves, and failed ones offer a retry that works', async () => {
    await open('en', 'pages/orders/orders');
    await heading('No orders yet').waitFor();
    await shot('orders-empty-en');
    shop.goods = [];
    await button('Go to the shop').click();
    await heading('Nothing for sale yet').waitFor();
    shop.goods = new StubShop().goods;
    shop.errors.set('listgoods', { errcode: 5000, errmsg: 'STORE_DOWN: the database does not answer' });
    await button('Try again').click();
    await page.getByText('Something went wrong. Please try again.').waitFor();
    await shot('goods-error-en');
    shop.errors.clear();
    await button('Try again').click();
    await plus('高山乌龙茶 150g').waitFor();
  });

  test('a failed payment start is told on the checkout and can be repeated', async () => {
    shop.errors.set('unifiedorder', {
      errcode: 3001,
      errmsg: 'PSP_REFUSED: the payment provider refused: limit exceeded',
    });
    await buy('en');
    await page.getByText('The payment provider did not accept this.', { exact: false }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('limit exceeded');
    await shot('checkout-error-en');
    shop.errors.clear();
    await button('Try again').click();
    await dialog().waitFor();
  });

  test('a merchant without any way to pay is explained, and nothing can be pressed', async () => {
    shop.payMethods = [];
    const { out_trade_no } = shop.add({});
    await open('en', `pages/checkout/checkout?out_trade_no=${out_trade_no}`);
    await page.getByText('The merchant offers no way to pay yet.', { exact: false }).waitFor();
    await button('Pay €12.90').click();
    expect(shop.calls.map(({ action }) => action)).toEqual(['queryorder']);
  });

  test('the chosen language changes every screen at once and is remembered', async () => {
    await open('zh_CN', 'pages/me/me');
    await page.getByText('oDemoCustomer0001').waitFor();
    await shot('me-zh_CN');
    await page.getByText('English', { exact: true }).click();
    await page.getByText('Signed in as').waitFor();
    await page.getByRole('tab', { name: 'Shop' }).click();
    await heading('In the shop').waitFor();
    await page.reload();
    await heading('In the shop').waitFor();
    expect(complaints).toEqual([]);
  });

  test('a wx function that the preview does not have fails as WeChat fails, and warns once', async () => {
    await open('en');
    await plus('高山乌龙茶 150g').waitFor();
    const ask = 'wx.startBeaconDiscovery({}).catch((failure) => failure)';
    for (let times = 0; times < 2; times += 1) {
      expect(await page.evaluate(ask)).toEqual({
        errMsg: 'startBeaconDiscovery:fail not played by the preview',
      });
    }
    expect(complaints).toEqual(['wx.startBeaconDiscovery is not played by the preview']);
  });

  test('fingers work as well as a mouse', async () => {
    const touch = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    page = await touch.newPage();
    await open('en');
    await plus('高山乌龙茶 150g').tap();
    await button('Check out').tap();
    await page.getByText('Alipay', { exact: true }).tap();
    await button('Pay €12.90').tap();
    await page.getByText('https://pay.example.test/alipay/', { exact: false }).waitFor();
    await touch.close();
  });

  test('the desk shows the phone, switches the person and keeps orders private', async () => {
    shop.add({ openid: 'oDemoCustomer0001' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${server.origin}/`);
    const phone = page.frameLocator('#phone');
    await page.getByRole('button', { name: 'English' }).click();
    await phone.getByRole('tab', { name: 'Orders' }).click();
    await phone.locator('wx-order-card').waitFor();
    await phone.getByRole('tab', { name: 'Shop' }).click();
    await shot('desk-en');
    await page.getByRole('button', { name: /Customer two/ }).click();
    await phone.getByRole('tab', { name: 'Orders' }).click();
    await phone.getByText('No orders yet').waitFor();
    expect(shop.calls.at(-1)?.openid).toBe('oDemoCustomer0002');
    await page.getByRole('button', { name: '中文' }).click();
    await phone.getByText('本店商品').waitFor();
    await shot('desk-zh_CN');
    await page.setViewportSize({ width: 390, height: 844 });
    await shot('desk-small');
    expect(complaints).toEqual([]);
  });
});
