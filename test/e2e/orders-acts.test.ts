/** `npm run orders` as an operator's shell over the real world: what it does is what function `pay` does, in an operator's name. */
import { act } from '../../scripts/orders/act';
import { readWish, type Acting } from '../../scripts/orders/wish';
import { spoken } from '../config/spoken';
import {
  atPsp,
  checkOut,
  later,
  OPERATOR,
  openWorld,
  paidOrder,
  sellThrough,
  type Running,
} from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('v3');
});
afterAll(() => running.world.close());

interface Ended {
  readonly code: number;
  readonly out: string;
}

/** The command with these words; `answer` is what the person at the terminal says, who is a script without one. */
async function orders(words: readonly string[], answer?: string): Promise<Ended> {
  const terminal = spoken(answer === undefined ? undefined : () => Promise.resolve(answer));
  const wish = readWish([...words, '--url', running.world.url]) as Acting;
  const code = await act(wish, terminal);
  return { code, out: terminal.text() };
}

const answerOf = ({ out }: Ended): unknown => JSON.parse(out);

const refundsOf = async (outTradeNo: string): Promise<unknown> => (await running.order(outTradeNo)).refunds;

test('a refund is named with its sum, its order and its operator, and goes when the person says yes', async () => {
  const paid = await paidOrder(running, 'v3');
  const words = ['refund', paid, '--refund-fee', '100', '--reason', 'broken'];
  const refused = await orders(words, 'no');
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(
    new RegExp(
      `^refund 1\\.00 CNY of order ${paid}, of which 99\\.00 CNY of 99\\.00 CNY are left, .*as o•••0001\\? `,
    ),
  );
  expect(await refundsOf(paid)).toEqual([]);
  expect(await orders(words, 'yes')).toMatchObject({ code: 0 });
  await later(running, 60_000);
  expect(await running.call('pay', { action: 'queryorder', out_trade_no: paid })).toMatchObject({
    refunded_fee: 100,
    refunds: [{ out_refund_no: `${paid}R1`, reason: 'broken' }],
  });
});

test('the same wish a moment later, also with two shells at once, is the same refund', async () => {
  const paid = await paidOrder(running, 'v3');
  const words = ['refund', paid, '--refund-fee', '100', '--yes', '--json'];
  await Promise.all([orders(words), orders(words)]);
  expect(answerOf(await orders(words))).toMatchObject({ errcode: 0, out_refund_no: `${paid}R1` });
  expect(await refundsOf(paid)).toHaveLength(1);
});

test('a refund whose answer was lost is one refund, when the shell is asked again', async () => {
  const paid = await paidOrder(running, 'v3');
  const fault = { pay_sp: 'v3', operation: 'refund', kind: 'http_500', times: 1 };
  await running.post('/control/fault', fault);
  const words = ['refund', paid, '--yes'];
  expect(await orders(words)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^OUTCOME_UNKNOWN/) as unknown,
  });
  expect((await orders(words)).code).toBe(0);
  expect(await refundsOf(paid)).toMatchObject([{ out_refund_no: `${paid}R1` }]);
});

test('money that was kept aside is listed, and sent back by its notice', async () => {
  const outTradeNo = await checkOut(running);
  await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'pay', amount: 77 });
  const { notices } = answerOf(await orders(['aside', '--json'])) as { notices: { notice_id: string }[] };
  expect(notices).toMatchObject([{ out_trade_no: outTradeNo, amount: 77 }]);
  const [{ notice_id: notice } = { notice_id: '' }] = notices;
  const words = ['resolve', notice, '--decision', 'return', '--explanation', 'too little', '--yes'];
  const ended = await orders(words);
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.out).not.toContain(OPERATOR);
  expect(await running.order(outTradeNo)).toMatchObject({
    returns: [{ refund_fee: 77 }],
    decisions: [{ decision: 'return', by: OPERATOR, why: 'too little' }],
  });
  expect((await orders(['aside'])).out).toBe('0 kept aside');
});

test('a finding of reconciliation is decided by its number, and one that is none is said', async () => {
  const finding = 'a'.repeat(24);
  const words = ['resolve', finding, '--decision', 'dismissed', '--explanation', 'seen', '--yes'];
  expect(await orders(words)).toMatchObject({
    code: 1,
    out: `FINDING_NOT_FOUND: there is no finding ${finding} that you may decide`,
  });
});

test('a refund that has ended is not ended otherwise', async () => {
  const paid = await paidOrder(running, 'v3');
  await orders(['refund', paid, '--yes']);
  await later(running, 60_000);
  await running.call('pay', { action: 'queryorder', out_trade_no: paid });
  const words = ['resolve', `${paid}R1`, '--state', 'failed', '--explanation', 'no', '--yes'];
  expect(await orders(words)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^REFUND_ENDED/) as unknown,
  });
});

test('an order is closed at its PSP, by any number of it, and cannot be paid any more', async () => {
  const outTradeNo = await checkOut(running);
  expect(answerOf(await orders(['close', outTradeNo, '--yes', '--json']))).toMatchObject({ state: 'closed' });
  const started = await running.call('pay', { action: 'unifiedorder', out_trade_no: outTradeNo });
  expect(started.errcode).not.toBe(0);
});

test('a payment whose notice was lost is found by asking, and the hook is left to the timer', async () => {
  const outTradeNo = await checkOut(running);
  await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'pay', drop_notify: true });
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'pending' });
  const ended = await orders(['ask', outTradeNo, '--json']);
  expect(answerOf(ended)).toMatchObject({ state: 'paid', answers: [{ of: outTradeNo }] });
  expect(running.hookRuns(outTradeNo)).toBe(0);
  await running.world.cloud.fireTimer('notify');
  expect(running.hookRuns(outTradeNo)).toBe(1);
});

test('what only a function can do is refused in words, and frees its amount', async () => {
  await sellThrough(running, 'cloudpay');
  const paid = await paidOrder(running, 'cloudpay');
  const ended = await orders(['refund', paid, '--yes']);
  expect(ended).toMatchObject({ code: 1, out: expect.stringContaining('cloudPay') as unknown });
  const order = await running.order(paid);
  expect(order.refundable_fee).toBe(order.total_fee);
});
