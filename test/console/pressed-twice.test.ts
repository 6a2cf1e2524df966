// What is pressed on the console moves money or documents once, and what it says of it is what came of it: also where an answer
// takes long, the row is made anew meanwhile, or somebody has another tab open.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { describeInBrowser, launchBrowser } from '../browser';
import { orderDocument, startConsole, type StartedConsole } from './fixture';

const bought = 'CPTEA0000000000001';

function seed(database: LocalDatabase): void {
  for (const name of ['orders', 'payment', 'goods']) database.ensureCollection(name);
  database.insert('orders', orderDocument(bought));
  database.insert('goods', { _id: 'tea', title: 'Tea', price: 1290, fee_type: 'EUR' });
}

describeInBrowser('on the console', () => {
  let browser: Browser;
  let context: BrowserContext;
  let started: StartedConsole;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    started = await startConsole(seed);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    page = await tab('');
  });
  afterEach(async () => {
    await context.close();
    await started.stop();
  });

  async function tab(place: string): Promise<Page> {
    const opened = await context.newPage();
    opened.setDefaultTimeout(30_000);
    await opened.goto(`${started.url}/console${place}`);
    await opened.locator('.pulse.live').waitFor();
    return opened;
  }

  const said = (text: string, where = page) => where.locator('#message').getByText(text).waitFor();
  const amount = () => page.locator('#order').getByRole('textbox', { name: /^Amount/ });
  const refund = () => page.locator('#order').getByRole('button', { name: 'Refund', exact: true });

  /** Opens the order; function `pay` answers `result` from now on, once it is released. Answers how often it was called. */
  async function answering(result: object, released: Promise<void>): Promise<() => number> {
    let calls = 0;
    await page.route('**/wx/callFunction', async (route) => {
      calls += 1;
      await released;
      await route.fulfill({ json: { errMsg: 'callFunction:ok', result } });
    });
    await page.goto(`${started.url}/console#order=${bought}`);
    await refund().waitFor();
    return () => calls;
  }

  test('an amount that was refused stays, so that the next press does not give back everything', async () => {
    await answering({ errcode: 1202, errmsg: 'REFUND_TOO_LARGE: at most 10.00 EUR' }, Promise.resolve());
    await amount().fill('11.00');
    await refund().click();
    await said('REFUND_TOO_LARGE: at most 10.00 EUR');
    expect(await amount().inputValue()).toBe('11.00');
  });

  test('a refund says the amount that went back, not the one that the page had in mind', async () => {
    const told = { errcode: 0, out_refund_no: 'R1', state: 'processing', refund_fee: 790, fee_type: 'EUR' };
    await answering(told, Promise.resolve());
    await refund().click();
    await said('Refund R1 of 7.90 EUR: processing');
  });

  test('a refund under way takes no second press, though its order is shown anew meanwhile', async () => {
    let release = (): void => undefined;
    const told = { errcode: 0, out_refund_no: 'R1', state: 'processing', refund_fee: 500, fee_type: 'EUR' };
    const calls = await answering(told, new Promise((resolve) => (release = resolve)));
    await amount().fill('5.00');
    await refund().click();
    await started.cloud.database.update('orders', { _id: bought }, { $set: { late: true } });
    for (let polls = 0; polls < 3; polls += 1) await page.waitForResponse('**/console/data?*');
    await refund().click();
    release();
    await said('Refund R1 of 5.00 EUR: processing');
    expect(calls()).toBe(1);
    expect(await amount().inputValue()).toBe('');
    await page.locator('#order').getByText('late money').waitFor();
  });

  test('the fault that is pressed is the one that goes, where two differ only in how often they come', async () => {
    for (const times of ['1', '5']) {
      await page.getByRole('combobox', { name: 'how often' }).selectOption(times);
      await page.getByRole('button', { name: 'Break' }).click();
      await page.locator('#sandboxes').getByText(`create: timeout_after_effect × ${times}`).waitFor();
    }
    await page.getByRole('button', { name: 'Take back create: timeout_after_effect × 5' }).click();
    await page.getByText('create: timeout_after_effect × 5', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.locator('#sandboxes').innerText()).toContain('create: timeout_after_effect × 1');
  });

  test('what another tab has written into the shop meanwhile is not written over', async () => {
    const edit = async (where: Page, from: string, to: string) => {
      const text = where.getByRole('textbox', { name: 'The document as JSON' });
      await text.fill((await text.inputValue()).replace(from, to));
      await where.getByRole('button', { name: 'Show the difference' }).click();
      await where.getByRole('button', { name: 'Write it' }).waitFor();
    };
    const [first, second] = [await tab('#shop'), await tab('#shop')];
    await edit(first, '1290', '1390');
    await edit(second, '"Tea"', '"Green tea"');
    await first.getByRole('button', { name: 'Write it' }).click();
    await said('goods/tea is written', first);
    await second.getByRole('button', { name: 'Write it' }).click();
    await second.getByText(/^Somebody else has changed this document meanwhile/).waitFor();
    expect((await started.cloud.database.find('goods', { _id: 'tea' }))[0]).toMatchObject({
      title: 'Tea',
      price: 1390,
    });
  });
});
