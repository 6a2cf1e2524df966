import * as v3 from './v3-merchant';
import { containing, openWorld, type Sent, type World } from './world';
import * as yaband from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await v3.downloadCertificates(world);
});

const fault = (pay_sp: string, operation: string, kind: string, times?: number) =>
  world.control('fault', { pay_sp, operation, kind, ...(times !== undefined && { times }) });
const payments = (paySp: string): number => world.view(paySp).payments.length;

/** A create request, ready to be sent. */
const creation = (paySp: string): { url: string } & Sent => {
  if (paySp === 'v3')
    return v3.request(world, { path: '/v3/pay/transactions/jsapi', body: v3.orderBody(world) });
  const call = yaband.envelope(world, 'v3.CreatePaymentsWechatMiniPay', yaband.miniOrder);
  const headers = { 'content-type': 'application/json' };
  return { url: '/sandbox/yaband', method: 'POST', headers, body: JSON.stringify(call) };
};
const send = (paySp: string) => {
  const { url, ...sent } = creation(paySp);
  return world.send(url, sent);
};
const call = (paySp: string) => {
  const { url, ...sent } = creation(paySp);
  return world.call(url, sent);
};

describe.each(['yaband', 'v3'])('a fault at %s', (paySp) => {
  it('timeout_after_effect: no answer, but the order is there', async () => {
    await fault(paySp, 'create', 'timeout_after_effect');
    expect(await send(paySp)).toEqual({ hang: true });
    expect(payments(paySp)).toBe(1);
  });

  it('timeout_before_effect: no answer and no order', async () => {
    await fault(paySp, 'create', 'timeout_before_effect');
    expect(await send(paySp)).toEqual({ hang: true });
    expect(payments(paySp)).toBe(0);
  });

  it('http_500 and html: something in front answers, and nothing happens', async () => {
    await fault(paySp, 'create', 'http_500');
    await fault(paySp, 'create', 'html');
    expect(await call(paySp)).toMatchObject({ status: 500, text: 'Internal Server Error' });
    const page = await call(paySp);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.text).toMatch(/^<html>/);
    expect(payments(paySp)).toBe(0);
  });

  it('truncated: half an answer after the effect', async () => {
    await fault(paySp, 'create', 'truncated');
    const { text, cutAt } = await call(paySp);
    expect(cutAt).toBe(Math.floor(Buffer.byteLength(text) / 2));
    expect(payments(paySp)).toBe(1);
  });

  it('slow: the right answer after 3 s', async () => {
    await fault(paySp, 'create', 'slow');
    expect(await call(paySp)).toMatchObject({ status: 200, delayMs: 3000 });
  });

  it('happens so many times as asked, and to its operation only', async () => {
    await fault(paySp, 'query', 'http_500', 5);
    await fault(paySp, 'create', 'http_500', 2);
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await call(paySp)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(world.view(paySp).faults).toEqual([{ operation: 'query', kind: 'http_500', times: 5 }]);
  });

  it('for any operation hits the next request', async () => {
    await fault(paySp, 'any', 'http_500');
    expect((await call(paySp)).status).toBe(500);
    expect((await call(paySp)).status).toBe(200);
  });
});

it('bad_signature at v3 answers rightly under a wrong signature of the right length', async () => {
  await fault('v3', 'create', 'bad_signature');
  const { status, headers, text } = await call('v3');
  expect(status).toBe(200);
  expect(text).toContain('prepay_id');
  expect(v3.isSigned(world, headers, text)).toBe(false);
  expect(Buffer.from(headers['Wechatpay-Signature'] ?? '', 'base64')).toHaveLength(256);
});

it('bad_signature at yaband is refused, as its answers carry no signature', async () => {
  const { status, body } = await fault('yaband', 'create', 'bad_signature');
  expect(status).toBe(400);
  expect(body).toEqual({ error: containing('carry no signature') });
  expect(world.view('yaband').faults).toEqual([]);
});

it('an unsigned request uses no fault up', async () => {
  await fault('v3', 'any', 'http_500');
  const { url, ...sent } = creation('v3');
  expect((await world.call(url, { ...sent, headers: {} })).status).toBe(400);
  expect(world.view('v3').faults).toHaveLength(1);
});

it.each([
  ['refund', 'v3.CreateRefund'],
  ['query_refund', 'v3.QueryRefundOrder'],
  ['query', 'v3.QueryOrder'],
  ['close', 'v3.CancelPayment'],
])('a fault of %s meets the method %s of yaband', async (operation, method) => {
  await fault('yaband', operation, 'html');
  const reply = await yaband.post(world, yaband.envelope(world, method, {}));
  expect(reply.text).toMatch(/^<html>/);
});

it.each([
  ['query', { path: '/v3/pay/transactions/out-trade-no/ORDER1?mchid=1900000001' }],
  ['query', { path: '/v3/pay/transactions/id/42?mchid=1900000001' }],
  ['close', { path: '/v3/pay/transactions/out-trade-no/ORDER1/close', body: { mchid: '1900000001' } }],
  ['refund', { path: '/v3/refund/domestic/refunds', body: {} }],
  ['query_refund', { path: '/v3/refund/domestic/refunds/R1' }],
  ['certificates', { path: '/v3/certificates' }],
])('a fault of %s meets v3 at %o', async (operation, asked) => {
  await fault('v3', operation, 'html');
  const { url, ...sent } = v3.request(world, asked);
  expect((await world.call(url, sent)).text).toMatch(/^<html>/);
});

it('a fault can be taken back before it comes, one at a time, and one that does not wait is a 404', async () => {
  await fault('yaband', 'query', 'http_500', 2);
  await fault('yaband', 'query', 'html');
  const remove = (kind: string) =>
    world.control('fault/remove', { pay_sp: 'yaband', operation: 'query', kind });
  expect(await remove('http_500')).toMatchObject({ status: 200 });
  expect(world.view('yaband').faults).toEqual([{ operation: 'query', kind: 'html', times: 1 }]);
  expect(await remove('http_500')).toMatchObject({ status: 404 });
  expect(world.view('yaband').faults).toHaveLength(1);
});

test('of two faults that differ only in how often they come, the one that is named is taken back', async () => {
  const fault = { pay_sp: 'yaband', operation: 'query', kind: 'html' };
  for (const times of [1, 5]) await world.control('fault', { ...fault, times });
  expect(await world.control('fault/remove', { ...fault, times: 5 })).toMatchObject({ status: 200 });
  expect(world.view('yaband').faults).toEqual([{ operation: 'query', kind: 'html', times: 1 }]);
  expect(await world.control('fault/remove', { ...fault, times: 5 })).toMatchObject({ status: 404 });
});
