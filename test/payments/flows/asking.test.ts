/** Asking the PSP: by queryorder at most once in two seconds, and by the timer for what no notice reported. */

import { closeOrder, queryOrder, refund } from './as-callers';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { listOrders } from '../../../shared/payments/flows/query-order';

import { anAttempt, anOrder } from '../order/an-order';
import { payAt } from './fake-psp';
import {
  codeOf,
  openWorld,
  operator,
  ordered,
  paid,
  payer,
  paySps,
  pending,
  started,
  stored,
  stranger,
  timeout,
} from './world';

describe.each(paySps)('queryorder at %s', (paySp) => {
  test('finds a payment that no notice reported, and runs the merchant’s hook', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    expect((await queryOrder(world.shop, payer, outTradeNo)).state).toBe('paid');
    expect(world.hooked).toHaveLength(1);
  });

  test('asks at most once in two seconds, however many ask us', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    const asks = (): number => world.asked.filter((asked) => asked === 'query').length;
    await Promise.all(Array.from({ length: 10 }, () => queryOrder(world.shop, payer, outTradeNo)));
    expect(asks()).toBe(1);
    world.advance(1999);
    await queryOrder(world.shop, operator, outTradeNo);
    expect(asks()).toBe(1);
    world.advance(1);
    await queryOrder(world.shop, payer, outTradeNo);
    expect(asks()).toBe(2);
  });

  test('asks nobody about an order that is created, closed or paid', async () => {
    const world = openWorld(paySp);
    const created = await ordered(world);
    const closed = await ordered(world);
    await closeOrder(world.shop, payer, closed.outTradeNo);
    const done = await paid(world);
    world.asked.length = 0;
    for (const { outTradeNo } of [created, closed, done]) await queryOrder(world.shop, payer, outTradeNo);
    expect(world.asked).toEqual([]);
  });

  test('answers the order as it is when the PSP does not answer', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    world.network = timeout;
    expect((await queryOrder(world.shop, payer, outTradeNo)).state).toBe('pending');
  });

  test('tells the payer that the order is paid even when the merchant’s hook throws', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    world.hook = () => Promise.reject(new Error('the warehouse is away'));
    await expect(queryOrder(world.shop, payer, outTradeNo)).resolves.toMatchObject({
      state: 'paid',
      hook: 'due',
    });
  });

  test('does not find the orders of other people, except for operators', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    expect(await codeOf(queryOrder(world.shop, stranger, outTradeNo))).toBe('ORDER_NOT_FOUND');
    expect(await codeOf(queryOrder(world.shop, payer, 'CPNOTHERE'))).toBe('ORDER_NOT_FOUND');
    expect((await queryOrder(world.shop, operator, outTradeNo)).outTradeNo).toBe(outTradeNo);
  });
});

test('listorders shows people their own orders and operators all, newest first', async () => {
  const world = openWorld();
  const numbers: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    numbers.unshift((await ordered(world)).outTradeNo);
    world.advance(1000);
  }
  const seen = async (caller: typeof payer): Promise<readonly string[]> =>
    (await listOrders(world.shop, caller, {})).orders.map((order) => order.outTradeNo);
  expect(await seen(payer)).toEqual(numbers);
  expect(await seen(operator)).toEqual(numbers);
  expect(await seen(stranger)).toEqual([]);
  expect(await seen({ ...payer, appid: 'wx0000000000000009' })).toEqual([]);
});

describe.each(paySps)('the timer at %s', (paySp) => {
  test('settles a payment whose notices were all lost', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    world.advance(61_000);
    expect(await runTimer(world.shop)).toEqual({ looked: 1, failed: 0, left: 0 });
    expect(stored(world, outTradeNo).state).toBe('paid');
    expect(world.hooked).toHaveLength(1);
  });

  test('twice at once asks once', async () => {
    const world = openWorld(paySp);
    await pending(world);
    world.advance(61_000);
    await Promise.all([runTimer(world.shop), runTimer(world.shop)]);
    expect(world.asked.filter((asked) => asked === 'query')).toHaveLength(1);
  });

  test('is not stopped by one order that throws', async () => {
    const world = openWorld(paySp);
    const poison = await pending(world);
    const { outTradeNo } = await pending(world);
    const broken = { ...stored(world, poison.outTradeNo), configId: 'payment_gone' };
    world.store.orderTable.set(poison.outTradeNo, broken);
    payAt(world.psp, outTradeNo);
    world.advance(61_000);
    expect(await runTimer(world.shop)).toEqual({ looked: 2, failed: 1, left: 0 });
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('is not held up for ever by orders whose payment was declined', async () => {
    const world = openWorld(paySp);
    const createdAt = world.shop.clock.now();
    for (let n = 0; n < 30; n += 1) {
      const outTradeNo = `CPDECLINED${n}`;
      const attempts = [anAttempt({ no: outTradeNo, paySp, state: 'declined' })];
      world.store.orderTable.set(outTradeNo, anOrder({ outTradeNo, attempts, createdAt }));
    }
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    for (let minute = 0; minute < 5; minute += 1) {
      world.advance(61_000);
      await runTimer(world.shop);
    }
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('is not held up for ever by pending orders without a payment that could be asked about', async () => {
    const world = openWorld(paySp);
    const createdAt = world.shop.clock.now();
    for (let n = 0; n < 30; n += 1) {
      const outTradeNo = `CPCLOSED${n}`;
      const attempts = [anAttempt({ no: outTradeNo, paySp, state: 'closed' })];
      world.store.orderTable.set(outTradeNo, anOrder({ outTradeNo, attempts, createdAt }));
    }
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    for (let minute = 0; minute < 5; minute += 1) {
      world.advance(61_000);
      await runTimer(world.shop);
    }
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('is not held up for ever by orders whose hook keeps throwing', async () => {
    const world = openWorld(paySp);
    world.hook = async (order) => {
      if (order.out_trade_no.startsWith('CPPOISON')) throw new Error('never works');
    };
    const createdAt = world.shop.clock.now();
    for (let n = 0; n < 30; n += 1) {
      const outTradeNo = `CPPOISON${n}`;
      const attempts = [anAttempt({ no: outTradeNo, paySp, state: 'paid' })];
      world.store.orderTable.set(
        outTradeNo,
        anOrder({ outTradeNo, attempts, createdAt, state: 'paid', paidAttempt: outTradeNo, hook: 'due' }),
      );
    }
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    for (let minute = 0; minute < 5; minute += 1) {
      world.advance(61_000);
      await runTimer(world.shop);
    }
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('finds out what became of a refund whose notice was lost', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await refund(world.shop, operator, { outTradeNo });
    const record = world.psp.refunds.get(`${outTradeNo}R1`);
    if (record) record.state = 'succeeded';
    world.advance(61_000);
    await runTimer(world.shop);
    expect(stored(world, outTradeNo).refunds[0]?.state).toBe('succeeded');
  });
});

describe('database rounds, with everything warm', () => {
  test.each(paySps)('stay within three for the first notice and two for a duplicate (%s)', async (paySp) => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    const notice = world.psp.paymentNotice(outTradeNo);
    const { takeNotification } = await import('../../../shared/payments/flows/notices/take-notification');
    world.store.resetCounts();
    await takeNotification(world.shop, notice);
    expect(world.store.rounds).toBeLessThanOrEqual(3);
    world.store.resetCounts();
    await takeNotification(world.shop, notice);
    expect(world.store.rounds).toBeLessThanOrEqual(2);
  });

  test.each(paySps)('stay within three for unifiedorder and one for its repetition (%s)', async (paySp) => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.store.resetCounts();
    await started(world, order);
    expect(world.store.rounds).toBeLessThanOrEqual(3);
    world.store.resetCounts();
    await started(world, order);
    expect(world.store.rounds).toBe(1);
  });

  test.each(paySps)('stay within four for a refund and one for a query without news (%s)', async (paySp) => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.store.resetCounts();
    await refund(world.shop, operator, { outTradeNo });
    // One of them keeps the number for this order alone.
    expect(world.store.rounds).toBeLessThanOrEqual(4);
    world.store.resetCounts();
    await queryOrder(world.shop, payer, outTradeNo);
    expect(world.store.rounds).toBe(1);
  });
});
