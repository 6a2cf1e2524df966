/** Money that does not fit its order, through the local cloud: an operator sees it, sends it back once, and nobody else can. */
import { somePsps } from '../thorough';
import {
  atPsp,
  buy,
  checkOut,
  CUSTOMER,
  later,
  OPERATOR,
  openWorld,
  sellThrough,
  type Result,
  type Running,
} from './running-world';

/** Repeating a refund is safe at the first and the last, unknown at the others; SuPay, Latipay and SnapPay answer no question about one. */
const PSPS = ['v3', 'yaband', 'supay', 'latipay', 'snappay', 'qfpay', 'pockyt', 'airwallex'];

let running: Running;
beforeAll(async () => {
  running = await openWorld('v3');
});
afterAll(() => running.world.close());

describe.each(somePsps(PSPS))('kept-aside money at %s', (paySp) => {
  beforeAll(() => sellThrough(running, paySp));

  const pay = (data: Result, openid = CUSTOMER): Promise<Result> => running.call('pay', data, openid);
  const ask = async (outTradeNo: string): Promise<void> => {
    await later(running, 3000);
    await pay({ action: 'queryorder', out_trade_no: outTradeNo });
  };
  const heldRefunds = (outTradeNo: string): number => {
    const sandbox = running.world.sandboxes.list.find((one) => one.paySp === paySp);
    const refunds = sandbox?.view().refunds ?? [];
    return refunds.filter((one) => one.out_trade_no.startsWith(outTradeNo)).length;
  };
  const noticeOf = async (outTradeNo: string): Promise<Result> => {
    const { notices } = await pay({ action: 'listaside' }, OPERATOR);
    const mine = (notices as readonly Result[]).filter((one) => one.out_trade_no === outTradeNo);
    expect(mine).toMatchObject([{ pay_sp: paySp, amount: 77 }]);
    return mine[0] ?? {};
  };

  /** Too little was paid, and then the whole order: nothing but the first payment is to go back. */
  async function paidTooLittleThenAll(): Promise<string> {
    const outTradeNo = await checkOut(running);
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay', amount: 77 });
    await ask(outTradeNo);
    await pay({ action: 'unifiedorder', out_trade_no: outTradeNo });
    await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
    await ask(outTradeNo);
    expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid' });
    return outTradeNo;
  }

  test('goes back once, under a number of its own, and counts in nothing of the order', async () => {
    const outTradeNo = await paidTooLittleThenAll();
    const { notice_id } = await noticeOf(outTradeNo);
    const wish = { action: 'resolve', notice_id, decision: 'return', explanation: 'paid twice' };
    const answers = await Promise.all([pay(wish, OPERATOR), pay(wish, OPERATOR), pay(wish, OPERATOR)]);
    for (const answer of answers) expect(answer).toMatchObject({ errcode: 0, decision: 'return' });
    await later(running, 10_000);
    const { out_refund_no } = answers[0];
    await pay({ action: 'queryrefund', out_refund_no }, OPERATOR);
    expect(heldRefunds(outTradeNo)).toBe(1);
    const order = await running.order(outTradeNo);
    expect(order).toMatchObject({
      refunded_fee: 0,
      refundable_fee: order.total_fee,
      attention: [],
      returns: [{ out_refund_no, refund_fee: 77 }],
      decisions: [{ decision: 'return', by: OPERATOR, why: 'paid twice', noted: true }],
    });
    expect(await pay({ ...wish, decision: 'dismissed' }, OPERATOR)).toMatchObject({ errcode: 1207 });
    const refunded = await pay({ action: 'refund', out_trade_no: outTradeNo }, OPERATOR);
    expect(refunded).toMatchObject({ errcode: 0, refund_fee: order.total_fee });
    expect(heldRefunds(outTradeNo)).toBe(2);
  });

  test('whose return had no answer is one refund, whoever asks again', async () => {
    const outTradeNo = await paidTooLittleThenAll();
    const { notice_id } = await noticeOf(outTradeNo);
    await running.post('/control/fault', {
      pay_sp: paySp,
      operation: 'refund',
      kind: 'timeout_after_effect',
      times: 1,
    });
    const wish = { action: 'resolve', notice_id, decision: 'return', explanation: 'paid twice' };
    expect(await pay(wish, OPERATOR)).toMatchObject({ errcode: 3002 });
    expect(await pay(wish, OPERATOR)).toMatchObject({ errcode: 0 });
    await later(running, 61_000);
    await running.post('/control/timer', { function: 'notify' });
    expect(await pay(wish, OPERATOR)).toMatchObject({ errcode: 0 });
    expect(heldRefunds(outTradeNo)).toBe(1);
  });
});

describe('what is an operator’s', () => {
  beforeAll(() => sellThrough(running, 'v3'));

  test('is refused to customers, and bad input names what is wrong', async () => {
    const outTradeNo = await buy(running);
    const say = (data: Result, openid: string): Promise<Result> => running.call('pay', data, openid);
    const explanation = 'because';
    for (const data of [
      { action: 'listaside' },
      { action: 'resolve', notice_id: 'aside:v3:X', decision: 'return', explanation },
      { action: 'resolverefund', out_refund_no: 'NOWHERE-1', state: 'failed', explanation },
      { action: 'asknow', out_trade_no: outTradeNo },
      { action: 'retry', out_trade_no: outTradeNo },
      { action: 'listorders', attention: true },
    ]) {
      expect(await say(data, CUSTOMER)).toMatchObject({ errcode: 1004 });
    }
    const forced = { action: 'closeorder', out_trade_no: outTradeNo, force: true };
    expect(await say({ ...forced, explanation }, CUSTOMER)).toMatchObject({ errcode: 1004 });
    expect(await say(forced, OPERATOR)).toMatchObject({
      errcode: 1002,
      errmsg: expect.stringContaining('explanation') as unknown,
    });
    const empty = await say({ action: 'resolve', decision: 'keep', explanation: ' ' }, OPERATOR);
    expect(empty).toMatchObject({ errcode: 1002 });
    expect(String(empty.errmsg)).toMatch(/decision.*explanation/);
    expect(await say({ ...forced, explanation }, OPERATOR)).toMatchObject({ errcode: 0, state: 'closed' });
    expect((await running.order(outTradeNo)).journal).toContainEqual(
      expect.objectContaining({ by: OPERATOR, why: explanation }),
    );
  });
});
