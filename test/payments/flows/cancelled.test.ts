/** Where cancelling gives money back, nothing is paid by words that are older than our cancel. */
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { closeOrder } from './as-callers';
import { payAt } from './fake-psp';
import { codeOf, openWorld, payer, pending, stored, take, timeout, type World } from './world';

const states = (world: World, no: string): string => {
  const order = stored(world, no);
  return `${order.state}/${order.attempts[0]?.state ?? ''}`;
};

test('a payer who pays while another phone closes gets the money back, and the order is not paid', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  world.network = async (asked, pass) => {
    if (asked !== 'close') return pass();
    payAt(world.psp, outTradeNo);
    const notice = world.psp.paymentNotice(outTradeNo);
    const reply = pass();
    // The notice of the payment comes before the answer to the cancel that took it back.
    await take(world, notice);
    expect(world.hooked).toEqual([]);
    return reply;
  };
  expect((await closeOrder(world.shop, payer, outTradeNo)).state).toBe('closed');
  expect(world.hooked).toEqual([]);
  expect(states(world, outTradeNo)).toBe('closed/closed');
});

test('a notice that comes after the cancel is asked about, and kept aside when the money went back', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  payAt(world.psp, outTradeNo);
  const notice = world.psp.paymentNotice(outTradeNo);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.state = 'pending';
  await closeOrder(world.shop, payer, outTradeNo);
  expect((await take(world, notice)).status).toBe(200);
  expect(world.store.archive.at(-1)).toMatchObject({ verdict: 'kept_aside' });
  expect(world.hooked).toEqual([]);
});

test('an answer that was given before the cancel was over does not count', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  world.advance(10_000);
  let closing: Promise<string> | undefined;
  world.network = async (asked, pass) => {
    if (asked === 'query' && closing === undefined) {
      payAt(world.psp, outTradeNo);
      const paidAnswer = pass();
      const payment = world.psp.payments.get(outTradeNo);
      if (payment) payment.state = 'pending';
      // Somebody closes between the PSP's answer and its arrival here.
      closing = codeOf(closeOrder(world.shop, payer, outTradeNo));
      await closing;
      return paidAnswer;
    }
    return pass();
  };
  await runTimer(world.shop);
  expect(await closing).toBe('no error');
  expect(states(world, outTradeNo)).toBe('closed/closed');
  expect(world.hooked).toEqual([]);
});

test('a cancel whose answer was lost is given time before a `paid` is believed again', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  world.network = (asked, pass) => (asked === 'close' ? timeout() : pass());
  expect(await codeOf(closeOrder(world.shop, payer, outTradeNo))).toBe('OUTCOME_UNKNOWN');
  payAt(world.psp, outTradeNo);
  expect((await take(world, world.psp.paymentNotice(outTradeNo))).status).toBe(500);
  expect(states(world, outTradeNo)).toBe('pending/closing');
  world.advance(31_000);
  expect((await take(world, world.psp.paymentNotice(outTradeNo))).status).toBe(200);
  expect(states(world, outTradeNo)).toBe('paid/paid');
  expect(world.hooked).toHaveLength(1);
});

/** Just before the cancel another instance, its clock a minute ahead, books the payment that the cancel will take back. */
function bookElsewhereBeforeTheCancel(world: World, outTradeNo: string): void {
  world.network = async (asked, pass) => {
    if (asked !== 'close') return pass();
    payAt(world.psp, outTradeNo);
    const notice = world.psp.paymentNotice(outTradeNo);
    world.advance(60_000);
    await take(world, notice);
    world.advance(-60_000);
    expect(states(world, outTradeNo)).toBe('paid/paid');
    return pass();
  };
}

test('a cancel that met what another instance had booked, its clock being far ahead, waits for a person', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  bookElsewhereBeforeTheCancel(world, outTradeNo);
  expect(await codeOf(closeOrder(world.shop, payer, outTradeNo))).toBe('ORDER_PAID');
  expect(stored(world, outTradeNo).attention.map(({ reason }) => reason)).toEqual(['kept_aside']);
  expect(world.store.archive.at(-1)).toMatchObject({ verdict: 'kept_aside' });
});

test('a person is told of such a cancel also when its process dies right after writing down that it is over', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  bookElsewhereBeforeTheCancel(world, outTradeNo);
  let isOver = false;
  world.store.before = () => {
    if (isOver) throw new Error('the process died');
  };
  world.store.after = (call) => {
    const order = stored(world, outTradeNo);
    isOver = call === 'replaceOrder' && order.state === 'paid' && order.attempts[0]?.cancelUntil === 0;
  };
  await expect(closeOrder(world.shop, payer, outTradeNo)).rejects.toThrow('the process died');
  expect(stored(world, outTradeNo).attention.map(({ reason }) => reason)).toEqual(['kept_aside']);
});

test('what became paid before the cancel was sent is never cancelled', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  world.network = async (asked, pass) => {
    if (asked !== 'query') return pass();
    const unpaid = pass();
    payAt(world.psp, outTradeNo);
    await take(world, world.psp.paymentNotice(outTradeNo));
    return unpaid;
  };
  expect(await codeOf(closeOrder(world.shop, payer, outTradeNo))).toBe('ORDER_PAID');
  expect(world.asked).not.toContain('close');
  expect(states(world, outTradeNo)).toBe('paid/paid');
});

test('"system busy" in answer to the question before a cancel cancels nothing', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  payAt(world.psp, outTradeNo);
  world.network = (asked, pass) => (asked === 'query' ? world.psp.refusal('system busy') : pass());
  await codeOf(closeOrder(world.shop, payer, outTradeNo));
  expect(world.asked).not.toContain('close');
  expect(world.psp.payments.get(outTradeNo)?.state).toBe('paid');
});

test('late money of a closed order is found by asking, though no notice ever comes', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  await closeOrder(world.shop, payer, outTradeNo);
  payAt(world.psp, outTradeNo);
  world.advance(11 * 60_000);
  await runTimer(world.shop);
  expect(stored(world, outTradeNo)).toMatchObject({ state: 'paid', late: true });
});

test('another amount that is found by asking is kept aside, visible, and the order can be closed', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.amount = 99;
  payAt(world.psp, outTradeNo);
  world.advance(10_000);
  await runTimer(world.shop);
  expect(stored(world, outTradeNo)).toMatchObject({
    state: 'pending',
    attention: [{ reason: 'kept_aside' }],
  });
  expect(world.store.archive).toMatchObject([
    { verdict: 'kept_aside', outTradeNo, amount: 99, feeType: 'CNY' },
  ]);
  expect((await closeOrder(world.shop, payer, outTradeNo)).state).toBe('closed');
});

test('a cancel that is still under way counts also after a notice has closed its attempt', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  const payment = world.psp.payments.get(outTradeNo);
  if (!payment) throw new Error('no payment');
  world.network = async (asked, pass) => {
    if (asked !== 'close') return pass();
    payment.state = 'closed';
    await take(world, world.psp.paymentNotice(outTradeNo));
    payAt(world.psp, outTradeNo);
    // Asked now it is paid; the cancel that arrives next gives the money back.
    await take(world, world.psp.paymentNotice(outTradeNo));
    return pass();
  };
  await codeOf(closeOrder(world.shop, payer, outTradeNo));
  expect(payment.state).toBe('closed');
  expect(world.hooked).toEqual([]);
  expect(stored(world, outTradeNo).state).not.toBe('paid');
});
