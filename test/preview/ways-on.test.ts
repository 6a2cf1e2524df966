// Every state of the shopper's pages has a way on, without a phone: what did not load, what was refused, who is signed in.
import { failureText, refusalOf } from '../../miniprogram/services/cloud';
import { entryValue } from '../../miniprogram/services/entry';
import { methodViews } from '../../miniprogram/view/method-view';
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const tea = { goods_id: 'tea', title: 'Oolong', price: 1290, fee_type: 'EUR' };
const broken = 'INTERNAL: the database does not answer';
const sentence = 'The service has a problem. Please try again later.';

/** A page as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: string): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`)));
}

const putTeaIn = () => phone.storage.set('basket', { at: 0, value: [{ ...tea, quantity: 2 }] });

beforeEach(() => phone.install());

test.each([
  ['goods', {}, 'load', { listgoods: { goods: [tea] } }],
  ['item', { goods_id: 'tea' }, 'load', { listgoods: { goods: [tea] } }],
  ['confirm', { goods_id: 'tea' }, 'load', { listgoods: { goods: [tea] } }],
  ['checkout', { out_trade_no: 'CP1' }, 'load', { queryorder: anOrder() }],
  ['orders', {}, 'retry', { listorders: { orders: [anOrder()] } }],
  ['order', { out_trade_no: 'CP1' }, 'retry', { queryorder: anOrder() }],
] as const)('%s says what went wrong, and loads when it is asked again', async (name, query, way, then) => {
  phone.answers({ listgoods: broken, queryorder: broken, listorders: broken });
  const one = await (await page(name)).open(query);
  expect(one.shows('status', 'trouble')).toEqual({ status: 'error', trouble: sentence });
  phone.answers(then);
  await one.do(way);
  await settled();
  expect(one.data['status']).toBe('ready');
  await one.do('onUnload').catch(() => undefined);
  await one.do('onHide').catch(() => undefined);
});

test.each([
  ['goods', {}, { listgoods: { goods: [tea] } }],
  ['item', { goods_id: 'tea' }, { listgoods: { goods: [tea] } }],
  ['checkout', { out_trade_no: 'CP1' }, { queryorder: anOrder() }],
] as const)('%s keeps what it shows where loading it anew goes wrong', async (name, query, first) => {
  phone.answers(first);
  const one = await (await page(name)).open(query);
  phone.answers({ listgoods: broken, queryorder: broken });
  await one.do('load');
  expect(one.shows('status', 'trouble')).toEqual({ status: 'ready', trouble: sentence });
});

test.each([
  ['basket', 'shop', 'switchTab /pages/goods/goods'],
  ['basket', 'checkout', 'navigateTo /pages/confirm/confirm'],
  ['confirm', 'shop', 'switchTab /pages/goods/goods'],
  ['confirm', 'writeAddress', 'navigateTo /pages/address/address'],
  ['me', 'work', 'navigateTo /operator/pages/home/home'],
] as const)('%s: %s leads on', async (name, way, where) => {
  putTeaIn();
  phone.answers({ listgoods: { goods: [tea] }, login: { openid: 'o1' }, shop: {} });
  const one = await (await page(name)).open();
  await one.do(way);
  expect(phone.moved).toEqual([where]);
});

test.each([
  ['orders', 'shop', 'switchTab /pages/goods/goods'],
  ['orders', 'open', 'navigateTo /pages/order/order?out_trade_no=CP1'],
  ['order', 'buyAgain', 'switchTab /pages/basket/basket'],
  ['order', 'payAgain', 'navigateTo /pages/checkout/checkout?out_trade_no=CP1'],
] as const)('%s: %s leads from an order', async (name, way, where) => {
  phone.answers({ queryorder: anOrder(), listorders: { orders: [anOrder()] } });
  const one = await (await page(name)).open({ out_trade_no: 'CP1' });
  await one.do(way, event({}, { id: 'CP1' }));
  expect(phone.moved).toEqual([where]);
  await one.do('onUnload');
});

test('the basket at remembered prices says that the shop cannot be asked', async () => {
  putTeaIn();
  phone.answers({ listgoods: broken });
  const one = await (await page('basket')).open();
  expect(one.shows('total', 'stale')).toEqual({
    total: 2580,
    stale: 'The service cannot be reached. Check your connection and try again.',
  });
  await one.do('remove', event({}, { key: 'nothing of that name' }));
  expect(one.data['pieces']).toBe(2);
});

test('the shop’s window is pulled down, shared, and without goods says so', async () => {
  phone.answers({ listgoods: { goods: [] } });
  const one = await (await page('goods')).open();
  await one.do('onPullDownRefresh');
  expect(phone.stopPullDownRefresh).toHaveBeenCalled();
  expect(await one.do('onShareAppMessage')).toMatchObject({ path: '/pages/goods/goods' });
  await one.do('put', event({}, { id: 'tea' }));
  expect(phone.said).toEqual([]);
});

test('an order is pulled down', async () => {
  phone.answers({ queryorder: anOrder() });
  const one = await (await page('order')).open({ out_trade_no: 'CP1' });
  await one.do('onPullDownRefresh');
  expect(phone.asked('queryorder')).toHaveLength(2);
  await one.do('onUnload');
});

describe('the customer’s own page', () => {
  test('says who is signed in, and shows operators alone the way to their work', async () => {
    phone.answers({ login: { openid: 'o1', user: {} }, shop: { operator_of: ['yaband'] } });
    const one = await (await page('me')).open();
    expect(one.shows('openid', 'isOperator')).toEqual({ openid: 'o1', isOperator: true });
    phone.answers({ login: { openid: 'o1', user: {} }, shop: broken });
    expect((await (await page('me')).open()).data['isOperator']).toBe(false);
  });

  test('signs in again where that went wrong', async () => {
    phone.answers({ login: broken, shop: broken });
    const one = await (await page('me')).open();
    expect(one.data['trouble']).toBe(sentence);
    phone.answers({ login: { openid: 'o1' }, shop: {} });
    await one.do('signIn');
    expect(one.shows('trouble', 'openid')).toEqual({ trouble: '', openid: 'o1' });
  });

  test.each([
    [{ errMsg: 'getPhoneNumber:fail user deny' }, 'You did not allow it. The shop got no number.'],
    [{ errMsg: 'getPhoneNumber:fail', errno: 1_400_001 }, /^The shop has used up its phone numbers/],
    [{ errMsg: 'getPhoneNumber:ok', code: 'stale' }, /^This permission is no longer valid/],
  ])('says why there is no phone number (%#)', async (detail, words) => {
    phone.answers({ login: { openid: 'o1' }, shop: {}, phone: 'CODE_REJECTED: used' });
    const one = await (await page('me')).open();
    await one.do('takePhone', event(detail));
    expect(one.data['phoneTrouble']).toEqual(
      typeof words === 'string' ? words : expect.stringMatching(words),
    );
  });

  test('shows the number by its ending, and the pages that lie behind it', async () => {
    phone.answers({
      login: { openid: 'o1' },
      shop: {},
      phone: { country_code: '31', pure_phone_number: '612345678' },
    });
    const one = await (await page('me')).open();
    await one.do('takePhone', event({ errMsg: 'getPhoneNumber:ok', code: 'fresh' }));
    expect(one.data['phone']).toBe('+31 •••• 678');
    await one.do('open', event({}, { page: 'about' }));
    expect(phone.moved).toEqual(['navigateTo /pages/about/about']);
  });

  test('changes the language of everything, and can follow WeChat again', async () => {
    phone.answers({ login: { openid: 'o1' }, shop: {} });
    const one = await (await page('me')).open();
    await one.do('chooseLanguage', event({ value: 'zh-TW' }));
    expect(one.data['t']).toMatchObject({ signed_in_as: '目前使用者' });
    await one.do('chooseLanguage', event({ value: 'wechat' }));
    expect(one.shows('chosen', 'language')).toEqual({ chosen: 'wechat', language: 'en' });
    await one.do('chooseLanguage', event({ value: 'tlh' }));
    expect(one.data['chosen']).toBe('wechat');
  });
});

test('the page about the mini-program opens the privacy notice, and says where WeChat does not', async () => {
  const one = await (await page('about')).open();
  expect(one.data['version']).toBe('Test version');
  phone.openPrivacyContract.mockImplementation(({ fail }: { fail: (failure: object) => void }) =>
    fail({ errMsg: 'openPrivacyContract:fail' }),
  );
  await one.do('readContract');
  expect(phone.said).toEqual(['WeChat did not open this page. Please try again.']);
});

test('what is not known keeps its own name', () => {
  expect(methodViews(['wechat', 'klarna'], 'EUR')).toMatchObject([
    { title: 'WeChat Pay', tone: 'wechat' },
    { title: 'klarna', glyph: 'K', tone: 'other' },
  ]);
});

test('a refusal is read from whatever was thrown', () => {
  expect(failureText(new Error('broken'))).toBe('broken');
  expect(failureText('text')).toBe('text');
  expect(refusalOf({ errMsg: 'chooseAddress:fail auth deny' })).toBe('denied');
});

test.each([
  [{}, undefined],
  [{ scene: '%E0%A4%A' }, '%E0%A4%A'],
  [{ scene: 'other%3D1' }, undefined],
  [{ scene: 'id%3D1%26flag' }, '1'],
  [{ id: 'a%20b', scene: 'c' }, 'a b'],
])('the entry %p has the value %p', (query, value) => {
  expect(entryValue(query, 'id')).toBe(value);
});

describe('an order', () => {
  test('whose lines are not told is bought again by way of the basket, which stays as it is', async () => {
    phone.answers({ queryorder: { ...anOrder(), items: undefined } });
    const order = await (await page('order')).open({ out_trade_no: 'CP1' });
    await order.do('buyAgain');
    expect(phone.moved).toEqual(['switchTab /pages/basket/basket']);
    expect(phone.storage.has('basket')).toBe(false);
    await order.do('onUnload');
  });

  test('that does not fit into the basket any more says so, and leads there', async () => {
    const line = { title: 'Tea', price: 1, fee_type: 'EUR', quantity: 1 };
    const value = Array.from({ length: 50 }, (_, at) => ({ ...line, goods_id: `g${at}` }));
    phone.storage.set('basket', { at: 0, value });
    phone.answers({ queryorder: anOrder() });
    const order = await (await page('order')).open({ out_trade_no: 'CP1' });
    await order.do('buyAgain');
    expect(phone.said).toEqual([expect.stringMatching(/basket/i)]);
    expect(phone.moved).toEqual(['switchTab /pages/basket/basket']);
    await order.do('onUnload');
  });

  test('that has ended is forgotten as a payment; what else is open stays remembered', async () => {
    const attempt = (out_trade_no: string) => ({
      out_trade_no,
      method: 'wechat',
      outcome: 'opened',
      at: Date.now(),
    });
    phone.storage.set('attempts', { at: 0, value: [attempt('CP1'), attempt('CP2')] });
    phone.answers({ queryorder: anOrder({ state: 'paid' }) });
    const result = await (await page('result')).open({ out_trade_no: 'CP1' });
    expect(phone.storage.get('attempts')).toMatchObject({ value: [{ out_trade_no: 'CP2' }] });
    await result.do('onUnload');
  });
});
