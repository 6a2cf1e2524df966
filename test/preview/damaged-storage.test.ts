// What this phone kept may be damaged: half written when the power went, written by another version, or edited by hand. Every page
// opens all the same, shows what is right, and no amount, time or name that nobody kept.
import { anOrder } from './an-order';
import { FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';
import type { Fields } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const tea = { goods_id: 'tea', title: 'Oolong', price: 1290, fee_type: 'EUR' };
const answers = {
  ...{ listgoods: { goods: [tea] }, listorders: { orders: [anOrder()] }, queryorder: anOrder() },
  ...{ login: { openid: 'o1' }, shop: { fee_type: 'EUR', operator_of: ['yaband'], templates: {} } },
  ...{ listaside: { notices: [] }, problems: { problems: [] }, listreconciliations: { reports: [] } },
  ...{ mycard: { points: 0, balance: 0, entries: [] }, listfailed: { orders: [] }, journal: { entries: [] } },
};
const pages = [
  ...[
    'goods',
    'basket',
    'orders',
    'me',
    'item',
    'confirm',
    'address',
    'checkout',
    'result',
    'order',
    'identity',
  ],
  ...['card', 'about'],
].map((name) => ['pages', name] as const);
const operatorPages = ['home', 'orders', 'order', 'refund', 'inbox'].map(
  (name) => ['operator/pages', name] as const,
);
const keys = [
  ...['basket', 'goods', 'address', 'attempts', 'checkouts', 'orders', 'language', 'phone', 'identity'],
  'operator-refunds',
];
const query = { out_trade_no: 'CP1', goods_id: 'tea' };

const wrongFields = {
  ...{ goods_id: null, quantity: 'many', title: {}, price: '1e9', fee_type: 5, picture: {}, category: 7 },
  ...{
    specifications: [{ specification_id: 5 }],
    out_trade_no: 5,
    state: 7,
    total_fee: 'q',
    created_at: null,
  },
  ...{ method: null, outcome: 3, at: 'z', request_id: 5, content: 7, out_refund_no: {}, refund_fee: 'x' },
  ...{ name: 5, phone: null, street: {}, country: [], ending: {} },
};
const hugeFields = {
  ...{ goods_id: 'tea', quantity: -5.5, title: 'Oolong', price: 1e21, fee_type: 'XX1', out_trade_no: 'CP1' },
  ...{ state: 'weird', total_fee: -1.5, created_at: 1e99, method: 'wechat', outcome: 'opened', at: 1e99 },
  ...{
    request_id: '',
    content: '',
    out_refund_no: '',
    refund_fee: 1e21,
    reason: '',
    sent: -1,
    sent_at: 1e99,
  },
};
const damages: readonly (readonly [string, unknown])[] = [
  ...([null, 5, 'text', true, [], {}, [null], { at: 1 }, { value: [] }] as const).map(
    (value) => [JSON.stringify(value), value] as const,
  ),
  ...[5, null, [null], [[]], {}, 'x'].map(
    (value) => [`a value of ${JSON.stringify(value)}`, { at: 1, value }] as const,
  ),
  ['fields of wrong types', { at: 'x', value: [wrongFields] }],
  ['one thing of wrong types', { at: 1, value: wrongFields }],
  ['a plain list of wrong types', [wrongFields]],
  ['a plain thing of wrong types', wrongFields],
  ['amounts and times out of all bounds', { at: 1e99, value: [hugeFields] }],
  ['a plain list out of all bounds', [hugeFields]],
];

/** The scripts of the pages, each loaded once: what they read of the storage they read anew each time that they open. */
const scripts = new Map<string, Promise<Fields>>();

function scriptOf(folder: string, name: string): Promise<Fields> {
  const there = scripts.get(folder + name);
  if (there) return there;
  jest.resetModules();
  const script = pageScript(() => import(`../../miniprogram/${folder}/${name}/${name}`));
  scripts.set(folder + name, script);
  return script;
}

/** What the page shows once everything it asked for and waited for is over. */
async function settledPage(folder: string, name: string): Promise<Fields> {
  const page = new PageUnderTest(await scriptOf(folder, name));
  const opening = page.open(query);
  await jest.advanceTimersByTimeAsync(4000);
  await opening;
  await settled();
  const { data } = page;
  await page.do('onUnload').catch(() => undefined);
  return data;
}

/** Texts that no person should read: what is left of a value that is none. */
const rubbish = /NaN|undefined|\[object|Infinity|e\+\d|Invalid/;

function expectReadable(data: Fields): void {
  const { t, ...shown } = data;
  expect(t).toBeDefined();
  expect(JSON.stringify(shown)).not.toMatch(rubbish);
}

beforeEach(() => {
  phone.install();
  phone.answers(answers);
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe.each([...pages, ...operatorPages])('%s/%s', (folder, name) => {
  test('opens although nothing of what was kept can be read', async () => {
    // As after a start, so that the language is read too.
    scripts.clear();
    keys.forEach((key) => phone.halfWritten.add(key));
    expectReadable(await settledPage(folder, name));
  });

  test.each(damages)('opens where under every name lies %s', async (_, damage) => {
    keys.forEach((key) => phone.storage.set(key, damage));
    expectReadable(await settledPage(folder, name));
  });

  test.each(damages)('opens where the service is away and under every name lies %s', async (_, damage) => {
    keys.forEach((key) => phone.storage.set(key, damage));
    phone.answers(Object.fromEntries(Object.keys(answers).map((action) => [action, null])));
    expectReadable(await settledPage(folder, name));
  });
});

describe('of a list', () => {
  const away = { ...answers, listgoods: null, listorders: null };

  test('the lines of the basket that are right stay when another is damaged', async () => {
    phone.storage.set('basket', { at: 1, value: [{ ...tea, quantity: 2 }, wrongFields, null, hugeFields] });
    const { lines, total } = await settledPage('pages', 'basket');
    expect(lines).toMatchObject([{ title: 'Oolong', quantity: 2 }]);
    expect(total).toBe(2580);
  });

  test('the goods and orders of the last time that are right stay when another is damaged', async () => {
    phone.storage.set('goods', { at: 1, value: [wrongFields, tea] });
    phone.storage.set('orders', { at: 1, value: [wrongFields, anOrder(), hugeFields] });
    phone.answers(away);
    expect((await settledPage('pages', 'goods'))['cards']).toMatchObject([{ id: 'tea' }]);
    expect((await settledPage('pages', 'orders'))['cards']).toMatchObject([
      { outTradeNo: anOrder().out_trade_no },
    ]);
  });

  test('nothing that is right is nothing that was kept: an error, not an empty shop', async () => {
    phone.storage.set('goods', { at: 1, value: [wrongFields] });
    phone.answers(away);
    expect((await settledPage('pages', 'goods'))['status']).toBe('error');
  });
});

test('a refund that was asked for stays known when another is damaged', async () => {
  const wish = {
    ...{ out_trade_no: 'CP1', out_refund_no: 'RF1', refund_fee: 100, fee_type: 'EUR', reason: '' },
    ...{ sent: 1, sent_at: 1, known: true },
  };
  phone.storage.set('operator-refunds', [wrongFields, wish, null]);
  jest.resetModules();
  const { openWishes } = await import('../../miniprogram/services/operator-refund');
  expect(openWishes('CP1')).toEqual([wish]);
});

test('a refund that this phone has no room to remember is not sent, and that is said', async () => {
  jest.resetModules();
  const { newWish, sendWish } = await import('../../miniprogram/services/operator-refund');
  jest.spyOn(wx, 'setStorageSync').mockImplementation(() => {
    throw new Error('exceed storage max size 10Mb');
  });
  const wish = newWish({ out_trade_no: 'CP1', refund_fee: 100, fee_type: 'EUR', reason: '' }, 1);
  await expect(sendWish(wish, 1)).rejects.toMatchObject({ code: 'NOT_KEPT' });
  expect(phone.asked('refund')).toEqual([]);
});

test('a choice of language that cannot be stored holds until the mini-program ends', async () => {
  jest.resetModules();
  const { language, setLanguage } = await import('../../miniprogram/i18n/language');
  jest.spyOn(wx, 'setStorageSync').mockImplementation(() => {
    throw new Error('exceed storage max size 10Mb');
  });
  setLanguage('zh-CN');
  expect(language()).toBe('zh-CN');
});
