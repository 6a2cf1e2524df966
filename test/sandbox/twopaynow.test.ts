/** The 2PayNow sandbox, asked by a merchant written from the public library and sharing nothing with it. */
import { createHash } from 'node:crypto';
import { twoPayNowSign } from '../../scripts/sandbox/twopaynow/protocol';
import { loopbackPost } from '../../scripts/sandbox';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { matching, openWorld, origin, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => {
  world.reset();
  world.merchant.answer = () => ({ status: 200, body: 'success' });
});

type Fields = Record<string, string>;
type Answer = Record<string, unknown>;

const mid = '500000001';
const key = 'crosspay-demo-2paynow-key';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const order: Fields = {
  function: 'demo_mini_create',
  type: '1',
  subject: 'Tea 乌龙茶 & cups',
  amount: '24.99',
  currency: 'EUR',
  notify_url: `${origin}/notify/2paynow`,
  passback_parameters: '{"out_trade_no":"ORDER0001"}',
  merchant_trade_no: 'ORDER0001',
  demo_openid: 'oDemoOpenid1',
  demo_appid: 'wxcrosspaydemo0001',
};
const { merchant_trade_no: _no, demo_openid: _openid, demo_appid: _appid, ...common } = order;
const link: Fields = { ...common, function: 'precreate', type: '0', it_b_pay: '30m' };
const refundOf = (trade_no: unknown, change: Fields = {}): Fields => ({
  function: 'demo_refund',
  trade_no: String(trade_no),
  demo_refund_amount: '10.00',
  demo_refund_currency: 'EUR',
  demo_refund_no: 'R1',
  ...change,
});
const named = (name: string, trade_no: unknown): Fields => ({ function: name, trade_no: String(trade_no) });

const address = (fields: Fields): string => `/sandbox/2paynow?${new URLSearchParams(fields).toString()}`;

function signed(fields: Fields, timestamp = String(world.clock.now())): Fields {
  return { ...fields, mid, timestamp, sign: md5(`${fields.function ?? ''}${mid}${timestamp}${key}`) };
}

async function ask(fields: Fields): Promise<Answer> {
  const reply = await world.call(address(signed(fields)));
  return JSON.parse(reply.text) as Answer;
}

const happens = (event: string, out_trade_no = 'ORDER0001', more: object = {}): Promise<unknown> =>
  world.control('sandbox', { pay_sp: '2paynow', event, out_trade_no, ...more });

async function paid(): Promise<unknown> {
  const { trade_no } = await ask(order);
  await happens('pay');
  return trade_no;
}

/** What a notice says, which must be signed with the shop's key. */
function readNotice(url = ''): Fields {
  const said: Fields = Object.fromEntries(new URL(url).searchParams);
  if (said.sign !== md5(`${said.function ?? ''}${said.mid ?? ''}${said.timestamp ?? ''}${key}`))
    throw new Error('the notice is not signed by 2PayNow');
  return said;
}

test('signs as the library does', () => {
  expect(twoPayNowSign('precreate', '500000001', '1700000000000', 'test_key')).toBe(
    '7a4f0a0b2ec322d748fa2fd46fa15713',
  );
});

test('hands out the five strings under its own name, and signs the answer weakly', async () => {
  const answer = await ask(order);
  expect(answer).toMatchObject({
    status: 200,
    function: 'demo_mini_create',
    trade_no: matching(/^A\d{17}$/),
    demo_payment: { package: matching(/^prepay_id=/), signType: 'MD5' },
    sign: md5(`demo_mini_create${mid}${world.clock.now()}${key}`),
  });
  expect(await ask(order)).toEqual(answer);
  expect(await ask({ ...order, amount: '1.00' })).toMatchObject({ status: 409 });
});

test('a precreated trade opens a page, has no merchant number, and comes twice when asked twice', async () => {
  const first = await ask(link);
  const second = await ask(link);
  expect(first.trade_no).not.toBe(second.trade_no);
  expect((await world.call(String(first.qr_code))).text).toContain('24.99 EUR');
  expect(await ask(named('wap_query', 'ORDER0001'))).toMatchObject({
    status: 404,
    error_info: 'trade not exist',
  });
  await world.call(String(first.qr_code), { method: 'POST', body: 'decision=pay' });
  await world.sandboxes.idle();
  expect(readNotice(world.inbox[0]?.url)).toMatchObject({
    function: 'precreate',
    merchant_trade_no: '',
    trade_no: first.trade_no,
    trade_status: 'TRADE_SUCCESS',
    passback_parameters: link.passback_parameters,
    amount: '24.99',
    currency: 'EUR',
  });
  expect(world.inbox[0]?.body).toBe('');
});

test('a trade is found by its number and by the merchant’s', async () => {
  const trade = await paid();
  for (const question of [named('query', trade), named('wap_query', 'ORDER0001')])
    expect(await ask(question)).toMatchObject({
      status: 200,
      trade_no: trade,
      trans_status: 'TRADE_SUCCESS',
      amount: '24.99',
      currency: 'EUR',
      refund_amount: '0.00',
    });
});

test.each<[string, Fields, object]>([
  ['another amount form', { ...order, amount: '24.9' }, { status: 400 }],
  ['nothing to pay', { ...order, amount: '0.00' }, { status: 400 }],
  ['another currency', { ...order, currency: 'USD' }, { status: 400 }],
  ['another app', { ...order, demo_appid: 'wxanother000000001' }, { status: 400 }],
  ['a field that nobody knows', { ...order, surprise: '1' }, { status: 400 }],
  ['it_b_pay for WeChat', { ...order, it_b_pay: '30m' }, { status: 400 }],
  ['a function that nobody knows', { ...order, function: 'mini' }, { status: 404 }],
])('an order with %s is refused', async (_what, fields, refusal) => {
  expect(await ask(fields)).toMatchObject(refusal);
  expect(world.view('2paynow').payments).toHaveLength(0);
});

test.each<[string, (call: Fields) => Fields, string]>([
  ['another merchant', (call) => ({ ...call, mid: '500000002' }), 'mid not exist'],
  ['another function', (call) => ({ ...call, function: 'query' }), 'sign error'],
  ['no signature', (call) => ({ ...call, sign: '' }), 'sign error'],
  ['a wrong key', (call) => ({ ...call, sign: md5('x') }), 'sign error'],
])('a request with %s is refused', async (_what, spoil, error_info) => {
  const reply = await world.call(address(spoil(signed(order))));
  expect(JSON.parse(reply.text)).toEqual({ status: 403, error_info });
});

test('a request of another hour is refused, and one by POST', async () => {
  const old = await world.call(address(signed(order, String(world.clock.now() - 3600_000))));
  expect(JSON.parse(old.text)).toMatchObject({ status: 403, error_info: matching(/present time/) });
  const posted = await world.call(address(signed(order)), { method: 'POST' });
  expect(JSON.parse(posted.text)).toMatchObject({ status: 405 });
});

test('cancelling closes an open trade and gives a paid one back', async () => {
  const { trade_no } = await ask(order);
  expect(await ask(named('cancel', trade_no))).toMatchObject({ status: 200, function: 'cancel' });
  expect(await ask(named('query', trade_no))).toMatchObject({ trans_status: 'TRADE_CLOSED' });
  world.reset();
  const trade = await paid();
  await ask(named('cancel', trade));
  expect(world.view('2paynow').payments[0]).toMatchObject({ state: 'reversed', refunded: 2499 });
});

test('refunds are told by their sum alone, without a notice, and never exceed what was paid', async () => {
  const trade = await paid();
  expect(await ask(refundOf(trade))).toMatchObject({ status: 200 });
  expect(await ask(named('query', trade))).toMatchObject({ refund_amount: '0.00' });
  await world.pass(2000);
  expect(await ask(named('query', trade))).toMatchObject({ refund_amount: '10.00' });
  expect(await ask(refundOf(trade))).toMatchObject({ status: 409 });
  const second = { demo_refund_no: 'R2' };
  expect(await ask(refundOf(trade, { ...second, demo_refund_amount: '15.00' }))).toMatchObject({
    status: 400,
  });
  expect(await ask(refundOf(trade, { ...second, demo_refund_currency: 'CNY' }))).toMatchObject({
    status: 400,
  });
  expect(await ask(refundOf(trade, { ...second, demo_refund_amount: '14.99' }))).toMatchObject({
    status: 200,
  });
  await world.pass(2000);
  expect(await ask(named('query', trade))).toMatchObject({ refund_amount: '24.99' });
  expect(world.inbox).toHaveLength(1);
});

test('a repeated notice carries the moment of its own sending', async () => {
  world.merchant.answer = () => ({ status: world.inbox.length < 2 ? 500 : 200, body: 'success' });
  await paid();
  await world.pass(3600_000);
  const moments = world.inbox.map(({ url }) => Number(readNotice(url).timestamp));
  expect(moments).toHaveLength(2);
  expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBe(15_000);
});

test('the last notice replays as it was, or signed as of another moment', async () => {
  await paid();
  await happens('replay');
  await happens('replay', 'ORDER0001', { age_ms: 3600_000 });
  const [first, again, old] = world.inbox.map(({ url }) => url);
  expect(again).toBe(first);
  expect(Number(readNotice(old).timestamp)).toBe(world.clock.now() - 3600_000);
});

test('a forged notice carries no good signature', async () => {
  await ask(order);
  await happens('forge');
  await happens('forge', 'ORDER0001', { unsigned: true });
  const [forged, bare = ''] = world.inbox.map(({ url }) => url);
  expect(() => readNotice(forged)).toThrow('not signed by 2PayNow');
  expect(new URL(bare).searchParams.has('sign')).toBe(false);
});

test.each([
  ['create', order],
  ['create', link],
  ['query', named('wap_query', 'ORDER0001')],
  ['close', named('cancel', 'A1')],
  ['refund', refundOf('A1')],
])('a fault of %s meets its function', async (operation, fields) => {
  await world.control('fault', { pay_sp: '2paynow', operation, kind: 'html' });
  expect((await world.call(address(signed(fields)))).text).toMatch(/^<html>/);
});

test('a notice by GET leaves without a body', async () => {
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    seen.push(request.method, request.url, request.headers['content-length']);
    response.end('success');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await loopbackPost(`http://127.0.0.1:${port}/n?a=b`, {}, '', 'GET');
  server.close();
  expect(answer).toMatchObject({ status: 200, body: 'success' });
  expect(seen).toEqual(['GET', '/n?a=b', undefined]);
});
