// The same way for every PSP: goods, checkout, paid, a part refunded, the rest refunded, each through its own sandbox.
import { connectorOf } from '../../scripts/connectors';
import { demoProviders } from '../../scripts/demo/shop';
import { somePsps } from '../thorough';
import {
  atPsp,
  buy,
  later,
  openWorld,
  OPERATOR,
  sellThrough,
  type Result,
  type Running,
} from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());

describe.each(somePsps(demoProviders))('a shop that sells through %s', (paySp) => {
  beforeAll(() => sellThrough(running, paySp));

  const connector = connectorOf(paySp);
  /** VR Payment's wallet platform notifies nobody. */
  const isPolled = paySp === 'vr';
  const pay = (data: Result, openid?: string): Promise<Result> => running.call('pay', data, openid);

  /** An order that was paid, and whose payment the shop has learned of. */
  async function paid(): Promise<string> {
    const outTradeNo = await buy(running);
    const started = await pay({ action: 'unifiedorder', out_trade_no: outTradeNo, pay_method: 'wechat' });
    expect(started).toMatchObject({ errcode: 0 });
    const cashier = { ...(started.payment as object), appid: 'wxcrosspaydemo0001' };
    const bill = await running.post('/sandbox/cashier', cashier);
    expect([bill.status, bill.body]).toMatchObject([200, { pay_sp: paySp, out_trade_no: outTradeNo }]);
    expect((await running.post('/sandbox/cashier/pay', cashier)).status).toBe(200);
    await running.quiet();
    if (isPolled)
      expect(await pay({ action: 'queryorder', out_trade_no: outTradeNo })).toMatchObject({ state: 'paid' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', hook: 'done', pay_sp: paySp });
    expect(running.hookRuns(outTradeNo)).toBe(1);
    return outTradeNo;
  }

  /** Refunds as operator, lets the PSP finish it and the shop learn of it. */
  async function refunded(outTradeNo: string, fee?: number): Promise<Result> {
    const wish = {
      action: 'refund',
      out_trade_no: outTradeNo,
      ...(fee === undefined ? {} : { refund_fee: fee }),
    };
    const answer = await pay(wish, OPERATOR);
    expect(answer).toMatchObject({ errcode: 0 });
    await later(running, 5000);
    await pay({ action: 'queryrefund', out_refund_no: answer.out_refund_no }, OPERATOR);
    return running.order(outTradeNo);
  }

  test('an order is paid, a part of it refunded, then the rest, and nothing more', async () => {
    const outTradeNo = await paid();
    const total = Number((await running.order(outTradeNo)).total_fee);
    if (!connector?.refund) {
      expect(await pay({ action: 'refund', out_trade_no: outTradeNo }, OPERATOR)).toMatchObject({
        errcode: 2003,
      });
      return;
    }
    expect(await refunded(outTradeNo, 100)).toMatchObject({ refunded_fee: 100, refundable_fee: total - 100 });
    expect(await refunded(outTradeNo)).toMatchObject({
      refunded_fee: total,
      refundable_fee: 0,
      state: 'paid',
    });
    expect(await pay({ action: 'refund', out_trade_no: outTradeNo }, OPERATOR)).toMatchObject({
      errcode: 1202,
    });
  });

  test('a payment that nobody reported is found by the timer', async () => {
    const outTradeNo = await buy(running);
    await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', drop_notify: true });
    await later(running, 61_000);
    await running.post('/control/timer', { function: 'notify' });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid', hook: 'done' });
  });

  test('another amount than the order’s never makes it paid', async () => {
    const outTradeNo = await buy(running);
    await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', amount: 1 });
    await later(running, 3000);
    await pay({ action: 'queryorder', out_trade_no: outTradeNo });
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
    expect(running.hookRuns(outTradeNo)).toBe(0);
  });

  test('a lost answer never makes a second payment', async () => {
    const outTradeNo = await buy(running);
    await running.post('/control/fault', {
      pay_sp: paySp,
      operation: 'create',
      kind: 'timeout_after_effect',
      times: 1,
    });
    expect(await pay({ action: 'unifiedorder', out_trade_no: outTradeNo })).toMatchObject({ errcode: 3002 });
    await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    const sandbox = running.world.sandboxes.list.find((one) => one.paySp === paySp);
    const open = (sandbox?.view().payments ?? []).filter(
      (payment) => payment.out_trade_no.startsWith(outTradeNo) && !/closed|cancel/.test(payment.state),
    );
    expect(open.length).toBeLessThanOrEqual(1);
  });
});
