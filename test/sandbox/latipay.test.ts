import { createHmac } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of Latipay, written from the vendor's pages and sharing nothing with the sandbox. */
const key = 'crosspay-demo-latipay-api-key';
const user_id = 'U000000013';
const hmac = (text: string, secret = key): string => createHmac('sha256', secret).update(text).digest('hex');
const joined = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
const sorted = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).sort());

type Fields = Readonly<Record<string, string>>;

const order: Fields = {
  user_id,
  wallet_id: 'W000000037',
  amount: '25.30',
  notify_url: 'http://127.0.0.1:7071/notify/latipay',
  merchant_reference: 'ORDER0001',
  product_name: 'Tea 乌龙茶 & "cups"',
  app_id: 'wxcrosspaydemo0001',
  open_id: 'oDemoOpenid1',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: 'sent' });
});

const parsed = ({ text }: Reply): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

async function post(path: string, fields: Fields, signature = hmac(joined(sorted(fields)) + key)) {
  const body = JSON.stringify({ ...fields, signature });
  const headers = { 'content-type': 'application/json;charset=UTF-8' };
  return parsed(await world.call(`/sandbox/latipay${path}`, { method: 'POST', headers, body }));
}

const create = (changes: Fields = {}) => post('/v2/miniapppay', { ...order, ...changes });

async function query(merchant_reference = 'ORDER0001') {
  const signature = hmac(`merchant_reference=${merchant_reference}&user_id=${user_id}${key}`);
  const search = new URLSearchParams({ user_id, signature }).toString();
  return world.call(`/sandbox/latipay/v2/transaction/${merchant_reference}?${search}`);
}

const cancel = (merchant_reference = 'ORDER0001') =>
  post('/cancel', { user_id, merchant_reference }, hmac(joined({ user_id, merchant_reference }) + key));

/** A paid order; its order_id. */
async function paid(): Promise<string> {
  const { paydata } = await create();
  await world.control('sandbox', { pay_sp: 'latipay', event: 'pay', out_trade_no: 'ORDER0001' });
  return (paydata as { order_id: string }).order_id;
}

const refund = (order_id: string, changes: Fields = {}) =>
  post('/refund', { user_id, order_id, refund_amount: '5.00', reference: 'R1', ...changes });

const noticed = (index = 0): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(world.inbox[index]?.body));

describe('an order at Latipay', () => {
  it('is answered with the five strings, the package under its own name, and an order_id', async () => {
    expect(await create()).toEqual({
      payment: {
        timeStamp: String(world.clock.now() / 1000),
        nonceStr: matching(/^[0-9A-F]{32}$/),
        packageStr: matching(/^prepay_id=wx\d{14}\w{20}$/),
        signType: 'MD5',
        paySign: matching(/^[0-9A-F]{32}$/),
      },
      paydata: { order_id: matching(/^\d{20}$/) },
    });
  });

  it.each([
    ['a wrong signature', { api: 1 }, 206],
    ['another user', { user_id: 'U000000099' }, 205],
    ['another wallet', { wallet_id: 'W000000001' }, 450],
    ['an app that is not bound', { app_id: 'wx0000000000000001' }, 304],
    ['an empty field', { open_id: '' }, 207],
    ['an amount in cents', { amount: '2530' }, 207],
    ['no amount at all', { amount: '0.00' }, 207],
  ])('with %s is refused', async (_what, changes, code) => {
    const answer = 'api' in changes ? await post('/v2/miniapppay', order, hmac('x')) : await create(changes);
    expect(answer.code).toBe(code);
    expect(world.view('latipay').payments).toEqual([]);
  });

  it('without a field is refused by the code for that', async () => {
    const { open_id: _left, ...rest } = order;
    expect((await post('/v2/miniapppay', rest)).code).toBe(204);
  });

  it('is not taken a second time under its reference, whatever became of the first', async () => {
    await create();
    expect((await create()).code).toBe(207);
    await cancel();
    expect((await create()).code).toBe(207);
  });

  it('is shown to the payer of its own app only, and only by the very strings', async () => {
    const { payment } = await create();
    const { packageStr, ...rest } = payment as Fields;
    const strings = { ...rest, package: packageStr, appid: 'wxcrosspaydemo0001' };
    const show = (changes: Fields) =>
      world.call('/sandbox/cashier', { method: 'POST', body: JSON.stringify({ ...strings, ...changes }) });
    expect(parsed(await show({}))).toEqual({
      pay_sp: 'latipay',
      out_trade_no: 'ORDER0001',
      description: 'Tea 乌龙茶 & "cups"',
      amount: { value: 2530, currency: 'NZD' },
    });
    expect((await show({ paySign: 'C0FFEE' })).status).toBe(400);
    expect((await show({ appid: 'wx0000000000000001' })).status).toBe(400);
  });
});

describe('a query at Latipay', () => {
  it('tells the amount as a number with its zeros, signed over the five values', async () => {
    await paid();
    const { text } = await query();
    expect(text).toContain('"amount":25.30,');
    expect(JSON.parse(text)).toMatchObject({
      status: 'paid',
      currency: 'NZD',
      signature: hmac('ORDER0001wechatpaidNZD25.30'),
    });
  });

  it('about an order that does not exist, or with a wrong signature, is refused', async () => {
    expect(parsed(await query('NOBODY')).code).toBe(201);
    await create();
    const forged = await world.call(
      `/sandbox/latipay/v2/transaction/ORDER0001?user_id=${user_id}&signature=${hmac('x')}`,
    );
    expect(parsed(forged).code).toBe(206);
  });
});

describe('a cancellation at Latipay', () => {
  it('ends an open order, repeatedly, without a notice', async () => {
    await create();
    expect((await cancel()).code).toBe(0);
    expect((await cancel()).code).toBe(0);
    expect(parsed(await query()).status).toBe('canceled');
    expect(world.inbox).toEqual([]);
  });

  it('of a paid or failed order is refused by the published codes', async () => {
    await paid();
    expect((await cancel()).code).toBe(900);
    await create({ merchant_reference: 'ORDER0002' });
    await world.control('sandbox', { pay_sp: 'latipay', event: 'fail', out_trade_no: 'ORDER0002' });
    expect((await cancel('ORDER0002')).code).toBe(901);
    expect((await cancel('NOBODY')).code).toBe(201);
  });

  it('signed in sorted order, as its page says against its own sample, is refused', async () => {
    await create();
    expect((await post('/cancel', { user_id, merchant_reference: 'ORDER0001' })).code).toBe(206);
  });
});

describe('a refund at Latipay', () => {
  it('goes by order_id, in parts, never beyond what was paid, and is not told about later', async () => {
    const order_id = await paid();
    expect((await refund(order_id)).code).toBe(0);
    expect((await refund(order_id, { refund_amount: '20.31', reference: 'R2' })).code).toBe(207);
    expect((await refund(order_id, { refund_amount: '20.30', reference: 'R2' })).code).toBe(0);
    expect(world.view('latipay').payments[0]?.refunded).toBe(2530);
    expect(world.inbox).toHaveLength(1);
  });

  it('that repeats another in every word is refused as done', async () => {
    const order_id = await paid();
    await refund(order_id);
    expect((await refund(order_id)).code).toBe(562);
  });

  it('of something unknown or unpaid is refused', async () => {
    expect((await refund('NOBODY')).code).toBe(551);
    const { paydata } = await create();
    expect((await refund((paydata as { order_id: string }).order_id)).code).toBe(558);
  });
});

describe('a notice of Latipay', () => {
  it('is a form whose signature covers five of its fields', async () => {
    const order_id = await paid();
    const { signature, ...fields } = noticed();
    expect(world.inbox[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(fields).toMatchObject({
      merchant_reference: 'ORDER0001',
      status: 'paid',
      amount: '25.30',
      order_id,
    });
    expect(signature).toBe(hmac('ORDER0001wechatpaidNZD25.30'));
  });

  it.each([
    ['ok', 200],
    ['sent', 500],
  ])('answered "%s" under status %i comes again after 30 s, again and again', async (body, status) => {
    world.merchant.answer = () => ({ status, body });
    await paid();
    await world.pass(150_000);
    expect(world.inbox).toHaveLength(6);
    world.merchant.answer = () => ({ status: 200, body: 'sent' });
    await world.pass(3_600_000);
    expect(world.inbox).toHaveLength(7);
  });

  it('can be forged on request, under a wrong key or none', async () => {
    await create();
    const forge = { pay_sp: 'latipay', event: 'forge', out_trade_no: 'ORDER0001' };
    await world.control('sandbox', forge);
    await world.control('sandbox', { ...forge, unsigned: true });
    expect(noticed(0)).toMatchObject({ status: 'paid', signature: matching(/^[0-9a-f]{64}$/) });
    expect(noticed(0).signature).not.toBe(hmac('ORDER0001wechatpaidNZD25.30'));
    expect(noticed(1)).not.toHaveProperty('signature');
  });
});
