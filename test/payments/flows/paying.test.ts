/** From goods to a ticket: the server sets the price, one order has one live payment, and an unknown outcome keeps its number. */
import { queryOrder, unifiedOrder } from './as-callers';
import type { Caller } from '../../../shared/kernel/ports';
import { HttpFailure } from '../../../shared/kernel/http';
import { createOrder } from '../../../shared/payments/flows/create-order';

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
  take,
  timeout,
} from './world';

describe('creating an order', () => {
  test('prices it from the stored goods, whatever the caller sends', async () => {
    const world = openWorld();
    const items = [
      { goodsId: 'waffles', quantity: 3, price: 1 },
      { goodsId: 'cheese', quantity: 1 },
    ];
    const order = await createOrder(world.shop, payer, { items });
    expect(order.total).toEqual({ value: 3 * 100 + 1290, currency: 'EUR' });
    expect(stored(world, order.outTradeNo)).toMatchObject({
      state: 'created',
      openid: payer.openid,
      appid: payer.appid,
      version: 1,
    });
  });

  test('takes the price of another currency where the goods have one, and refuses where not', async () => {
    const world = openWorld();
    const items = [{ goodsId: 'waffles', quantity: 2 }];
    expect((await createOrder(world.shop, payer, { items, feeType: 'CHF' })).total).toEqual({
      value: 190,
      currency: 'CHF',
    });
    expect(await codeOf(createOrder(world.shop, payer, { items, feeType: 'JPY' }))).toBe('GOODS_NOT_FOUND');
    expect(await codeOf(createOrder(world.shop, payer, { items, feeType: 'XXY' }))).toBe('INVALID_INPUT');
  });

  test('refuses goods that are not there and sums beyond counting', async () => {
    const world = openWorld();
    const wish = (goodsId: string, quantity: number): Promise<unknown> =>
      createOrder(world.shop, payer, { items: [{ goodsId, quantity }] });
    expect(await codeOf(wish('gold', 1))).toBe('GOODS_NOT_FOUND');
    expect(await codeOf(wish('__proto__', 1))).toBe('GOODS_NOT_FOUND');
    expect(await codeOf(wish('cheese', 2 ** 50))).toBe('INVALID_INPUT');
    expect(world.store.orderTable.size).toBe(0);
  });

  test('gives every order a number that every PSP takes', async () => {
    const world = openWorld();
    const numbers = await Promise.all(Array.from({ length: 20 }, () => ordered(world)));
    expect(new Set(numbers.map((order) => order.outTradeNo)).size).toBe(20);
    for (const { outTradeNo } of numbers) expect(outTradeNo).toMatch(/^CP[0-9A-Z]{19}$/);
  });
});

describe.each(paySps)('starting a payment at %s', (paySp) => {
  test('stores the intent before the PSP is asked, and its ticket after', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.network = (_asked, pass) => {
      expect(stored(world, order.outTradeNo)).toMatchObject({
        state: 'pending',
        attempts: [{ no: order.outTradeNo, state: 'requested' }],
      });
      return pass();
    };
    const start = await started(world, order);
    expect(start.ticket).toHaveProperty('payment.package', expect.stringContaining('prepay_id='));
    expect(stored(world, order.outTradeNo).attempts[0]).toMatchObject({
      state: 'open',
      ticket: start.ticket,
    });
  });

  test('hands out the same ticket again without asking the PSP', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    const first = await started(world, order);
    expect(await started(world, order)).toEqual(first);
    expect(world.asked).toEqual(['pay']);
  });

  test('refuses another amount or currency than the order’s', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await ordered(world);
    const wish = { outTradeNo, payMethod: 'wechat' };
    for (const other of [{ totalFee: 99 }, { totalFee: 101 }, { feeType: 'CHF' }]) {
      expect(await codeOf(unifiedOrder(world.shop, payer, { ...wish, ...other }))).toBe('AMOUNT_MISMATCH');
    }
    expect(world.asked).toEqual([]);
    const right = { ...wish, totalFee: 100, feeType: world.psp.currency };
    await expect(unifiedOrder(world.shop, payer, right)).resolves.toHaveProperty('ticket');
  });

  test.each([
    ['another person', stranger],
    ['the same openid in another app', { ...payer, appid: 'wx0000000000000009' }],
    ['an operator', operator],
  ] as readonly (readonly [string, Caller])[])('does not find the order for %s', async (_who, caller) => {
    const world = openWorld(paySp);
    const { outTradeNo } = await ordered(world);
    expect(await codeOf(unifiedOrder(world.shop, caller, { outTradeNo, payMethod: 'wechat' }))).toBe(
      'ORDER_NOT_FOUND',
    );
    expect(world.asked).toEqual([]);
  });

  test('refuses a method that is not offered', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    for (const method of ['bitcoin', 'constructor', '__proto__', 'toString']) {
      expect(await codeOf(started(world, order, method))).toBe('METHOD_NOT_OFFERED');
    }
  });

  test('refuses a paid order', async () => {
    const world = openWorld(paySp);
    expect(await codeOf(started(world, await paid(world)))).toBe('ORDER_PAID');
  });

  test('keeps the number while the outcome is unknown', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.network = timeout;
    expect(await codeOf(started(world, order))).toBe('OUTCOME_UNKNOWN');
    expect(stored(world, order.outTradeNo)).toMatchObject({
      state: 'pending',
      attempts: [{ state: 'requested' }],
    });
    world.network = (_asked, pass) => pass();
    await started(world, order);
    const numbers = world.requests.map(
      (request) => /"(?:order_id|out_trade_no)":"([^"]+)"/.exec(request.body)?.[1],
    );
    expect(numbers).toEqual([order.outTradeNo, order.outTradeNo]);
  });

  test('after a definite no leaves the order pending with the reason, and may be asked again', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.network = () => world.psp.refusal('RULE_LIMIT');
    expect(await codeOf(started(world, order))).toBe('PSP_REFUSED');
    const declined = stored(world, order.outTradeNo);
    expect(declined).toMatchObject({ state: 'pending', attempts: [{ state: 'declined' }] });
    expect(declined.decline).toContain('RULE_LIMIT');
    world.network = (_asked, pass) => pass();
    await started(world, order);
    const after = stored(world, order.outTradeNo);
    expect(after).not.toHaveProperty('decline');
    expect(after.attempts.at(-1)?.no).toBe(paySp === 'v3' ? order.outTradeNo : `${order.outTradeNo}_2`);
  });

  test('at a PSP that was not reached says that nothing happened, and may be asked again', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.network = () => {
      throw new HttpFailure('unreachable', 'ECONNREFUSED');
    };
    expect(await codeOf(started(world, order))).toBe('PSP_UNREACHABLE');
    world.network = (_asked, pass) => pass();
    await expect(started(world, order)).resolves.toHaveProperty('ticket');
  });

  test('twice at once sends one request', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => started(world, order)));
    expect(world.asked).toEqual(['pay']);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(stored(world, order.outTradeNo).attempts).toHaveLength(1);
  });

  test('keeps what a faster notice booked', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.network = async (asked, pass) => {
      const reply = pass();
      if (asked !== 'pay') return reply;
      payAt(world.psp, order.outTradeNo);
      expect((await take(world, world.psp.paymentNotice(order.outTradeNo))).status).toBe(200);
      return reply;
    };
    expect(await codeOf(started(world, order))).toBe('ORDER_PAID');
    expect(stored(world, order.outTradeNo)).toMatchObject({ state: 'paid', attempts: [{ state: 'paid' }] });
    expect(world.hooked).toHaveLength(1);
  });

  test('of an order that another function wrote without an appid uses the caller’s app', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.store.orderTable.set(order.outTradeNo, { ...order, appid: '' });
    await started(world, order);
    expect(world.requests[0]?.body).toContain(payer.appid);
  });

  test('with half a character in the text for the payer does not break the order for ever', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await ordered(world);
    const wish = { outTradeNo, payMethod: 'wechat', body: 'waffles \ud83d' };
    await unifiedOrder(world.shop, payer, wish).catch(() => undefined);
    world.advance(60_000);
    await expect(
      unifiedOrder(world.shop, payer, { outTradeNo, payMethod: 'wechat' }),
    ).resolves.toHaveProperty('ticket');
  });
});

describe('an order that WeChat Pay calls paid already', () => {
  test('is asked about and becomes paid', async () => {
    const world = openWorld('v3');
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    world.advance(101 * 60_000);
    expect(await codeOf(started(world, order))).toBe('ORDER_PAID');
    expect(stored(world, order.outTradeNo).state).toBe('paid');
  });

  test('is never offered for payment under a second number, even when asking fails at first', async () => {
    const world = openWorld('v3');
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    world.advance(101 * 60_000);
    world.network = (asked, pass) => (asked === 'query' ? timeout() : pass());
    await codeOf(started(world, order));
    world.network = (_asked, pass) => pass();
    world.advance(60_000);
    await codeOf(started(world, order));
    expect([...world.psp.payments.keys()]).toEqual([order.outTradeNo]);
  });

  test('is found paid by the next question, even when asking fails at first', async () => {
    const world = openWorld('v3');
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    world.advance(101 * 60_000);
    world.network = (asked, pass) => (asked === 'query' ? timeout() : pass());
    await codeOf(started(world, order));
    world.network = (_asked, pass) => pass();
    world.advance(60_000);
    expect((await queryOrder(world.shop, payer, order.outTradeNo)).state).toBe('paid');
  });
});

test('a payment whose number WeChat Pay calls used is closed there before another number is tried', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  world.advance(101 * 60_000);
  world.network = (asked, pass) => (asked === 'pay' ? world.psp.refusal('OUT_TRADE_NO_USED') : pass());
  await codeOf(started(world, order));
  world.network = (_asked, pass) => pass();
  await codeOf(started(world, order));
  const payable = [...world.psp.payments.values()].filter((payment) => payment.state === 'pending');
  expect(payable.map((payment) => payment.no)).toHaveLength(1);
});

describe('paying another way', () => {
  test('closes the old payment at the PSP before it starts the new one', async () => {
    const world = openWorld();
    const order = await pending(world);
    const start = await started(world, order, 'alipay');
    expect(start.ticket).toHaveProperty('url');
    expect(world.asked).toEqual(['pay', 'query', 'close', 'pay']);
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([
      { payMethod: 'wechat', state: 'closed' },
      { payMethod: 'alipay', state: 'open', no: `${order.outTradeNo}_2` },
    ]);
  });

  test('finds the old payment paid and starts nothing', async () => {
    const world = openWorld();
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    expect(await codeOf(started(world, order, 'alipay'))).toBe('ORDER_PAID');
    expect(world.asked).not.toContain('close');
    expect(stored(world, order.outTradeNo).state).toBe('paid');
  });

  test('starts nothing while it is not known whether the old payment is closed', async () => {
    const world = openWorld();
    const order = await pending(world);
    world.network = (asked, pass) => (asked === 'close' ? timeout() : pass());
    expect(await codeOf(started(world, order, 'alipay'))).toBe('OUTCOME_UNKNOWN');
    expect(world.asked.filter((asked) => asked === 'pay')).toHaveLength(1);
  });

  test('goes on when the PSP reports the closing by notice before it answers', async () => {
    const world = openWorld();
    const order = await pending(world);
    world.network = async (asked, pass) => {
      const reply = pass();
      if (asked === 'close') await take(world, world.psp.paymentNotice(order.outTradeNo));
      return reply;
    };
    await expect(started(world, order, 'alipay')).resolves.toHaveProperty('ticket.url');
  });

  test('while the first way is still being prepared never leaves two payments that can be paid', async () => {
    const world = openWorld();
    const order = await ordered(world);
    let second: Promise<string> | undefined;
    world.network = async (asked, pass) => {
      if (asked === 'pay' && !second) {
        second = codeOf(started(world, order, 'alipay'));
        await second;
      }
      return pass();
    };
    await codeOf(started(world, order));
    world.advance(60_000);
    await codeOf(started(world, order, 'alipay'));
    const payable = [...world.psp.payments.values()].filter((payment) => payment.state === 'pending');
    expect(payable).toHaveLength(1);
  });
});

test('an earlier decline is forgotten where the same ticket is tried once more, so that nobody is told of it after having paid', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  const payment = world.psp.payments.get(order.outTradeNo);
  if (!payment) throw new Error('no payment');
  payment.state = 'declined';
  world.advance(10_000);
  await queryOrder(world.shop, payer, order.outTradeNo);
  expect(stored(world, order.outTradeNo).decline).toContain('PAYERROR');
  await started(world, order);
  // The payer pays; the PSP tells nobody, and answers nothing.
  payAt(world.psp, order.outTradeNo);
  world.network = timeout;
  world.advance(10_000);
  expect(await queryOrder(world.shop, payer, order.outTradeNo)).not.toHaveProperty('decline');
});
