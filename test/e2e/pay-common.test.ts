/**
 * What the payment function of CloudBase's Integration Center (`pay-common`) takes at its word, sent to ours: it reads the body that
 * its gateway makes of a notice as verified, and the caller's words as the caller (docs/beside-pay-common.md).
 */
import {
  buy,
  checkOut,
  CUSTOMER,
  openWorld,
  OTHER_CUSTOMER,
  type Result,
  type Running,
} from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('v3');
});
afterAll(() => running.world.close());

/** As the gateway hands a paid order on, in clear. */
const callback = (outTradeNo: string, total: number): Result => ({
  ParsedContent: {
    mchid: '1900000109',
    appid: 'wxcrosspaydemo0001',
    out_trade_no: outTradeNo,
    transaction_id: '4200001234202611270000000001',
    trade_type: 'JSAPI',
    trade_state: 'SUCCESS',
    payer: { openid: CUSTOMER },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  },
  ParsedNotify: { event_type: 'TRANSACTION.SUCCESS' },
});

test.each(['/notify', '/notify/v3', '/notify/v3/payment'])(
  'a body that calls itself verified makes nothing paid at %s',
  async (path) => {
    const outTradeNo = await checkOut(running);
    const { total_fee: total } = await running.order(outTradeNo);
    const reply = await running.post(path, callback(outTradeNo, Number(total)));
    expect(reply.status).toBe(400);
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending', hook: 'none' });
    expect(await running.notices(outTradeNo)).toEqual([]);
  },
);

test.each(['notify', 'pay'])('nor when a mini-program calls function %s with it', async (name) => {
  const outTradeNo = await checkOut(running);
  const { total_fee: total } = await running.order(outTradeNo);
  for (const event of [
    callback(outTradeNo, Number(total)),
    { ...callback(outTradeNo, Number(total)), path: '/wechatpay/order', httpMethod: 'POST' },
    { action: 'unifiedOrderTrigger', ...callback(outTradeNo, Number(total)) },
  ])
    await running.call(name, event);
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending', hook: 'none' });
  expect(running.hookRuns(outTradeNo)).toBe(0);
});

test('the payer named in the body is nobody: who asks is whom the platform names', async () => {
  const outTradeNo = await buy(running);
  const wish = { action: 'unifiedorder', out_trade_no: outTradeNo };
  const borrowed = { ...wish, payer: { openid: CUSTOMER }, openid: CUSTOMER, userInfo: { openId: CUSTOMER } };
  expect(await running.call('pay', borrowed, OTHER_CUSTOMER)).toMatchObject({ errcode: 1101 });
  expect(await running.call('pay', borrowed, '')).toMatchObject({ errcode: 1003 });
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'created' });
});

test.each([
  { action: 'refund', refund_fee: 1 },
  { action: 'closeorder' },
  { action: 'closeorder', force: true, explanation: 'mine' },
  { action: 'resolve', notice_id: 'aside:v3:X', decision: 'return', explanation: 'mine' },
  { action: 'resolverefund', out_refund_no: 'NOWHERE-1', state: 'succeeded', explanation: 'mine' },
])('that the platform runs the function gives no stranger the right to $action', async (wish) => {
  const outTradeNo = await checkOut(running);
  const answer = await running.call('pay', { ...wish, out_trade_no: outTradeNo }, OTHER_CUSTOMER);
  expect([1004, 1101]).toContain(answer.errcode);
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending', refunds: [] });
});
