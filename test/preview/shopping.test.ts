// The way to an order: the shop's window, an article, the basket and the address, without a phone.
import type { Goods } from '../../miniprogram/services/pay';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();

const tea: Goods = { goods_id: 'tea', title: 'Oolong 乌龙茶', price: 1290, fee_type: 'EUR', category: 'Tea' };
const cup: Goods = {
  goods_id: 'cup',
  title: 'Delft cup',
  price: 2450,
  fee_type: 'EUR',
  category: 'Ware',
  picture: '/assets/cup.png',
  specifications: [
    { specification_id: 's', title: 'Small', price: 2450 },
    { specification_id: 'l', title: 'Large', price: 3000 },
  ],
};
const shop = { listgoods: { goods: [tea, cup] } };

/** A page as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: string): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`)));
}

const basket = () => page('basket').then((one) => one.open());
const linesOf = (one: PageUnderTest) =>
  (one.data['lines'] as { title: string; quantity: number; note: string; isGone: boolean }[]).map(
    ({ title, quantity, note, isGone }) => ({ title, quantity, note, isGone }),
  );

beforeEach(() => {
  phone.install();
  phone.answers(shop);
});

describe('the shop’s window', () => {
  test('shows goods with their pictures, a neutral one where they have none, and their least price', async () => {
    const window = await (await page('goods')).open();
    expect(window.data['cards']).toEqual([
      { id: 'tea', title: tea.title, picture: '/assets/no-picture.png', priceText: '€12.90' },
      { id: 'cup', title: 'Delft cup', picture: '/assets/cup.png', priceText: 'from €24.50' },
    ]);
    expect(window.data['categories']).toEqual(['Tea', 'Ware']);
  });

  test.each([
    ['oolong', ['tea']],
    ['乌龙', ['tea']],
    ['large', ['cup']],
    ['tea oolong', ['tea']],
    ['cheese', []],
  ])('finds by "%s" what has every word of it', async (search, ids) => {
    const window = await (await page('goods')).open();
    await window.do('searchFor', event({ value: search }));
    expect((window.data['cards'] as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    await window.do('showAll');
    expect(window.data['cards']).toHaveLength(2);
  });

  test('shows one category at a time', async () => {
    const window = await (await page('goods')).open();
    await window.do('chooseCategory', event({ value: '=Ware' }));
    expect((window.data['cards'] as { id: string }[]).map(({ id }) => id)).toEqual(['cup']);
  });

  test('puts into the basket what needs no choice, and leads to the choice otherwise', async () => {
    const window = await (await page('goods')).open();
    await window.do('put', event({}, { id: 'tea' }));
    await window.do('put', event({}, { id: 'tea' }));
    await window.do('put', event({}, { id: 'cup' }));
    expect(phone.badges.at(-1)).toBe('2');
    expect(phone.moved).toEqual(['navigateTo /pages/item/item?goods_id=cup']);
    expect(linesOf(await basket())).toMatchObject([{ title: tea.title, quantity: 2 }]);
  });

  test.each([{ goods_id: 'cup' }, { scene: 'cup' }, { scene: encodeURIComponent('goods_id=cup') }])(
    'leads on to what a link or a code names: %p',
    async (query) => {
      await (await page('goods')).open(query);
      expect(phone.moved).toEqual(['navigateTo /pages/item/item?goods_id=cup']);
    },
  );

  test('shows what it showed last where the service cannot be reached, and says from when that is', async () => {
    jest.useFakeTimers();
    await (await page('goods')).open();
    phone.answers({ listgoods: null });
    const window = await page('goods');
    const opening = window.open();
    await jest.runAllTimersAsync();
    await opening;
    expect(window.data['cards']).toHaveLength(2);
    expect(window.data['stale']).toMatch(/^The service cannot be reached. This is from \d{4}-/);
    phone.storage.clear();
    const empty = await page('goods');
    await Promise.all([empty.open(), jest.runAllTimersAsync()]);
    await settled();
    expect(empty.shows('status', 'trouble')).toEqual({
      status: 'error',
      trouble: 'The service cannot be reached. Check your connection and try again.',
    });
    jest.useRealTimers();
  });

  test('a page that WeChat refuses to open is said, not swallowed', async () => {
    const window = await (await page('goods')).open();
    phone.refusal = 'navigateTo:fail page limit exceeded: 10';
    await window.do('open', event({}, { id: 'tea' }));
    expect(phone.said).toEqual(['WeChat did not open this page. Please try again.']);
  });

  test('a payment that the last start left open is brought up again', async () => {
    phone.storage.set('attempts', {
      at: Date.now(),
      value: [{ out_trade_no: 'CP7', method: 'wechat', outcome: 'opened', at: Date.now() - 60_000 }],
    });
    await (await page('goods')).open();
    expect(phone.moved).toEqual(['navigateTo /pages/result/result?out_trade_no=CP7']);
  });

  test.each([
    ['cancelled', 60_000],
    ['link', 60_000],
    ['opened', 25 * 3_600_000],
  ])('one that was %s %d ms ago is not', async (outcome, ago) => {
    const value = [{ out_trade_no: 'CP7', method: 'wechat', outcome, at: Date.now() - ago }];
    phone.storage.set('attempts', { at: Date.now(), value });
    await (await page('goods')).open();
    expect(phone.moved).toEqual([]);
  });
});

describe('one of the goods', () => {
  test('costs what the chosen specification costs, and is put into the basket with it', async () => {
    const item = await (await page('item')).open({ goods_id: 'cup' });
    expect(item.shows('priceText', 'chosen')).toEqual({ priceText: '€24.50', chosen: 's' });
    await item.do('choose', event({}, { id: 'l' }));
    await item.do('changeQuantity', event({ value: 3 }));
    expect(item.data['priceText']).toBe('€30.00');
    await item.do('put');
    expect(linesOf(await basket())).toMatchObject([{ title: 'Delft cup', quantity: 3 }]);
    expect((await basket()).data['total']).toBe(9000);
  });

  test('is bought at once without what else is in the basket', async () => {
    const item = await (await page('item')).open({ goods_id: 'cup' });
    await item.do('buy');
    expect(phone.moved).toEqual([
      'navigateTo /pages/confirm/confirm?goods_id=cup&specification_id=s&quantity=1',
    ]);
  });

  test('is shared by its own link', async () => {
    const item = await (await page('item')).open({ goods_id: 'cup' });
    expect(await item.do('onShareAppMessage')).toMatchObject({
      title: 'Delft cup',
      path: '/pages/item/item?goods_id=cup',
      imageUrl: '/assets/cup.png',
    });
  });

  test('says so where it is no longer sold', async () => {
    const item = await (await page('item')).open({ scene: 'gone' });
    expect(item.data['status']).toBe('gone');
    await item.do('shop');
    expect(phone.moved).toEqual(['switchTab /pages/goods/goods']);
  });
});

describe('one of the goods of which much is written', () => {
  const name = '茶'.repeat(10_000);
  const story = `${'Long ago. '.repeat(80)}The end.`;
  const parts = (one: PageUnderTest) =>
    ['title', 'description'].map((part) => Array.from(String(one.data[part])).length);

  test('shows the beginning, and the rest to who wants to read on', async () => {
    phone.answers({ listgoods: { goods: [{ ...tea, title: name, description: story }] } });
    const item = await (await page('item')).open({ goods_id: 'tea' });
    expect(item.shows('longTitle', 'longDescription')).toEqual({ longTitle: true, longDescription: true });
    expect(parts(item).every((length) => length < 700)).toBe(true);
    await item.do('readOn');
    expect(item.shows('title', 'description')).toEqual({ title: name, description: story });
    await item.do('readOn');
    expect(parts(item).every((length) => length < 700)).toBe(true);
  });

  test('a long name of a specification leaves room for the price beside it', async () => {
    const specifications = [{ specification_id: 's', title: '大'.repeat(500), price: 100 }];
    phone.answers({ listgoods: { goods: [{ ...cup, specifications }] } });
    const item = await (await page('item')).open({ goods_id: 'cup' });
    await item.do('put');
    const [line] = (await basket()).data['lines'] as readonly { specification: string }[];
    expect(line?.specification).toBe(`${'大'.repeat(60)}…`);
  });

  test('cuts no character in two', async () => {
    phone.answers({ listgoods: { goods: [{ ...tea, title: '🍵'.repeat(130) }] } });
    const item = await (await page('item')).open({ goods_id: 'tea' });
    expect(item.data['title']).toBe(`${'🍵'.repeat(120)}…`);
  });
});

describe('the basket', () => {
  const put = async (quantity: number, id = 'tea') => {
    const item = await (await page('item')).open({ goods_id: id });
    await item.do('changeQuantity', event({ value: quantity }));
    await item.do('put');
  };

  test('survives a restart, and takes at most 99 of each', async () => {
    await put(60);
    await put(60);
    const one = await basket();
    expect(linesOf(one)).toMatchObject([{ quantity: 99 }]);
    await one.do('changeQuantity', event({ value: -5 }, { key: 'tea ' }));
    expect(linesOf(one)).toMatchObject([{ quantity: 1 }]);
    await one.do('remove', event({}, { key: 'tea ' }));
    expect(linesOf(await basket())).toEqual([]);
  });

  test('says what is gone and what costs another price, and sums up the rest', async () => {
    await put(2);
    await put(1, 'cup');
    phone.answers({ listgoods: { goods: [{ ...tea, price: 1500 }] } });
    const one = await basket();
    expect(linesOf(one)).toEqual([
      { title: tea.title, quantity: 2, isGone: false, note: 'The price has changed from €12.90 to €15.00' },
      { title: 'Delft cup', quantity: 1, isGone: true, note: 'No longer sold, left out of this order' },
    ]);
    expect(one.shows('total', 'pieces', 'currency')).toEqual({ total: 3000, pieces: 2, currency: 'EUR' });
  });

  test('a specification that is no longer sold is gone, its goods or not', async () => {
    await put(1, 'cup');
    phone.answers({ listgoods: { goods: [{ ...cup, specifications: undefined }] } });
    expect(linesOf(await basket())).toMatchObject([{ isGone: true }]);
  });

  test('takes no more kinds than an order has lines', async () => {
    const many = Array.from({ length: 51 }, (_, at) => ({ ...tea, goods_id: `tea${at}` }));
    phone.answers({ listgoods: { goods: many } });
    const window = await (await page('goods')).open();
    for (const { goods_id } of many) await window.do('put', event({}, { id: goods_id }));
    expect(phone.said.at(-1)).toMatch(/too many different items/);
    expect(linesOf(await basket())).toHaveLength(50);
  });

  test('a phone whose storage is full goes on without a basket', async () => {
    const full = jest.spyOn(wx, 'setStorageSync').mockImplementation(() => {
      throw new Error('exceed storage max size 10Mb');
    });
    await put(1);
    expect(linesOf(await basket())).toEqual([]);
    full.mockRestore();
  });
});

describe('before the order is made', () => {
  const address = { name: 'Li', phone: '+31 20 123', street: 'Dam 1', city: 'Amsterdam' };
  const chosen = {
    userName: '张三',
    telNumber: '13800138000',
    provinceName: '广东省',
    cityName: '广州市',
    countyName: '海珠区',
    detailInfo: '新港中路397号',
    postalCode: '',
  };

  test('the basket is ordered with the address, emptied, and gives its place to paying', async () => {
    const item = await (await page('item')).open({ goods_id: 'cup' });
    await item.do('put');
    phone.storage.set('address', { at: 0, value: address });
    phone.answers({ ...shop, createorder: { out_trade_no: 'CP1' } });
    const confirm = await (await page('confirm')).open();
    expect(confirm.data['address']).toBe('Li +31 20 123, Amsterdam Dam 1');
    await confirm.do('submit');
    expect(phone.asked('createorder')).toEqual([
      {
        action: 'createorder',
        request_id: expect.stringMatching(/^CO[0-9A-Z]{16}$/) as unknown,
        items: [{ goods_id: 'cup', quantity: 1, specification_id: 's' }],
        address,
      },
    ]);
    expect(phone.moved).toEqual(['redirectTo /pages/checkout/checkout?out_trade_no=CP1']);
    expect(linesOf(await basket())).toEqual([]);
  });

  test('an order that was made after the page was left is shown on top of where the person is', async () => {
    const confirm = await (await page('confirm')).open({ goods_id: 'tea' });
    phone.answers({
      ...shop,
      createorder: async () => {
        await confirm.do('onUnload');
        return { out_trade_no: 'CP1' };
      },
    });
    await confirm.do('submit');
    expect(phone.moved).toEqual(['navigateTo /pages/checkout/checkout?out_trade_no=CP1']);
  });

  test('what is bought at once leaves the basket alone', async () => {
    const item = await (await page('item')).open({ goods_id: 'tea' });
    await item.do('put');
    phone.answers({ ...shop, createorder: { out_trade_no: 'CP1' } });
    const confirm = await (await page('confirm')).open({ goods_id: 'tea', quantity: '2' });
    await confirm.do('submit');
    expect(phone.asked('createorder')).toMatchObject([{ items: [{ goods_id: 'tea', quantity: 2 }] }]);
    expect(linesOf(await basket())).toHaveLength(1);
  });

  test('an order that cannot be made says why, and can be tried again', async () => {
    phone.answers({ ...shop, createorder: 'GOODS_NOT_FOUND: there are no goods "tea"' });
    const confirm = await (await page('confirm')).open({ goods_id: 'tea', quantity: '2' });
    await confirm.do('submit');
    expect(confirm.shows('trouble', 'busy')).toEqual({
      trouble: 'Some goods are no longer sold. Please go back and choose again.',
      busy: false,
    });
  });

  test('the address is taken from WeChat and remembered on the phone', async () => {
    phone.chooseAddress.mockResolvedValue(chosen);
    const confirm = await (await page('confirm')).open({ goods_id: 'tea' });
    await confirm.do('chooseAddress');
    expect(confirm.data['address']).toBe('张三 13800138000, 广东省 广州市 海珠区新港中路397号');
    const later = await (await page('confirm')).open({ goods_id: 'tea' });
    expect(later.data['address']).toBe(confirm.data['address']);
    await later.do('dropAddress');
    expect(later.data['address']).toBe('');
  });

  test.each([
    ['chooseAddress:fail privacy permission is not authorized', /did not agree to the privacy notice/],
    ['chooseAddress:fail auth deny', /Allow it in the settings/],
    ['chooseAddress:fail system error', /WeChat did not finish this/],
    ['chooseAddress:fail cancel', /^$/],
  ])('"%s" is said in a sentence with a way on', async (errMsg, sentence) => {
    phone.chooseAddress.mockRejectedValue({ errMsg });
    const confirm = await (await page('confirm')).open({ goods_id: 'tea' });
    await confirm.do('chooseAddress');
    expect(confirm.data['addressTrouble']).toMatch(sentence);
  });

  test('an address typed in is checked, kept, and led back from', async () => {
    const form = await (await page('address')).open();
    await form.do('type', event({ value: '12' }, { part: 'phone' }));
    await form.do('save');
    expect(form.data['problems']).toEqual({
      name: 'Please fill in: Recipient.',
      phone: 'This phone number is not right. Please check it.',
      street: 'Please fill in: Street.',
    });
    for (const [part, value] of Object.entries(address)) await form.do('type', event({ value }, { part }));
    await form.do('save');
    expect(phone.storage.get('address')).toMatchObject({ value: address });
    expect(phone.moved).toEqual(['switchTab /pages/goods/goods']);
  });
});
