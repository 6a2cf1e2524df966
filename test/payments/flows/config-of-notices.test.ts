/** Which configuration a notice is for, and that nobody can take the live one away. */
import { calledKnock } from '../../../shared/payments/webhook';
import type { Order } from '../../../shared/payments/order/order';
import { anAttempt, anOrder } from '../order/an-order';
import { codeOf, openWorld, ordered, pending, started, take, type World } from './world';

/** A shared environment: the order was made under the configuration of another app, and cloudPay calls the function. */
function sharedWorld(): World & { readonly order: Order } {
  const world = openWorld('v3');
  world.store.configTable.set('payment_wxb', {
    _id: 'payment_wxb',
    pay_sp: 'cloudpay',
    sub_mch_id: '1900000109',
  });
  const total = { value: 100, currency: 'CNY' };
  const attempts = [anAttempt({ paySp: 'cloudpay', appid: 'wxb' })];
  const order = anOrder({ configId: 'payment_wxb', total, attempts, appid: 'wxb' });
  world.store.orderTable.set(order.outTradeNo, order);
  return { ...world, order };
}

test('a call of cloudPay for an order of a shared environment is taken under that order’s configuration', async () => {
  const world = sharedWorld();
  const answer = {
    returnCode: 'SUCCESS',
    resultCode: 'SUCCESS',
    tradeState: 'SUCCESS',
    outTradeNo: world.order.outTradeNo,
    transactionId: '42',
    totalFee: 100,
    feeType: 'CNY',
    subMchId: '1900000109',
  };
  const shop = {
    ...world.shop,
    cloudPay: { call: async () => ({ status: 200, headers: {}, body: JSON.stringify(answer) }) },
  };
  const knock = calledKnock({ ...answer, cashFee: 100 });
  const reply = await take({ ...world, shop }, knock);
  expect(JSON.parse(reply.body)).toEqual({ errcode: 0, errmsg: 'SUCCESS' });
  expect(world.store.orderTable.get(world.order.outTradeNo)?.state).toBe('paid');
});

test('notices to invented paths leave the live configuration and its keys as they are', async () => {
  const world = openWorld('v3');
  await pending(world);
  const { account } = (await world.shop.configs.get('payment')).account('v3');
  const order = await pending(world);
  const notice = world.psp.paymentNotice(order.outTradeNo);
  for (let n = 0; n < 150; n += 1) {
    expect((await take(world, { ...notice, configId: `payment_${n}` })).status).toBe(404);
  }
  expect((await world.shop.configs.get('payment')).account('v3').account).toBe(account);
});

test.each([
  [404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书'],
  [401, 'SIGN_ERROR', '签名错误'],
])(
  'certificates that cannot be had (%i %s) are a matter of configuration, in WeChat Pay’s own words',
  async (status, code, message) => {
    const world = openWorld('v3');
    const { public_key, public_key_id, ...document } = world.store.configTable.get('payment') ?? {};
    expect([public_key, public_key_id]).not.toContain(undefined);
    world.store.configTable.set('payment', { ...document, certificates: 'auto' });
    world.network = (asked, pass) =>
      asked === 'keys' ? { status, headers: {}, body: JSON.stringify({ code, message }) } : pass();
    const order = await ordered(world);
    await expect(started(world, order)).rejects.toThrow(code);
    await expect(started(world, order)).rejects.toThrow(message);
    expect(await codeOf(started(world, order))).toBe('CONFIG_INVALID');
    expect(world.asked).not.toContain('pay');
  },
);
