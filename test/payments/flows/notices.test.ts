/** Notices: verified, matched, applied once however often they come, kept aside when they do not fit, never lost. */
import { closeOrder } from './as-callers';
import { takeNotification, type Knock } from '../../../shared/payments/flows/notices/take-notification';

import { runTimer } from '../../../shared/payments/flows/run-timer';
import { HOOK_LEASE_MS } from '../../../shared/payments/order/transitions';
import { fixtures } from '../../fixtures';
import { payAt } from './fake-psp';
import {
  codeOf,
  openWorld,
  ordered,
  payer,
  paySps,
  pending,
  started,
  stored,
  take,
  timeout,
  type World,
} from './world';

const verdicts = (world: World): readonly string[] => world.store.archive.map((notice) => notice.verdict);

/** A pending order that the payer has just paid, and the notice about it. */
async function justPaid(world: World): Promise<{ no: string; notice: Knock }> {
  const { outTradeNo: no } = await pending(world);
  payAt(world.psp, no);
  return { no, notice: world.psp.paymentNotice(no) };
}

describe.each(paySps)('a notice of %s', (paySp) => {
  const fixture = fixtures[paySp];

  test('makes the order paid, runs the merchant’s hook, is archived as received, and is acknowledged', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    expect(await take(world, notice)).toEqual(fixture?.accepted);
    expect(stored(world, no)).toMatchObject({ state: 'paid', paidAttempt: no, hook: 'done', late: false });
    expect(world.hooked).toMatchObject([
      { out_trade_no: no, total_fee: 100, fee_type: world.psp.currency, pay_sp: paySp, openid: payer.openid },
    ]);
    expect(world.hooked[0]?.sp_trade_no).not.toBe('');
    expect(world.store.archive).toMatchObject([
      { paySp, outTradeNo: no, raw: notice.body, verdict: 'applied', reason: '' },
    ]);
  });

  test('twenty times at once is applied once, runs the hook once and is acknowledged twenty times', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    const replies = await Promise.all(Array.from({ length: 20 }, () => take(world, notice)));
    expect(replies).toEqual(Array.from({ length: 20 }, () => fixture?.accepted));
    expect(world.hooked).toHaveLength(1);
    expect(verdicts(world).filter((verdict) => verdict === 'applied')).toHaveLength(1);
    expect(stored(world, no).journal.filter((line) => line.event.startsWith('paid'))).toHaveLength(1);
  });

  test('once more an hour later is a duplicate', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    await take(world, notice);
    world.advance(3600_000);
    expect(await take(world, world.psp.paymentNotice(no))).toEqual(fixture?.accepted);
    expect(verdicts(world)).toEqual(['applied', 'duplicate']);
    expect(world.hooked).toHaveLength(1);
  });

  test.each([
    ['another amount', { amount: 99 }, /paid 0\.99/],
    ['another currency', { currency: 'USD' }, /paid in USD/],
  ])(
    'that says %s is kept aside, visible and acknowledged, and applied never',
    async (_what, change, reason) => {
      const world = openWorld(paySp);
      const { no } = await justPaid(world);
      Object.assign(world.psp.payments.get(no) ?? {}, change);
      expect(await take(world, world.psp.paymentNotice(no))).toEqual(fixture?.accepted);
      expect(stored(world, no).state).toBe('pending');
      expect(world.store.archive).toMatchObject([
        { verdict: 'kept_aside', outTradeNo: no, reason: expect.stringMatching(reason) as unknown },
      ]);
      expect(world.hooked).toEqual([]);
    },
  );

  test('for another merchant is kept aside or refused', async () => {
    const world = openWorld(paySp);
    const { no } = await justPaid(world);
    const other = fixture?.notices?.otherAccount;
    await takeNotification(world.shop, {
      method: 'POST',
      query: {},
      headers: {},
      body: '',
      ...other,
      paySp,
      configId: 'payment',
    });
    expect(stored(world, no).state).toBe('pending');
    expect(verdicts(world)).not.toContain('applied');
  });

  test('that came for another configuration is kept aside', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    world.store.configTable.set('payment_wx2', world.store.configTable.get('payment') ?? {});
    await take(world, { ...notice, configId: 'payment_wx2' });
    expect(stored(world, no).state).toBe('pending');
    expect(world.store.archive[0]?.reason).toContain('configuration payment_wx2');
  });

  test('at the path of another PSP is refused', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    const reply = await take(world, { ...notice, paySp: paySp === 'v3' ? 'yaband' : 'v3' });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect((await take(world, { ...notice, paySp: 'nosuch' })).status).toBe(404);
    expect(stored(world, no).state).toBe('pending');
  });

  test('at the bare path goes to the configured PSP', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    expect(await take(world, { ...notice, paySp: undefined })).toEqual(fixture?.accepted);
    expect(stored(world, no).state).toBe('paid');
  });

  test('at the bare path that fails is answered in the bytes of the configured PSP', async () => {
    const world = openWorld(paySp);
    const { notice } = await justPaid(world);
    world.store.before = (call) => {
      if (call === 'order') throw new Error('the database is away');
    };
    const named = await take(world, notice);
    expect([named.status, named.body]).not.toEqual([500, 'INTERNAL']);
    expect(await take(world, { ...notice, paySp: undefined })).toEqual(named);
  });

  test('for an order that we do not know is stored and asked for again, and applied when the order is there', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    const order = stored(world, no);
    world.store.orderTable.delete(no);
    expect((await take(world, notice)).status).toBe(404);
    expect(verdicts(world)).toEqual(['unknown_order']);
    world.store.orderTable.set(no, order);
    expect(await take(world, notice)).toEqual(fixture?.accepted);
    expect(stored(world, no).state).toBe('paid');
  });

  test('that says paid after the order was closed pays it, flagged as late', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    await closeOrder(world.shop, payer, order.outTradeNo);
    payAt(world.psp, order.outTradeNo);
    await take(world, world.psp.paymentNotice(order.outTradeNo));
    expect(stored(world, order.outTradeNo)).toMatchObject({ state: 'paid', late: true });
    expect(world.hooked).toMatchObject([{ late: true }]);
  });

  test('that says closed after it said paid is kept aside, and pending after paid changes nothing', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    await take(world, notice);
    const payment = world.psp.payments.get(no);
    for (const state of ['pending', 'closed'] as const) {
      if (payment) payment.state = state;
      expect(await take(world, world.psp.paymentNotice(no))).toEqual(fixture?.accepted);
    }
    expect(stored(world, no).state).toBe('paid');
    expect(verdicts(world)).toEqual(['applied', 'duplicate', 'kept_aside']);
  });

  test('about a second payment of a paid order is kept aside for a person', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    await take(world, notice);
    const payment = world.psp.payments.get(no);
    world.psp.payments.set(no, {
      no,
      amount: 100,
      currency: world.psp.currency,
      ...payment,
      trade: 'SECOND',
      state: 'paid',
    });
    expect(await take(world, world.psp.paymentNotice(no))).toEqual(fixture?.accepted);
    expect(world.store.archive.at(-1)).toMatchObject({
      verdict: 'kept_aside',
      reason: expect.stringContaining('a second payment') as unknown,
    });
    expect(world.hooked).toHaveLength(1);
  });

  test('that comes again while the hook is still running does not run it a second time', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    const works = world.hook;
    let repeated = false;
    world.hook = async (order) => {
      await works(order);
      if (repeated) return;
      repeated = true;
      world.advance(5000);
      await take(world, world.psp.paymentNotice(no));
    };
    await take(world, notice);
    expect(repeated).toBe(true);
    expect(world.hooked).toHaveLength(1);
  });

  test('pays an order that another function wrote without a version', async () => {
    const world = openWorld(paySp);
    const order = await ordered(world);
    world.store.orderTable.set(order.outTradeNo, { ...order, version: undefined });
    await started(world, order);
    payAt(world.psp, order.outTradeNo);
    expect(await take(world, world.psp.paymentNotice(order.outTradeNo))).toEqual(fixture?.accepted);
    expect(stored(world, order.outTradeNo).state).toBe('paid');
  });

  test('while the hook throws is answered 500, and the hook runs again with the repetition', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    const works = world.hook;
    world.hook = () => Promise.reject(new Error('the warehouse is away'));
    expect((await take(world, notice)).status).toBe(500);
    expect(stored(world, no)).toMatchObject({ state: 'paid', hook: 'due' });
    world.hook = works;
    expect(await take(world, notice)).toEqual(fixture?.accepted);
    expect(world.hooked).toHaveLength(1);
    expect(stored(world, no).hook).toBe('done');
  });

  test('whose process dies after the order became paid is finished by a repetition when its lease is over', async () => {
    const world = openWorld(paySp);
    const { no, notice } = await justPaid(world);
    world.store.after = (call) => {
      if (call === 'replaceOrder') throw new Error('the process died');
    };
    expect((await take(world, notice)).status).toBe(500);
    expect(stored(world, no).state).toBe('paid');
    expect(world.hooked).toEqual([]);
    world.store.after = () => undefined;
    world.advance(HOOK_LEASE_MS);
    expect(await take(world, world.psp.paymentNotice(no))).toEqual(fixture?.accepted);
    expect(world.hooked).toHaveLength(1);
  });

  test('whose process died is finished by the timer when no repetition comes', async () => {
    const world = openWorld(paySp);
    const { notice } = await justPaid(world);
    world.store.after = (call) => {
      if (call === 'replaceOrder') throw new Error('the process died');
    };
    await take(world, notice);
    world.store.after = () => undefined;
    world.advance(HOOK_LEASE_MS + 61_000);
    await runTimer(world.shop);
    expect(world.hooked).toHaveLength(1);
  });

  test.each(['configDocument', 'order', 'replaceOrder', 'archiveNotice'])(
    'is not acknowledged while the database fails at %s, and applied once by the repetition',
    async (broken) => {
      const world = openWorld(paySp);
      const { no, notice } = await justPaid(world);
      world.advance(61_000);
      world.store.before = (call) => {
        if (call === broken) throw new Error('the database is away');
      };
      const fresh = world.psp.paymentNotice(no);
      expect((await take(world, fresh)).status).toBe(500);
      world.store.before = () => undefined;
      expect(await take(world, fresh)).toEqual(fixture?.accepted);
      expect(stored(world, no).state).toBe('paid');
      expect(world.hooked.length).toBeLessThanOrEqual(1);
      expect(notice.body).not.toBe('');
    },
  );

  test('that is refused stores nothing, asks nobody, and leaves one log line without its body', async () => {
    for (const bad of fixture?.notices?.bad ?? []) {
      const world = openWorld(paySp);
      const knock = { ...bad.notice, paySp, configId: 'payment' };
      const reply = await take(world, knock);
      expect([bad.what, reply.status >= 400 && reply.status < 500]).toEqual([bad.what, true]);
      expect(world.store.archive).toEqual([]);
      expect(world.asked).toEqual([]);
      expect(world.logged).toHaveLength(1);
      expect(world.logged[0]).toContain('notice_refused');
    }
  });

  test('in its unsigned, malformed or unverified form costs at most one read of the configuration', async () => {
    for (const bad of fixture?.notices?.bad ?? []) {
      const world = openWorld(paySp);
      await take(world, { ...bad.notice, paySp, configId: 'payment' });
      expect(world.store.calls.filter((call) => call !== 'configDocument')).toEqual([]);
      expect(world.store.calls.length).toBeLessThanOrEqual(1);
    }
  });

  test('with a status called like a property of every object is acknowledged and leaves the order pending', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    const notice = fixture?.statusNotice?.('constructor');
    const order = { ...stored(world, outTradeNo) };
    const attemptNo = fixture?.query.input.attemptNo ?? '';
    world.store.orderTable.set(attemptNo, {
      ...order,
      outTradeNo: attemptNo,
      attempts: order.attempts.map((attempt) => ({ ...attempt, no: attemptNo })),
    });
    world.advance((fixture?.noticeEnv ?? fixture?.env ?? { now: 0 }).now - world.shop.clock.now());
    const reply = await take(world, {
      method: 'POST',
      query: {},
      headers: {},
      body: '',
      ...notice,
      paySp,
      configId: 'payment',
    });
    expect(reply).toEqual(fixture?.accepted);
    expect(stored(world, attemptNo).state).toBe('pending');
  });
});

describe('late money where closing gives money back', () => {
  test('is kept aside when the PSP, asked again, no longer calls it paid', async () => {
    const world = openWorld('yaband');
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    const notice = world.psp.paymentNotice(order.outTradeNo);
    const payment = world.psp.payments.get(order.outTradeNo);
    if (payment) payment.state = 'pending';
    await closeOrder(world.shop, payer, order.outTradeNo);
    expect((await take(world, notice)).status).toBe(200);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
    expect(world.store.archive[0]?.reason).toContain('says cancelled when asked');
  });

  test('is kept with the amount that the PSP says when asked, not with that of the notice', async () => {
    const world = openWorld('yaband');
    const { outTradeNo } = await pending(world);
    await closeOrder(world.shop, payer, outTradeNo);
    payAt(world.psp, outTradeNo);
    const notice = world.psp.paymentNotice(outTradeNo);
    Object.assign(world.psp.payments.get(outTradeNo) ?? {}, { amount: 40 });
    expect((await take(world, notice)).status).toBe(200);
    expect(world.store.archive).toMatchObject([{ verdict: 'kept_aside', amount: 40, raw: notice.body }]);
  });

  test('is asked for again when the PSP cannot be asked', async () => {
    const world = openWorld('yaband');
    const order = await pending(world);
    await closeOrder(world.shop, payer, order.outTradeNo);
    payAt(world.psp, order.outTradeNo);
    world.network = timeout;
    expect((await take(world, world.psp.paymentNotice(order.outTradeNo))).status).toBe(500);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
  });
});

describe('a configuration id in the path', () => {
  test('that names no document is refused like any other unverified notice', async () => {
    const world = openWorld('yaband');
    const { notice } = await justPaid(world);
    const reply = await take(world, { ...notice, configId: 'payment_wxnothere' });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.body).not.toBe('ok');
    expect(world.store.archive).toEqual([]);
  });
});

test('a notice that arrives before the payment call has returned finds its order', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  world.network = async (_asked, pass) => {
    const reply = pass();
    payAt(world.psp, order.outTradeNo);
    await take(world, world.psp.paymentNotice(order.outTradeNo));
    return reply;
  };
  expect(await codeOf(started(world, order))).toBe('ORDER_PAID');
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});
