// Coming back to a page, or to it by a bad link, without a phone: another language, prices of yesterday, and numbers that nobody gave.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const tea = { goods_id: 'tea', title: 'Oolong', price: 1290, fee_type: 'EUR' };
const facts = { fee_type: 'EUR', operator_of: ['yaband'], templates: {} };
const everything = {
  ...{ listgoods: { goods: [tea] }, listorders: { orders: [anOrder()] }, queryorder: anOrder() },
  ...{ shop: facts, login: { openid: 'o1' }, listaside: { notices: [] }, problems: { problems: [] } },
  listreconciliations: { reports: [] },
};

/** A page as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: string, folder = 'pages'): Promise<PageUnderTest> {
  jest.resetModules();
  const load = () => import(`../../miniprogram/${folder}/${name}/${name}`);
  return new PageUnderTest(await pageScript(load));
}

const language = () => import('../../miniprogram/i18n/language');

beforeEach(() => {
  phone.install();
  phone.answers(everything);
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('after the language has changed', () => {
  test.each([
    ['goods', 'pages'],
    ['orders', 'pages'],
    ['basket', 'pages'],
    ['orders', 'operator/pages'],
    ['inbox', 'operator/pages'],
  ])('%s of %s has its texts in the new one', async (name, folder) => {
    const one = await (await page(name, folder)).open();
    expect(one.data['language']).toBe('en');
    const english = structuredClone(one.data['t']);
    (await language()).setLanguage('zh-CN');
    await one.do('onShow');
    expect(one.data['language']).toBe('zh-CN');
    expect(one.data['t']).not.toEqual(english);
    await one.do('onUnload').catch(() => undefined);
  });

  test('the least prices of the shop’s window are in the new one, though nothing is asked for again', async () => {
    const specifications = [
      { specification_id: 's', title: 'Small', price: 1290 },
      { specification_id: 'l', title: 'Large', price: 3000 },
    ];
    phone.answers({ ...everything, listgoods: { goods: [{ ...tea, specifications }] } });
    const window = await (await page('goods')).open();
    expect(window.data['cards']).toMatchObject([{ priceText: 'from €12.90' }]);
    (await language()).setLanguage('zh-CN');
    await window.do('onShow');
    expect(window.data['cards']).toMatchObject([{ priceText: '€12.90 起' }]);
    expect(phone.asked('listgoods')).toHaveLength(1);
  });

  test('the states of my orders are in the new one before anything is asked for again', async () => {
    const list = await (await page('orders')).open();
    await list.do('onHide');
    (await language()).setLanguage('zh-CN');
    phone.callFunction.mockReturnValue(new Promise(() => undefined));
    await list.do('onShow');
    expect(list.data['cards']).toMatchObject([
      { stateText: expect.stringMatching(/[\u4e00-\u9fff]/) as unknown },
    ]);
    await list.do('onUnload');
  });

  test('a list of orders that has not arrived yet stays one that loads', async () => {
    const list = await page('orders');
    (await language()).setLanguage('zh-CN');
    phone.callFunction.mockReturnValue(new Promise(() => undefined));
    await list.open();
    expect(list.shows('status', 'language')).toEqual({ status: 'loading', language: 'zh-CN' });
    await list.do('onUnload');
  });
});

test('the shop’s window asks again only after a while', async () => {
  const window = await (await page('goods')).open();
  await window.do('onShow');
  expect(phone.asked('listgoods')).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(3_600_000);
  await window.do('onShow');
  expect(phone.asked('listgoods')).toHaveLength(2);
});

describe('where the service is away', () => {
  /** A page whose goods are those of the last time. */
  async function away(name: string, query: Readonly<Record<string, string>> = {}): Promise<PageUnderTest> {
    await (await page('goods')).open();
    phone.storage.set('basket', { at: 0, value: [{ ...tea, quantity: 2 }] });
    phone.answers({ ...everything, listgoods: null });
    const one = await page(name);
    await Promise.all([one.open(query), jest.advanceTimersByTimeAsync(4000)]);
    await settled();
    return one;
  }

  test.each([
    ['basket', {}],
    ['confirm', {}],
    ['item', { goods_id: 'tea' }],
  ])('%s shows the goods of the last time, and says from when they are', async (name, query) => {
    expect((await away(name, query)).data['stale']).toMatch(/This is from \d{4}-/);
  });
});

describe('without a number', () => {
  const missing = 'ORDER_NOT_FOUND: no such order';

  test.each([
    ['order', 'pages'],
    ['checkout', 'pages'],
    ['order', 'operator/pages'],
    ['refund', 'operator/pages'],
  ])('%s of %s says that there is no such order', async (name, folder) => {
    phone.answers({ ...everything, queryorder: missing });
    const one = await (await page(name, folder)).open();
    expect(one.data['status']).toBe('error');
    expect(one.data['trouble']).not.toBe('');
    await one.do('onUnload').catch(() => undefined);
  });

  test.each([missing, 'FORBIDDEN: not yours', 'INVALID_INPUT: out_trade_no'])(
    'the result says after "%s" that there is no such order, not that a PSP is silent, and leaves it at that',
    async (refusal) => {
      const attempt = { out_trade_no: 'CP1', method: 'wechat', outcome: 'opened', at: Date.now() };
      phone.storage.set('attempts', { at: 0, value: [attempt] });
      phone.answers({ ...everything, queryorder: refusal });
      const result = await (await page('result')).open({ out_trade_no: 'CP1' });
      expect(result.shows('state', 'heading')).toEqual({
        ...{ state: 'missing', heading: 'This order cannot be found' },
      });
      await jest.advanceTimersByTimeAsync(600_000);
      expect(phone.asked('queryorder')).toHaveLength(1);
      expect(phone.storage.has('attempts')).toBe(false);
      await result.do('onUnload');
    },
  );

  test('an article is none that is sold, and is shared by its title without a picture', async () => {
    const item = await (await page('item')).open();
    expect(item.data['status']).toBe('gone');
    expect(await item.do('onShareAppMessage')).not.toHaveProperty('imageUrl');
  });

  test('what is bought at once and is sold no more leaves nothing to order', async () => {
    const confirm = await (await page('confirm')).open({ goods_id: 'gone' });
    expect(confirm.shows('status', 'lines')).toEqual({ status: 'ready', lines: [] });
  });
});

describe('the basket', () => {
  const cup = { ...tea, goods_id: 'cup', specification_id: 's', specification: 'Small', title: 'Cup' };
  const linesOf = (one: PageUnderTest) => one.data['lines'] as { key: string; quantity: number }[];

  test('changes and takes out the one line that is meant, its specification too', async () => {
    const large = { ...cup, specification_id: 'l', specification: 'Large' };
    phone.storage.set('basket', { at: 0, value: [cup, large, tea].map((one) => ({ ...one, quantity: 1 })) });
    const one = await (await page('basket')).open();
    const [first, second] = linesOf(one);
    await one.do('changeQuantity', event({ value: 3 }, { key: second?.key }));
    expect(linesOf(one).map(({ quantity }) => quantity)).toEqual([1, 3, 1]);
    await one.do('remove', event({}, { key: first?.key }));
    expect(linesOf(one).map(({ quantity }) => quantity)).toEqual([3, 1]);
    await one.do('changeQuantity', event({ value: 9 }, { key: first?.key }));
    expect(linesOf(one).map(({ quantity }) => quantity)).toEqual([3, 1]);
  });

  test('that this phone kept in another form is an empty one', async () => {
    phone.storage.set('basket', { at: 0, value: [{ id: 'of another version' }] });
    expect(linesOf(await (await page('basket')).open())).toEqual([]);
  });

  test('is put into where the same article lies already among others', async () => {
    phone.storage.set('basket', { at: 0, value: [cup, tea].map((one) => ({ ...one, quantity: 1 })) });
    const item = await (await page('item')).open({ goods_id: 'tea' });
    await item.do('put');
    expect(linesOf(await (await page('basket')).open()).map(({ quantity }) => quantity)).toEqual([1, 2]);
  });

  test('that takes nothing more says so on the article’s page', async () => {
    const full = Array.from({ length: 50 }, (_, at) => ({ ...tea, goods_id: `g${at}`, quantity: 1 }));
    phone.storage.set('basket', { at: 0, value: full });
    const item = await (await page('item')).open({ goods_id: 'tea' });
    await item.do('put');
    expect(phone.said).toEqual([expect.stringMatching(/basket/i)]);
  });
});

describe('the phone number', () => {
  const me = async (login: object) => {
    phone.answers({ ...everything, login: { openid: 'o1', ...login } });
    return (await page('me')).open();
  };

  test('that the shop knows is shown by its ending', async () => {
    const user = { country_code: '31', pure_phone_number: '612345678' };
    expect((await me({ user })).data['phone']).toBe('+31 •••• 678');
  });

  test('that this phone remembers stands in where the shop tells none', async () => {
    phone.storage.set('phone', { country: '86', ending: '421' });
    expect((await me({})).data['phone']).toBe('+86 •••• 421');
  });

  test.each([['421'], [{ country: '86' }], [null]])(
    'of a form that nobody knows (%j) is none',
    async (stored) => {
      phone.storage.set('phone', stored);
      expect((await me({})).data['phone']).toBe('');
    },
  );

  test.each([
    ['getPhoneNumber:fail cancel', 'You did not allow it. The shop got no number.'],
    ['getPhoneNumber:fail no permission', 'WeChat gave no number. Please try again later.'],
  ])('that is not given with "%s" is said', async (errMsg, said) => {
    const one = await me({});
    await one.do('takePhone', event({ errMsg }));
    expect(one.data['phoneTrouble']).toEqual(said);
    expect(one.shows('phone', 'busy')).toEqual({ phone: '', busy: false });
  });
});
