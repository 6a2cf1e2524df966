// A customer on a slow network that loses every fifth call, whose phone kills the mini-program between the cashier and the
// result, on the real back end: the money is taken once, nothing wrong is said, and the order is found again.
import type { Browser, Page, Route } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../browser';
import { openWorld, type Running } from './running-world';

/** How long a call takes at 3G speed, in ms. */
const latency = 400;

describeInBrowser('on a bad network', () => {
  let browser: Browser;
  let running: Running;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    running = await openWorld('v3');
    page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(30_000);
  });
  afterEach(async () => {
    await page.close();
    await running.world.close();
  });

  /** Every fifth call is lost, by turns before the function runs and after it. */
  async function loseCalls(first: number): Promise<void> {
    let calls = first;
    await page.route('**/wx/callFunction', async (route: Route) => {
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, latency));
      const isLost = calls % 5 === 0;
      if (isLost && calls % 10 === 0) return route.abort();
      // A connection that was kept may end just as the call goes out: that call is lost too.
      const response = await route.fetch().catch(() => undefined);
      return isLost || !response ? route.abort() : route.fulfill({ response });
    });
  }

  /** Opens the mini-program, and notes every text that it shows from now on. */
  async function start(): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${running.world.url}/phone/?lang=en`);
  }

  /** Presses until `done` is there: what failed is said, and offers to be tried again. */
  async function insist(name: RegExp, done: () => Promise<boolean>): Promise<void> {
    const button = page.locator('wx-page:visible').getByRole('button', { name });
    for (let times = 0; times < 8; times += 1) {
      await button.first().click();
      for (let looks = 0; looks < 50; looks += 1) {
        if (await done()) return;
        if (await page.locator('wx-page:visible [role=alert]').count()) break;
        await page.waitForTimeout(100);
      }
    }
    throw new Error(`${String(name)} never led on`);
  }

  const isShown = (name: RegExp) => async () =>
    (await page.locator('wx-page:visible').getByRole('button', { name }).count()) > 0;
  const cashier = () => page.getByRole('dialog', { name: 'Simulated cashier' });

  /** From the shop's window to an open cashier. */
  async function openCashier(): Promise<void> {
    await page.getByRole('button', { name: /^Tulip/ }).click();
    await page.getByRole('button', { name: 'Buy now' }).click();
    await insist(/^(Place order|Try again)$/, isShown(/^Pay /));
    await insist(/^(Pay |Try again)/, async () => (await cashier().count()) > 0);
    await cashier().getByRole('button', { name: /^Pay/ }).waitFor();
  }

  /** What the page said about the payment while one looked at it. */
  async function headings(): Promise<string[]> {
    return page.evaluate('window.saidHeadings ?? []');
  }

  const paidOrders = async () => {
    const orders = await running.world.cloud.database.find('orders', {});
    return orders.filter(({ state }) => state === 'paid');
  };

  test.each([0, 2, 3])(
    'the payer has paid, and the phone never heard it (calls lost from the %d. on)',
    async (first) => {
      await page.addInitScript(`
      window.saidHeadings = [];
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('wx-page .heading'))
          if (window.saidHeadings.at(-1) !== one.textContent) window.saidHeadings.push(one.textContent);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    `);
      await loseCalls(first);
      await start();
      await openCashier();
      // The sandbox takes the money; the phone is gone before the cashier says so.
      const paid = new Promise<void>((resolve) => {
        void page.route('**/sandbox/cashier/pay', async (route) => {
          await route.fetch();
          resolve();
        });
      });
      await cashier().getByRole('button', { name: /^Pay/ }).click();
      await paid;
      await start();
      await page.getByText('Payment received', { exact: true }).waitFor();
      const said = await headings();
      expect(said.filter((words) => /not paid|declined|closed|failed/i.test(words))).toEqual([]);
      await running.quiet();
      expect(await paidOrders()).toHaveLength(1);
      const sandbox = running.world.sandboxes.list.find(({ paySp }) => paySp === 'v3');
      const taken = (sandbox?.view().payments ?? []).filter(({ state }) => state === 'paid');
      expect(taken).toHaveLength(1);

      await page.getByRole('button', { name: 'View order' }).click();
      await page.getByText(String((await paidOrders())[0]?._id), { exact: true }).waitFor();
      await start();
      await page.getByRole('button', { name: /^Tulip/ }).waitFor();
      expect(await page.getByText('Payment received', { exact: true }).count()).toBe(0);
    },
    120_000,
  );

  test('the payer had not paid yet: the order is found again, and paid once', async () => {
    await loseCalls(0);
    await start();
    await openCashier();
    await start();
    await page.getByText(/^(We are asking the payment provider|We do not know yet)$/).waitFor();
    await page.getByRole('button', { name: 'View order' }).click();
    await insist(/^Pay (now|again)$/, isShown(/^Pay .*\d$/));
    await insist(/^(Pay .*\d|Try again)$/, async () => (await cashier().count()) > 0);
    await cashier().getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('Payment received', { exact: true }).waitFor();
    await running.quiet();
    expect(await paidOrders()).toHaveLength(1);
  });
});
