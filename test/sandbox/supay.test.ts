/** The SuPay sandbox, asked by a merchant written from the public integrations and sharing nothing with it. */
import { createHash } from 'node:crypto';
import { supaySign } from '../../scripts/sandbox/supay/protocol';
import { matching, openWorld, origin, type Reply, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: 'success' });
});

type Fields = Record<string, string>;

const key = 'crosspay-demo-supay-md5-key';

function md5(fields: Fields, secret = key): string {
  const names = Object.keys(fields).filter((name) => !['sign', 'sign_type'].includes(name) && fields[name]);
  names.sort((a, b) => (a < b ? -1 : 1));
  const text = names.map((name) => `${name}=${fields[name] ?? ''}`).join('&');
  return createHash('md5').update(`${text}&key=${secret}`).digest('hex').toUpperCase();
}

const envelope = { mch_id: '10000001', charset: 'UTF-8', version: '1.0', sign_type: 'MD5' };

const order: Fields = {
  service: 'create_instant_trade',
  mch_order_no: 'ORDER0001',
  pay_way: 'JSAPI',
  pay_channel: 'WXPAY',
  subOpenId: 'oDemoOpenid1',
  recevice_id: '10000001',
  store_name: 'CrossPay demo shop',
  currency: 'AUD',
  pay_amount: '24.99',
  goods_name: 'Tea 乌龙茶',
  goods_price: '24.99',
  timeout_express: '30m',
  call_back_url: `${origin}/notify/supay`,
};
const { subOpenId: _openid, pay_channel: _channel, ...rest } = order;
const link: Fields = { ...rest, mch_order_no: 'LINK0001', pay_way: 'H5' };
const refund: Fields = {
  service: 'create_refund',
  mch_order_no: 'R1',
  orig_mch_order_no: 'ORDER0001',
  refund_amount: '10.00',
  call_back_url: `${origin}/notify/supay`,
};
const query = (mch_order_no: string): Fields => ({
  service: 'query_trade',
  mch_order_no,
  trade_type: 'DEMO_TRADE',
});

const post = (body: object | string): Promise<Reply> =>
  world.call('/sandbox/supay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function ask(fields: Fields): Promise<{ status: string; message: string; data: Fields }> {
  const whole = { ...envelope, ...fields };
  const reply = await post({ ...whole, sign: md5(whole) });
  return JSON.parse(reply.text) as { status: string; message: string; data: Fields };
}

const happens = (event: string, out_trade_no = 'ORDER0001', more: object = {}): Promise<unknown> =>
  world.control('sandbox', { pay_sp: 'supay', event, out_trade_no, ...more });

async function paid(): Promise<void> {
  await ask(order);
  await happens('pay');
}

/** The form in a notice, which must be signed with the shop's key. */
function readNotice(body: string): Fields {
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form.sign !== md5(form)) throw new Error('the notice is not signed by SuPay');
  return form;
}

test('signs as the integrations do', () => {
  const fields = { b: '2', a: '1', empty: '', sign: 'x', sign_type: 'MD5' };
  expect(supaySign(Object.entries(fields), 'k')).toBe(md5({ a: '1', b: '2' }, 'k'));
});

test('hands out the five strings as a JSON text, and WeChat takes exactly those', async () => {
  const { status, data } = await ask(order);
  expect(status).toBe('T');
  const { appId, ...strings } = JSON.parse(data.pay_info ?? '') as Fields;
  expect(appId).toBe('wxcrosspaydemo0001');
  const cashier = (body: object): Promise<Reply> =>
    world.call('/sandbox/cashier', { method: 'POST', body: JSON.stringify(body) });
  expect(JSON.parse((await cashier({ ...strings, appid: appId })).text)).toMatchObject({
    pay_sp: 'supay',
    out_trade_no: 'ORDER0001',
    amount: { value: 2499, currency: 'AUD' },
  });
  expect((await cashier({ ...strings, paySign: 'X', appid: appId })).status).toBe(400);
  expect((await cashier({ ...strings, appid: 'wxanother000000001' })).status).toBe(400);
});

test.each([
  ['another amount', { pay_amount: '25.00' }],
  ['another payer', { subOpenId: 'oSomebodyElse' }],
])('an order number comes back for the same words, and is refused for %s', async (_what, change) => {
  const first = await ask(order);
  expect(await ask(order)).toEqual(first);
  expect(await ask({ ...order, ...change })).toMatchObject({ status: 'F', message: matching(/is used/) });
  expect(world.view('supay').payments).toHaveLength(1);
});

test.each([
  ['currency', 'CNY'],
  ['pay_amount', '24.9'],
  ['pay_amount', '0.00'],
  ['recevice_id', '10000002'],
  ['pay_channel', 'ALIPAY'],
  ['subOpenId', ''],
  ['timeout_express', '30'],
  ['call_back_url', 'nowhere'],
  ['surprise', '1'],
])('an order with %s "%s" is refused', async (name, value) => {
  expect(await ask({ ...order, [name]: value })).toMatchObject({ status: 'F' });
  expect(world.view('supay').payments).toHaveLength(0);
});

test.each<[string, (whole: Fields) => Fields]>([
  ['another key', (whole) => ({ ...whole, sign: md5(whole, 'other') })],
  ['lower case', (whole) => ({ ...whole, sign: md5(whole).toLowerCase() })],
  ['nothing', (whole) => whole],
  ['a field less', (whole) => ({ ...whole, memo: 'x', sign: md5(whole) })],
])('a request signed with %s is refused', async (_what, signed) => {
  const reply = await post(signed({ ...envelope, ...order }));
  expect(JSON.parse(reply.text)).toMatchObject({ status: 'F', data: matching(/sign error/) });
});

test('the name of a store is signed and taken as it is written', async () => {
  expect(await ask({ ...order, store_name: 'Bar & Söhne 咖啡' })).toMatchObject({ status: 'T' });
  const encoded = { ...envelope, ...order, store_name: 'Bar &amp; S%C3%B6hne' };
  const reply = await post({ ...encoded, sign: md5({ ...encoded, store_name: 'Bar & Söhne' }) });
  expect(JSON.parse(reply.text)).toMatchObject({ status: 'F', data: matching(/sign error/) });
});

test('a link opens the cashier page, where the payer pays or declines', async () => {
  const { data } = await ask(link);
  const url = data.pay_info ?? '';
  expect((await world.call(url)).text).toContain('24.99 AUD');
  const form = { method: 'POST', body: 'decision=pay' };
  expect((await world.call(url, form)).status).toBe(303);
  await world.sandboxes.idle();
  expect(readNotice(world.inbox[0]?.body ?? '')).toMatchObject({
    notify_type: 'trade_status_sync',
    outer_trade_no: 'LINK0001',
    trade_status: 'TRADE_SUCCESS',
    trade_amount: '24.99',
  });
  expect(await ask({ ...link, mch_order_no: 'LINK0002', pay_channel: 'WXPAY' })).toMatchObject({
    status: 'F',
  });
});

test('an order runs out after its time, and the query tells', async () => {
  await ask(order);
  await world.pass(30 * 60_000);
  expect((await ask(query('ORDER0001'))).data).toMatchObject({ trade_status: 'TRADE_CLOSED' });
  expect(readNotice(world.inbox[0]?.body ?? '').trade_status).toBe('TRADE_CLOSED');
  expect(await ask(query('NOBODY'))).toMatchObject({ status: 'F' });
});

test('refunds never sum up to more than was paid, and every number works once', async () => {
  await paid();
  expect(await ask(refund)).toMatchObject({ status: 'T', data: { result: true } });
  expect(await ask(refund)).toMatchObject({ status: 'F', message: matching(/R1 is used/) });
  expect(await ask({ ...refund, mch_order_no: 'ORDER0001' })).toMatchObject({ status: 'F' });
  const above = { ...refund, mch_order_no: 'R2', refund_amount: '15.00' };
  expect(await ask(above)).toMatchObject({ status: 'F', message: matching(/more than what is left/) });
  expect(await ask({ ...above, refund_amount: '14.99' })).toMatchObject({ status: 'T' });
  await world.pass(2000);
  expect(readNotice(world.inbox[1]?.body ?? '')).toMatchObject({
    notify_type: 'refund_status_sync',
    outer_trade_no: 'R1',
    refund_status: 'REFUND_SUCCESS',
    refund_amount: '10.00',
  });
});

test('an unpaid order is not refunded', async () => {
  await ask(order);
  expect(await ask(refund)).toMatchObject({ status: 'F', message: matching(/WAIT_PAY/) });
});

test('a refund that fails says so, still holds its money and may yet succeed', async () => {
  await paid();
  await ask({ ...refund, refund_amount: '24.99' });
  await happens('refund_fail');
  expect(readNotice(world.inbox[1]?.body ?? '').refund_status).toBe('REFUND_FAIL');
  expect(await ask({ ...refund, mch_order_no: 'R2' })).toMatchObject({ status: 'F' });
  await happens('refund_ok', 'ORDER0001', { out_refund_no: 'R1' });
  expect(readNotice(world.inbox[2]?.body ?? '').refund_status).toBe('REFUND_SUCCESS');
});

test('a notice is repeated until somebody answers success', async () => {
  world.merchant.answer = () => ({ status: 200, body: world.inbox.length < 3 ? 'ok' : 'success' });
  await paid();
  await world.pass(3600_000);
  expect(world.inbox).toHaveLength(3);
  expect(new Set(world.inbox.map(({ body }) => body)).size).toBe(1);
});

test('a forged notice carries no good signature', async () => {
  await ask(order);
  await happens('forge');
  await happens('forge', 'ORDER0001', { unsigned: true });
  const [forged = '', bare = ''] = world.inbox.map(({ body }) => body);
  expect(() => readNotice(forged)).toThrow('not signed by SuPay');
  expect(new URLSearchParams(bare).has('sign')).toBe(false);
});

test.each([
  ['create', order],
  ['query', query('ORDER0001')],
  ['refund', refund],
])('a fault of %s meets its service', async (operation, fields) => {
  const whole = { ...envelope, ...fields };
  await world.control('fault', { pay_sp: 'supay', operation, kind: 'html' });
  expect((await post({ ...whole, sign: md5(whole) })).text).toMatch(/^<html>/);
});
