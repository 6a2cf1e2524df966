import { openWorld, type Reply, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());

const authorization = 'Bearer crosspay-demo-vr-access-token';
const formType = 'application/x-www-form-urlencoded; charset=UTF-8';
const order = {
  paymentType: 'DB',
  paymentBrand: 'WECHATPAY',
  amount: '12.90',
  currency: 'EUR',
  merchantTransactionId: 'ORDER0001',
  'wechatpay.appId': 'wxcrosspaydemo0001',
  'wechatpay.openId': 'oDemoOpenid1',
};

type Form = Readonly<Record<string, string>>;
interface Said {
  readonly status: number;
  readonly body: Record<string, unknown> & { result: { code: string; description: string } };
}

const read = ({ status, text }: Reply): Said => ({ status, body: JSON.parse(text) as Said['body'] });

async function post(path: string, form: Form, headers: Form = {}): Promise<Said> {
  const sent = { 'content-type': formType, authorization, ...headers };
  const body = new URLSearchParams(form).toString();
  return read(await world.call(`/sandbox/vr/payments${path}`, { method: 'POST', headers: sent, body }));
}
const get = async (path: string): Promise<Said> =>
  read(await world.call(`/sandbox/vr/payments${path}`, { headers: { authorization } }));

async function paid(): Promise<string> {
  const { body } = await post('', order);
  await world.control('sandbox', { pay_sp: 'vr', event: 'pay', out_trade_no: 'ORDER0001' });
  return String(body.id);
}
const refund = { paymentType: 'RF', amount: '4.00', currency: 'EUR', merchantTransactionId: 'R1' };

describe('payments at VR Payment', () => {
  it('are answered pending, with an id and the five strings where the configuration says', async () => {
    const { status, body } = await post('', order);
    expect([status, body.result.code]).toEqual([200, '000.200.000']);
    expect(body.id).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys((body.wechatpay as { parameters: object }).parameters).sort()).toEqual([
      'nonceStr',
      'package',
      'paySign',
      'signType',
      'timeStamp',
    ]);
  });

  it('asked for again in the same words are the same payment, in others a duplicate', async () => {
    const first = await post('', order);
    expect(await post('', order)).toEqual(first);
    expect(await post('', { ...order, amount: '13.00' })).toMatchObject({
      status: 400,
      body: { result: { code: '800.110.100' } },
    });
  });

  it.each([
    ['a missing field', { ...order, paymentBrand: '' }],
    ['another brand', { ...order, paymentBrand: 'WECHAT' }],
    ['another currency', { ...order, currency: 'CNY' }],
    ['an amount in minor units', { ...order, amount: '1290' }],
    ['an amount of nothing', { ...order, amount: '0.00' }],
    ['an unknown field', { ...order, openid: 'x' }],
    ['an app that is not bound', { ...order, 'wechatpay.appId': 'wxother' }],
    ['another entity', { ...order, entityId: 'f'.repeat(32) }],
  ])('with %s are refused', async (_, form) => {
    expect(await post('', form)).toMatchObject({ status: 400, body: { result: { code: '200.300.404' } } });
  });

  it.each([
    ['no token', { authorization: '' }, 401],
    ['a wrong token', { authorization: 'Bearer other' }, 403],
    ['JSON', { 'content-type': 'application/json' }, 400],
  ])('with %s are refused', async (_, headers, status) => {
    expect(await post('', order, headers)).toMatchObject({ status });
  });

  it.each([
    ['pay', '000.000.000'],
    ['close', '100.396.103'],
    ['fail', '800.100.152'],
  ])('say after %s the code %s', async (event, code) => {
    const { body } = await post('', order);
    await world.control('sandbox', { pay_sp: 'vr', event, out_trade_no: 'ORDER0001' });
    expect((await get(`/${String(body.id)}`)).body).toMatchObject({ paymentType: 'DB', result: { code } });
    expect(world.inbox).toEqual([]);
  });

  it('end by themselves when the session is half an hour old', async () => {
    const { body } = await post('', order);
    await world.pass(30 * 60_000);
    expect((await get(`/${String(body.id)}`)).body.result.code).toBe('100.396.103');
  });

  it('are found by their number with an entity, and not without', async () => {
    const id = await paid();
    const number = 'merchantTransactionId=ORDER0001';
    const { body } = await get(`?entityId=8a8294174d0595bb014d05d82e5b01d2&${number}`);
    expect(body.payments).toMatchObject([{ id, amount: '12.90' }]);
    expect((await get(`?${number}`)).status).toBe(400);
  });

  it('can be reversed once, and not after a refund', async () => {
    const { body } = await post('', order);
    expect((await post(`/${String(body.id)}`, { paymentType: 'RV' })).body.result.code).toBe('000.000.000');
    expect((await post(`/${String(body.id)}`, { paymentType: 'RV' })).body.result.code).toBe('700.400.300');
    world.reset();
    const id = await paid();
    await post(`/${id}`, refund);
    expect((await post(`/${id}`, { paymentType: 'RV' })).status).toBe(400);
  });
});

describe('refunds at VR Payment', () => {
  it('are pending, then done, and never exceed what was paid', async () => {
    const id = await paid();
    const { body } = await post(`/${id}`, refund);
    expect(body).toMatchObject({ paymentType: 'RF', amount: '4.00', result: { code: '000.200.000' } });
    await world.pass(2000);
    expect((await get(`/${String(body.id)}`)).body.result.code).toBe('000.000.000');
    expect(await post(`/${id}`, { ...refund, amount: '8.91' })).toMatchObject({
      status: 400,
      body: { result: { code: '700.400.200' } },
    });
    expect((await post(`/${id}`, { ...refund, amount: '8.90' })).status).toBe(200);
  });

  it('repeated under one number are two refunds: a merchant must not repeat them', async () => {
    const id = await paid();
    await post(`/${id}`, refund);
    await post(`/${id}`, refund);
    expect(world.view('vr').refunds).toHaveLength(2);
  });

  it('of an unpaid or unknown payment are refused', async () => {
    const { body } = await post('', order);
    expect((await post(`/${String(body.id)}`, refund)).status).toBe(400);
    expect((await post('/unknown', refund)).status).toBe(404);
  });
});

it('has no notices to forge', async () => {
  await post('', order);
  const forged = await world.control('sandbox', { pay_sp: 'vr', event: 'forge', out_trade_no: 'ORDER0001' });
  expect(forged).toMatchObject({ status: 400 });
});
