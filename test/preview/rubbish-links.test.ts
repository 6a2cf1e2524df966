// Links and codes that nobody made: every page that takes something by its address opens, and says in words that there is no such thing.
import { FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const tea = { goods_id: 'tea', title: 'Oolong', price: 1290, fee_type: 'EUR' };
const pages = [
  ...['goods', 'item', 'confirm', 'checkout', 'result', 'order', 'orders'].map(
    (name) => ['pages', name] as const,
  ),
  ...['order', 'refund', 'inbox', 'report', 'orders'].map((name) => ['operator/pages', name] as const),
];
const rubbish = [
  '%',
  '%E0%A4%A',
  '%2525',
  '',
  '__proto__',
  'constructor',
  '<img src=x>',
  '😀'.repeat(300),
  'x'.repeat(5000),
];
const names = [
  'out_trade_no',
  'goods_id',
  'specification_id',
  'quantity',
  'scene',
  'state',
  'search',
  'pay_sp',
  'date',
];

async function open(folder: string, name: string, query: Readonly<Record<string, string>>) {
  jest.resetModules();
  const load = () => import(`../../miniprogram/${folder}/${name}/${name}`);
  return new PageUnderTest(await pageScript(load)).open(query);
}

beforeEach(() => {
  phone.install();
  phone.answers({
    ...{
      listgoods: { goods: [tea] },
      listorders: { orders: [] },
      queryorder: 'ORDER_NOT_FOUND: no such order',
    },
    ...{ shop: { fee_type: 'EUR', operator_of: ['yaband'], templates: {} }, login: { openid: 'o1' } },
    ...{ listaside: { notices: [] }, reconciliation: 'REPORT_NOT_FOUND: no such report' },
  });
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe.each(pages)('%s/%s', (folder, name) => {
  test.each(rubbish.map((one) => [one.slice(0, 20), one] as const))('opens by "%s"', async (_, value) => {
    const opening = open(folder, name, Object.fromEntries(names.map((one) => [one, value])));
    await jest.advanceTimersByTimeAsync(4000);
    const page = await opening;
    await settled();
    expect(JSON.stringify({ ...page.data, t: {} })).not.toMatch(/undefined|NaN|\[object/);
    expect(page.data['status']).not.toBe('loading');
    await page.do('onUnload').catch(() => undefined);
  });
});
