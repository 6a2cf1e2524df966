/** What was kept aside is decided by a person: once, by one, and money goes back exactly once. */
import { refundableFee, refundedFee } from '../../../shared/payments/order/order';
import { listAside, refund } from './as-callers';
import { decide, paidTooLittle, paidTwice, runFor, second } from './aside-world';
import { givenBack } from './fake-psp';
import { codeOf, operator, payer, paySps, stored, stranger, take, timeout, type World } from './world';

const refundsSent = ({ asked }: World): number => asked.filter((one) => one === 'refund').length;

/** The PSP's bank pays what it was asked to. */
async function settle(world: World, no: string): Promise<void> {
  const record = world.psp.refunds.get(no);
  if (!record) throw new Error(`the PSP has no refund ${no}`);
  record.state = 'succeeded';
  await take(world, world.psp.refundNotice(no));
}

describe.each(paySps)('money that was kept aside at %s', (paySp) => {
  test.each([
    ['of another amount', paidTooLittle, 99],
    ['a second payment', paidTwice, 100],
  ] as const)('goes back once, under a number of its own: %s', async (_what, make, amount) => {
    const aside = await make(paySp);
    const { world, order, notice } = aside;
    const { notice: resolved, money } = await decide(aside, 'return');
    expect(money).toMatchObject({ state: 'processing', amount: { value: amount } });
    expect(resolved.decided).toMatchObject({ word: 'return', by: operator.openid });
    const no = money?.outRefundNo ?? '';
    expect([...world.psp.refunds.keys()]).toEqual([no]);
    expect(givenBack(world.psp)).toBe(amount);
    await settle(world, no);
    const after = stored(world, order.outTradeNo);
    expect(after.returns).toMatchObject([{ outRefundNo: no, state: 'succeeded' }]);
    expect(after.attention).toEqual([]);
    expect(await world.store.asideNotice(notice.id)).toMatchObject({ decided: { outRefundNo: no } });
    expect(await listAside(world.shop, operator, {})).toEqual([]);
    expect(await listAside(world.shop, operator, { all: true })).toHaveLength(1);
  });

  test('counts in no order’s refunded_fee, and leaves all of the order to refund', async () => {
    const aside = await paidTwice(paySp);
    const { world, order } = aside;
    const { money } = await decide(aside, 'return');
    await settle(world, money?.outRefundNo ?? '');
    const after = stored(world, order.outTradeNo);
    expect([refundedFee(after), refundableFee(after)]).toEqual([0, 100]);
    await refund(world.shop, operator, { outTradeNo: order.outTradeNo });
    expect(givenBack(world.psp)).toBe(200);
  });

  test('is decided with who, when and why in the journal', async () => {
    const aside = await paidTooLittle(paySp);
    await decide(aside, 'dismissed', second, 'the payer gave it to us');
    const line = stored(aside.world, aside.order.outTradeNo).journal.find(({ by }) => by !== undefined);
    expect(line).toMatchObject({ by: second.openid, why: 'the payer gave it to us' });
    expect(line?.event).toContain('dismissed');
  });

  test('asked for ten times at once by two operators goes back once', async () => {
    const aside = await paidTwice(paySp);
    const callers = Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? operator : second));
    const codes = await Promise.all(callers.map((caller) => codeOf(decide(aside, 'return', caller))));
    expect(new Set(codes)).toEqual(new Set(['no error']));
    expect(givenBack(aside.world.psp)).toBe(100);
    expect(refundsSent(aside.world)).toBe(1);
    expect(stored(aside.world, aside.order.outTradeNo).decisions).toHaveLength(1);
  });

  test('is decided by the first of two who decide otherwise at once; the other is told', async () => {
    const aside = await paidTwice(paySp);
    const codes = await Promise.all([
      codeOf(decide(aside, 'return')),
      codeOf(decide(aside, 'returned_elsewhere', second)),
      codeOf(decide(aside, 'dismissed', second)),
    ]);
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
    expect(codes.filter((code) => code === 'NOTICE_DECIDED')).toHaveLength(2);
    expect(givenBack(aside.world.psp)).toBeLessThanOrEqual(100);
  });

  test('decided again in the same way gives the same result, in another way a code', async () => {
    const aside = await paidTwice(paySp);
    const first = await decide(aside, 'return');
    const again = await decide(aside, 'return', second, 'another reason');
    expect(again.notice).toEqual(first.notice);
    expect(again.money?.outRefundNo).toBe(first.money?.outRefundNo);
    expect(await codeOf(decide(aside, 'dismissed'))).toBe('NOTICE_DECIDED');
    expect(refundsSent(aside.world)).toBe(1);
  });

  test('whose return is lost on its way comes back once', async () => {
    const aside = await paidTwice(paySp);
    const { world, order } = aside;
    world.network = (asked, pass) => {
      if (asked !== 'refund') return pass();
      pass();
      return timeout();
    };
    expect(await codeOf(decide(aside, 'return'))).toBe('OUTCOME_UNKNOWN');
    world.network = (_asked, pass) => pass();
    await runFor(world, 15);
    await codeOf(decide(aside, 'return'));
    expect(givenBack(world.psp)).toBe(100);
    const [money] = stored(world, order.outTradeNo).returns;
    if (paySp === 'v3') expect(money?.state).toBe('processing');
    else {
      expect(refundsSent(world)).toBe(1);
      // Nobody knows, and nothing is sent twice: a person ends it.
      expect(money?.state).toBe('requested');
      expect(stored(world, order.outTradeNo).attention).toMatchObject([{ reason: 'refund_unanswered' }]);
    }
  });

  test('whose return never arrived is sent again by the timer only where that is safe', async () => {
    const aside = await paidTwice(paySp);
    const { world } = aside;
    world.network = (asked, pass) => (asked === 'refund' ? timeout() : pass());
    expect(await codeOf(decide(aside, 'return'))).toBe('OUTCOME_UNKNOWN');
    world.network = (_asked, pass) => pass();
    await runFor(world, 15);
    expect(givenBack(world.psp)).toBe(paySp === 'v3' ? 100 : 0);
    for (const { of } of world.psp.refunds.values()) expect(of).toBe(`${aside.order.outTradeNo}_2`);
  });

  test('that was refused waits for a person, who may send it again under its number', async () => {
    const aside = await paidTwice(paySp);
    const { world, order } = aside;
    world.network = (asked, pass) => {
      if (asked === 'refund') world.psp.refunds.clear();
      return asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass();
    };
    const code = await codeOf(decide(aside, 'return'));
    expect(code).toBe(paySp === 'v3' ? 'PSP_REFUSED' : 'OUTCOME_UNKNOWN');
    if (paySp !== 'v3') return;
    const [refused] = stored(world, order.outTradeNo).returns;
    expect(refused?.state).toBe('failed');
    expect(stored(world, order.outTradeNo).attention).toMatchObject([
      { reason: 'return_failed', of: refused?.outRefundNo },
    ]);
    world.network = (_asked, pass) => pass();
    const again = await decide(aside, 'return');
    expect(again.money).toMatchObject({ outRefundNo: refused?.outRefundNo, state: 'processing' });
    expect(stored(world, order.outTradeNo).attention).toEqual([]);
    expect(givenBack(world.psp)).toBe(100);
  });

  test('pays nothing any more, whatever is said of it later', async () => {
    const aside = await paidTooLittle(paySp);
    const { world, order } = aside;
    await decide(aside, 'returned_elsewhere');
    const payment = world.psp.payments.get(order.outTradeNo);
    if (payment) payment.amount = 100;
    await take(world, world.psp.paymentNotice(order.outTradeNo));
    await runFor(world, 30);
    const after = stored(world, order.outTradeNo);
    expect(after.state).not.toBe('paid');
    expect(after.attention).toEqual([]);
    expect(await listAside(world.shop, operator, {})).toEqual([]);
  });

  test('is nobody’s to see or decide but operators’', async () => {
    const aside = await paidTwice(paySp);
    for (const caller of [payer, stranger]) {
      expect(await codeOf(listAside(aside.world.shop, caller, {}))).toBe('FORBIDDEN');
      expect(await codeOf(decide(aside, 'return', caller))).toBe('FORBIDDEN');
    }
    const nowhere = { ...aside, notice: { ...aside.notice, id: 'aside:yaband:NOWHERE' } };
    expect(await codeOf(decide(nowhere, 'return', payer))).toBe('FORBIDDEN');
    expect(await codeOf(decide(nowhere, 'return'))).toBe('NOTICE_NOT_FOUND');
    expect(refundsSent(aside.world)).toBe(0);
  });
});
