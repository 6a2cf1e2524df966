/** The timer: nothing starves anything, nothing stops it, and a run ends in time. */
import { askNow } from '../../../shared/payments/flows/people/ask-now';
import { lookAt } from '../../../shared/payments/flows/look-at-order';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { shopUntil } from '../../../shared/payments/flows/shop';
import type { Order } from '../../../shared/payments/order/order';
import { HttpFailure } from '../../../shared/kernel/http';
import { queryOrder } from './as-callers';
import { payAt } from './fake-psp';
import {
  openWorld,
  operator,
  ordered,
  paid,
  payer,
  pending,
  started,
  stored,
  take,
  timeout,
  type World,
} from './world';

const DAY = 24 * 3600_000;

/** Copies of an order under other numbers and for other buyers, as somebody's many orders. */
function copies(world: World, order: Order, count: number, change: (n: number) => Partial<Order>): void {
  for (let n = 0; n < count; n += 1) {
    const outTradeNo = `COPY${String(n).padStart(8, '0')}`;
    const attempts = order.attempts.map((one) => ({ ...one, no: outTradeNo }));
    const copy = { ...order, outTradeNo, openid: `o-buyer-${n}`, attempts, ...change(n) };
    world.store.orderTable.set(outTradeNo, copy);
  }
}

test('finds a payment that was started days after its order was made', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  world.advance(8 * DAY);
  await started(world, order);
  payAt(world.psp, order.outTradeNo);
  world.advance(60_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});

test('passes over orders that cannot be read, names them, and looks at them no sooner than the others', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  copies(world, order, 300, () => ({}));
  for (const no of world.store.orderTable.keys()) if (no.startsWith('COPY')) world.store.spoilt.add(no);
  payAt(world.psp, order.outTradeNo);
  world.advance(60_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
  expect(world.logged.join('\n')).toContain('COPY00000000');
  expect(world.store.postponed.size).toBeGreaterThan(100);
});

test('finds one buyer’s paid order among thousands of another buyer’s', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  const many = stored(world, outTradeNo);
  world.store.pause = () => Promise.resolve();
  copies(world, many, 1500, () => ({ openid: 'o-greedy' }));
  payAt(world.psp, outTradeNo);
  world.advance(60_000);
  world.network = (_asked, pass) => {
    world.advance(20);
    return pass();
  };
  const first = await runTimer(world.shop);
  const second = await runTimer(world.shop);
  expect(first.looked + second.looked).toBeLessThan(1500);
  expect(stored(world, outTradeNo).state).toBe('paid');
});

test('asks the others while one PSP takes every connection and never answers', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  const yaband = openWorld('yaband');
  const silent = await pending(yaband);
  world.store.configTable.set('payment', {
    ...world.store.configTable.get('payment'),
    providers: { yaband: { ...yaband.psp.config, notify_url: 'https://shop.example/notify' } },
  });
  copies(world, silent, 40, (n) => ({ createdAt: n, askedAt: 0 }));
  payAt(world.psp, outTradeNo);
  world.advance(60_000);
  const waits: number[] = [];
  const shop = {
    ...world.shop,
    http: {
      send: async (request: Parameters<typeof world.shop.http.send>[0], limitMs: number) => {
        if (!request.url.includes('yaband')) return world.shop.http.send(request, limitMs);
        waits.push(limitMs);
        throw new HttpFailure('timeout', 'no answer in time');
      },
    },
  };
  await runTimer(shop);
  expect(stored(world, outTradeNo).state).toBe('paid');
  // After a few silences the PSP is left alone for a while.
  expect(waits.length).toBeLessThan(12);
  expect(Math.max(...waits)).toBeLessThanOrEqual(8000);
});

test('leaves refunds alone that nobody can answer, tells a person once, and asks again a day later', async () => {
  const world = openWorld('yaband');
  const order = await paid(world);
  const refund = {
    outRefundNo: 'R',
    amount: { value: 40, currency: 'EUR' },
    reason: 'refund',
    state: 'requested',
    requestedAt: world.shop.clock.now() - DAY,
    sentAt: world.shop.clock.now() - DAY,
    wish: 'sum',
    isNumberOurs: true,
    told: false,
    leaseUntil: 0,
    doubtful: true,
    left: true,
    askAt: 1,
  } as const;
  copies(world, order, 200, (n) => ({ refunds: [{ ...refund, outRefundNo: `R${n}` }] }));
  const open = await pending(world);
  payAt(world.psp, open.outTradeNo);
  world.advance(60_000);
  await runTimer(world.shop);
  expect(stored(world, open.outTradeNo).state).toBe('paid');
  await runTimer(world.shop);
  expect(stored(world, 'COPY00000007').attention).toMatchObject([{ reason: 'refund_unanswered' }]);
  world.advance(60_000);
  expect((await runTimer(world.shop)).looked).toBe(0);
  world.advance(DAY);
  expect((await runTimer(world.shop)).looked).toBeGreaterThan(0);
});

describe('a hook that never ends', () => {
  const endless = (): Promise<void> => new Promise(() => undefined);

  test('costs its own order only, is started ever more rarely, and a person is told', async () => {
    const world = openWorld('v3');
    const hooked: string[] = [];
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    world.hook = (order) => {
      hooked.push(order.out_trade_no);
      return endless();
    };
    const taking = take(world, world.psp.paymentNotice(outTradeNo));
    const passed = async (ms: number): Promise<void> => {
      for (let turn = 0; turn < 40; turn += 1) await new Promise(setImmediate);
      world.advance(ms);
      for (let turn = 0; turn < 40; turn += 1) await new Promise(setImmediate);
    };
    await passed(8000);
    expect((await taking).status).toBe(200);
    expect((await queryOrder(world.shop, payer, outTradeNo)).state).toBe('paid');
    for (let hour = 0; hour < 24; hour += 1) {
      world.advance(3600_000);
      const run = runTimer(world.shop);
      await passed(8000);
      await run;
    }
    expect(hooked.length).toBeLessThan(12);
    expect(stored(world, outTradeNo).attention).toMatchObject([{ reason: 'hook_failed' }]);
  });
});

test('an unpaid order ends in time, at its PSP first', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  expect(order.expiresAt).toBe(order.createdAt + 120 * 60_000);
  world.advance(120 * 60_000 + 1000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('closed');
  expect(world.psp.payments.get(order.outTradeNo)?.state).toBe('closed');
});

test('an order that nobody started to pay ends too', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  world.advance(120 * 60_000 + 1000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('closed');
  expect(world.asked).toEqual([]);
});

describe('an order that the merchant’s own function wrote', () => {
  /** As it is read: nobody has said how long it may stay unpaid. */
  function written(world: World, order: Order, createdAt: number): void {
    const { expiresAt: _, ...rest } = order;
    world.store.orderTable.set(order.outTradeNo, { ...rest, createdAt, version: undefined });
  }

  test('ends after its first payment was begun, where it does not say when it was made', async () => {
    const world = openWorld('v3');
    const order = await ordered(world);
    written(world, order, 0);
    world.network = () => {
      throw new HttpFailure('unreachable', 'nobody listens');
    };
    await started(world, order).catch(() => undefined);
    expect(stored(world, order.outTradeNo).state).toBe('pending');
    world.network = (_asked, pass) => pass();
    world.advance(121 * 60_000);
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
  });

  test('ends after its first payment was begun, although nobody could read then how long it may stay unpaid', async () => {
    const world = openWorld('v3');
    const order = await ordered(world);
    written(world, order, 0);
    const config = world.store.configTable.get('payment') ?? {};
    world.store.configTable.set('payment', { ...config, order_minutes: 'two hours' });
    world.advance(61_000);
    await started(world, order);
    expect(stored(world, order.outTradeNo).expiresAt).toBeUndefined();
    world.store.configTable.set('payment', config);
    for (let hour = 0; hour < 4; hour += 1) {
      world.advance(3600_000);
      await runTimer(world.shop);
    }
    expect(stored(world, order.outTradeNo).state).toBe('closed');
  });

  test('ends in time, although somebody asked about it before the timer looked at it', async () => {
    const world = openWorld('v3');
    const order = await ordered(world);
    written(world, order, order.createdAt);
    await askNow(world.shop, stored(world, order.outTradeNo), { by: operator.openid });
    world.advance(121 * 60_000);
    await runTimer(world.shop);
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
  });

  test('ends in time, although the configuration was gone when it was looked at first', async () => {
    const world = openWorld('v3');
    const order = await ordered(world);
    written(world, order, order.createdAt);
    const config = world.store.configTable.get('payment') ?? {};
    world.store.configTable.clear();
    world.advance(61_000);
    await lookAt(world.shop, order.outTradeNo);
    world.store.configTable.set('payment', config);
    world.advance(121 * 60_000);
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
  });
});

test('an order whose PSP cannot be reached stays open until it can', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  world.network = timeout;
  world.advance(121 * 60_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('pending');
  world.network = (_asked, pass) => pass();
  world.advance(2 * 3600_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('closed');
});

test('a run that has little time left says what it left', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  copies(world, order, 50, () => ({}));
  world.advance(60_000);
  world.network = (_asked, pass) => {
    world.advance(500);
    return pass();
  };
  const run = await runTimer(shopUntil(world.shop, 8000));
  expect(run.left).toBeGreaterThan(0);
  expect(run.looked).toBeGreaterThan(0);
});

test('a notice of an order that appears only later is done when it appears', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  payAt(world.psp, order.outTradeNo);
  world.store.orderTable.delete(order.outTradeNo);
  expect((await take(world, world.psp.paymentNotice(order.outTradeNo))).status).toBe(404);
  world.store.orderTable.set(order.outTradeNo, {
    ...order,
    attempts: order.attempts.map((one) => ({ ...one, askAt: 0 })),
  });
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
  expect(world.store.archive.map(({ verdict }) => verdict)).not.toContain('unknown_order');
});

test('a second payment that is found by asking is kept aside', async () => {
  const world = openWorld('yaband');
  const order = await paid(world);
  const first = order.attempts[0];
  if (!first) throw new Error('no attempt');
  const other = {
    ...first,
    no: `${order.outTradeNo}_2`,
    state: 'closed',
    spTradeNo: 'YB-2',
    askAt: 1,
    endedAt: world.shop.clock.now(),
  } as const;
  world.psp.payments.set(other.no, {
    no: other.no,
    trade: 'YB-2',
    amount: 100,
    currency: 'EUR',
    state: 'paid',
  });
  world.store.orderTable.set(order.outTradeNo, { ...order, attempts: [first, other] });
  world.advance(60_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'kept_aside', of: 'YB-2' }]);
});

test('money that was kept aside by a process that died before it kept the record of it is found again', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  payAt(world.psp, outTradeNo);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.amount = 99;
  world.advance(60_000);
  const record = jest
    .spyOn(world.store, 'archiveNotice')
    .mockRejectedValueOnce(new Error('the process ended'));
  await runTimer(world.shop);
  expect(stored(world, outTradeNo).attention).toMatchObject([{ reason: 'kept_aside' }]);
  expect(world.store.archive).toEqual([]);
  record.mockRestore();
  world.advance(60_000);
  await runTimer(world.shop);
  expect(world.store.archive).toMatchObject([{ verdict: 'kept_aside', outTradeNo, amount: 99 }]);
});

test('one buyer’s order has its turn before the hundredth of another buyer who is longer due', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  const many = stored(world, outTradeNo);
  world.store.pause = () => Promise.resolve();
  // Longer due and begun later, so that no other way of looking finds the one among them.
  copies(world, many, 150, () => ({
    openid: 'o-greedy',
    attempts: many.attempts.map((one) => ({ ...one, askAt: 1, requestedAt: one.requestedAt + 1000 })),
  }));
  payAt(world.psp, outTradeNo);
  world.advance(60_000);
  const { asked } = world;
  asked.length = 0;
  world.network = (_asked, pass) => {
    world.advance(400);
    return pass();
  };
  await runTimer(world.shop);
  expect(asked.length).toBeLessThan(100);
  expect(stored(world, outTradeNo).state).toBe('paid');
});
