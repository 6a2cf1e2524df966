/** An order whose answer was lost: asked for again under the same `request_id`, it is the same order. */
import { callable } from '../../../shared/kernel/callable';
import type { Caller } from '../../../shared/kernel/ports';
import { payActions } from '../../../shared/payments/door';
import { createOrder } from '../../../shared/payments/flows/create-order';
import { type NewOrder } from '../../../shared/payments/flows/new-order';
import { closeOrder } from './as-callers';
import { codeOf, openWorld, ordered, payer, stored, stranger, type World } from './world';

const address = { name: 'A. Payer', phone: '+31 6', street: 'Damrak 1', postalCode: '1012' };
const wish: NewOrder = { requestId: 'BASKET-1', items: [{ goodsId: 'waffles', quantity: 2 }], address };

const numberFor = async (world: World, input: NewOrder, caller: Caller = payer): Promise<string> =>
  (await createOrder(world.shop, caller, input)).outTradeNo;

test('the same buyer with the same number and the same goods gets the same order back', async () => {
  const world = openWorld();
  const first = await createOrder(world.shop, payer, wish);
  world.advance(60_000);
  expect(await createOrder(world.shop, payer, wish)).toEqual(first);
  expect(world.store.orderTable.size).toBe(1);
});

test('two calls at once make one order', async () => {
  const world = openWorld();
  const numbers = await Promise.all([1, 2, 3].map(() => numberFor(world, wish)));
  expect(new Set(numbers).size).toBe(1);
  expect(world.store.orderTable.size).toBe(1);
});

test('two calls at once for different goods make one order, and the other is refused', async () => {
  const world = openWorld();
  const other = { ...wish, items: [{ goodsId: 'cheese', quantity: 1 }] };
  const codes = await Promise.all([wish, other].map((one) => codeOf(numberFor(world, one))));
  expect([...codes].sort()).toEqual(['REQUEST_ID_TAKEN', 'no error']);
  expect(world.store.orderTable.size).toBe(1);
});

test.each<[string, Caller]>([
  ['another buyer', stranger],
  ['the same openid in another app', { ...payer, appid: 'wx0000000000000009' }],
])('%s with the same number has an order of their own', async (_who, caller) => {
  const world = openWorld();
  const mine = await numberFor(world, wish);
  const theirs = await numberFor(world, wish, caller);
  expect(theirs).not.toBe(mine);
  expect(stored(world, theirs)).toMatchObject({ openid: caller.openid, appid: caller.appid });
});

test.each<[string, Partial<NewOrder>]>([
  ['other goods', { items: [{ goodsId: 'cheese', quantity: 2 }] }],
  ['another quantity', { items: [{ goodsId: 'waffles', quantity: 1 }] }],
  ['one line more', { items: [...wish.items, { goodsId: 'cheese', quantity: 1 }] }],
  ['another address', { address: { ...address, street: 'Damrak 2' } }],
  ['another currency', { feeType: 'CHF' }],
])('%s under the same number is refused, and the order stays as it is', async (_what, other) => {
  const world = openWorld();
  const first = await createOrder(world.shop, payer, wish);
  expect(await codeOf(createOrder(world.shop, payer, { ...wish, ...other }))).toBe('REQUEST_ID_TAKEN');
  expect(stored(world, first.outTradeNo)).toEqual(first);
  expect(world.store.orderTable.size).toBe(1);
});

test('a number without an address is another content than the same with one', async () => {
  const world = openWorld();
  const { address: _none, ...bare } = wish;
  await createOrder(world.shop, payer, bare);
  expect(await codeOf(createOrder(world.shop, payer, wish))).toBe('REQUEST_ID_TAKEN');
});

test('the order comes back at its price, also when the goods are gone or cost more by then', async () => {
  const world = openWorld();
  const first = await createOrder(world.shop, payer, wish);
  world.store.goodsTable = [];
  expect((await createOrder(world.shop, payer, wish)).total).toEqual(first.total);
});

test('the order comes back where the buyer may make no further one', async () => {
  const world = openWorld();
  world.store.configTable.set('payment', { ...world.store.configTable.get('payment'), max_open_orders: 1 });
  const no = await numberFor(world, wish);
  expect(await codeOf(ordered(world))).toBe('TOO_MANY_OPEN_ORDERS');
  expect(await numberFor(world, wish)).toBe(no);
});

test('orders under different numbers are different orders, in numbers that every PSP takes', async () => {
  const world = openWorld();
  const ids = Array.from({ length: 20 }, (_, at) => `BASKET-${at}`);
  const numbers = await Promise.all(ids.map((requestId) => numberFor(world, { ...wish, requestId })));
  expect(new Set(numbers).size).toBe(20);
  for (const no of numbers) expect(no).toMatch(/^CP[0-9A-Z]{19}$/);
});

describe('at the door', () => {
  const ask = (world: World, input: object): Promise<Readonly<Record<string, unknown>>> => {
    const identity = { openid: payer.openid, appid: payer.appid, unionid: '', fromAppid: '' };
    const { shop } = world;
    return callable({ room: shop, log: shop.log, identity: async () => identity }, payActions, {
      action: 'createorder',
      items: [{ goods_id: 'waffles', quantity: 1 }],
      ...input,
    });
  };

  test('a repetition is answered as the first time, with the state of the order', async () => {
    const world = openWorld();
    const first = await ask(world, { request_id: 'BASKET-1' });
    expect(first).toMatchObject({ errcode: 0, total_fee: 100, state: 'created' });
    expect(await ask(world, { request_id: 'BASKET-1' })).toEqual(first);
    await closeOrder(world.shop, payer, String(first.out_trade_no));
    expect(await ask(world, { request_id: 'BASKET-1' })).toMatchObject({
      out_trade_no: first.out_trade_no,
      state: 'closed',
    });
  });

  test('another content has an error of its own, which names neither the order nor its goods', async () => {
    const world = openWorld();
    await ask(world, { request_id: 'BASKET-1' });
    const said = await ask(world, { request_id: 'BASKET-1', fee_type: 'CHF' });
    expect(said).toEqual({
      errcode: 1108,
      errmsg: expect.stringMatching(/^REQUEST_ID_TAKEN: request_id/) as unknown,
    });
  });

  test.each(['', 'short', 'x'.repeat(65), 'with space', '中文号码号码', 7, null])(
    'a request_id %j is refused',
    async (request_id) => {
      const world = openWorld();
      expect(await ask(world, { request_id })).toMatchObject({ errcode: 1002 });
      expect(world.store.orderTable.size).toBe(0);
    },
  );
});
