import { holding, matching, openWorld, type World } from './world';
import * as shop from './v3-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await shop.downloadCertificates(world);
});

const number = 'ORD20261102-0001';
const control = (event: object) => world.control('sandbox', { pay_sp: 'v3', out_trade_no: number, ...event });
const close = (name = number) =>
  shop.ask(world, {
    path: `/v3/pay/transactions/out-trade-no/${name}/close`,
    body: { mchid: shop.configOf(world).mchid },
  });

describe('orders at WeChat Pay v3', () => {
  it('are answered with a prepay id', async () => {
    const { status, body } = await shop.order(world);
    expect(status).toBe(200);
    expect(body).toEqual({ prepay_id: matching(/^wx\d{14}\w{20}$/) });
  });

  it('asked for again with the same parameters get the same prepay id for two hours, then a new one', async () => {
    const first = await shop.order(world);
    await world.pass(2 * 3600_000 - 1);
    expect((await shop.order(world)).body).toEqual(first.body);
    await world.pass(1);
    const later = await shop.order(world);
    expect(later.status).toBe(200);
    expect(later.body).not.toEqual(first.body);
    expect(world.view('v3').payments).toHaveLength(1);
  });

  it('do not mind the order of the fields', async () => {
    const { body } = await shop.order(world);
    const { amount, ...rest } = shop.orderBody(world);
    const again = await shop.ask(world, { path: '/v3/pay/transactions/jsapi', body: { amount, ...rest } });
    expect(again.body).toEqual(body);
  });

  it('asked for again with other parameters are OUT_TRADE_NO_USED', async () => {
    await shop.order(world);
    const { status, body } = await shop.order(world, { amount: { total: 101, currency: 'CNY' } });
    expect([status, body.code]).toEqual([403, 'OUT_TRADE_NO_USED']);
  });

  it('asked for again after payment are INVALID_REQUEST, after closing ORDER_CLOSED', async () => {
    await shop.paidOrder(world);
    const paid = await shop.order(world);
    expect([paid.status, paid.body]).toEqual([400, holding({ code: 'INVALID_REQUEST' })]);
    await shop.order(world, { out_trade_no: 'CLOSED1' });
    await close('CLOSED1');
    const closed = await shop.order(world, { out_trade_no: 'CLOSED1' });
    expect([closed.status, closed.body.code]).toEqual([400, 'ORDER_CLOSED']);
  });

  it('whose payment failed can be asked for and paid again', async () => {
    const { body } = await shop.order(world);
    await control({ event: 'fail' });
    expect((await shop.query(world)).body.trade_state).toBe('PAYERROR');
    expect((await shop.order(world)).body).toEqual(body);
    expect(world.view('v3').payments[0]).toMatchObject({ state: 'open' });
    expect(world.view('v3').payments[0]).not.toHaveProperty('ended_at');
    await control({ event: 'pay' });
    expect((await shop.query(world)).body.trade_state).toBe('SUCCESS');
    expect(world.inbox).toHaveLength(1);
  });

  it('close by themselves at time_expire, or after seven days', async () => {
    const time_expire = new Date(world.clock.now() + 300_000).toISOString().replace('.000Z', '+00:00');
    await shop.order(world, { time_expire });
    await shop.order(world, { out_trade_no: 'SEVENDAYS' });
    await world.pass(300_000);
    expect((await shop.query(world)).body.trade_state).toBe('CLOSED');
    expect((await shop.query(world, 'SEVENDAYS')).body.trade_state).toBe('NOTPAY');
    await world.pass(7 * 24 * 3600_000);
    expect((await shop.query(world, 'SEVENDAYS')).body.trade_state).toBe('CLOSED');
    expect(world.inbox).toHaveLength(0);
  });

  const base = { total: 100, currency: 'CNY' };
  it.each<[string, object, string]>([
    ['a total of 0', { amount: { ...base, total: 0 } }, '/amount/total'],
    ['a negative total', { amount: { ...base, total: -1 } }, '/amount/total'],
    ['a total with a fraction', { amount: { ...base, total: 1.5 } }, '/amount/total'],
    ['a total in text', { amount: { ...base, total: '100' } }, '/amount/total'],
    ['an unsafe total', { amount: { ...base, total: 2 ** 53 } }, '/amount/total'],
    ['euros', { amount: { ...base, currency: 'EUR' } }, '/amount/currency'],
    ['a number of 5 characters', { out_trade_no: 'A1234' }, '/out_trade_no'],
    ['a number of 33 characters', { out_trade_no: 'A'.repeat(33) }, '/out_trade_no'],
    ['a number with @', { out_trade_no: 'ABC@123' }, '/out_trade_no'],
    ['a number with a line end', { out_trade_no: 'ABC123\n' }, '/out_trade_no'],
    ['a description of 128 bytes', { description: `${'茶'.repeat(42)}xx` }, '/description'],
    ['an empty description', { description: '' }, '/description'],
    ['a notify_url with a query string', { notify_url: 'https://a.example/n?x=1' }, '/notify_url'],
    ['a notify_url without TLS', { notify_url: 'http://a.example/n' }, '/notify_url'],
    ['a relative notify_url', { notify_url: '/notify/v3' }, '/notify_url'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['an unknown field of the payer', { payer: { openid: 'o', name: 'x' } }, '/payer/name'],
    ['no payer', { payer: {} }, '/payer/openid'],
    ['a time_expire in the past', { time_expire: '2026-11-02T11:59:00+00:00' }, '/time_expire'],
    ['a time_expire far ahead', { time_expire: '2027-11-02T11:59:00+00:00' }, '/time_expire'],
    ['another merchant', { mchid: '1900000002' }, '/mchid'],
  ])('with %s are PARAM_ERROR', async (_, changes, field) => {
    const { status, body } = await shop.order(world, changes);
    expect([status, body.code, body.detail]).toEqual([400, 'PARAM_ERROR', holding({ field })]);
    expect(world.view('v3').payments).toHaveLength(0);
  });

  it('with exactly the longest number, description and every character of the alphabet are taken', async () => {
    const changes = { out_trade_no: 'Az09_-*|'.repeat(4), description: `${'茶'.repeat(42)}x` };
    expect((await shop.order(world, changes)).status).toBe(200);
    const found = await shop.query(world, encodeURIComponent(changes.out_trade_no));
    expect(found.body.out_trade_no).toBe(changes.out_trade_no);
  });

  it('of an appid that is not the merchant’s are APPID_MCHID_NOT_MATCH', async () => {
    const { status, body } = await shop.order(world, { appid: 'wxd678efh567hg6787' });
    expect([status, body.code]).toEqual([400, 'APPID_MCHID_NOT_MATCH']);
  });

  it.each(['{', '[]', '"x"', 'null'])('whose body is %s are PARAM_ERROR', async (body) => {
    const answer = await shop.ask(world, { path: '/v3/pay/transactions/jsapi', body });
    expect([answer.status, answer.body.code]).toEqual([400, 'PARAM_ERROR']);
  });
});

describe('queries at WeChat Pay v3', () => {
  it('show an unpaid order as NOTPAY without a transaction id', async () => {
    await shop.order(world, { attach: 'table=12' });
    const { status, body } = await shop.query(world);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      trade_state: 'NOTPAY',
      attach: 'table=12',
      amount: { total: 100, currency: 'CNY' },
    });
    expect(body).not.toHaveProperty('transaction_id');
  });

  it('find a paid order by either number', async () => {
    await shop.paidOrder(world);
    const byOurs = await shop.query(world);
    expect(byOurs.body).toMatchObject({
      ...{ trade_state: 'SUCCESS', trade_type: 'JSAPI', success_time: '2026-11-02T20:00:00+08:00' },
      ...{ transaction_id: matching(/^4200\d{24}$/), payer: { openid: 'oDemoOpenid1' } },
      amount: { total: 100, payer_total: 100, currency: 'CNY', payer_currency: 'CNY' },
    });
    const { mchid } = shop.configOf(world);
    const path = `/v3/pay/transactions/id/${String(byOurs.body.transaction_id)}?mchid=${mchid}`;
    expect((await shop.ask(world, { path })).body).toEqual(byOurs.body);
  });

  it.each([
    ['of an unknown order', 'NOBODY1?mchid=1900000001', 404, 'ORDER_NOT_EXIST'],
    ['without mchid', number, 400, 'PARAM_ERROR'],
    ['for another mchid', `${number}?mchid=1900000002`, 400, 'PARAM_ERROR'],
  ])('%s are refused', async (_, rest, status, code) => {
    await shop.order(world);
    const answer = await shop.ask(world, { path: `/v3/pay/transactions/out-trade-no/${rest}` });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('of an address that does not exist are 404', async () => {
    expect((await shop.ask(world, { path: '/v3/pay/transactions/native' })).status).toBe(404);
  });
});

describe('closing at WeChat Pay v3', () => {
  it('answers 204, signed, and can be repeated', async () => {
    await shop.order(world);
    expect((await close()).status).toBe(204);
    expect((await close()).status).toBe(204);
    expect((await shop.query(world)).body.trade_state).toBe('CLOSED');
  });

  it('is refused for paid, unknown and other merchants’ orders', async () => {
    await shop.paidOrder(world);
    expect((await close()).body.code).toBe('INVALID_REQUEST');
    expect((await close('NOBODY1')).body.code).toBe('ORDER_NOT_EXIST');
    const path = `/v3/pay/transactions/out-trade-no/${number}/close`;
    expect((await shop.ask(world, { path, body: { mchid: '1' } })).body.code).toBe('PARAM_ERROR');
    expect((await shop.ask(world, { path, body: {} })).body.code).toBe('PARAM_ERROR');
  });

  it('can cross with the payer’s money, which then still counts', async () => {
    await shop.order(world);
    await close();
    await control({ event: 'pay' });
    expect((await shop.query(world)).body.trade_state).toBe('SUCCESS');
    expect(shop.readNotice(world, world.inbox[0]).event).toBe('TRANSACTION.SUCCESS');
  });
});

describe('refunds at WeChat Pay v3', () => {
  it('are PROCESSING first, then SUCCESS by themselves; the order shows REFUND', async () => {
    await shop.paidOrder(world);
    const { status, body } = await shop.refund(world);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ status: 'PROCESSING', out_refund_no: 'RF@0001', refund_id: matching(/^503\d{26}$/) },
      amount: { total: 100, refund: 40, payer_refund: 40, currency: 'CNY' },
    });
    expect((await shop.query(world)).body.trade_state).toBe('REFUND');
    await world.pass(2000);
    const path = '/v3/refund/domestic/refunds/RF%400001';
    expect((await shop.ask(world, { path })).body).toMatchObject({
      ...{ status: 'SUCCESS', success_time: '2026-11-02T20:00:02+08:00' },
    });
  });

  it('asked for again with the same amount are the same refund, with another amount refused', async () => {
    await shop.paidOrder(world);
    const first = await shop.refund(world);
    expect((await shop.refund(world)).body).toEqual(first.body);
    const other = await shop.refund(world, { amount: { refund: 41, total: 100, currency: 'CNY' } });
    expect([other.status, other.body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(world.view('v3').refunds).toHaveLength(1);
  });

  it('never sum up to more than what was paid, abnormal ones included', async () => {
    await shop.paidOrder(world);
    await shop.refund(world);
    await control({ event: 'refund_fail' });
    const rest = (refund: number) =>
      shop.refund(world, { out_refund_no: 'RF2', amount: { refund, total: 100, currency: 'CNY' } });
    expect((await rest(61)).body.code).toBe('INVALID_REQUEST');
    expect((await rest(60)).status).toBe(200);
  });

  it('that were closed free their amount again', async () => {
    await shop.paidOrder(world);
    const whole = { amount: { refund: 100, total: 100, currency: 'CNY' } };
    await shop.refund(world, whole);
    await control({ event: 'refund_fail', refund_status: 'CLOSED' });
    expect((await shop.refund(world, { ...whole, out_refund_no: 'RF2' })).status).toBe(200);
  });

  it('that are abnormal can still succeed', async () => {
    await shop.paidOrder(world);
    await shop.refund(world);
    await control({ event: 'refund_fail' });
    await control({ event: 'refund_ok', out_refund_no: 'RF@0001' });
    const states = world.inbox
      .slice(1)
      .map((each) => String(shop.readNotice(world, each).resource.refund_status));
    expect(states).toEqual(['ABNORMAL', 'SUCCESS']);
  });

  it('are at most fifty for one order', async () => {
    await shop.paidOrder(world);
    const one = (n: number) =>
      shop.refund(world, { out_refund_no: `RF${n}`, amount: { refund: 1, total: 100, currency: 'CNY' } });
    for (let n = 1; n <= 50; n++) expect((await one(n)).status).toBe(200);
    expect((await one(51)).body.message).toMatch(/50 times/);
  });

  it.each<[string, object, number, string]>([
    [
      'with a total that was not paid',
      { amount: { refund: 1, total: 99, currency: 'CNY' } },
      400,
      'INVALID_REQUEST',
    ],
    ['of nothing', { amount: { refund: 0, total: 100, currency: 'CNY' } }, 400, 'PARAM_ERROR'],
    ['without currency', { amount: { refund: 1, total: 100 } }, 400, 'PARAM_ERROR'],
    ['of an unknown order', { out_trade_no: 'NOBODY1' }, 404, 'RESOURCE_NOT_EXISTS'],
    ['whose two numbers disagree', { transaction_id: '4200' }, 404, 'RESOURCE_NOT_EXISTS'],
    ['without an order', { out_trade_no: undefined }, 400, 'PARAM_ERROR'],
    ['with a reason of 81 bytes', { reason: '茶'.repeat(27) }, 400, 'PARAM_ERROR'],
    ['with a number of 65 characters', { out_refund_no: 'x'.repeat(65) }, 400, 'PARAM_ERROR'],
    ['with an unknown field', { status: 'SUCCESS' }, 400, 'PARAM_ERROR'],
  ])('%s are refused', async (_, changes, status, code) => {
    await shop.paidOrder(world);
    const answer = await shop.refund(world, changes);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('of an unpaid order, and of one older than a year, are refused', async () => {
    await shop.order(world);
    expect((await shop.refund(world)).body.code).toBe('INVALID_REQUEST');
    await control({ event: 'pay' });
    await world.pass(366 * 24 * 3600_000);
    expect((await shop.refund(world)).body.message).toMatch(/older than a year/);
  });

  it('that nobody knows are RESOURCE_NOT_EXISTS', async () => {
    const answer = await shop.ask(world, { path: '/v3/refund/domestic/refunds/NOBODY' });
    expect([answer.status, answer.body.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
  });
});
