/** What people narrow a list of orders by: the memory that the tests work on and the cloud database find the same. */
import { cloudStore } from '../../shared/adapters/cloud-store';
import type { Order } from '../../shared/payments/order/order';
import type { OrderFilter, OrderSearch, Store } from '../../shared/payments/ports';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';
import { MemoryStore } from '../payments/flows/memory-store';
import { anAttempt, anOrder, aPaidOrder, aRefund } from '../payments/order/an-order';

let running: StartedCloud;
beforeAll(async () => {
  running = await startCloud();
  Object.assign(process.env, running.cloud.sdkEnvironment());
});
afterAll(async () => running.stop());
beforeEach(async () => running.cloud.reset());

const item = (title: string) => ({ goodsId: 'g', title, quantity: 1, price: 100 });
const shop: readonly Order[] = [
  anOrder({ outTradeNo: 'CREATED1', createdAt: 1000, items: [item('Stroopwafels (25 pcs.)')] }),
  anOrder({
    outTradeNo: 'PENDING1',
    createdAt: 2000,
    state: 'pending',
    openid: 'o-second',
    attempts: [anAttempt({ no: 'PENDING1-2', spTradeNo: 'SP-77' })],
    items: [item('郁金香种球')],
  }),
  anOrder({ outTradeNo: 'CLOSED1', createdAt: 3000, state: 'closed', items: [item('Delft cup')] }),
  { ...aPaidOrder(), outTradeNo: 'PAID1', createdAt: 4000, transactionId: '4200001' },
  { ...aPaidOrder([aRefund({ outRefundNo: 'REFUND-9' })]), outTradeNo: 'PARTLY1', createdAt: 5000 },
];

const everything: OrderFilter = { before: 1e15, limit: 20 };

const stores: readonly (readonly [string, () => Store])[] = [
  ['memory', () => new MemoryStore()],
  ['the cloud database', () => cloudStore],
];

describe.each(stores)('in %s', (_name, open) => {
  let store: Store;
  beforeEach(async () => {
    store = open();
    for (const order of shop) await store.orders.insert(order);
  });

  const found = async (filter: Partial<OrderFilter>): Promise<readonly string[]> =>
    (await store.listOrders({ ...everything, ...filter })).items.map(({ outTradeNo }) => outTradeNo);
  const searched = (text: string, also: OrderSearch['also'] = 'titles', more: Partial<OrderFilter> = {}) =>
    found({ search: { text, also }, ...more });

  test('orders are told apart by their states, and those of which something went back by that', async () => {
    expect(await found({})).toHaveLength(5);
    expect(await found({ states: ['created', 'pending'] })).toEqual(['PENDING1', 'CREATED1']);
    expect(await found({ states: ['paid'] })).toEqual(['PARTLY1', 'PAID1']);
    expect(await found({ states: ['paid'], refunded: true })).toEqual(['PARTLY1']);
    expect(await found({ states: ['closed'] })).toEqual(['CLOSED1']);
  });

  test.each([
    ['ours', 'CLOSED1', 'CLOSED1'],
    ['an attempt’s', 'PENDING1-2', 'PENDING1'],
    ['the PSP’s', 'SP-77', 'PENDING1'],
    ['WeChat’s', '4200001', 'PAID1'],
    ['a refund’s', 'REFUND-9', 'PARTLY1'],
  ])('an order is found by %s number, whole', async (_whose, text, outTradeNo) => {
    expect(await searched(text)).toEqual([outTradeNo]);
    expect(await searched(text, 'buyers')).toEqual([outTradeNo]);
    expect(await searched(text.slice(0, -1))).toEqual([]);
  });

  test('a part of a title finds the order, whatever its letters’ case and its signs', async () => {
    expect(await searched('delft')).toEqual(['CLOSED1']);
    expect(await searched('(25 PCS.)')).toEqual(['CREATED1']);
    expect(await searched('(25 pcs!)')).toEqual([]);
    expect(await searched('种球')).toEqual(['PENDING1']);
    expect(await searched('.*')).toEqual([]);
  });

  test('a buyer is found by the whole openid where that is asked for, and then titles find nothing', async () => {
    expect(await searched('o-second', 'buyers')).toEqual(['PENDING1']);
    expect(await searched('o-second')).toEqual([]);
    expect(await searched('delft', 'buyers')).toEqual([]);
  });

  test('all that is asked for holds at once, and stays within whose orders they are', async () => {
    const owner = { appid: 'wx1', openid: 'o-second' };
    expect(await searched('delft', 'titles', { owner })).toEqual([]);
    expect(await searched('种球', 'titles', { owner })).toEqual(['PENDING1']);
    expect(await searched('种球', 'titles', { states: ['paid'] })).toEqual([]);
    expect(await searched('PAID1', 'buyers', { configId: 'payment_other' })).toEqual([]);
  });

  test('amount and first moment narrow a list', async () => {
    const [first] = shop;
    const value = first?.total.value ?? 0;
    expect(await found({ totalFee: value + 1 })).toEqual([]);
    expect(await found({ totalFee: value })).toContain('CREATED1');
    expect(await found({ since: 4000 })).toEqual(['PARTLY1', 'PAID1']);
    expect(await found({ since: 4000, before: 5000 })).toEqual(['PAID1']);
  });

  test('an order whose moment somebody spoilt to one before all others is listed as long as nobody asks since when', async () => {
    await store.orders.insert(anOrder({ outTradeNo: 'SPOILT1', createdAt: -5 }));
    expect(await found({})).toContain('SPOILT1');
    expect(await found({ since: 0 })).not.toContain('SPOILT1');
  });

  test('pages of what was searched follow each other, also within one millisecond', async () => {
    for (const no of ['TWIN-A1', 'TWIN-B1', 'TWIN-C1'])
      await store.orders.insert(anOrder({ outTradeNo: no, createdAt: 9000, items: [item('Twin')] }));
    const search = { text: 'twin', also: 'titles' } as const;
    const first = await found({ search, beforeNo: 'TWIN-C1', before: 9000, limit: 1 });
    const second = await found({ search, beforeNo: first[0] ?? '', before: 9000, limit: 1 });
    expect([...first, ...second]).toEqual(['TWIN-B1', 'TWIN-A1']);
  });
});
