/** Several PSPs at once: a route's next one is tried only after a definite no, and every notice finds its own order. */
import { HttpFailure } from '../../../shared/kernel/http';
import { takeNotification } from '../../../shared/payments/flows/notices/take-notification';
import { payAt } from './fake-psp';
import { FakeYaband } from './fake-yaband';
import { codeOf, openWorld, ordered, started, stored, timeout, type World } from './world';

/** A shop of v3 (in CNY) with yaband as second choice; requests to yaband's address reach a second fake. */
function twoPsps(): { world: World; second: FakeYaband } {
  const world = openWorld('v3');
  const second = new FakeYaband();
  world.store.configTable.set('payment', {
    _id: 'payment',
    pay_sp: 'v3',
    currency: 'CNY',
    notify_url: 'https://shop.example/notify',
    providers: { v3: world.psp.config, yaband: second.config },
    routes: { wechat: ['v3', 'yaband'], paypal: 'yaband' },
  });
  world.network = (_asked, pass, request) =>
    request.url.includes('yabandpay') ? second.answer(request) : pass();
  return { world, second };
}

/** Something else than usual for requests to the first PSP. */
function firstPsp(world: World, answer: World['network']): void {
  const usual = world.network;
  world.network = (asked, pass, request) =>
    request.url.includes('yabandpay') ? usual(asked, pass, request) : answer(asked, pass, request);
}

describe('a route with two PSPs', () => {
  test('goes to the first, and the second hears nothing', async () => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    await started(world, order);
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ paySp: 'v3', state: 'open' }]);
    expect(second.payments.size).toBe(0);
  });

  test.each([
    ['refused', (world: World) => (): ReturnType<World['network']> => world.psp.refusal('NO_AUTH')],
    [
      'was never reached',
      () => (): never => {
        throw new HttpFailure('unreachable', 'ECONNREFUSED');
      },
    ],
  ])('goes to the second under a number of its own when the first %s', async (_what, answer) => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    firstPsp(world, answer(world));
    await started(world, order);
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([
      { no: order.outTradeNo, paySp: 'v3', state: 'declined' },
      { no: `${order.outTradeNo}_2`, paySp: 'yaband', state: 'open' },
    ]);
    payAt(second, `${order.outTradeNo}_2`);
    await takeNotification(world.shop, second.paymentNotice(`${order.outTradeNo}_2`));
    expect(stored(world, order.outTradeNo)).toMatchObject({
      state: 'paid',
      paidAttempt: `${order.outTradeNo}_2`,
    });
  });

  test('never goes on after an unknown outcome, not even when the repetition is refused', async () => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    firstPsp(world, timeout);
    expect(await codeOf(started(world, order))).toBe('OUTCOME_UNKNOWN');
    firstPsp(world, () => world.psp.refusal('NO_AUTH'));
    expect(await codeOf(started(world, order))).toBe('PSP_REFUSED');
    expect(second.payments.size).toBe(0);
    expect(stored(world, order.outTradeNo).attempts).toHaveLength(1);
  });

  test('never goes on while the first PSP may still have something payable', async () => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    await started(world, order);
    world.advance(101 * 60_000);
    firstPsp(world, (asked, pass) => (asked === 'pay' ? world.psp.refusal('NO_AUTH') : pass()));
    expect(await codeOf(started(world, order))).toBe('PSP_REFUSED');
    expect(second.payments.size).toBe(0);
  });

  test('says the last refusal when every PSP refused', async () => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    world.network = (_asked, _pass, request) =>
      request.url.includes('yabandpay')
        ? second.refusal('currency not allowed')
        : world.psp.refusal('NO_AUTH');
    expect(await codeOf(started(world, order))).toBe('PSP_REFUSED');
    expect(stored(world, order.outTradeNo)).toMatchObject({
      state: 'pending',
      decline: expect.stringContaining('currency not allowed') as unknown,
    });
  });

  test('skips a PSP that does not take the order’s currency', async () => {
    const { world, second } = twoPsps();
    const order = await ordered(world);
    const inEuro = { ...stored(world, order.outTradeNo), total: { value: 1290, currency: 'EUR' } };
    world.store.orderTable.set(order.outTradeNo, inEuro);
    await started(world, order);
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ paySp: 'yaband', state: 'open' }]);
    expect(second.payments.size).toBe(1);
  });
});

test('a late notice of a PSP that is no longer the default still pays its order', async () => {
  const { world, second } = twoPsps();
  const order = await ordered(world);
  await started(world, order, 'paypal');
  world.store.configTable.set('payment', {
    ...world.store.configTable.get('payment'),
    pay_sp: 'v3',
    routes: {},
  });
  world.advance(61_000);
  payAt(second, order.outTradeNo);
  const reply = await takeNotification(world.shop, second.paymentNotice(order.outTradeNo));
  expect(reply.status).toBe(200);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});
