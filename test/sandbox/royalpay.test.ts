import { createHash } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of the RoyalPay family, written from its public clients and sharing nothing with the sandbox. */
const partners: Readonly<Record<string, string>> = {
  royalpay: 'ROYA',
  alphapay: 'ALPH',
  globepay: 'GLOB',
  'globepay-jp': 'GLOJ',
  'lakala-jp': 'LAKA',
  sheepay: 'SHEE',
};
const credentialOf = (partner: string): string => `crosspay-demo-${partner.toLowerCase()}-credential`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Fields = Readonly<Record<string, unknown>>;

const order: Fields = {
  description: 'Tea 乌龙茶 & "cups"',
  price: 2530,
  currency: 'AUD',
  channel: 'Wechat',
  notify_url: 'http://127.0.0.1:7071/notify/royalpay',
  appid: 'wxcrosspaydemo0001',
  customer_id: 'oDemoOpenid1',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: '{"return_code":"SUCCESS"}' });
});

const parsed = ({ text }: Reply): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

interface Asking {
  readonly body?: Fields;
  readonly platform?: string;
  readonly partner?: string;
  readonly age?: number;
  readonly sign?: string;
}

async function ask(method: 'GET' | 'PUT', path: string, asking: Asking = {}) {
  const { body, platform = 'royalpay', partner = partners[platform] ?? '', age = 0 } = asking;
  const time = String(world.clock.now() - age);
  const sign = asking.sign ?? sha256(`${partner}&${time}&abc&${credentialOf(partner)}`);
  const search = new URLSearchParams({ time, nonce_str: 'abc', sign }).toString();
  const url = `/sandbox/royalpay/${platform}/api/v1.0/gateway/partners/${partner}/${path}?${search}`;
  const json = { 'content-type': 'application/json' };
  const sent = body ? { method, headers: json, body: JSON.stringify(body) } : { method };
  return parsed(await world.call(url, sent));
}

const create = (changes: Fields = {}, asking: Asking = {}, no = 'ORDER0001') =>
  ask('PUT', `microapp_orders/${no}`, { ...asking, body: { ...order, ...changes } });
const query = (asking: Asking = {}) => ask('GET', 'orders/ORDER0001', asking);
const cancel = (no = 'ORDER0001') => ask('PUT', `orders/${no}/cancel`);
const refund = (fee: number, no = 'R1', asking: Asking = {}) =>
  ask('PUT', `orders/ORDER0001/refunds/${no}`, { ...asking, body: { fee } });
const askRefund = (no = 'R1', id = 'ORDER0001') => ask('GET', `orders/${id}/refunds/${no}`);
const happen = (event: string, more: Fields = {}) =>
  world.control('sandbox', { pay_sp: 'royalpay', event, out_trade_no: 'ORDER0001', ...more });

async function paid(changes: Fields = {}, asking: Asking = {}): Promise<void> {
  await create(changes, asking);
  await happen('pay');
}

const noticed = (index = 0): Record<string, unknown> =>
  JSON.parse(world.inbox[index]?.body ?? '{}') as Record<string, unknown>;
const sandbox = () => world.view('royalpay');

describe('an order', () => {
  it('is answered with the five strings and the numbers of both sides', async () => {
    expect(await create()).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      partner_code: 'ROYA',
      partner_order_id: 'ORDER0001',
      order_id: matching(/^\d{26}$/),
      sdk_params: { timeStamp: String(world.clock.now() / 1000), package: matching(/^prepay_id=wx/) },
    });
  });

  it('is the same one when it is asked for again, and then EXISTS', async () => {
    const first = await create();
    expect(await create()).toEqual({ ...first, result_code: 'EXISTS' });
    expect(sandbox().payments).toHaveLength(1);
  });

  it('is not another one under its number, and none any more once it has ended', async () => {
    await create();
    expect(await create({ price: 2531 })).toMatchObject({ return_code: 'PARAM_INVALID' });
    await cancel();
    expect(await create()).toMatchObject({ return_code: 'PARAM_INVALID' });
  });

  it('that is paid is refused with ORDER_PAID', async () => {
    await paid();
    expect(await create()).toMatchObject({ return_code: 'ORDER_PAID' });
  });

  it.each([
    ['a wrong signature', {}, { sign: sha256('x') }, 'INVALID_SIGN'],
    ['a moment six minutes ago', {}, { age: 360_000 }, 'SIGN_TIMEOUT'],
    ['a moment to come', {}, { age: -360_000 }, 'SIGN_TIMEOUT'],
    ['another partner', {}, { partner: 'ALPH' }, 'INVALID_SHORT_ID'],
    ['a channel in lower case', { channel: 'wechat' }, {}, 'INVALID_CHANNEL'],
    ['a price in decimals', { price: 25.3 }, {}, 'PARAM_INVALID'],
    ['a price as text', { price: '2530' }, {}, 'PARAM_INVALID'],
    ['a price of nothing', { price: 0 }, {}, 'PARAM_INVALID'],
    ['a currency of another operator', { currency: 'CAD' }, {}, 'PARAM_INVALID'],
    ['no payer', { customer_id: '' }, {}, 'PARAM_INVALID'],
    ['a field that nobody knows', { order_id: 'X' }, {}, 'PARAM_INVALID'],
    ['an app that is not bound', { appid: 'wx0000000000000001' }, {}, 'NOT_PERMITTED'],
  ])('with %s is refused', async (_what, changes, asking, return_code) => {
    expect(await create(changes, asking)).toMatchObject({ return_code });
    expect(sandbox().payments).toEqual([]);
  });

  it('keeps 128 characters of its description', async () => {
    await create({ description: '茶'.repeat(200) });
    await happen('pay');
    expect((await query()).order_description).toBe('茶'.repeat(128));
  });

  it('is shown to the payer of its own app only, and only by the very strings', async () => {
    const { sdk_params } = await create();
    const strings = { ...(sdk_params as Fields), appid: 'wxcrosspaydemo0001' };
    const show = (changes: Fields) =>
      world.call('/sandbox/cashier', { method: 'POST', body: JSON.stringify({ ...strings, ...changes }) });
    expect(parsed(await show({}))).toEqual({
      pay_sp: 'royalpay',
      out_trade_no: 'ORDER0001',
      description: 'Tea 乌龙茶 & "cups"',
      amount: { value: 2530, currency: 'AUD' },
    });
    expect((await show({ paySign: 'C0FFEE' })).status).toBe(400);
  });
});

describe('an operator', () => {
  it.each([
    ['royalpay', 'AUD', 10],
    ['alphapay', 'CAD', -8],
    ['globepay', 'GBP', 0],
    ['globepay-jp', 'JPY', 9],
    ['lakala-jp', 'JPY', 9],
    ['sheepay', 'HKD', 8],
  ])('%s sells in %s and writes its own time', async (platform, currency, hours) => {
    await paid({ currency }, { platform });
    const pay_time = new Date(world.clock.now() + hours * 3_600_000).toISOString().slice(0, 19);
    expect(await query({ platform })).toMatchObject({
      result_code: 'PAY_SUCCESS',
      currency,
      total_fee: 2530,
      pay_time: pay_time.replace('T', ' '),
    });
  });

  it('does not know the orders of another', async () => {
    await create();
    expect(await query({ platform: 'alphapay' })).toMatchObject({ return_code: 'ORDER_MISMATCH' });
    expect(await create({ currency: 'CAD' }, { platform: 'alphapay' })).toMatchObject({
      return_code: 'ORDER_MISMATCH',
    });
  });

  it('Lakala writes the five strings as JSON in a text', async () => {
    const { sdk_params } = await create({ currency: 'JPY' }, { platform: 'lakala-jp' });
    expect(JSON.parse(String(sdk_params))).toHaveProperty('paySign');
  });

  it('that adds a surcharge has a rest of real_fee when total_fee was refunded', async () => {
    const at = { platform: 'globepay' };
    await paid({ currency: 'GBP', price: 1000 }, at);
    expect(await query(at)).toMatchObject({ total_fee: 1000, real_fee: 1030 });
    await refund(1000, 'R1', at);
    await world.pass(10_000);
    expect(await query(at)).toMatchObject({ result_code: 'PARTIAL_REFUND' });
    expect(await refund(31, 'R2', at)).toMatchObject({ return_code: 'PARAM_INVALID' });
    expect(await refund(30, 'R2', at)).toMatchObject({ return_code: 'SUCCESS' });
    await world.pass(10_000);
    expect(await query(at)).toMatchObject({ result_code: 'FULL_REFUND' });
  });
});

describe('a query', () => {
  it('tells of a payment what is known only once it was paid', async () => {
    await create();
    expect(await query()).toMatchObject({ result_code: 'PAYING', total_fee: 2530 });
    expect(await query()).not.toHaveProperty('channel_order_id');
    await happen('pay');
    expect(await query()).toMatchObject({
      channel_order_id: matching(/^4200\d{24}$/),
      merchant_app_id: 'wxcrosspaydemo0001',
      merchant_customer_id: 'oDemoOpenid1',
    });
  });

  it('about an order that does not exist is refused', async () => {
    expect(await query()).toMatchObject({ return_code: 'ORDER_NOT_EXIST' });
  });

  it('by POST finds nothing', async () => {
    const url = '/sandbox/royalpay/royalpay/api/v1.0/gateway/partners/ROYA/orders/ORDER0001';
    expect((await world.call(url, { method: 'POST' })).status).toBe(404);
  });
});

describe('closing', () => {
  it('ends an open or failed order, repeatedly, without a notice', async () => {
    await create();
    await happen('fail');
    expect(await query()).toMatchObject({ result_code: 'PAY_FAIL' });
    expect(await cancel()).toEqual({ return_code: 'SUCCESS', result_code: 'SUCCESS' });
    expect(await cancel()).toEqual({ return_code: 'SUCCESS', result_code: 'SUCCESS' });
    expect(await query()).toMatchObject({ result_code: 'CLOSED' });
    expect(world.inbox).toEqual([]);
  });

  it('of a paid order, or of none, is refused', async () => {
    await paid();
    expect(await cancel()).toMatchObject({ return_code: 'ORDER_PAID' });
    expect(await cancel('NOBODY')).toMatchObject({ return_code: 'ORDER_NOT_EXIST' });
  });
});

describe('a refund', () => {
  it('is handed on, then finished, in parts, never beyond what was paid', async () => {
    await paid();
    expect(await refund(500)).toMatchObject({ result_code: 'SUCCESS', amount: 500, currency: 'AUD' });
    expect(await askRefund()).toMatchObject({ result_code: 'SUCCESS', partner_refund_id: 'R1' });
    await world.pass(10_000);
    expect(await askRefund()).toMatchObject({ result_code: 'FINISHED', refund_id: matching(/^RF\d{22}$/) });
    expect(await query()).toMatchObject({ result_code: 'PARTIAL_REFUND' });
    expect(await refund(2031, 'R2')).toMatchObject({ return_code: 'PARAM_INVALID' });
    expect(await refund(2030, 'R2')).toMatchObject({ return_code: 'SUCCESS' });
    await world.pass(10_000);
    expect(await query()).toMatchObject({ result_code: 'FULL_REFUND' });
    expect(world.inbox).toHaveLength(1);
  });

  it('that is asked for again is the same one, and never one of another fee', async () => {
    await paid();
    const first = await refund(500);
    expect(await refund(500)).toEqual(first);
    expect(await refund(501)).toMatchObject({ return_code: 'PARAM_INVALID' });
    expect(sandbox().refunds).toHaveLength(1);
  });

  it('that the bank turns down is FAILED, and its money is free again', async () => {
    await paid();
    await refund(2530);
    await happen('refund_fail', { out_refund_no: 'R1' });
    expect(await askRefund()).toMatchObject({ result_code: 'FAILED' });
    expect(await refund(2530, 'R2')).toMatchObject({ return_code: 'SUCCESS' });
  });

  it('of what is unpaid or unknown is refused', async () => {
    expect(await refund(1)).toMatchObject({ return_code: 'ORDER_NOT_EXIST' });
    await create();
    expect(await refund(1)).toMatchObject({ return_code: 'ORDER_NOT_PAID' });
  });

  it('that nobody asked for does not exist, and one of another order is a mismatch', async () => {
    await paid();
    expect(await askRefund()).toMatchObject({ return_code: 'REFUND_NOT_EXIST' });
    await refund(500);
    await create({}, {}, 'ORDER0002');
    await happen('pay', { out_trade_no: 'ORDER0002' });
    expect(await askRefund('R1', 'ORDER0002')).toMatchObject({ return_code: 'REFUND_MISMATCH' });
  });
});

describe('a notice', () => {
  const signOf = ({ time, nonce_str }: Fields): string =>
    sha256(`ROYA&${String(time)}&${String(nonce_str)}&${credentialOf('ROYA')}`);

  it('is JSON whose signature covers its moment and nonce alone', async () => {
    await paid();
    expect(world.inbox[0]?.headers['content-type']).toBe('application/json');
    expect(noticed()).toMatchObject({
      partner_order_id: 'ORDER0001',
      total_fee: 2530,
      time: world.clock.now(),
      sign: signOf(noticed()),
    });
  });

  it('is stamped anew each time, until it is answered with return_code SUCCESS', async () => {
    world.merchant.answer = () => ({ status: 200, body: '{"return_code":"FAIL"}' });
    await paid();
    await world.pass(600_000);
    const times = world.inbox.map((_, index) => noticed(index).time);
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBeGreaterThan(2);
    expect(noticed(1).sign).toBe(signOf(noticed(1)));
    world.merchant.answer = () => ({ status: 200, body: '{"return_code":"SUCCESS"}' });
    await world.pass(3_600_000);
    const { length } = world.inbox;
    await world.pass(36_000_000);
    expect(world.inbox).toHaveLength(length);
  });

  it('does not come where no address was given', async () => {
    await create({ notify_url: undefined });
    await happen('pay');
    expect(world.inbox).toEqual([]);
  });

  it('can be repeated as of a moment long ago', async () => {
    await paid();
    await happen('replay', { age_ms: 3_600_000 });
    expect(noticed(1)).toMatchObject({ time: world.clock.now() - 3_600_000, sign: signOf(noticed(1)) });
  });

  it('can be forged on request, under a wrong credential or none', async () => {
    await create();
    await happen('forge');
    await happen('forge', { unsigned: true });
    expect(noticed(0)).toMatchObject({ total_fee: 2530, sign: matching(/^[0-9a-f]{64}$/) });
    expect(noticed(0).sign).not.toBe(signOf(noticed(0)));
    expect(noticed(1)).not.toHaveProperty('sign');
  });
});
