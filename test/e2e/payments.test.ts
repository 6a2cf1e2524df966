import {
  atPsp,
  buy,
  checkOut,
  later,
  CUSTOMER,
  openWorld,
  OPERATOR,
  paidOrder,
  type Result,
  type Running,
} from './running-world';
import { loadTcbAdminNode } from '../local-cloud/sdk';

/** The order as a script outside the cloud reads it. */
async function readBack(url: string, outTradeNo: string): Promise<unknown> {
  const sdk = loadTcbAdminNode();
  sdk.init({ env: 'local', secretId: 'local', secretKey: 'local', serviceUrl: `${url}/admin` });
  const { data } = await sdk.database().collection('orders').where({ _id: outTradeNo }).get();
  return data[0];
}

describe.each(['yaband', 'v3'])('a shop that sells through %s', (paySp) => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld(paySp);
  });
  afterAll(() => running.world.close());

  const pay = (data: Result, openid?: string): Promise<Result> => running.call('pay', data, openid);

  test('an order becomes paid because a signed notice arrived, without anybody asking', async () => {
    const outTradeNo = await buy(running, 2);
    const started = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo, pay_method: 'wechat' });
    expect(Object.keys(started.payment as object).sort()).toEqual(
      ['nonceStr', 'package', 'paySign', 'signType', 'timeStamp'].sort(),
    );
    const cashier = { ...(started.payment as object), appid: 'wxcrosspaydemo0001' };
    const bill = await running.post('/sandbox/cashier', cashier);
    expect(bill.body).toMatchObject({ pay_sp: paySp, out_trade_no: outTradeNo });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect((await running.post('/sandbox/cashier/pay', cashier)).body).toMatchObject({ ok: true });
    await running.quiet();
    const order = await running.order(outTradeNo);
    expect(order).toMatchObject({
      state: 'paid',
      hook: 'done',
      late: false,
      pay_sp: paySp,
      pay_method: 'wechat',
    });
    expect(order.sp_trade_no).toEqual(expect.any(String));
    expect(order.transaction_id).toEqual(expect.any(String));
    expect(await readBack(running.world.url, outTradeNo)).toEqual(order);
    expect(running.hookRuns(outTradeNo)).toBe(1);
    expect(await running.notices(outTradeNo)).toMatchObject([
      { pay_sp: paySp, verdict: 'applied', reason: '' },
    ]);
  });

  test('twenty notices at once make the order paid once, and the hook runs once', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', duplicate: 20 });
    // On a slow machine some deliveries time out at first; the PSP repeats them.
    await later(running, 60_000);
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', hook: 'done' });
    expect(running.hookRuns(outTradeNo)).toBe(1);
    const verdicts = (await running.notices(outTradeNo)).map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'applied')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === 'duplicate')).toHaveLength(verdicts.length - 1);
    expect(verdicts.length).toBeGreaterThanOrEqual(20);
  });

  test('when the notice is lost, asking for the order finds the payment', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', drop_notify: true });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect(await pay({ action: 'queryorder', out_trade_no: outTradeNo })).toMatchObject({
      errcode: 0,
      state: 'paid',
    });
    expect(running.hookRuns(outTradeNo)).toBe(1);
  });

  test('when the notice is lost and nobody asks, the timer finds the payment', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', drop_notify: true });
    await running.post('/control/clock', { advance_ms: 61_000 });
    await running.post('/control/timer', { function: 'notify' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', hook: 'done' });
  });

  test('a part is refunded, then the rest, and nothing more than was paid', async () => {
    const outTradeNo = await paidOrder(running, paySp);
    const refund = (data: Result): Promise<Result> =>
      pay({ action: 'refund', out_trade_no: outTradeNo, ...data }, OPERATOR);
    const total = Number((await running.order(outTradeNo)).total_fee);

    const part = await refund({ refund_fee: 200, out_refund_no: `${outTradeNo}-first` });
    expect(part).toMatchObject({ errcode: 0, out_refund_no: `${outTradeNo}-first` });
    const again = await refund({ refund_fee: 200, out_refund_no: `${outTradeNo}-first` });
    expect(again).toMatchObject({ errcode: 0, out_refund_no: `${outTradeNo}-first`, refund_fee: 200 });
    expect(await refund({ refund_fee: 300, out_refund_no: `${outTradeNo}-first` })).toMatchObject({
      errcode: 1203,
    });
    expect(await refund({ refund_fee: total })).toMatchObject({ errcode: 1202 });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'refund_ok' });
    expect(await running.order(outTradeNo)).toMatchObject({ refunded_fee: 200, refundable_fee: total - 200 });

    const rest = await refund({});
    expect(rest).toMatchObject({ errcode: 0, refund_fee: total - 200 });
    await later(running, 5000);
    const asked = await pay({ action: 'queryrefund', out_refund_no: rest.out_refund_no });
    expect(asked).toMatchObject({ errcode: 0, state: 'succeeded', refund_fee: total - 200 });
    const order = await pay({ action: 'queryorder', out_trade_no: outTradeNo });
    expect(order).toMatchObject({ state: 'paid', refunded_fee: total, refundable_fee: 0 });
    expect(await refund({})).toMatchObject({ errcode: 1202 });
  });

  test('a refund that fails gives its amount free again', async () => {
    const outTradeNo = await paidOrder(running, paySp);
    await pay({ action: 'refund', out_trade_no: outTradeNo, refund_fee: 500 }, OPERATOR);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'refund_fail', refund_status: 'CLOSED' });
    expect(await running.order(outTradeNo)).toMatchObject({
      refunded_fee: 0,
      refundable_fee: Number((await running.order(outTradeNo)).total_fee),
    });
  });

  test('a decline ends the attempt, not the order: it can be paid afterwards', async () => {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'fail' });
    const asked = await pay({ action: 'queryorder', out_trade_no: outTradeNo });
    expect(asked).toMatchObject({ state: 'pending', decline: expect.any(String) as unknown });
    const again = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo, pay_method: 'wechat' });
    expect(again).toMatchObject({ errcode: 0 });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', decline: null });
  });

  test('a closed order cannot be paid any more, and closing twice is no harm', async () => {
    const outTradeNo = await checkOut(running);
    expect(await pay({ action: 'closeorder', out_trade_no: outTradeNo })).toMatchObject({
      errcode: 0,
      state: 'closed',
    });
    expect(await pay({ action: 'closeorder', out_trade_no: outTradeNo })).toMatchObject({
      errcode: 0,
      state: 'closed',
    });
    expect(await pay({ action: 'unifiedorder', out_trade_no: outTradeNo })).toMatchObject({ errcode: 1105 });
  });

  test('money that arrives after closing is still money: the order is paid, and flagged as late', async () => {
    const outTradeNo = await checkOut(running);
    await pay({ action: 'closeorder', out_trade_no: outTradeNo });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', late: true });
    expect(running.hookRuns(outTradeNo)).toBe(1);
  });

  test('asked again, unifiedorder answers the same open payment', async () => {
    const outTradeNo = await buy(running);
    const once = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    const twice = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    expect(twice).toEqual(once);
  });

  test('when the PSP acted but its answer was lost, the same payment is taken up again, never a second one', async () => {
    const outTradeNo = await buy(running);
    await running.post('/control/fault', {
      pay_sp: paySp,
      operation: 'create',
      kind: 'timeout_after_effect',
      times: 1,
    });
    const lost = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    expect(lost).toMatchObject({ errcode: 3002 });
    expect(await pay({ action: 'unifiedorder', out_trade_no: outTradeNo })).toMatchObject({ errcode: 0 });
    const held = running.world.sandboxes.list.find((one) => one.paySp === paySp)?.view().payments ?? [];
    expect(held.filter((payment) => payment.out_trade_no.startsWith(outTradeNo))).toHaveLength(1);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid' });
  });

  test('when a refund was taken but the answer was lost, it is never refunded twice', async () => {
    const outTradeNo = await paidOrder(running, paySp);
    await running.post('/control/fault', {
      pay_sp: paySp,
      operation: 'refund',
      kind: 'timeout_after_effect',
      times: 1,
    });
    const wish = {
      action: 'refund',
      out_trade_no: outTradeNo,
      refund_fee: 700,
      out_refund_no: `${outTradeNo}-lost`,
    };
    expect(await pay(wish, OPERATOR)).toMatchObject({ errcode: 3002, out_refund_no: `${outTradeNo}-lost` });
    expect(await pay(wish, OPERATOR)).toMatchObject({ errcode: 0, out_refund_no: `${outTradeNo}-lost` });
    await later(running, 5000);
    const held = running.world.sandboxes.list.find((one) => one.paySp === paySp)?.view().refunds ?? [];
    expect(held.filter((refund) => refund.out_trade_no.startsWith(outTradeNo))).toHaveLength(1);
    expect(await running.order(outTradeNo)).toMatchObject({ refunded_fee: 700 });
  });

  test.each(['http_500', 'html', 'truncated', 'timeout_before_effect'])(
    'an answer that is %s leaves the order pending with a code of its own',
    async (kind) => {
      const outTradeNo = await buy(running);
      await running.post('/control/fault', { pay_sp: paySp, operation: 'create', kind, times: 1 });
      expect(await pay({ action: 'unifiedorder', out_trade_no: outTradeNo })).toMatchObject({
        errcode: 3002,
      });
      expect(await pay({ action: 'unifiedorder', out_trade_no: outTradeNo })).toMatchObject({ errcode: 0 });
    },
  );

  test('a customer sees the own orders, newest first, page by page', async () => {
    const listed = await pay({ action: 'listorders', limit: 2 }, CUSTOMER);
    const [first, second] = listed.orders as { created_at: number }[];
    expect(first?.created_at).toBeGreaterThanOrEqual(second?.created_at ?? Infinity);
    const next = await pay({ action: 'listorders', limit: 2, before: second?.created_at }, CUSTOMER);
    expect(
      (next.orders as { created_at: number }[]).every((one) => one.created_at < (second?.created_at ?? 0)),
    ).toBe(true);
  });
});

describe('links through yaband', () => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld('yaband');
  });
  afterAll(() => running.world.close());

  test.each(['paypal', 'alipay', 'sofort', 'ideal', 'unionpay'])(
    '%s answers a link, and paying it makes the order paid',
    async (method) => {
      const outTradeNo = await buy(running);
      const started = await running.call('pay', {
        action: 'unifiedorder',
        out_trade_no: outTradeNo,
        pay_method: method,
      });
      expect(started).toMatchObject({
        errcode: 0,
        url: expect.stringContaining(running.world.url) as unknown,
      });
      expect(started.payment).toBeUndefined();
      const page = await fetch(String(started.url));
      expect(await page.text()).toContain(outTradeNo);
      await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay' });
      expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', pay_method: method });
    },
  );

  test('changing the pay method closes the first payment before the second starts', async () => {
    const outTradeNo = await checkOut(running, 'wechat');
    const link = await running.call('pay', {
      action: 'unifiedorder',
      out_trade_no: outTradeNo,
      pay_method: 'paypal',
    });
    expect(link).toMatchObject({ errcode: 0 });
    const order = await running.order(outTradeNo);
    expect(order.attempts).toMatchObject([
      { no: outTradeNo, state: 'closed' },
      { no: `${outTradeNo}_2`, state: 'open' },
    ]);
    await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', pay_method: 'paypal' });
  });
});
