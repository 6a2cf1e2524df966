// A customer and an operator on a slow network that loses a fifth of the calls, whose phones kill the mini-program between the cashier
// and the result, or between a refund and its answer, on the real back end: one order for the checkout, one payment for the order, one
// refund for the press; nothing wrong is said, and all of it is found again.
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { Dice } from '../bad-input/dice';
import { describeInBrowser, launchBrowser } from '../browser';
import { someOf } from '../thorough';
import { OPERATOR, openWorld, paidOrder, type Running } from './running-world';

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

  /** Of ten calls one is lost before the function runs and one after it, by the dice of this seed. */
  async function loseCalls(seed: number): Promise<void> {
    const dice = new Dice(String(seed));
    await page.route('**/wx/callFunction', async (route: Route) => {
      const thrown = dice.below(10);
      await new Promise((resolve) => setTimeout(resolve, latency));
      if (thrown === 0) return route.abort();
      // A connection that was kept may end just as the call goes out: that call is lost too.
      const response = await route.fetch().catch(() => undefined);
      return thrown === 1 || !response ? route.abort() : route.fulfill({ response });
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

  /** Waits for something, and presses the way on where that is offered instead. */
  async function untilShown(wanted: Locator, wayOn: Locator): Promise<void> {
    for (let times = 0; times < 8; times += 1) {
      await wanted.or(wayOn).first().waitFor();
      if ((await wanted.count()) > 0) return;
      await wayOn.click();
      await wayOn.waitFor({ state: 'hidden' });
    }
    throw new Error('it never came');
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

  const heldAtPsp = () => running.world.sandboxes.list.find(({ paySp }) => paySp === 'v3')?.view();

  /** The one order that there is, paid by the one payment that there is. */
  async function paidOnce(): Promise<string> {
    await running.quiet();
    const orders = await running.world.cloud.database.find('orders', {});
    expect(orders).toMatchObject([{ state: 'paid' }]);
    expect(heldAtPsp()?.payments).toMatchObject([{ state: 'paid' }]);
    return String(orders[0]?._id);
  }

  test.each(someOf([1, 2, 3], [1]))(
    'the payer has paid, and the phone never heard it (seed %d)',
    async (seed) => {
      await page.addInitScript(`
      window.saidHeadings = [];
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('wx-page .heading'))
          if (window.saidHeadings.at(-1) !== one.textContent) window.saidHeadings.push(one.textContent);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    `);
      await loseCalls(seed);
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
      const number = await paidOnce();

      await page.getByRole('button', { name: 'View order' }).click();
      await page.getByText(number, { exact: true }).waitFor();
      await start();
      await page.getByRole('button', { name: /^Tulip/ }).waitFor();
      expect(await page.getByText('Payment received', { exact: true }).count()).toBe(0);
    },
    120_000,
  );

  test('the payer had not paid yet: the order is found again, and paid once', async () => {
    await loseCalls(4);
    await start();
    await openCashier();
    await start();
    await page.getByText(/^(We are asking the payment provider|We do not know yet)$/).waitFor();
    await page.getByRole('button', { name: 'View order' }).click();
    await insist(/^Pay (now|again)$/, isShown(/^Pay .*\d$/));
    await insist(/^(Pay .*\d|Try again)$/, async () => (await cashier().count()) > 0);
    await cashier().getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('Payment received', { exact: true }).waitFor();
    await paidOnce();
  });

  test.each(someOf([5, 6, 7], [5]))(
    'one press refunds once, and its end is found again (seed %d)',
    async (seed) => {
      const number = await paidOrder(running, 'v3');
      const open = async (): Promise<void> => {
        const place = `/operator/pages/refund/refund?out_trade_no=${number}`;
        await page.goto('about:blank');
        await page.goto(`${running.world.url}/phone/?lang=en&openid=${OPERATOR}#${place}`);
      };
      await loseCalls(seed);
      await open();
      const shown = page.locator('wx-page:visible');
      const button = (name: string | RegExp) => shown.getByRole('button', { name });
      await untilShown(button('Half'), button('Try again'));
      await button('Half').click();
      await button(/^Refund .49\.50$/).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Refund' }).click();
      await shown.getByText(/^(We are asking the payment provider|The refund is on its way)$/).waitFor();
      await open();
      await untilShown(shown.getByText('The money went back', { exact: true }), button(/^Send again/));
      expect(await running.order(number)).toMatchObject({
        refunds: [{ refund_fee: 4950, state: 'succeeded' }],
      });
      expect(heldAtPsp()?.refunds).toHaveLength(1);
    },
  );
});
