import { matching, openWorld, type World } from './world';
import { ask, create, miniOrder, paidOrder, readNotice, succeed } from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());

const refund = {
  m_refund_id: 'R1',
  refund_amount: '10.00',
  refund_currency: 'EUR',
  refund_description: 'one cup broke',
};

describe('orders at YabandPay', () => {
  it('are answered with a trade number, the amount and the five strings', async () => {
    const data = await create(world);
    expect(data).toMatchObject({ order_id: 'ORDER0001', amount: '24.99', currency: 'EUR', state: 'pending' });
    expect(data.trade_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(data.parameters).toEqual({
      timeStamp: String(world.clock.now() / 1000),
      nonceStr: matching(/^[0-9A-F]{32}$/),
      package: matching(/^prepay_id=wx\d{14}\w{20}$/),
      signType: 'MD5',
      paySign: matching(/^[0-9A-F]{32}$/),
    });
  });

  it('asked for again in the same words are the same trade', async () => {
    const first = await create(world);
    world.clock.advance(60_000);
    expect(await create(world)).toEqual(first);
  });

  it.each([
    ['with another amount', { amount: '25.00' }],
    ['for another payer', { sub_open_id: 'oSomebodyElse' }],
  ])('asked for again %s are refused', async (_, changes) => {
    await create(world);
    const answer = await ask(world, 'v3.CreatePaymentsWechatMiniPay', { ...miniOrder, ...changes });
    expect(answer).toMatchObject({
      status: false,
      code: '409',
      message: matching(/order_id exists/),
    });
  });

  it.each(['pay', 'close', 'fail'])('cannot be asked for again after %s', async (event) => {
    await create(world);
    await world.control('sandbox', { pay_sp: 'yaband', event, out_trade_no: 'ORDER0001' });
    const answer = await ask(world, 'v3.CreatePaymentsWechatMiniPay', miniOrder);
    expect(answer).toMatchObject({ status: false, message: matching(/order_id exists/) });
  });

  it('are found by trade_id, before and after payment', async () => {
    const { trade_id } = await create(world);
    const before = await succeed(world, 'v3.QueryOrder', { trade_id: String(trade_id) });
    expect(before.transaction_info).toMatchObject({
      order_id: 'ORDER0001',
      state: 'pending',
      amount: '24.99',
    });
    await world.control('sandbox', { pay_sp: 'yaband', event: 'pay', out_trade_no: 'ORDER0001' });
    const after = await succeed(world, 'v3.QueryOrder', { trade_id: String(trade_id) });
    expect(after.transaction_info).toMatchObject({
      state: 'paid',
      transaction_id: matching(/^\d{28}$/),
    });
  });

  it('expire by themselves after their timeout, with a notice', async () => {
    await create(world, { timeout: '30' });
    await world.pass(30 * 60_000);
    expect(world.inbox.map(({ body }) => readNotice(body).state)).toEqual(['expired']);
    expect(world.view('yaband').payments[0]?.state).toBe('expired');
  });

  it('live for a day with a timeout of 0', async () => {
    await create(world);
    await world.pass(1440 * 60_000 - 1);
    expect(world.view('yaband').payments[0]?.state).toBe('open');
    await world.pass(1);
    expect(world.view('yaband').payments[0]?.state).toBe('expired');
  });
});

describe('notices of YabandPay', () => {
  it('say that an order is paid, signed over their own fields', async () => {
    const trade = await paidOrder(world, { demo: 'table 12' });
    expect(world.inbox).toHaveLength(1);
    expect(world.inbox[0]?.url).toBe(miniOrder.notify_url);
    const data = readNotice(world.inbox[0]?.body ?? '');
    expect(data).toMatchObject({
      ...{ type: 'payment', user: '016683', order_id: 'ORDER0001', trade_id: trade, state: 'paid' },
      ...{ amount: '24.99', currency: 'EUR', demo: 'table 12', sub_pay_method: 'WeChat Pay' },
    });
    expect(data.out_trade_no).not.toBe('ORDER0001');
  });

  it('tell the amount that was really paid', async () => {
    await create(world);
    const body = { pay_sp: 'yaband', event: 'pay', out_trade_no: 'ORDER0001', amount: 1, currency: 'CNY' };
    await world.control('sandbox', body);
    expect(readNotice(world.inbox[0]?.body ?? '')).toMatchObject({ amount: '0.01', currency: 'CNY' });
  });

  it.each([
    ['fail', 'failed'],
    ['close', 'expired'],
  ])('follow the event %s with the state %s', async (event, state) => {
    await create(world);
    await world.control('sandbox', { pay_sp: 'yaband', event, out_trade_no: 'ORDER0001' });
    expect(readNotice(world.inbox[0]?.body ?? '').state).toBe(state);
  });

  it('are forged on request with a wrong key, or with no signature at all', async () => {
    await create(world);
    await world.control('sandbox', { pay_sp: 'yaband', event: 'forge' });
    await world.control('sandbox', { pay_sp: 'yaband', event: 'forge', unsigned: true });
    const [forged = '', bare = ''] = world.inbox.map(({ body }) => body);
    expect(JSON.parse(forged)).toMatchObject({ data: { order_id: 'ORDER0001', state: 'paid' } });
    expect(() => readNotice(forged)).toThrow('not signed by YabandPay');
    expect(Object.keys(JSON.parse(bare) as object)).toEqual(['data']);
    expect(world.view('yaband').payments[0]?.state).toBe('open');
  });
});

describe('cancelling at YabandPay', () => {
  it('closes an unpaid order', async () => {
    const { trade_id } = await create(world);
    const data = await succeed(world, 'v3.CancelPayment', { trade_id: String(trade_id) });
    expect(data.state).toBe('cancelled');
    await world.sandboxes.idle();
    expect(readNotice(world.inbox[0]?.body ?? '').state).toBe('cancelled');
  });

  it('gives the money of a paid order back in full', async () => {
    const trade_id = await paidOrder(world);
    expect((await succeed(world, 'v3.CancelPayment', { trade_id })).state).toBe('cancelled');
    expect(world.view('yaband').payments[0]).toMatchObject({ state: 'reversed', refunded: 2499 });
  });

  it('of a paid order is possible until 00:30 of the next day in Central Europe, and not later', async () => {
    const early = await paidOrder(world, { order_id: 'EARLY' });
    const late = await paidOrder(world, { order_id: 'LATE' });
    // 13:00 in Amsterdam; 00:29 is 11 h 29 min away.
    await world.pass((11 * 60 + 29) * 60_000);
    expect((await ask(world, 'v3.CancelPayment', { trade_id: early })).status).toBe(true);
    await world.pass(60_000);
    expect(await ask(world, 'v3.CancelPayment', { trade_id: late })).toMatchObject({ status: false });
  });

  it('is refused after a refund', async () => {
    const trade_id = await paidOrder(world);
    await succeed(world, 'v3.CreateRefund', { ...refund, trade_id });
    expect(await ask(world, 'v3.CancelPayment', { trade_id })).toMatchObject({ status: false, code: '400' });
  });
});

describe('refunds at YabandPay', () => {
  it('are processing first, then refunded by themselves, with a notice', async () => {
    const trade_id = await paidOrder(world);
    const data = await succeed(world, 'v3.CreateRefund', { ...refund, trade_id });
    expect(data).toMatchObject({ m_refund_id: 'R1', refund_amount: '10.00', state: 'refund processing' });
    await world.pass(2000);
    expect(readNotice(world.inbox[1]?.body ?? '')).toMatchObject({
      ...{ type: 'refund', m_refund_id: 'R1', state: 'refunded', refund_amount: '10.00', trade_id },
    });
    const found = await succeed(world, 'v3.QueryRefundOrder', { refund_id: String(data.refund_id) });
    expect(found).toMatchObject({ m_refund_id: 'R1', state: 'refunded' });
    expect(world.view('yaband').payments[0]?.refunded).toBe(1000);
  });

  it('go where the refund asks for its notices', async () => {
    const trade_id = await paidOrder(world);
    const notify_url = 'http://localhost:9/refunds';
    await succeed(world, 'v3.CreateRefund', { ...refund, trade_id, notify_url });
    await world.control('sandbox', { pay_sp: 'yaband', event: 'refund_ok', out_trade_no: 'ORDER0001' });
    expect(world.inbox[1]?.url).toBe(notify_url);
  });

  it('asked for again under the same number and in the same words are the same refund', async () => {
    const trade_id = await paidOrder(world);
    const first = await succeed(world, 'v3.CreateRefund', { ...refund, trade_id });
    expect(await succeed(world, 'v3.CreateRefund', { ...refund, trade_id })).toEqual(first);
    const other = await ask(world, 'v3.CreateRefund', { ...refund, trade_id, refund_amount: '1.00' });
    expect(other).toMatchObject({ status: false, code: '409' });
  });

  it('free their amount again when they fail', async () => {
    const trade_id = await paidOrder(world);
    const whole = { ...refund, trade_id, refund_amount: '24.99' };
    await succeed(world, 'v3.CreateRefund', whole);
    expect((await ask(world, 'v3.CreateRefund', { ...whole, m_refund_id: 'R2' })).status).toBe(false);
    await world.control('sandbox', { pay_sp: 'yaband', event: 'refund_fail', out_trade_no: 'ORDER0001' });
    expect(readNotice(world.inbox[1]?.body ?? '')).toMatchObject({ type: 'refund', state: 'refund failed' });
    expect((await ask(world, 'v3.CreateRefund', { ...whole, m_refund_id: 'R2' })).status).toBe(true);
  });

  it('never sum up to more than what was paid', async () => {
    const trade_id = await paidOrder(world);
    await succeed(world, 'v3.CreateRefund', { ...refund, trade_id, refund_amount: '14.99' });
    const above = await ask(world, 'v3.CreateRefund', {
      ...refund,
      trade_id,
      m_refund_id: 'R2',
      refund_amount: '10.01',
    });
    expect(above).toMatchObject({ status: false, message: matching(/more than what is left/) });
    const rest = await ask(world, 'v3.CreateRefund', { ...refund, trade_id, m_refund_id: 'R2' });
    expect(rest.status).toBe(true);
  });

  it('are fewer than thirty for one order', async () => {
    const trade_id = await paidOrder(world);
    const cent = { ...refund, trade_id, refund_amount: '0.01' };
    for (let n = 1; n < 30; n++) await succeed(world, 'v3.CreateRefund', { ...cent, m_refund_id: `R${n}` });
    const thirtieth = await ask(world, 'v3.CreateRefund', { ...cent, m_refund_id: 'R30' });
    expect(thirtieth).toMatchObject({ status: false, message: matching(/fewer than 30/) });
  });

  it.each([
    ['an unknown trade', { trade_id: 'nobody' }, /trade_id does not exist/],
    ['another currency', { refund_currency: 'CNY' }, /refund_currency must be EUR/],
    ['a comma', { refund_amount: '1,00' }, /not an amount/],
    ['nothing', { refund_amount: '0.00' }, /below the minimum/],
  ])('of %s are refused', async (_, changes, message) => {
    const trade_id = await paidOrder(world);
    const answer = await ask(world, 'v3.CreateRefund', { ...refund, trade_id, ...changes });
    expect(answer).toMatchObject({ status: false, message: matching(message) });
  });

  it('of an unpaid order, and of one older than a year, are refused', async () => {
    const { trade_id } = await create(world, { order_id: 'UNPAID' });
    const unpaid = await ask(world, 'v3.CreateRefund', { ...refund, trade_id: String(trade_id) });
    expect(unpaid).toMatchObject({ status: false, message: matching(/pending, not paid/) });
    const old = await paidOrder(world);
    await world.pass(366 * 24 * 3600_000);
    const answer = await ask(world, 'v3.CreateRefund', { ...refund, trade_id: old });
    expect(answer).toMatchObject({ status: false, message: matching(/older than a year/) });
  });
});
