import { createHash } from 'node:crypto';
import { matching, openWorld, type Reply, type World } from './world';

/** A merchant of NihaoPay, written from the vendor's pages and sharing nothing with the sandbox. */
const token = 'crosspay-demo-nihaopay-token';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

type Fields = Readonly<Record<string, string>>;

const order: Fields = {
  currency: 'USD',
  amount: '2530',
  reference: 'ORDER0001',
  app_id: 'wxcrosspaydemo0001',
  open_id: 'oDemoOpenid1',
  client_ip: '127.0.0.1',
  ipn_url: 'http://127.0.0.1:7071/notify/nihaopay',
  description: 'Tea 乌龙茶 & "cups"',
};

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: '' });
});

const parsed = ({ status, text }: Reply): Record<string, unknown> => ({
  status,
  ...(JSON.parse(text) as Record<string, unknown>),
});

const base = '/sandbox/nihaopay/v1.2/transactions';
const get = async (path: string) =>
  parsed(await world.call(base + path, { headers: { authorization: `Bearer ${token}` } }));

async function post(path: string, fields: Fields, bearer = token) {
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const body = new URLSearchParams(fields).toString();
  return parsed(await world.call(base + path, { method: 'POST', headers, body }));
}

const create = (changes: Fields = {}) => post('/micropay', { ...order, ...changes });
const event = (name: string) =>
  world.control('sandbox', { pay_sp: 'nihaopay', event: name, out_trade_no: 'ORDER0001' });

/** A paid order; its transaction id. */
async function paid(): Promise<string> {
  await create();
  await event('pay');
  const { id } = await get('/merchant/ORDER0001');
  return String(id);
}

const refund = (id: string, changes: Fields = {}) =>
  post(`/refund/${id}`, { currency: 'USD', amount: '500', reason: 'broken', ...changes });

describe('an order at NihaoPay', () => {
  it('is answered with the five strings, the package under its own name, and no transaction', async () => {
    const answer = await create();
    expect(answer).toMatchObject({
      status: 200,
      timeStamp: String(world.clock.now() / 1000),
      nonceStr: matching(/^[0-9A-F]{32}$/),
      wechatPackage: matching(/^prepay_id=wx\d{14}\w{20}$/),
      signType: 'MD5',
      paySign: matching(/^[0-9A-F]{32}$/),
    });
    expect(answer).not.toHaveProperty('id');
  });

  it.each([
    ['a wrong currency', { currency: 'EUR' }],
    ['an amount with a point', { amount: '25.30' }],
    ['no amount at all', { amount: '0' }],
    ['a reference that is too long', { reference: 'O'.repeat(31) }],
    ['an app that is not whitelisted', { app_id: 'wx0000000000000001' }],
    ['a day and a minute to pay', { timeout: '1441' }],
    ['a field that nobody knows', { colour: 'red' }],
  ])('with %s is refused', async (_what, changes) => {
    expect(await create(changes)).toMatchObject({ status: 400, code: 90 });
  });

  it('with another token is refused', async () => {
    expect(await post('/micropay', order, 'another token')).toMatchObject({ status: 401, code: 301 });
  });

  it('under a reference that was used is refused', async () => {
    await create();
    expect(await create()).toMatchObject({ status: 400, code: 31 });
  });

  it('runs out after its timeout, and is unknown under another reference', async () => {
    await create({ timeout: '5' });
    expect(await get('/merchant/ORDER0001')).toMatchObject({ status: 'pending', amount: 2530 });
    world.clock.advance(5 * 60_000);
    expect(await get('/merchant/ORDER0001')).toMatchObject({ status: 'failure' });
    expect(await get('/merchant/ORDER0002')).toMatchObject({ status: 402, code: 61 });
  });
});

describe('a notice of NihaoPay', () => {
  it('tells of a payment, signed over all it says with the hashed token', async () => {
    await paid();
    const { verify_sign: sign, ...said } = Object.fromEntries(new URLSearchParams(world.inbox[0]?.body));
    expect(said).toMatchObject({
      status: 'success',
      amount: '2530',
      currency: 'USD',
      reference: 'ORDER0001',
      note: 'null',
    });
    const pairs = Object.entries(said).map(([name, value]) => `${name}=${value}`);
    expect(sign).toBe(md5(`${pairs.sort().join('&')}&${md5(token)}`));
  });

  it('comes again after minutes until it is answered with 200', async () => {
    world.merchant.answer = () => ({ status: 500, body: '' });
    await paid();
    for (const minutes of [1, 2, 4]) await world.pass(minutes * 60_000);
    expect(world.inbox).toHaveLength(4);
  });

  it('tells nothing of a payment that fails', async () => {
    await create();
    await event('decline');
    expect(world.inbox).toEqual([]);
  });
});

describe('a refund at NihaoPay', () => {
  it('succeeds at once, twice where it is asked for twice', async () => {
    const id = await paid();
    const first = await refund(id);
    expect(first).toMatchObject({ status: 'success', refunded: true, transaction_id: id });
    expect((await refund(id)).id).not.toBe(first.id);
    expect(await get(`/refunds/${id}/`)).toMatchObject({
      refunded_amount: 1000,
      refunds: [{ refunded_amount: 500 }, { refunded_amount: 500 }],
    });
  });

  it('is bounded by what is left, in the currency of the payment', async () => {
    const id = await paid();
    expect(await refund(id, { amount: '2531' })).toMatchObject({ status: 402, code: 67 });
    expect(await refund(id, { currency: 'EUR' })).toMatchObject({ status: 409, code: 64 });
    await refund(id, { amount: '2530' });
    expect(await refund(id)).toMatchObject({ status: 409, code: 66 });
  });

  it('of what was never paid, or is not known, is refused', async () => {
    await create();
    const { id } = await get('/merchant/ORDER0001');
    expect(await refund(String(id))).toMatchObject({ status: 402, code: 63 });
    expect(await refund('4711')).toMatchObject({ status: 402, code: 61 });
  });

  it('is listed with the slash at the end only', async () => {
    const id = await paid();
    expect(await get(`/refunds/${id}`)).toMatchObject({ status: 404 });
  });
});
