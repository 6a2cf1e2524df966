/** A "no" to one sending is not a "no" to the thing: payments, refunds and closings after lost answers. */
import { HttpFailure } from '../../../shared/kernel/http';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { refundableFee } from '../../../shared/payments/order/order';
import { closeOrder, refund, unifiedOrder } from './as-callers';
import { givenBack, payAt } from './fake-psp';
import {
  codeOf,
  openWorld,
  operator,
  ordered,
  paid,
  payer,
  pending,
  started,
  stored,
  timeout,
  type World,
} from './world';

/** Nobody listens at the PSP's address. */
function refused(): never {
  throw new HttpFailure('unreachable', 'connect ECONNREFUSED');
}

const ask = (world: World, outTradeNo: string, refundFee?: number, outRefundNo?: string) =>
  refund(world.shop, operator, {
    outTradeNo,
    ...(refundFee === undefined ? {} : { refundFee }),
    ...(outRefundNo === undefined ? {} : { outRefundNo }),
  });

test('a refund that another instance, its clock being far ahead, sends again is not ended by the first sending', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  let sendings = 0;
  world.network = async (asked, pass) => {
    if (asked !== 'refund' || (sendings += 1) > 1) return pass();
    world.advance(600_000);
    // The other one dies after the PSP took it.
    world.network = (again, go) => (again === 'refund' ? (go(), timeout()) : go());
    expect(await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))).toBe('OUTCOME_UNKNOWN');
    world.network = (_asked, go) => go();
    world.advance(-600_000);
    return refused();
  };
  await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
  expect([givenBack(world.psp), sendings]).toEqual([40, 1]);
  expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'requested' }]);
  expect(refundableFee(stored(world, outTradeNo))).toBe(60);
});

test('a refund that another instance sends again is not ended by a refusal that comes long after the first sending', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  world.network = (asked, pass) => (asked === 'refund' ? timeout() : pass());
  await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
  world.advance(2 * 86_400_000);
  let sendings = 0;
  world.network = async (asked, pass) => {
    if (asked !== 'refund' || (sendings += 1) > 1) return pass();
    world.advance(600_000);
    world.network = (again, go) => (again === 'refund' ? (go(), timeout()) : go());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (_asked, go) => go();
    world.advance(-600_000);
    return world.psp.refusal('NOT_ENOUGH');
  };
  await runTimer(world.shop);
  expect([givenBack(world.psp), sendings]).toEqual([40, 1]);
  expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'requested' }]);
});

test('a refund that is about to be sent is not ended by what an instance whose clock is far ahead is told', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  let sendings = 0;
  world.network = async (asked, pass) => {
    if (asked !== 'refund' || (sendings += 1) > 1) return pass();
    world.advance(660_000);
    world.network = (again, go) => (again === 'refund' ? world.psp.refusal('NOT_ENOUGH') : go());
    await runTimer(world.shop);
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'requested' }]);
    world.network = (_asked, go) => go();
    world.advance(-660_000);
    return pass();
  };
  await ask(world, outTradeNo, 40, 'REFUND-1');
  expect(givenBack(world.psp)).toBe(40);
  expect(refundableFee(stored(world, outTradeNo))).toBe(60);
});

test('a payment that another instance, its clock being far ahead, sends again is not ended by the first sending', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  let sendings = 0;
  world.network = async (asked, pass) => {
    if (asked !== 'pay' || (sendings += 1) > 1) return pass();
    world.advance(600_000);
    world.network = (again, go) => (again === 'pay' ? (go(), timeout()) : go());
    await codeOf(started(world, order));
    world.network = (_asked, go) => go();
    world.advance(-600_000);
    return refused();
  };
  await codeOf(started(world, order));
  expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ state: 'requested' }]);
});

test('what a payer is handed is stored, although another instance has learned meanwhile that its number is taken', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  let answer = (): void => undefined;
  let first: ReturnType<typeof started> | undefined;
  await new Promise<void>((isThere) => {
    world.network = async (_asked, pass) => {
      const reply = pass();
      isThere();
      await new Promise<void>((resolve) => (answer = resolve));
      return reply;
    };
    first = started(world, order);
  });
  world.advance(60_000);
  world.network = async (asked, pass) => {
    if (asked === 'pay') return world.psp.refusal('OUT_TRADE_NO_USED');
    if (asked !== 'query') return pass();
    // It stands without a ticket now, and this instance is about to close it: then the first answer is here.
    answer();
    await first;
    return timeout();
  };
  expect(await codeOf(started(world, order))).toBe('BUSY');
  const handed = await first;
  expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ state: 'open', ticket: handed?.ticket }]);
  expect(world.asked).not.toContain('close');
});

describe('a refund whose answer was lost', () => {
  test('frees nothing when the next sending finds nobody, and is the same one again afterwards', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => {
      const reply = pass();
      return asked === 'refund' ? timeout() : reply;
    };
    expect(await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))).toBe('OUTCOME_UNKNOWN');
    world.network = refused;
    world.advance(60_000);
    expect(await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))).toBe('PSP_UNREACHABLE');
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'requested', doubtful: true }]);
    expect(refundableFee(stored(world, outTradeNo))).toBe(60);
    expect(await codeOf(ask(world, outTradeNo, 70, 'REFUND-2'))).toBe('REFUND_TOO_LARGE');
    world.network = (_asked, pass) => pass();
    world.advance(60_000);
    expect(await ask(world, outTradeNo, 40, 'REFUND-1')).toMatchObject({ state: 'processing' });
    expect(givenBack(world.psp)).toBe(40);
  });

  test('is not ended by a refusal of the second sending', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? (pass(), timeout()) : pass());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
    world.advance(60_000);
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    expect(refundableFee(stored(world, outTradeNo))).toBe(60);
  });

  test('that never arrived is sent again by the timer where repeating is safe', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? timeout() : pass());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (_asked, pass) => pass();
    world.advance(60_000);
    await runTimer(world.shop);
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'processing' }]);
    expect(givenBack(world.psp)).toBe(40);
  });

  test('at a PSP that may not be asked twice is never sent again, and a person is told', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? (pass(), timeout()) : pass());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (_asked, pass) => pass();
    for (let minute = 0; minute < 20; minute += 1) {
      world.advance(60_000);
      await runTimer(world.shop);
    }
    expect(givenBack(world.psp)).toBe(40);
    expect(world.asked.filter((one) => one === 'refund')).toHaveLength(1);
    expect(stored(world, outTradeNo).attention).toMatchObject([
      { reason: 'refund_unanswered', of: 'REFUND-1' },
    ]);
  });

  test('whose process died is the same wish when it is asked for again without a number', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? (pass(), timeout()) : pass());
    await codeOf(ask(world, outTradeNo, 30));
    world.network = (_asked, pass) => pass();
    world.advance(5 * 60_000);
    await runTimer(world.shop);
    expect(await codeOf(ask(world, outTradeNo, 30))).toBe('no error');
    expect(givenBack(world.psp)).toBe(30);
  });

  test('and is asked for again at once, without a number, stays one refund', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? (pass(), timeout()) : pass());
    await codeOf(ask(world, outTradeNo, 30));
    world.network = (_asked, pass) => pass();
    expect(await ask(world, outTradeNo, 30)).toMatchObject({ state: 'requested' });
    expect(stored(world, outTradeNo).refunds).toHaveLength(1);
    expect(givenBack(world.psp)).toBe(30);
  });

  test('that is refused whenever it is sent again waits for a person', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    const silent = (asked: string): boolean => asked === 'refund';
    world.network = (asked, pass) => (silent(asked) ? timeout() : pass());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (asked, pass) => (silent(asked) ? world.psp.refusal('NOBODY_KNOWS_THIS') : pass());
    for (let minute = 0; minute < 60; minute += 1) {
      world.advance(60_000);
      await runTimer(world.shop);
    }
    expect(stored(world, outTradeNo).attention).toMatchObject([{ reason: 'refund_unanswered' }]);
    expect(world.asked.filter(silent).length).toBeLessThan(40);
  });

  test('and is refused in documented words long afterwards has ended, and its amount is free', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? timeout() : pass());
    await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'));
    world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
    for (let minute = 0; minute < 30; minute += 1) {
      world.advance(60_000);
      await runTimer(world.shop);
    }
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'failed' }]);
    expect(refundableFee(stored(world, outTradeNo))).toBe(100);
  });

  test('clicked twice is one refund; two of the same sum need two numbers', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    await Promise.all([codeOf(ask(world, outTradeNo, 30)), codeOf(ask(world, outTradeNo, 30))]);
    await codeOf(ask(world, outTradeNo, 30));
    expect(givenBack(world.psp)).toBe(30);
    await ask(world, outTradeNo, 30, 'REFUND-B');
    expect(givenBack(world.psp)).toBe(60);
  });
});

describe('a refund that was definitely refused', () => {
  test('is sent again under its number once its cause is gone, where the PSP wants it so', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
    expect(await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))).toBe('PSP_REFUSED');
    expect(refundableFee(stored(world, outTradeNo))).toBe(100);
    world.network = (_asked, pass) => pass();
    expect(await ask(world, outTradeNo, 40, 'REFUND-1')).toMatchObject({ state: 'processing' });
    expect(givenBack(world.psp)).toBe(40);
  });

  test('is never answered as if it stood', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await paid(world);
    const failed = { state: 'failed', left: true, doubtful: false } as const;
    await ask(world, outTradeNo, 40, 'REFUND-1');
    const order = stored(world, outTradeNo);
    const refunds = order.refunds.map((one) => ({ ...one, ...failed }));
    world.store.orderTable.set(outTradeNo, { ...order, refunds });
    expect(await codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))).toBe('REFUND_FAILED');
    expect(givenBack(world.psp)).toBe(40);
  });

  test('or never left does not count against the number of refunds that the PSP takes', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await paid(world);
    world.network = refused;
    for (let n = 0; n < 35; n += 1) {
      expect(await codeOf(ask(world, outTradeNo, 1))).toBe('PSP_UNREACHABLE');
    }
    world.network = (_asked, pass) => pass();
    expect(await codeOf(ask(world, outTradeNo, 1))).toBe('no error');
  });
});

describe('the number of a refund', () => {
  test('that the operator chose like one of ours is not chosen again', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    await ask(world, outTradeNo, 10, `${outTradeNo}R2`);
    const second = await ask(world, outTradeNo, 20);
    expect(second.outRefundNo).not.toBe(`${outTradeNo}R2`);
    expect(givenBack(world.psp)).toBe(30);
  });

  test('wanted for two orders at once is given to one of them', async () => {
    const world = openWorld('v3');
    const orders = [await paid(world), await paid(world)];
    const codes = await Promise.all(
      orders.map(({ outTradeNo }) => codeOf(ask(world, outTradeNo, 40, 'REFUND-1'))),
    );
    expect([...codes].sort()).toEqual(['REFUND_NUMBER_TAKEN', 'no error']);
    expect(givenBack(world.psp)).toBe(40);
  });
});

describe('an open payment', () => {
  test('stays open when its repetition finds nobody, and is closed at the PSP before anything else', async () => {
    const world = openWorld('v3');
    const order = await pending(world);
    world.advance(101 * 60_000);
    world.network = refused;
    expect(await codeOf(started(world, order))).toBe('PSP_UNREACHABLE');
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ state: 'open' }]);
    expect(await codeOf(closeOrder(world.shop, payer, order.outTradeNo))).toBe('PSP_UNREACHABLE');
    expect(stored(world, order.outTradeNo).state).toBe('pending');
    world.network = (_asked, pass) => pass();
    await closeOrder(world.shop, payer, order.outTradeNo);
    expect(world.psp.payments.get(order.outTradeNo)?.state).toBe('closed');
  });

  test('that WeChat Pay calls PAYERROR is closed there before the order is', async () => {
    const world = openWorld('v3');
    const order = await pending(world);
    const payment = world.psp.payments.get(order.outTradeNo);
    if (!payment) throw new Error('no payment');
    payment.state = 'declined';
    world.advance(10_000);
    await runTimer(world.shop);
    await closeOrder(world.shop, payer, order.outTradeNo);
    expect(payment.state).toBe('closed');
  });
});

test('a payment whose answer was lost, and whose number the PSP then refuses, is tried under another number', async () => {
  const world = openWorld('yaband');
  const order = await ordered(world);
  world.network = (asked, pass) => (asked === 'pay' ? (pass(), timeout()) : pass());
  expect(await codeOf(started(world, order))).toBe('OUTCOME_UNKNOWN');
  world.network = (asked, pass) => (asked === 'pay' ? world.psp.refusal('used before') : pass());
  world.advance(31_000);
  expect(await codeOf(started(world, order))).toBe('OUTCOME_UNKNOWN');
  world.network = (_asked, pass) => pass();
  await started(world, order);
  expect(stored(world, order.outTradeNo).attempts).toMatchObject([
    { state: 'closed' },
    { state: 'open', no: `${order.outTradeNo}_2` },
  ]);
});

describe('an order number of 32 characters', () => {
  test('is payable again after a decline at a PSP that wants a new number', async () => {
    const world = openWorld('yaband');
    const order = {
      ...(await pending(world)),
      outTradeNo: 'M'.repeat(32),
      attempts: [],
      state: 'created' as const,
    };
    world.store.orderTable.set(order.outTradeNo, order);
    world.network = (asked, pass) => (asked === 'pay' ? world.psp.refusal('no funds') : pass());
    expect(await codeOf(started(world, order))).toBe('PSP_REFUSED');
    world.network = (_asked, pass) => pass();
    const start = await unifiedOrder(world.shop, payer, {
      outTradeNo: order.outTradeNo,
      payMethod: 'wechat',
    });
    expect(start.ticket).toBeDefined();
    const no = stored(world, order.outTradeNo).attempts.at(-1)?.no ?? '';
    payAt(world.psp, no);
    const { take } = await import('./world');
    await take(world, world.psp.paymentNotice(no));
    expect(stored(world, order.outTradeNo).state).toBe('paid');
  });
});
