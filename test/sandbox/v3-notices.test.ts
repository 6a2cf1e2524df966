import * as v from 'valibot';
import { matching, openWorld, type Received, type World } from './world';
import * as shop from './v3-merchant';

const nothing: Pick<Received, 'headers' | 'body'> = { headers: {}, body: '' };

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await shop.downloadCertificates(world);
});

const event = (body: object) => world.control('sandbox', { pay_sp: 'v3', ...body });
const pay = (options: object = {}) => event({ event: 'pay', out_trade_no: 'ORD20261102-0001', ...options });

it('a payment is notified as TRANSACTION.SUCCESS with the documented fields', async () => {
  await shop.order(world, { attach: '桌号=12&备注=少辣' });
  await pay();
  expect(world.inbox).toHaveLength(1);
  const { event: name, type, resource } = shop.readNotice(world, world.inbox[0]);
  expect([name, type]).toEqual(['TRANSACTION.SUCCESS', 'transaction']);
  expect(resource).toEqual({
    appid: 'wxcrosspaydemo0001',
    mchid: '1900000001',
    out_trade_no: 'ORD20261102-0001',
    transaction_id: matching(/^\d{28}$/),
    trade_type: 'JSAPI',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    attach: '桌号=12&备注=少辣',
    success_time: '2026-11-02T20:00:00+08:00',
    payer: { openid: 'oDemoOpenid1' },
    amount: { total: 100, payer_total: 100, currency: 'CNY', payer_currency: 'CNY' },
    promotion_detail: [],
  });
});

it('another amount than asked for is notified as it was paid', async () => {
  await shop.order(world);
  await pay({ amount: 99 });
  expect(shop.readNotice(world, world.inbox[0]).resource.amount).toMatchObject({
    total: 99,
    payer_total: 99,
  });
});

it.each([
  ['refund_ok', {}, 'REFUND.SUCCESS', 'SUCCESS'],
  ['refund_fail', {}, 'REFUND.ABNORMAL', 'ABNORMAL'],
  ['refund_fail', { refund_status: 'CLOSED' }, 'REFUND.CLOSED', 'CLOSED'],
])('a refund that ends by %s %o is notified as %s', async (name, options, notified, refund_status) => {
  await shop.paidOrder(world);
  await shop.refund(world);
  await event({ event: name, out_trade_no: 'ORD20261102-0001', ...options });
  const { event: got, type, resource } = shop.readNotice(world, world.inbox[1]);
  expect([got, type]).toEqual([notified, 'refund']);
  expect(resource).toMatchObject({
    ...{ mchid: '1900000001', out_trade_no: 'ORD20261102-0001', out_refund_no: 'RF@0001', refund_status },
    amount: { total: 100, refund: 40, payer_total: 100, payer_refund: 40 },
  });
  expect(resource).not.toHaveProperty('status');
});

it('a refund without notify_url is not notified', async () => {
  await shop.paidOrder(world);
  await shop.refund(world, { notify_url: undefined });
  await world.pass(2000);
  expect(world.view('v3').refunds[0]?.state).toBe('succeeded');
  expect(world.inbox).toHaveLength(1);
});

it('each retry is signed with its own time, over the same body', async () => {
  world.merchant.answer = () => ({ status: 500, body: '{"code":"FAIL"}' });
  await shop.order(world);
  await pay();
  await world.pass(30_000);
  expect(world.inbox).toHaveLength(3);
  for (const each of world.inbox) {
    expect(shop.isSigned(world, each.headers, each.body)).toBe(true);
    expect(each.headers['Wechatpay-Timestamp']).toBe(String(each.at / 1000));
  }
  expect(new Set(world.inbox.map(({ body }) => body)).size).toBe(1);
});

it('a notice can be signed with the public key, and so are its retries', async () => {
  world.merchant.answer = () => ({ status: 500, body: '' });
  await shop.order(world);
  await pay({ signed_by: 'public_key' });
  await world.pass(15_000);
  const id = world.view('v3').keys?.public_key_id;
  expect(world.inbox.map(({ headers }) => headers['Wechatpay-Serial'])).toEqual([id, id]);
  expect(world.inbox.every(({ headers, body }) => shop.isSigned(world, headers, body))).toBe(true);
});

it('the probe signtest carries a signature that no key made, and tells the merchant’s answer', async () => {
  world.merchant.answer = () => ({ status: 401, body: 'no' });
  await shop.order(world);
  const { body } = await event({ event: 'signtest' });
  expect(body).toMatchObject({ ok: true, result: { status: 401, body: 'no' } });
  expect(world.inbox[0]?.headers['Wechatpay-Signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
  expect(world.view('v3').payments[0]?.state).toBe('open');
  await world.pass(3600_000);
  expect(world.inbox).toHaveLength(1);
});

it('a forged notice says paid, under a known serial number but with a wrong signature', async () => {
  await shop.order(world);
  await event({ event: 'forge' });
  const [{ headers, body } = nothing] = world.inbox;
  const { resource } = v.parse(v.object({ resource: v.unknown() }), JSON.parse(body));
  expect(JSON.parse(shop.unseal(world, resource))).toMatchObject({ trade_state: 'SUCCESS' });
  expect(world.view('v3').keys?.certificates).toContain(headers['Wechatpay-Serial']);
  expect(shop.isSigned(world, headers, body)).toBe(false);
});

it('a forged notice can come without any signature', async () => {
  await shop.order(world);
  await event({ event: 'forge', unsigned: true });
  expect(Object.keys(world.inbox[0]?.headers ?? {})).toEqual(['Content-Type', 'User-Agent', 'Accept']);
});

it('a replay repeats the last notice with its old headers, or signed as of an earlier time', async () => {
  await shop.order(world);
  await pay();
  world.clock.advance(600_000);
  await event({ event: 'replay' });
  expect(world.inbox[1]).toEqual({ ...world.inbox[0], at: world.clock.now() });
  await event({ event: 'replay', age_ms: 299_000 });
  const aged = world.inbox[2];
  expect(aged?.headers['Wechatpay-Timestamp']).toBe(String((world.clock.now() - 299_000) / 1000));
  expect(shop.isSigned(world, aged?.headers ?? {}, aged?.body ?? '')).toBe(true);
});

it('a replay that names a payment repeats the last notice of that one, not of another', async () => {
  const [first, second] = ['ORD20261102-0001', 'ORD20261102-0002'];
  for (const out_trade_no of [first, second]) {
    await shop.order(world, { out_trade_no });
    await event({ event: 'pay', out_trade_no, ...(out_trade_no === second && { drop_notify: true }) });
  }
  expect(await event({ event: 'replay', out_trade_no: second })).toEqual({
    status: 409,
    body: { error: `replay: no notice of ${second} has left yet` },
  });
  await shop.order(world, { out_trade_no: 'ORD20261102-0003' });
  await event({ event: 'pay', out_trade_no: 'ORD20261102-0003' });
  await event({ event: 'replay', out_trade_no: first });
  expect(world.inbox).toHaveLength(3);
  expect(world.inbox[2]?.body).toBe(world.inbox[0]?.body);
});

it('a replay before any notice says so', async () => {
  expect(await event({ event: 'replay' })).toEqual({
    status: 409,
    body: { error: 'replay: no notice has left yet' },
  });
});
