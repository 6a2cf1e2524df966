/** A person says how a refund ended, of which no PSP will tell any more; the PSP is asked first, and has the last word. */
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { resolveRefund } from '../../../shared/payments/flows/people/resolve-refund';
import { operatedOrderOfRefund } from '../../../shared/payments/flows/rights';
import { refundableFee, refundedFee, type Order, type Refund } from '../../../shared/payments/order/order';
import { wechatV3 } from '../../../shared/payments/psp/wechat-v3';
import { refund } from './as-callers';
import { decide, paidTwice, runFor } from './aside-world';
import {
  codeOf,
  openWorld,
  operator,
  paid,
  payer,
  stored,
  stranger,
  take,
  timeout,
  type World,
} from './world';

const end = (world: World, order: Order, no: string, state: Refund['state']): Promise<Refund> =>
  resolveRefund(world.shop, stored(world, order.outTradeNo), no, {
    state: state === 'failed' ? 'failed' : 'succeeded',
    explanation: 'the bank says so',
    by: operator.openid,
  });

/** A refund of 40 whose sending had no answer. */
async function lost(
  paySp: 'yaband' | 'v3',
  arrived: boolean,
): Promise<{ world: World; order: Order; no: string }> {
  const world = openWorld(paySp);
  const order = await paid(world);
  world.network = (asked, pass) => {
    if (asked !== 'refund') return pass();
    if (arrived) pass();
    return timeout();
  };
  await codeOf(refund(world.shop, operator, { outTradeNo: order.outTradeNo, refundFee: 40 }));
  world.network = (_asked, pass) => pass();
  world.advance(60_000);
  return { world, order, no: `${order.outTradeNo}R1` };
}

describe('a refund that its PSP cannot be asked about', () => {
  test('is ended as a person says, with who and why, and is no longer asked about by a person', async () => {
    const { world, order, no } = await lost('yaband', false);
    await runFor(world, 1);
    expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'refund_unanswered' }]);
    expect(await end(world, order, no, 'failed')).toMatchObject({ state: 'failed' });
    const after = stored(world, order.outTradeNo);
    expect(after.attention).toEqual([]);
    expect(refundableFee(after)).toBe(100);
    expect(after.journal.at(-1)).toMatchObject({ by: operator.openid, why: 'the bank says so' });
  });

  test('as succeeded counts, once however often it is said, and not as failed any more', async () => {
    const { world, order, no } = await lost('yaband', true);
    await end(world, order, no, 'succeeded');
    await end(world, order, no, 'succeeded');
    expect(refundedFee(stored(world, order.outTradeNo))).toBe(40);
    expect(await codeOf(end(world, order, no, 'failed'))).toBe('REFUND_ENDED');
  });

  test('that a person called failed and the PSP calls succeeded counts, and a person is told', async () => {
    const { world, order, no } = await lost('yaband', true);
    await end(world, order, no, 'failed');
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'succeeded';
    await take(world, world.psp.refundNotice(no));
    const after = stored(world, order.outTradeNo);
    expect(refundedFee(after)).toBe(40);
    expect(after.attention).toMatchObject([{ reason: 'refund_contradicted', of: no }]);
    await end(world, order, no, 'succeeded');
    expect(stored(world, order.outTradeNo).attention).toEqual([]);
  });

  test('that was called failed and given out anew, and went through all the same, is kept aside for a person', async () => {
    const { world, order, no } = await lost('yaband', true);
    await end(world, order, no, 'failed');
    await refund(world.shop, operator, { outTradeNo: order.outTradeNo, outRefundNo: 'REFUND-2' });
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'succeeded';
    await take(world, world.psp.refundNotice(no));
    expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'kept_aside', of: no }]);
  });

  test('is ended by a person also when its PSP was taken out of the configuration', async () => {
    const { world, order, no } = await lost('yaband', true);
    const { mchid: _, ...rest } = world.store.configTable.get('payment') ?? {};
    world.store.configTable.set('payment', rest);
    world.advance(120_000);
    expect(await end(world, order, no, 'succeeded')).toMatchObject({ state: 'succeeded' });
  });
});

describe('a refund that its PSP tells of', () => {
  test('is not ended by a person', async () => {
    const { world, order, no } = await lost('v3', true);
    expect(await codeOf(end(world, order, no, 'failed'))).toBe('REFUND_ANSWERED');
    expect(stored(world, order.outTradeNo).refunds).toMatchObject([{ state: 'processing' }]);
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'succeeded';
    expect(await codeOf(end(world, order, no, 'failed'))).toBe('REFUND_ENDED');
    expect(refundedFee(stored(world, order.outTradeNo))).toBe(40);
  });

  test('that it does not know is sent again instead, where that is safe', async () => {
    const { world, order, no } = await lost('v3', false);
    expect(await codeOf(end(world, order, no, 'failed'))).toBe('REFUND_ANSWERED');
  });

  test('is ended by a person while the PSP gives no answer', async () => {
    const { world, order, no } = await lost('v3', true);
    world.network = timeout;
    expect(await end(world, order, no, 'failed')).toMatchObject({ state: 'failed' });
    // Its PSP is asked a few times more, and contradicts.
    world.network = (_asked, pass) => pass();
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'succeeded';
    await runFor(world, 2);
    expect(refundedFee(stored(world, order.outTradeNo))).toBe(40);
    expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'refund_contradicted' }]);
  });

  test('counts in the sums that its PSP is asked with, though a person has ended it', async () => {
    const { world, order, no } = await lost('v3', false);
    world.network = timeout;
    await end(world, order, no, 'failed');
    const asking = jest.spyOn(wechatV3.queryRefund, 'request');
    await runFor(world, 1);
    const [asked] = asking.mock.calls.map(([input]) => input);
    expect(asked).toMatchObject({ allRefunded: { value: 40 }, refundedBefore: { value: 0 } });
    asking.mockRestore();
  });

  test('is not ended by a person when somebody else hears meanwhile that it is abnormal', async () => {
    const { world, order, no } = await lost('v3', true);
    await runTimer(world.shop);
    world.advance(3_600_000);
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'abnormal';
    let others = 0;
    world.network = async (asked, pass) => {
      if (asked !== 'queryRefund' || (others += 1) > 1) return pass();
      // The timer asks while the person's question gets no answer.
      await runTimer(world.shop);
      return timeout();
    };
    expect(await codeOf(end(world, order, no, 'failed'))).toBe('BUSY');
    expect(stored(world, order.outTradeNo).refunds).toMatchObject([{ state: 'abnormal' }]);
    expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'refund_abnormal' }]);
  });

  test('as abnormal may be ended although it answers', async () => {
    const { world, order, no } = await lost('v3', true);
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'abnormal';
    await runTimer(world.shop);
    expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'refund_abnormal' }]);
    expect(await end(world, order, no, 'succeeded')).toMatchObject({ state: 'succeeded' });
    const after = stored(world, order.outTradeNo);
    expect([refundedFee(after), after.attention]).toEqual([40, []]);
  });
});

test('a return that failed is accepted as failed, and no longer waits for a person', async () => {
  const aside = await paidTwice('v3');
  const { world, order } = aside;
  world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
  await codeOf(decide(aside, 'return'));
  const [money] = stored(world, order.outTradeNo).returns;
  expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'return_failed' }]);
  await end(world, order, money?.outRefundNo ?? '', 'failed');
  expect(stored(world, order.outTradeNo).attention).toEqual([]);
});

test('refunds are ended by operators of their PSP only', async () => {
  const { world, order, no } = await lost('yaband', true);
  for (const caller of [payer, stranger]) {
    expect(await codeOf(operatedOrderOfRefund(world.shop, caller, no))).toBe('FORBIDDEN');
    expect(await codeOf(operatedOrderOfRefund(world.shop, caller, 'NOWHERE'))).toBe('FORBIDDEN');
  }
  expect(await codeOf(operatedOrderOfRefund(world.shop, operator, 'NOWHERE'))).toBe('REFUND_NOT_FOUND');
  expect((await operatedOrderOfRefund(world.shop, operator, no)).outTradeNo).toBe(order.outTradeNo);
});
