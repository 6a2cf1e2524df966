/** Notices that prove nothing, which anybody may send: they make nobody paid, call nobody, and are not kept without end. */
import { runTimer } from '../../../shared/payments/flows/run-timer';
import type { Order } from '../../../shared/payments/order/order';
import { wechatV3 } from '../../../shared/payments/psp/wechat-v3';
import { yaband } from '../../../shared/payments/psp/yaband';
import { payAt } from './fake-psp';
import { openWorld, paySps, pending, stored, take, type World } from './world';

const verdicts = (world: World): readonly string[] => world.store.archive.map((notice) => notice.verdict);

describe('hints', () => {
  const all: readonly { believe: 'notice' | 'query' }[] = [yaband.notifications, wechatV3.notifications];
  let hinting: readonly { restore(): void }[] = [];
  beforeEach(() => {
    hinting = all.map((one) => jest.replaceProperty(one, 'believe', 'query'));
  });
  afterEach(() => {
    for (const one of hinting) one.restore();
  });

  /** A hint about a number of which nothing was sent, in a shop with an order that nobody has begun to pay. */
  async function hinted(world: World, change: Partial<Order> = {}) {
    const order = await pending(world);
    payAt(world.psp, order.outTradeNo);
    const notice = world.psp.paymentNotice(order.outTradeNo);
    world.store.orderTable.set(order.outTradeNo, { ...order, ...change });
    return { order, notice };
  }

  test('about an order whose payment begins at this moment do not make it paid', async () => {
    const world = openWorld('yaband');
    const { order, notice } = await hinted(world, { state: 'created', attempts: [] });
    const payment = world.psp.payments.get(order.outTradeNo);
    if (payment) payment.state = 'pending';
    await take(world, notice);
    expect(stored(world, order.outTradeNo)).toMatchObject({ state: 'created', attention: [] });
    expect(world.store.archive).toEqual([]);
    expect(world.hooked).toEqual([]);
  });

  test.each(paySps)('of what %s, asked, does not call paid are for nobody, and come again', async (paySp) => {
    const world = openWorld(paySp);
    const { order, notice } = await hinted(world, { attempts: [] });
    const payment = world.psp.payments.get(order.outTradeNo);
    if (payment) payment.state = 'pending';
    expect((await take(world, notice)).status).toBe(500);
    expect(stored(world, order.outTradeNo).attention).toEqual([]);
    expect(world.store.archive).toEqual([]);
  });

  test('about money that stands at the PSP under a number that the order does not know are for a person', async () => {
    const world = openWorld('v3');
    const { order, notice } = await hinted(world, { attempts: [] });
    expect((await take(world, notice)).status).toBe(200);
    const { outTradeNo, total } = order;
    expect(stored(world, outTradeNo)).toMatchObject({
      state: 'pending',
      attention: [{ reason: 'kept_aside' }],
    });
    const amount = total.value;
    expect(world.store.archive).toMatchObject([
      { verdict: 'kept_aside', outTradeNo, amount, about: { says: 'paid' } },
    ]);
  });

  test('about a paid order are acknowledged, and not kept without end', async () => {
    const world = openWorld('yaband');
    const { notice } = await hinted(world);
    for (let n = 0; n < 110; n += 1) expect((await take(world, notice)).status).toBe(200);
    expect(verdicts(world)).toHaveLength(101);
  });

  test('about a payment that does not fit are not kept without end', async () => {
    const world = openWorld('yaband');
    const { order, notice } = await hinted(world);
    Object.assign(world.psp.payments.get(order.outTradeNo) ?? {}, { amount: 99 });
    for (let n = 0; n < 110; n += 1) expect((await take(world, notice)).status).toBe(200);
    expect(verdicts(world).filter((one) => one === 'kept_aside')).toHaveLength(1);
    expect(verdicts(world)).toHaveLength(101);
  });

  test('about ever more orders that are not there are kept a hundred times in three days', async () => {
    const world = openWorld('yaband');
    const { order } = await hinted(world);
    world.store.orderTable.delete(order.outTradeNo);
    const made = world.psp.payments.get(order.outTradeNo);
    const hint = (no: string) => {
      if (made) world.psp.payments.set(no, { ...made, no });
      return take(world, world.psp.paymentNotice(no));
    };
    for (let n = 0; n < 120; n += 1) expect((await hint(`CPGONE${n}`)).status).toBe(404);
    expect(verdicts(world)).toHaveLength(100);
    world.advance(3 * 24 * 3600_000);
    expect((await hint('CPLATER')).status).toBe(404);
    expect(verdicts(world)).toHaveLength(101);
    expect((await hint(`CP${'9'.repeat(80)}`)).status).toBe(404);
    expect(verdicts(world)).toHaveLength(101);
  });

  test('about orders that are not there keep no signed notice from finding its order', async () => {
    for (const one of hinting) one.restore();
    const world = openWorld('yaband');
    const { order, notice } = await hinted(world);
    world.store.orderTable.delete(order.outTradeNo);
    await take(world, notice);
    world.advance(1000);
    for (let n = 0; n < 40; n += 1)
      await world.store.archiveNotice({
        ...{ paySp: 'cloudpay', configId: 'payment', outTradeNo: `CPGONE${n}`, raw: '{}', reason: '' },
        ...{ receivedAt: world.shop.clock.now(), verdict: 'unknown_order' },
      });
    world.store.orderTable.set(order.outTradeNo, {
      ...order,
      attempts: order.attempts.map((one) => ({ ...one, askAt: 0 })),
    });
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo).state).toBe('paid');
  });
});
