// The operators' part of the mini-program in a real browser, before a stand-in shop: what an operator finds, does, and is told.
import { describeInBrowser } from '../browser';
import { fillOperatorShop } from './operator-shop';
import { PhonePage } from './phone-page';

const bought = 'CP20261121000001';
const late = 'CP20261121000003';

describeInBrowser('the operators’ pages', () => {
  const phone = new PhonePage();
  beforeEach(() => fillOperatorShop(phone.shop));

  const at = (name: string, query = '') => phone.openAt('en', `operator/pages/${name}/${name}${query}`);
  const asked = (action: string) =>
    phone.shop.operator.asked
      .filter((data) => data['action'] === action)
      .map(({ action: _, ...rest }) => rest);
  const field = (name: string | RegExp) => phone.page.getByRole('textbox', { name });
  const route = () => phone.page.evaluate<string>('getCurrentPages().at(-1).route');
  const depth = () => phone.page.evaluate<number>('getCurrentPages().length');

  test('are there for operators, and say where something waits', async () => {
    await at('home');
    await phone.text('You are an operator of YabandPay, WeChat Pay v3').waitFor();
    await phone.text('To correct: 1').waitFor();
    await phone.page.getByText('Something waits here').nth(1).waitFor();
    expect(await phone.page.getByText('Something waits here').count()).toBe(2);
  });

  test('are closed to everybody else, with a way on', async () => {
    phone.shop.facts = { fee_type: 'EUR', operator_of: [], templates: {} };
    await at('home');
    await phone.text('You are not an operator of this shop').waitFor();
    expect(asked('listorders')).toEqual([]);
  });

  test('speak 繁體中文 on a phone that does', async () => {
    await phone.openAt('zh_TW', 'operator/pages/inbox/inbox');
    await phone.text('未決定').waitFor();
    expect(await phone.page.evaluate('document.documentElement.lang')).toBe('zh-TW');
  });

  describe('the list of orders', () => {
    test('finds by amount, and by text where that is meant', async () => {
      await at('orders');
      await field(/Number, buyer/).fill('12.90');
      await phone.text('Searching for the amount €12.90').waitFor();
      await phone.button('Search for the text “12.90” instead').click();
      await phone.text('No order matches').waitFor();
      const searches = asked('listorders').map(({ total_fee, search }) => [total_fee, search]);
      expect(searches.slice(-2)).toEqual([
        [1290, undefined],
        [undefined, '12.90'],
      ]);
      await phone.button('Clear filters').click();
      await phone.text(bought).waitFor();
    });

    test('is narrowed to what waits for a person, and names what cannot be read', async () => {
      await at('orders', '?waiting=1');
      await phone.text('total_fee must be an integer').waitFor();
      await phone.text('Waits: Money that does not fit the order').waitFor();
      expect(asked('listorders').at(-1)).toMatchObject({ attention: true });
      expect(await phone.page.getByText(bought).count()).toBe(0);
    });

    test('grows at its end, and keeps its place when one comes back', async () => {
      for (let n = 0; n < 45; n += 1) phone.shop.add({ state: 'closed' });
      await at('orders');
      const card = (n: number) => phone.page.locator('wx-page:visible .order').nth(n);
      await card(19).scrollIntoViewIfNeeded();
      await card(39).waitFor();
      await card(30).click();
      await phone.text('Details').waitFor();
      const before = await phone.page.evaluate<number>('getCurrentPages()[0].data.rows.length');
      phone.shop.orders[17] = {
        ...phone.shop.orders[17],
        state: 'paid',
      } as (typeof phone.shop.orders)[number];
      await phone.page.evaluate('wx.navigateBack()');
      await phone.page
        .locator('wx-page:visible .order')
        .nth(before - 1)
        .waitFor();
      expect(asked('listorders').at(-1)).toMatchObject({ limit: before });
    });

    test('keeps what was loaded when the service is away, and says since when', async () => {
      await at('orders');
      await phone.text(bought).waitFor();
      phone.shop.loses = () => 'before';
      await phone.page.evaluate('getCurrentPages()[0].refresh()');
      await phone.text(/Asking anew did not work\. This is what the service said at/).waitFor();
      await phone.text(bought).waitFor();
    });
  });

  describe('one order', () => {
    test('says what waits, how it ends, who bought, and what happened', async () => {
      await at('order', `?out_trade_no=${late}`);
      await phone.text('Money that does not fit the order').waitFor();
      for (const said of [
        /^Decide it under “Money kept aside”/,
        /^The customer finished paying after the order was closed/,
        'oBuyer0002',
        'YB2026112100042',
        'Refund of €100.00 asked for, number R1',
        'Reason: one piece was missing',
      ]) {
        await phone.text(said).waitFor();
      }
    });

    test('leads to its kept-aside money and back without growing the stack', async () => {
      await at('order', `?out_trade_no=${late}`);
      for (let n = 0; n < 3; n += 1) {
        await phone.button('See the money kept aside').click();
        await phone.button('View order').click();
        await phone.button('See the money kept aside').waitFor();
      }
      expect([await route(), await depth()]).toEqual(['operator/pages/order/order', 1]);
    });

    test('is asked about now, and the answers are shown', async () => {
      await at('order', `?out_trade_no=${late}`);
      await phone.button('Ask now').click();
      const sheet = phone.page.getByRole('dialog', { name: 'Ask now' });
      await sheet.getByText(/It makes no payment and no refund/).waitFor();
      await sheet.getByRole('button', { name: 'Ask now' }).click();
      await phone.text('SUCCESS').waitFor();
      expect(asked('asknow')).toEqual([{ out_trade_no: late }]);
    });

    test('is not closed by force without a reason, and the server’s no is shown with what to do', async () => {
      const { out_trade_no } = phone.shop.add({ state: 'pending' });
      phone.shop.errors.set('closeorder', { errcode: 1104, errmsg: 'ORDER_PAID: its PSP says paid' });
      await at('order', `?out_trade_no=${out_trade_no}`);
      await phone.button('Close by force').click();
      const sheet = phone.page.getByRole('dialog', { name: 'Close by force' });
      await sheet.getByRole('button', { name: 'Close by force' }).click();
      await sheet.getByText('Say why first.').waitFor();
      await sheet.getByRole('textbox').fill('made by mistake');
      await sheet.getByRole('button', { name: 'Close by force' }).click();
      await sheet.getByText(/This order is paid, so it cannot be closed/).waitFor();
      await sheet.getByText('ORDER_PAID: its PSP says paid').waitFor();
      await sheet.getByRole('button', { name: 'Cancel' }).click();
      await sheet.waitFor({ state: 'hidden' });
    });

    test('that is not there says so, and can be asked for again', async () => {
      await at('order', '?out_trade_no=CPNOWHERE');
      await phone.text(/^There is no such order/).waitFor();
      await phone.button('Retry').click();
      await phone.text('ORDER_NOT_FOUND: no such order').waitFor();
    });
  });

  test('kept-aside money is decided once, with a reason, and stays in the list of all', async () => {
    await at('inbox');
    await phone.button('Decide').first().click();
    const sheet = phone.page.getByRole('dialog', { name: 'Decide about this money' });
    await sheet.getByText(/goes back through YabandPay, once/).waitFor();
    await sheet.getByText('Send it back to the payer', { exact: true }).click();
    await sheet.getByRole('textbox').fill('paid twice');
    await sheet.getByRole('button', { name: 'Send it back to the payer' }).click();
    await sheet.waitFor({ state: 'hidden' });
    expect(asked('resolve')).toEqual([{ notice_id: 'n1', decision: 'return', explanation: 'paid twice' }]);
    await phone.text('Nothing is kept aside').waitFor();
    await phone.page.getByText('All', { exact: true }).click();
    await phone.text('By oOperator: paid twice').waitFor();
  });

  test('a difference of the books is decided with a reason', async () => {
    await at('reports');
    await phone.page.getByRole('button', { name: /2026-11-24.*YabandPay/ }).click();
    await phone.text('Payment · Another amount').waitFor();
    await phone.text('Ask the provider. No amount was changed here.').waitFor();
    await phone.button('Decide').click();
    const sheet = phone.page.getByRole('dialog', { name: 'Decide about this difference' });
    await sheet.getByText('Nothing is to be done', { exact: true }).click();
    await sheet.getByRole('textbox').fill('asked the provider');
    await sheet.getByRole('button', { name: 'Nothing is to be done' }).click();
    await phone.text('By oOperator: asked the provider').waitFor();
    expect(asked('resolve')).toEqual([
      { finding_id: '0a1b', decision: 'dismissed', explanation: 'asked the provider' },
    ]);
  });

  test('figures are bars that can be read aloud, each currency by itself', async () => {
    await at('figures');
    await phone.text('€15.00').waitFor();
    await phone.text('Each currency is summed by itself.').waitFor();
    const everyBarIsSeen = async () => {
      const chart = await phone.page.locator('.chart').boundingBox();
      const newest = await phone.page.locator('.chart .day').last().boundingBox();
      if (!chart || !newest) throw new Error('there is no chart');
      expect(newest.x + newest.width).toBeLessThanOrEqual(chart.x + chart.width + 0.5);
    };
    await everyBarIsSeen();
    expect(asked('figures')[0]).toMatchObject({ zone: '+01:00' });
    const bar = phone.page.getByRole('button', { name: /: paid €15\.00, refunded €1\.00, orders 2/ });
    await bar.click();
    await phone.text(/: paid €15\.00, refunded €1\.00, orders 2/).waitFor();
    await phone.page.getByText('JPY', { exact: true }).click();
    await phone.page.getByRole('button', { name: /: paid JP¥900/ }).waitFor();
    for (const days of ['Last 90 days', 'Last 7 days']) {
      await phone.page.getByText(days, { exact: true }).click();
      await phone.text('€15.00').waitFor();
      await everyBarIsSeen();
    }
    const days = asked('figures').map(({ from, to }) => Date.parse(String(to)) - Date.parse(String(from)));
    expect(days).toEqual([29, 89, 6].map((n) => n * 86_400_000));
  });

  test('the configuration’s problems are told in full', async () => {
    await at('problems');
    await phone.text('CONFIG_INVALID: document payment: key is missing').waitFor();
    await phone.text('YabandPay').waitFor();
    phone.shop.operator.problems = [];
    await phone.page.evaluate('getCurrentPages()[0].load()');
    await phone.text('The configuration is in order').waitFor();
  });
});
