import * as v3 from './v3-merchant';
import { containing, holding, matching, openWorld, type World } from './world';
import * as yaband from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await v3.downloadCertificates(world);
});

const event = (body: object) => world.control('sandbox', { pay_sp: 'yaband', ...body });
const states = (): Record<string, string> =>
  Object.fromEntries(world.view('yaband').payments.map((each) => [each.out_trade_no, each.state]));

describe('a control request is refused, with what was wrong,', () => {
  it.each([
    [
      'for an unknown PSP',
      { pay_sp: 'v9', event: 'pay', out_trade_no: 'A' },
      400,
      /"v9"; known: .*\byaband\b.*\bv3\b/,
    ],
    ['for an unknown event', { pay_sp: 'v3', event: 'paid' }, 400, /event: .*"pay" \| "close".*"paid"/],
    ['without a number', { pay_sp: 'v3', event: 'pay' }, 400, /out_trade_no: event pay needs/],
    ['with an unknown option', { pay_sp: 'v3', event: 'pay', colour: 1 }, 400, /colour/],
    ['with a fraction', { pay_sp: 'v3', event: 'pay', out_trade_no: 'A', amount: 1.5 }, 400, /amount: /],
    ['with no copies', { pay_sp: 'v3', event: 'pay', out_trade_no: 'A', duplicate: 0 }, 400, /duplicate: /],
    [
      'with a negative delay',
      { pay_sp: 'v3', event: 'pay', out_trade_no: 'A', delay_ms: -1 },
      400,
      /delay_ms: /,
    ],
    [
      'with a strange currency',
      { pay_sp: 'v3', event: 'pay', out_trade_no: 'A', currency: 'eur' },
      400,
      /currency/,
    ],
    [
      'for a probe that the PSP has not',
      { pay_sp: 'yaband', event: 'signtest', out_trade_no: 'ORDER0001' },
      400,
      /forge/,
    ],
    [
      'for an unknown payment',
      { pay_sp: 'yaband', event: 'pay', out_trade_no: 'X' },
      404,
      /X is not .* held: ORDER0001/,
    ],
    [
      'for an unknown refund',
      { pay_sp: 'yaband', event: 'refund_ok', out_trade_no: 'ORDER0001' },
      404,
      /no such open/,
    ],
    ['when it is not an object', [], 400, /body|pay_sp/],
  ])('%s', async (_, body, status, message) => {
    await yaband.create(world);
    expect(await world.control('sandbox', body)).toEqual({
      status,
      body: { error: matching(message) },
    });
  });

  it.each([
    ['operation', { pay_sp: 'v3', operation: 'pay', kind: 'slow' }, /operation: .*"create" \| "query"/],
    ['kind', { pay_sp: 'v3', operation: 'any', kind: 'fast' }, /kind: .*"timeout_after_effect"/],
    ['times', { pay_sp: 'v3', operation: 'any', kind: 'slow', times: 0 }, /times: /],
    ['pay_sp', { pay_sp: 'x', operation: 'any', kind: 'slow' }, /known: .*\byaband\b.*\bv3\b/],
  ])('for a fault with a wrong %s', async (_, body, message) => {
    expect(await world.control('fault', body)).toEqual({
      status: 400,
      body: { error: matching(message) },
    });
  });

  it('when it is not JSON, or not a POST', async () => {
    const text = await world.call('/control/sandbox', { method: 'POST', body: '{' });
    expect([text.status, JSON.parse(text.text)]).toEqual([400, { error: 'the body is not JSON' }]);
    expect((await world.call('/control/fault')).status).toBe(400);
  });
});

describe('an event', () => {
  it('about a merchant’s number finds the newest live attempt under it', async () => {
    await yaband.create(world);
    await event({ event: 'fail', out_trade_no: 'ORDER0001' });
    for (const order_id of ['ORDER0001_2', 'ORDER0001_3', 'ORDER0001_X', 'ORDER00012'])
      await yaband.create(world, { order_id });
    await event({ event: 'pay', out_trade_no: 'ORDER0001' });
    expect(states()).toEqual({
      ...{ ORDER0001: 'failed', ORDER0001_2: 'open', ORDER0001_3: 'paid' },
      ...{ ORDER0001_X: 'open', ORDER00012: 'open' },
    });
    await event({ event: 'close', out_trade_no: 'ORDER0001' });
    expect(states()).toMatchObject({ ORDER0001_2: 'expired', ORDER0001_3: 'paid' });
  });

  it('about a trade number means exactly that attempt', async () => {
    const { trade_id } = await yaband.create(world);
    await yaband.create(world, { order_id: 'ORDER0001_2' });
    await event({ event: 'pay', trade_no: trade_id });
    expect(states()).toEqual({ ORDER0001: 'paid', ORDER0001_2: 'open' });
  });

  it('cannot pay twice, nor end what is paid', async () => {
    await yaband.paidOrder(world);
    for (const name of ['pay', 'close', 'fail'])
      expect(await event({ event: name, out_trade_no: 'ORDER0001' })).toMatchObject({ status: 409 });
    expect(world.inbox).toHaveLength(1);
  });

  it('settles the newest open refund, or the one that is named, once', async () => {
    const trade_id = await yaband.paidOrder(world);
    const data = { trade_id, refund_amount: '1.00', refund_currency: 'EUR', refund_description: 'x' };
    for (const m_refund_id of ['R1', 'R2', 'R3'])
      await yaband.succeed(world, 'v3.CreateRefund', { ...data, m_refund_id });
    await event({ event: 'refund_fail', out_trade_no: 'ORDER0001' });
    await event({ event: 'refund_ok', out_trade_no: 'ORDER0001', out_refund_no: 'R1' });
    const refunds = world.view('yaband').refunds.map((each) => [each.out_refund_no, each.state]);
    expect(refunds).toEqual([
      ['R1', 'succeeded'],
      ['R2', 'processing'],
      ['R3', 'failed'],
    ]);
    const again = await event({ event: 'refund_fail', out_trade_no: 'ORDER0001', out_refund_no: 'R1' });
    expect(again).toMatchObject({
      status: 409,
      body: { error: containing('succeeded already') },
    });
    expect((await event({ event: 'refund_ok', out_trade_no: 'ORDER0001', out_refund_no: 'R3' })).status).toBe(
      409,
    );
  });

  it('answers what it changed', async () => {
    await yaband.create(world);
    const { body } = await event({ event: 'pay', out_trade_no: 'ORDER0001' });
    expect(body).toMatchObject({
      ok: true,
      result: {
        payment: { out_trade_no: 'ORDER0001', state: 'paid', paid: { value: 2499, currency: 'EUR' } },
      },
    });
  });
});

it('the state route shows every sandbox and no secret', async () => {
  await yaband.paidOrder(world);
  await v3.order(world);
  const { text } = await world.call('/sandbox/state');
  const { sandboxes } = JSON.parse(text) as { sandboxes: object };
  expect(Object.keys(sandboxes)).toEqual(world.sandboxes.list.map(({ paySp }) => paySp));
  expect({ sandboxes }).toMatchObject({
    sandboxes: {
      yaband: holding({ notifications: [holding({ state: 'delivered' })] }),
      v3: holding({ payments: [holding({ state: 'open' })] }),
    },
  });
  const { apiv3_key } = v3.configOf(world);
  for (const secret of [yaband.key, apiv3_key, 'PRIVATE KEY']) expect(text).not.toContain(secret);
});

it('an address that no sandbox has answers 404 and names those there are', async () => {
  const reply = await world.call('/sandbox/paypal/pay');
  expect([reply.status, reply.text]).toEqual([404, matching(/\/sandbox\/yaband\b.*\/sandbox\/v3\b/)]);
  expect((await world.call('/sandbox/v3x/v3/certificates')).status).toBe(404);
});

it('the demo configuration of each PSP points at its sandbox', () => {
  expect(world.sandboxes.demoConfig('yaband')).toMatchObject({
    ...{ mchid: '016683', currency: 'EUR', endpoint: 'http://127.0.0.1:7071/sandbox/yaband' },
  });
  expect(world.sandboxes.demoConfig('v3')).toMatchObject({
    ...{ appid: 'wxcrosspaydemo0001', mchid: '1900000001', endpoint: 'http://127.0.0.1:7071/sandbox/v3' },
    serial_no: matching(/^[0-9A-F]{40}$/),
    private_key: matching(/^-----BEGIN PRIVATE KEY-----\n/),
    apiv3_key: matching(/^[ -~]{32}$/),
  });
  expect(() => world.sandboxes.demoConfig('paypal')).toThrow(/known: .*\byaband\b.*\bv3\b/);
});
