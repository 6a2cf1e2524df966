import {
  atPsp,
  buy,
  checkOut,
  CUSTOMER,
  later,
  openWorld,
  OPERATOR,
  OTHER_CUSTOMER,
  paidOrder,
  type Result,
  type Running,
} from './running-world';

describe('who may do what', () => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld('yaband');
  });
  afterAll(() => running.world.close());
  const pay = (data: Result, openid?: string): Promise<Result> => running.call('pay', data, openid);

  test('a price that the client sends is ignored: the server prices the order', async () => {
    const made = await pay({
      action: 'createorder',
      items: [{ goods_id: 'tulips', quantity: 1, price: 1 }],
      total_fee: 1,
    });
    expect(made).toMatchObject({ errcode: 0, total_fee: 1295, fee_type: 'EUR' });
  });

  test('a total_fee or fee_type that differs from the order is refused before the PSP hears of it', async () => {
    const outTradeNo = await buy(running);
    const wish = { action: 'unifiedorder', out_trade_no: outTradeNo };
    expect(await pay({ ...wish, total_fee: 1294 })).toMatchObject({ errcode: 1103 });
    expect(await pay({ ...wish, total_fee: 1295, fee_type: 'CNY' })).toMatchObject({ errcode: 1103 });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'created', attempts: [] });
    expect(await pay({ ...wish, total_fee: 1295, fee_type: 'EUR' })).toMatchObject({ errcode: 0 });
  });

  test.each([
    { action: 'queryorder' },
    { action: 'unifiedorder' },
    { action: 'closeorder' },
    { action: 'queryorder', openid: CUSTOMER, OPENID: CUSTOMER },
  ])('another customer cannot reach an order by $action', async (event) => {
    const outTradeNo = await buy(running);
    const answer = await pay({ ...event, out_trade_no: outTradeNo }, OTHER_CUSTOMER);
    expect(answer).toMatchObject({ errcode: 1101 });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'created' });
  });

  test('the orders of one customer are not listed for another, and an operator sees them all', async () => {
    const outTradeNo = await buy(running);
    const numbers = async (openid: string): Promise<string[]> => {
      const { orders } = await pay({ action: 'listorders', limit: 50 }, openid);
      return (orders as { out_trade_no: string }[]).map((order) => order.out_trade_no);
    };
    expect(await numbers(OTHER_CUSTOMER)).not.toContain(outTradeNo);
    expect(await numbers(CUSTOMER)).toContain(outTradeNo);
    expect(await numbers(OPERATOR)).toContain(outTradeNo);
  });

  test('only an operator refunds, and only paid orders', async () => {
    const outTradeNo = await paidOrder(running, 'yaband');
    const refund = { action: 'refund', out_trade_no: outTradeNo };
    expect(await pay(refund, CUSTOMER)).toMatchObject({ errcode: 1004 });
    expect(await pay(refund, OTHER_CUSTOMER)).toMatchObject({ errcode: 1004 });
    expect(await pay({ action: 'refund', out_trade_no: await buy(running) }, OPERATOR)).toMatchObject({
      errcode: 1201,
    });
  });

  test('without an identity only the goods are shown', async () => {
    expect(await pay({ action: 'listgoods' }, '')).toMatchObject({ errcode: 0 });
    expect(await pay({ action: 'listorders' }, '')).toMatchObject({ errcode: 1003 });
    expect(await running.call('login', { action: 'login' }, '')).toMatchObject({ errcode: 1003 });
  });

  test('wrong input names every wrong field, and an unknown action lists the known ones', async () => {
    const answer = await pay({
      action: 'createorder',
      items: [{ goods_id: '', quantity: 1.5 }],
      fee_type: 'euro',
    });
    expect(answer.errmsg).toMatch(/^INVALID_INPUT: .*items\.0\.goods_id.*items\.0\.quantity.*fee_type/);
    expect((await pay({ action: 'steal' })).errmsg).toContain('listgoods, createorder, unifiedorder');
    expect(await pay({ action: 'constructor' })).toMatchObject({ errcode: 1001 });
    expect(await pay({ action: 'queryorder', out_trade_no: { $ne: null } })).toMatchObject({ errcode: 1002 });
  });

  test('a person has one record per app, however often they sign in', async () => {
    const first = await running.call('login', { action: 'login' });
    await later(running, 1000);
    const second = await running.call('login', { action: 'login' });
    expect(second).toMatchObject({ errcode: 0, openid: CUSTOMER });
    expect((second.user as Result).created_at).toBe((first.user as Result).created_at);
    expect(await running.world.cloud.database.find('users', { openid: CUSTOMER })).toHaveLength(1);
  });
});

describe.each(['yaband', 'v3'])('notices of %s that do not fit', (paySp) => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld(paySp);
  });
  afterAll(() => running.world.close());

  /** Answers that the PSP got for its notices of an order, and whether it gave up asking again. */
  function deliveries(outTradeNo: string): { outcomes: string[]; states: string[] } {
    const sandbox = running.world.sandboxes.list.find((one) => one.paySp === paySp);
    const sent = sandbox?.view().notifications.filter((one) => one.out_trade_no === outTradeNo) ?? [];
    return {
      outcomes: sent.flatMap((one) => one.attempts.map((attempt) => attempt.outcome)),
      states: sent.map((one) => one.state),
    };
  }
  const refusals = (): string[] =>
    running.world.cloud.logs
      .entries()
      .map(({ text }) => text)
      .filter((text) => text.includes('"notice_refused"'));

  test('another amount is kept aside with its reason, acknowledged and never applied', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', amount: 1 });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    const [notice] = await running.notices(outTradeNo);
    expect(notice).toMatchObject({
      verdict: 'kept_aside',
      reason: expect.stringContaining('the order is') as unknown,
    });
    expect(deliveries(outTradeNo).outcomes).toHaveLength(1);
    expect(running.hookRuns(outTradeNo)).toBe(0);
    await running.call('pay', { action: 'queryorder', out_trade_no: outTradeNo });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
  });

  test('another currency is kept aside', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, {
      out_trade_no: outTradeNo,
      event: 'pay',
      currency: paySp === 'v3' ? 'HKD' : 'CNY',
    });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect(await running.notices(outTradeNo)).toMatchObject([{ verdict: 'kept_aside' }]);
  });

  test.each([{ unsigned: false }, { unsigned: true }])(
    'a forged notice (unsigned: $unsigned) is refused with 401, logged in one line and stored nowhere',
    async (forgery) => {
      const outTradeNo = await checkOut(running);
      const before = refusals().length;
      await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'forge', ...forgery });
      expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
      expect(await running.notices(outTradeNo)).toHaveLength(0);
      expect(refusals()).toHaveLength(before + 1);
      expect(deliveries(outTradeNo).outcomes.join()).toContain('401');
    },
  );

  test('a notice for an order that we do not know is stored and repeated, and applied once the order is there', async () => {
    const outTradeNo = await checkOut(running);
    const order = await running.order(outTradeNo);
    await running.world.cloud.database.remove('orders', { _id: outTradeNo });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
    expect(await running.notices(outTradeNo)).toMatchObject([{ verdict: 'unknown_order' }]);
    await running.world.cloud.database.put('orders', { ...order, _id: outTradeNo });
    await later(running, 20_000);
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', hook: 'done' });
    const verdicts = (await running.notices(outTradeNo)).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['unknown_order', 'applied']);
  });

  test('a notice that comes again after the order was paid changes nothing', async () => {
    const outTradeNo = await paidOrder(running, paySp);
    const { version } = await running.order(outTradeNo);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'replay' });
    expect((await running.order(outTradeNo)).version).toBe(version);
    expect(running.hookRuns(outTradeNo)).toBe(1);
  });

  test('what is no notice at all is refused without touching the database', async () => {
    const calls = running.world.cloud.database.calls();
    const send = async (path: string, body: string, method = 'POST'): Promise<number> =>
      (await fetch(running.world.url + path, { method, ...(method === 'POST' ? { body } : {}) })).status;
    expect(await send(`/notify/${paySp}`, 'no json')).toBe(400);
    expect(await send(`/notify/${paySp}`, '{"resource":{},"data":{}}')).toBe(401);
    expect(await send(`/notify/${paySp}`, `{"data":"${'x'.repeat(70_000)}"}`)).toBe(413);
    expect(await send('/notify/nobody', '{}')).toBe(404);
    expect(await send(`/notify/${paySp}`, '', 'GET')).toBe(405);
    expect(running.world.cloud.database.calls()).toBe(calls);
  });
});

describe('the clock of v3', () => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld('v3');
  });
  afterAll(() => running.world.close());

  test('a notice ten minutes old is refused, and the payment is found by asking', async () => {
    const outTradeNo = await checkOut(running);
    const unpaid = await running.order(outTradeNo);
    await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'pay' });
    await running.world.cloud.database.put('orders', { ...unpaid, _id: outTradeNo });
    await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'replay', age_ms: 600_000 });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect(await running.notices(outTradeNo)).toHaveLength(1);
    await later(running, 3000);
    const asked = await running.call('pay', { action: 'queryorder', out_trade_no: outTradeNo });
    expect(asked).toMatchObject({ state: 'paid' });
  });

  test('a SIGNTEST probe is refused like any forgery', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'signtest' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect(await running.notices(outTradeNo)).toHaveLength(0);
  });

  test('an answer with a wrong signature is no answer', async () => {
    const outTradeNo = await buy(running);
    await running.post('/control/fault', {
      pay_sp: 'v3',
      operation: 'create',
      kind: 'bad_signature',
      times: 1,
    });
    const started = await running.call('pay', { action: 'unifiedorder', out_trade_no: outTradeNo });
    expect(started).toMatchObject({ errcode: 3002 });
  });

  test('a certificate that appears during operation is fetched when the first notice names it', async () => {
    const outTradeNo = await checkOut(running);
    await later(running, 2 * 60_000);
    await atPsp(running, 'v3', { event: 'rotate_certificate' });
    await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'pay' });
    await later(running, 60_000);
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid' });
  });
});
