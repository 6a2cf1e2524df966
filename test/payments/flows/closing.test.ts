/** Closing: first at the PSP, then here, and never over money that came. */

import { runTimer } from '../../../shared/payments/flows/run-timer';
import { closeOrder } from './as-callers';
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

describe.each(paySps)('closing an order at %s', (paySp) => {
  test('that nobody tried to pay asks no PSP', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    expect((await closeOrder(world.shop, payer, order.outTradeNo)).state).toBe('closed');
    expect(world.asked).toEqual([]);
  });

  test('closes its open payment at the PSP first', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    world.network = (_asked, pass) => {
      expect(stored(world, order.outTradeNo).state).toBe('pending');
      return pass();
    };
    expect((await closeOrder(world.shop, payer, order.outTradeNo)).state).toBe('closed');
    expect(world.psp.payments.get(order.outTradeNo)?.state).toBe('closed');
    expect(world.asked.at(-1)).toBe('close');
  });

  test('again is no error, and an operator may do it', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    await closeOrder(world.shop, operator, order.outTradeNo);
    expect((await closeOrder(world.shop, payer, order.outTradeNo)).state).toBe('closed');
  });

  test('of another person finds nothing', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    expect(await codeOf(closeOrder(world.shop, stranger, order.outTradeNo))).toBe('ORDER_NOT_FOUND');
  });

  test('that is paid is refused', async () => {
    const world = openWorld(paySp);
    const order = await paid(world);
    expect(await codeOf(closeOrder(world.shop, payer, order.outTradeNo))).toBe('ORDER_PAID');
  });

  test('that is paid at this moment makes it paid instead, and gives no money back', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    expect(await codeOf(closeOrder(world.shop, payer, order.outTradeNo))).toBe('ORDER_PAID');
    expect(stored(world, order.outTradeNo).state).toBe('paid');
    expect(world.psp.payments.get(order.outTradeNo)?.state).toBe('paid');
    expect(world.hooked).toHaveLength(1);
  });

  test('is not closed here while the PSP’s answer is unknown', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    world.network = timeout;
    expect(await codeOf(closeOrder(world.shop, payer, order.outTradeNo))).toBe('OUTCOME_UNKNOWN');
    expect(stored(world, order.outTradeNo).state).toBe('pending');
  });

  test('that the PSP has called paid is never closed, even when the next question gets no answer', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    let heard = false;
    world.network = (asked, pass) => {
      if (heard && asked === 'query') return timeout();
      heard = true;
      return pass();
    };
    await codeOf(closeOrder(world.shop, payer, order.outTradeNo));
    expect(stored(world, order.outTradeNo).state).not.toBe('closed');
  });

  test('while its payment is being prepared hands out no ticket for a closed order', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    let closing: Promise<string> | undefined;
    world.network = async (asked, pass) => {
      if (asked === 'pay') {
        closing ??= codeOf(closeOrder(world.shop, payer, order.outTradeNo));
        await closing;
      }
      return pass();
    };
    const ticket = await started(world, order).catch(() => undefined);
    expect([stored(world, order.outTradeNo).state, ticket !== undefined]).not.toEqual(['closed', true]);
  });

  test('that the PSP refuses to close stays payable as it was', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    const before = stored(world, order.outTradeNo).attempts[0]?.ticket;
    world.network = (asked, pass) => (asked === 'close' ? world.psp.refusal('RULE_LIMIT') : pass());
    // YabandPay documents no refusals: there it may have been cancelled, until it was asked a little later.
    const code = paySp === 'yaband' ? 'OUTCOME_UNKNOWN' : 'PSP_REFUSED';
    expect(await codeOf(closeOrder(world.shop, payer, order.outTradeNo))).toBe(code);
    world.advance(31_000);
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo)).toMatchObject({
      state: 'pending',
      attempts: [{ state: 'open' }],
    });
    expect((await started(world, order)).ticket).toEqual(before);
  });

  test('keeps a payment whose notice overtakes the closing', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    world.network = async (asked, pass) => {
      const reply = pass();
      const payment = world.psp.payments.get(order.outTradeNo);
      if (asked === 'close' && payment) {
        payment.state = 'paid';
        await take(world, world.psp.paymentNotice(order.outTradeNo));
      }
      return reply;
    };
    const code = await codeOf(closeOrder(world.shop, payer, order.outTradeNo));
    // Where closing gives money back, a `paid` from meanwhile is asked about afterwards.
    expect(code).toBe(paySp === 'yaband' ? 'no error' : 'ORDER_PAID');
    world.network = (_asked, pass) => pass();
    world.advance(60_000);
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo)).toMatchObject({ state: 'paid', attempts: [{ state: 'paid' }] });
  });
});

test('a payment that is handed out while its order is being closed is not closed unseen', async () => {
  const world = openWorld('yaband');
  const order = await ordered(world);
  world.network = (asked, pass) => (asked === 'pay' ? (pass(), timeout()) : pass());
  await codeOf(started(world, order));
  world.network = (_asked, pass) => pass();
  world.advance(31_000);
  const [closing, start] = await Promise.allSettled([
    closeOrder(world.shop, payer, order.outTradeNo),
    started(world, order),
  ]);
  const { state, attempts } = stored(world, order.outTradeNo);
  const isPayable = start.status === 'fulfilled';
  expect([isPayable, state]).not.toEqual([true, 'closed']);
  if (isPayable) expect(closing.status).toBe('rejected');
  expect(attempts.filter((one) => one.state === 'open').length).toBe(isPayable ? 1 : 0);
});
