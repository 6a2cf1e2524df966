// The console in a real browser over a running local cloud: what a developer sees, and that it keeps up by itself.
// The screenshot goes to dist/screenshots/console.png.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { describeInBrowser, launchBrowser } from '../browser';
import {
  logNotify,
  noticeDocument,
  openPayment,
  orderDocument,
  startConsole,
  type StartedConsole,
} from './fixture';

const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');
const minute = 60_000;
const start = Date.UTC(2026, 10, 21, 9, 0, 0);

/** An hour in a shop: orders in every state, and notices of every verdict. */
function seedShop(database: LocalDatabase): void {
  for (const name of ['orders', 'payment']) database.ensureCollection(name);
  const refund = {
    out_refund_no: 'CPTEA0000000000001R1',
    reason: 'one was broken',
    requested_at: start + 40_000,
  };
  const unpaid = { paid_attempt: null, transaction_id: null, paid_at: null, hook: 'none' };
  const orders = [
    orderDocument('CPTEA0000000000001', { refunds: [{ ...refund, refund_fee: 290, state: 'succeeded' }] }),
    orderDocument('CPLATE000000000002', { late: true, total_fee: 3990, created_at: start + minute }),
    orderDocument('CPWAIT000000000003', {
      ...unpaid,
      state: 'pending',
      decline: 'card refused',
      created_at: start,
    }),
    orderDocument('CPYEN0000000000004', { total_fee: 1290, fee_type: 'JPY', created_at: start + 2 * minute }),
    orderDocument('CPGONE000000000005', {
      ...unpaid,
      state: 'closed',
      attempts: [],
      created_at: start + 3000,
    }),
  ];
  for (const order of orders) database.insert('orders', order);
  const keptAside = { verdict: 'kept_aside', reason: 'paid 1.00 EUR, the order is 12.90 EUR' };
  const notices = [
    noticeDocument('CPTEA0000000000001'),
    noticeDocument('CPTEA0000000000001', { verdict: 'duplicate' }),
    noticeDocument('CPWAIT000000000003', keptAside),
    noticeDocument('CPNOBODYS000000009', { verdict: 'unknown_order', reason: 'no such order' }),
  ];
  for (const notice of notices) database.insert('payment', notice);
}

describeInBrowser('the console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let started: StartedConsole;
  let complaints: string[];

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  afterEach(async () => {
    await context.close();
    await started.stop();
    expect(complaints).toEqual([]);
  });

  async function open(seed?: (database: LocalDatabase) => void, locale = 'en-GB'): Promise<void> {
    started = await startConsole(seed);
    context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      deviceScaleFactor: 2,
      locale,
      timezoneId: 'Europe/Berlin',
    });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(started.url) && !request.url().startsWith('data:')) {
        complaints.push(`external: ${request.url()}`);
      }
    });
    await page.goto(`${started.url}/console`);
    await page.locator('.pulse.live').waitFor();
  }

  const row = (panel: 'orders' | 'notices' | 'sandboxes', text: string): Locator =>
    page.locator(`#${panel} > .fold`, { hasText: text });
  const unfold = (which: Locator) => which.locator('> summary .badge').click();
  const said = (text: string | RegExp) => page.locator('#message').getByText(text).waitFor();

  test('orders show state, exact amount, numbers, what went back, lateness and why a payment was declined', async () => {
    await open(seedShop);
    const tea = await row('orders', 'CPTEA0000000000001').innerText();
    expect(tea).toContain('paid');
    expect(tea).toContain('12.90 EUR');
    expect(tea).toContain('2.90 EUR refunded');
    expect(tea).toContain('4200002026112000000000001');
    expect(await row('orders', 'CPYEN0000000000004').innerText()).toContain('1290 JPY');
    expect(await row('orders', 'CPLATE000000000002').innerText()).toContain('late money');
    expect(await row('orders', 'CPWAIT000000000003').innerText()).toContain('Declined: card refused');
  });

  test('an order that waits for a person says why and since when, in both languages', async () => {
    await open((database) => {
      seedShop(database);
      const attention = [{ reason: 'refund_unanswered', of: 'CPASK1R1', since: start + 5 * minute }];
      database.insert('orders', orderDocument('CPASK0000000000006', { attention }));
    });
    const asks = row('orders', 'CPASK0000000000006');
    expect(await asks.innerText()).toContain(
      'Waits for a person since 11-21 10:05:00: refund_unanswered CPASK1R1',
    );
    expect(await row('orders', 'CPTEA0000000000001').innerText()).not.toContain('Waits for a person');
    await page.screenshot({ path: path.join(screenshots, 'console-attention.png'), animations: 'disabled' });
    await page.getByRole('button', { name: '中文' }).click();
    await asks.getByText('自 11-21 10:05:00 起等待人工处理：退款没有答复 CPASK1R1').waitFor();
  });

  test('kept-aside money whose notice was lost waits as its order, and can be asked about and seen', async () => {
    await open((database) => {
      seedShop(database);
      const attention = [{ reason: 'kept_aside', of: 'T1', since: start + 5 * minute }];
      database.insert('orders', orderDocument('CPLOST000000000007', { attention }));
    });
    const lost = page.locator('#waiting > *', { hasText: 'CPLOST000000000007' });
    expect(await lost.innerText()).toContain('kept_aside T1');
    expect(await lost.getByRole('button').allInnerTexts()).toEqual(
      expect.arrayContaining(['Ask now', 'Seen']),
    );
    // What has its notice has one row.
    expect(await page.locator('#waiting > *', { hasText: 'kept_aside' }).count()).toBe(1);
    await page.getByRole('button', { name: '中文' }).click();
    await lost.getByText('已搁置 T1').waitFor();
  });

  test.each([390, 320])(
    'on a screen of %d pixels the filters of the orders lie above the list',
    async (width) => {
      await open(seedShop, 'zh-CN');
      await page.setViewportSize({ width, height: 568 });
      const list = page.locator('#orders');
      const last = page.locator('.panel', { has: list }).locator('.head select').last();
      await row('orders', 'CPTEA0000000000001').waitFor();
      const [filter, orders] = [await last.boundingBox(), await list.boundingBox()];
      expect((filter?.y ?? 0) + (filter?.height ?? 0)).toBeLessThanOrEqual(orders?.y ?? 0);
    },
  );

  test('a new order and a refused notice appear by themselves, and what is unfolded stays unfolded', async () => {
    await open(seedShop);
    const wait = row('notices', 'kept_aside');
    await unfold(wait);
    const { database } = started.cloud;
    database.insert('orders', orderDocument('CPNEW0000000000006', { created_at: start + 60 * minute }));
    await database.update('orders', { _id: 'CPTEA0000000000001' }, { $set: { late: true } });
    logNotify(started.cloud, { event: 'notice_refused', pay_sp: 'yaband', why: 'bad_signature' });
    await row('orders', 'CPNEW0000000000006').waitFor();
    await row('notices', 'the signature is wrong').waitFor();
    await row('orders', 'CPTEA0000000000001').getByText('late money').waitFor();
    expect(await wait.locator('pre').isVisible()).toBe(true);
    expect(await page.locator('#orders > .fold').first().innerText()).toContain('CPNEW0000000000006');
    await openPayment(started, 'CPNEW0000000000006');
    await openPayment(started, 'CPSECOND0000000007');
    await started.sandboxes.list[0]?.event({ event: 'pay', out_trade_no: 'CPNEW0000000000006' });
    await unfold(row('sandboxes', 'CPSECOND0000000007'));
    await row('sandboxes', 'CPNEW0000000000006').getByText('paid', { exact: true }).first().waitFor();
    await page.screenshot({ path: path.join(screenshots, 'console.png'), animations: 'disabled' });
  });

  test('a notice shows its verdict and reason, and its body when unfolded', async () => {
    await open(seedShop);
    const notice = row('notices', 'kept_aside');
    expect(await notice.innerText()).toContain('paid 1.00 EUR, the order is 12.90 EUR');
    expect(await notice.locator('pre').isVisible()).toBe(false);
    await unfold(notice);
    expect(await notice.locator('pre').innerText()).toContain('"order_id": "CPWAIT000000000003"');
  });

  test('a notice with a time that no calendar knows leaves the rest of the console standing', async () => {
    await open((database) => {
      seedShop(database);
      for (const received_at of [1e99, 'yesterday', null]) {
        void database.insert('payment', noticeDocument(`CPTIME${String(received_at)}`, { received_at }));
      }
    });
    await row('notices', 'CPTIME1e+99').waitFor();
    expect(await row('notices', 'CPTIME1e+99').innerText()).toContain('—');
    expect(await row('orders', 'CPTEA0000000000001').count()).toBe(1);
  });

  test('nothing is drawn anew while nothing changes', async () => {
    await open(seedShop);
    await page.evaluate(`
      window.changes = 0;
      const watch = new MutationObserver((seen) => { window.changes += seen.length; });
      watch.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true });
    `);
    for (let polls = 0; polls < 2; polls += 1) {
      await page.waitForResponse((response) => response.url().includes('/console/data'));
    }
    expect(await page.evaluate('window.changes')).toBe(0);
  });

  test('an empty console says what to do, in the language of the browser', async () => {
    await open(undefined, 'zh-CN');
    await page.getByText('还没有订单：先在手机上买点东西吧，地址是 /').waitFor();
    await page.getByText('还没有通知：').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('No orders yet: buy something on the phone at /').waitFor();
    expect(await page.locator('#orders a').getAttribute('href')).toBe('/');
    await page.reload();
    await page.getByText('No lines yet:').waitFor();
  });

  test('the operator refunds part of an order, and reads the answer of the function in words', async () => {
    await open(seedShop);
    await row('orders', 'CPTEA0000000000001').locator('a').click();
    const tea = page.locator('#order > *');
    const amount = tea.getByRole('textbox', { name: 'Amount, empty for 10.00 EUR' });
    await amount.fill('2.5');
    await tea.getByRole('button', { name: 'Refund' }).click();
    await said('Refund CPTEA0000000000001R1 of 2.50 EUR: processing');
    await amount.fill('2.505');
    await tea.getByRole('button', { name: 'Refund' }).click();
    await said('“2.505” is no amount in EUR');
    await amount.fill('11.00');
    await tea.getByRole('button', { name: 'Refund' }).click();
    await said('REFUND_TOO_LARGE: refund at most 10.00 EUR');
    await page.locator('#logs').getByText('psp').first().waitFor();
  });

  test('a payment is paid in its sandbox with a notice that gets lost', async () => {
    await open();
    await openPayment(started, 'CPBOX0000000000001');
    const payment = row('sandboxes', 'CPBOX0000000000001');
    await unfold(payment);
    await payment.getByRole('combobox').selectOption({ label: 'notice is lost' });
    await payment.getByRole('button', { name: 'Pay', exact: true }).click();
    await said('CPBOX0000000000001: Pay');
    await payment.getByText('dropped').waitFor();
    const held = started.sandboxes.list.flatMap((one) => one.view().payments);
    expect(held.map(({ state }) => state)).toEqual(['paid']);
  });

  test('an order that is not there is said to be none, with nothing of other orders beside it', async () => {
    await open();
    await openPayment(started, 'CPBOX0000000000001');
    await row('sandboxes', 'CPBOX0000000000001').waitFor();
    await page.evaluate(`location.hash = '#order=NOPE'`);
    await page.locator('#order').getByText('There is no such order').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Order',
      'Function logs',
    ]);
  });

  test('another amount is paid in its sandbox, written in major units', async () => {
    await open();
    await openPayment(started, 'CPBOX0000000000001');
    const payment = row('sandboxes', 'CPBOX0000000000001');
    await unfold(payment);
    const other = payment.getByRole('textbox', { name: 'Another amount in EUR' });
    await other.fill('7.705');
    await payment.getByRole('button', { name: 'Pay that' }).click();
    await said('“7.705” is no amount in EUR');
    await other.fill('7.70');
    await payment.getByRole('button', { name: 'Pay that' }).click();
    await payment.getByText('7.70 EUR was paid').waitFor();
  });

  test('a sandbox is told to break, shows what it will do, and each fault can be taken back', async () => {
    await open();
    await page.getByRole('combobox', { name: 'operation' }).selectOption('refund');
    const kind = page.getByRole('combobox', { name: 'fault' });
    for (const each of ['http_500', 'html']) {
      await kind.selectOption(each);
      await page.getByRole('button', { name: 'Break' }).click();
      await page.locator('#sandboxes').getByText(`refund: ${each} × 1`).waitFor();
    }
    await page.getByRole('button', { name: 'Take back refund: http_500 × 1' }).click();
    await page.getByText('refund: http_500 × 1', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.locator('#sandboxes').innerText()).toContain('refund: html × 1');
  });

  test('the local clock moves on, and starting over asks first', async () => {
    await open(seedShop);
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText('1 h ahead').waitFor();
    expect(started.cloud.clock.offsetMs()).toBe(60 * minute);
    started.cloud.database.insert('orders', orderDocument('CPEXTRA00000000008'));
    await row('orders', 'CPEXTRA00000000008').waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(started.cloud.clock.offsetMs()).toBe(60 * minute);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await row('orders', 'CPEXTRA00000000008').waitFor({ state: 'detached' });
    await row('orders', 'CPTEA0000000000001').waitFor();
    expect(started.cloud.clock.offsetMs()).toBe(0);
  });

  test('logs are filtered by text and by function, and forgotten after a reset', async () => {
    await open();
    logNotify(started.cloud, { event: 'notice', pay_sp: 'yaband', verdict: 'applied' });
    logNotify(started.cloud, { event: 'psp', operation: 'query' });
    const log = page.locator('#logs .log:visible');
    await page.locator('#logs').getByText('psp').waitFor();
    expect(await log.count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('APPLIED');
    expect(await log.count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Filter' }).fill('nowhere');
    await page.getByText('No line matches the filter.').waitFor();
    await started.cloud.reset();
    await page.getByText('No lines yet:').waitFor();
  });

  test('text of a notice or an order is shown as text, whatever it contains', async () => {
    const markup = '<img src=x onerror="document.title=1">';
    await open((database) => {
      seedShop(database);
      database.insert('payment', noticeDocument('CPMARK', { reason: markup, raw: markup }));
    });
    await row('notices', markup).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
  });

  test('when the local cloud stops answering the page says so', async () => {
    await open(seedShop);
    await page.route('**/console/data*', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.getByText('The local cloud does not answer, trying again').waitFor();
    complaints = complaints.filter((text) => !text.includes('503'));
    await page.unroute('**/console/data*');
    await page.locator('.pulse.live').waitFor();
    complaints = complaints.filter((text) => !text.includes('503'));
  });
});
