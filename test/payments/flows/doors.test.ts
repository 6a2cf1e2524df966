/** The doors of the functions: actions in the ecosystem's words, failures as codes, and raw bodies restored or refused. */
import { callable } from '../../../shared/kernel/callable';
import { payActions } from '../../../shared/payments/door';
import { calledKnock, isTimerEvent, knockOf } from '../../../shared/payments/webhook';
import { openWorld, operator, payer, type World } from './world';

type Result = Readonly<Record<string, unknown>>;

const call = (world: World, event: unknown, openid = payer.openid): Promise<Result> =>
  callable(
    {
      room: world.shop,
      log: world.shop.log,
      identity: () => Promise.resolve({ openid, appid: payer.appid, unionid: '', fromAppid: '' }),
    },
    payActions,
    event,
  );

const errmsg = async (world: World, event: unknown): Promise<unknown> => (await call(world, event)).errmsg;

describe('function pay', () => {
  test('names the notices that nobody can read to operators', async () => {
    const world = openWorld();
    const list = { action: 'listaside' };
    expect(await call(world, list, operator.openid)).toEqual({ errcode: 0, notices: [] });
    const spoilt = { collection: 'payment', id: 'aside:v3:CPORDER01', problem: 'amount: a text' };
    world.store.asideNotices = async () => ({ items: [], unreadable: [spoilt] });
    expect(await call(world, list, operator.openid)).toEqual({
      errcode: 0,
      notices: [],
      unreadable: [{ notice_id: spoilt.id, problem: spoilt.problem }],
    });
  });

  test('tells buyers that an order of theirs cannot be read, and only operators what is wrong with it', async () => {
    const world = openWorld();
    const spoilt = { collection: 'orders', id: 'CPORDER01', problem: 'total_fee: a text' };
    world.store.listOrders = async () => ({ items: [], unreadable: [spoilt] });
    const list = { action: 'listorders', mine: true };
    expect(await call(world, list, operator.openid)).toEqual({
      errcode: 0,
      orders: [],
      unreadable: [{ out_trade_no: spoilt.id }],
    });
    expect(await call(world, { action: 'listorders' }, operator.openid)).toMatchObject({
      unreadable: [{ out_trade_no: spoilt.id, problem: spoilt.problem }],
    });
  });

  test('sells from the list of goods to the ticket', async () => {
    const world = openWorld();
    expect(await call(world, { action: 'listgoods' }, '')).toEqual({
      errcode: 0,
      goods: [
        { goods_id: 'waffles', title: 'Stroopwafels', price: 100, fee_type: 'EUR' },
        { goods_id: 'cheese', title: 'Gouda', price: 1290, fee_type: 'EUR' },
      ],
    });
    const items = [{ goods_id: 'waffles', quantity: 2, price: 1 }];
    const order = await call(world, { action: 'createorder', items, openid: 'o-forged', total_fee: 1 });
    expect(order).toMatchObject({ errcode: 0, total_fee: 200, fee_type: 'EUR' });
    const { out_trade_no } = order;
    expect(await call(world, { action: 'unifiedorder', out_trade_no, pay_method: 'wechat' })).toMatchObject({
      errcode: 0,
      payment: { timeStamp: expect.any(String) as unknown },
      sp_trade_no: expect.any(String) as unknown,
    });
    expect(await call(world, { action: 'queryorder', out_trade_no })).toMatchObject({
      errcode: 0,
      state: 'pending',
      server_time: world.shop.clock.now(),
    });
    expect(await call(world, { action: 'queryorder', out_trade_no }, 'o-stranger')).toMatchObject({
      errcode: 1101,
    });
  });

  test.each([
    undefined,
    null,
    'pay',
    7,
    [],
    {},
    { action: 'toString' },
    { action: '__proto__' },
    { action: ['pay'] },
  ])('answers %j with the actions that there are', async (event) => {
    expect(await call(openWorld(), event)).toEqual({
      errcode: 1001,
      errmsg: `UNKNOWN_ACTION: action must be one of: ${Object.keys(payActions).join(', ')}`,
    });
  });

  test('without an identity answers a code to everything but the list of goods', async () => {
    for (const action of Object.keys(payActions).filter((name) => name !== 'listgoods')) {
      expect(await call(openWorld(), { action, openid: 'o-forged' }, '')).toMatchObject({ errcode: 1003 });
    }
  });

  test('names every wrong field at once', async () => {
    const items = [{ goods_id: '', quantity: 1.5 }, { quantity: 0 }];
    const message = String(await errmsg(openWorld(), { action: 'createorder', items, fee_type: 'eur' }));
    for (const field of [
      'items.0.goods_id',
      'items.0.quantity',
      'items.1.goods_id is missing',
      'items.1.quantity',
      'fee_type',
    ]) {
      expect(message).toContain(field);
    }
  });

  test.each([
    '',
    'abc',
    'x'.repeat(33),
    { $ne: null },
    ['CPORDER01'],
    '../config',
    'CP\u0000ORDER',
    'ＣＰＯＲＤＥＲ',
    7,
    null,
  ])('refuses %j as an order number', async (number) => {
    for (const action of ['unifiedorder', 'queryorder', 'closeorder', 'refund']) {
      const world = openWorld();
      expect(await call(world, { action, out_trade_no: number })).toMatchObject({ errcode: 1002 });
      expect(world.store.calls).toEqual([]);
    }
  });

  test.each([-1, 0, 0.5, '40', NaN, Infinity, 2 ** 53, null, [40]])(
    'refuses %j as a refund fee',
    async (fee) => {
      const event = { action: 'refund', out_trade_no: 'CPORDER01', refund_fee: fee };
      expect(await call(openWorld(), event)).toMatchObject({ errcode: 1002 });
    },
  );

  test('hides what broke on our side, and logs it', async () => {
    const world = openWorld();
    world.store.before = () => {
      throw new Error('connection string mongodb://secret');
    };
    const result = await call(world, { action: 'listgoods' });
    expect(result).toEqual({ errcode: 5000, errmsg: expect.stringMatching(/^INTERNAL: /) as unknown });
    expect(JSON.stringify(result)).not.toContain('mongodb');
    expect(world.logged).toHaveLength(1);
  });
});

describe('function notify', () => {
  const event = {
    httpMethod: 'POST',
    path: '/notify/yaband',
    headers: { 'Content-Type': 'application/json', 'X-Twice': ['a', 'b'] },
    body: '{"a":"é"}',
    isBase64Encoded: false,
  };

  test.each([
    ['/notify/yaband', 'yaband', 'payment'],
    ['/yaband', 'yaband', 'payment'],
    ['/notify/yaband/payment_wx1', 'yaband', 'payment_wx1'],
    ['/yaband/payment_wx1/', 'yaband', 'payment_wx1'],
    ['/notify', undefined, 'payment'],
    ['/', undefined, 'payment'],
    ['', undefined, 'payment'],
  ])('finds in path %j the PSP %s and configuration %s', (path, paySp, configId) => {
    expect(knockOf({ ...event, path })).toMatchObject({ paySp, configId, body: event.body });
  });

  test('hands on the raw body, also out of base64, and header names in lower case', () => {
    const encoded = { ...event, body: Buffer.from(event.body).toString('base64'), isBase64Encoded: true };
    for (const one of [event, encoded]) {
      expect(knockOf(one)).toEqual({
        paySp: 'yaband',
        configId: 'payment',
        method: 'POST',
        query: {},
        headers: { 'content-type': 'application/json' },
        body: event.body,
      });
    }
  });

  test.each([
    ['a body that was parsed on the way', { body: { a: 1 } }, 400],
    ['a body over 64 KB', { body: 'x'.repeat(65_537) }, 413],
    [
      'a body over 64 KB in base64',
      { body: Buffer.alloc(65_537).toString('base64'), isBase64Encoded: true },
      413,
    ],
    ['a path with too many parts', { path: '/notify/yaband/payment/x' }, 404],
    ['a configuration id that is none', { path: '/notify/yaband/orders' }, 404],
    ['a configuration id with other characters', { path: '/notify/yaband/payment_$ne' }, 404],
  ])('refuses %s before anything is loaded', (_what, change, statusCode) => {
    expect(knockOf({ ...event, ...change })).toEqual({
      refused: expect.objectContaining({ statusCode }) as unknown,
    });
  });

  test('takes a method that is no text for none, and does not throw', () => {
    const methods: readonly unknown[] = [
      undefined,
      null,
      7,
      ['POST'],
      {},
      { toString: 1 },
      { toString: 1, valueOf: 1 },
    ];
    for (const httpMethod of methods) expect(knockOf({ ...event, httpMethod })).toMatchObject({ method: '' });
  });

  test('runs its timer for the trigger alone, not for an HTTP event that says it were one', () => {
    expect(isTimerEvent({ Type: 'Timer', TriggerName: 'poll' })).toBe(true);
    for (const one of [{ ...event, Type: 'Timer' }, { Type: 'timer' }, 'Timer', null, undefined, []])
      expect(isTimerEvent(one)).toBe(false);
  });

  test('takes no call that is larger than a notice or nests deeper than JSON can be written', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const wide = { outTradeNo: 'CPORDER01', attach: 'é'.repeat(40_000) };
    for (const notice of [{ outTradeNo: 'CPORDER01', deep }, wide]) expect(calledKnock(notice).body).toBe('');
    expect(calledKnock({ outTradeNo: 'CPORDER01', userInfo: {} }).body).toBe('{"outTradeNo":"CPORDER01"}');
  });

  test('takes a body of exactly 64 KB', () => {
    expect(knockOf({ ...event, body: 'x'.repeat(65_536) })).toHaveProperty('body');
  });
});
