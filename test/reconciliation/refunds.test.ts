/** Refunds that were made at the PSP: what was booked for them stands for them once, and asking books only what the PSP says. */
import { HOUR_MS } from '../../shared/reconciliation/statement-day';
import { isFromElsewhere } from '../../shared/payments';
import { ADay, day, named, NOON } from './a-day';

const CNY = 'CNY';

/** An old order with a refund that was booked because the PSP spoke of it, learned at a moment. */
function booked(on: ADay, learnedAt: number, value = 100): ReturnType<ADay['refunded']> {
  const order = on.paid({}, day.from - 500 * HOUR_MS);
  return on.refunded(order, {
    outRefundNo: `${order.outTradeNo}E1`,
    isNumberOurs: true,
    amount: { value, currency: CNY },
    sentAt: learnedAt,
  });
}

test('a refund that was booked before this day stands for none of this day', async () => {
  const on = new ADay();
  const order = booked(on, day.from - HOUR_MS);
  on.refundLine(order, { outRefundNo: 'BACKOFFICE1' });
  expect(named((await on.compared()).findings)).toEqual(['missing_here refund BACKOFFICE1']);
});

test('a refund that was booked stands for one line, not for two', async () => {
  const on = new ADay();
  const order = booked(on, day.to + HOUR_MS);
  on.refundLine(order, { outRefundNo: 'BACKOFFICE1' });
  on.refundLine(order, { outRefundNo: 'BACKOFFICE2' });
  const { findings, matched } = await on.compared();
  expect(named(findings)).toEqual(['missing_here refund BACKOFFICE2']);
  expect(matched).toBe(1);
});

test('a refund that was booked is never missing there: its day is the PSP’s, not when we learned of it', async () => {
  const on = new ADay();
  const order = booked(on, NOON);
  expect(order.refunds.map((one) => isFromElsewhere(order.outTradeNo, one))).toEqual([true]);
  expect((await on.compared()).findings).toEqual([]);
});

test('refunds of one payment meet by their money, whatever stands between them in the statement', async () => {
  const on = new ADay();
  const order = on.paid({}, day.from - 500 * HOUR_MS);
  const two = on.refunded(on.refunded(order, { amount: { value: 30, currency: CNY } }), {
    amount: { value: 70, currency: CNY },
  });
  on.refundLine(two, { outRefundNo: '', amount: { value: 70, currency: CNY } });
  for (let i = 0; i < 40; i += 1)
    on.refundLine(on.refunded(on.paid({}, day.from - 500 * HOUR_MS)), { outRefundNo: '' });
  on.refundLine(two, { outRefundNo: '', amount: { value: 30, currency: CNY } });
  expect(await on.compared()).toMatchObject({ findings: [], matched: 42 });
});

test.each([
  ['failed', 'succeeded'],
  ['succeeded', 'failed'],
] as const)(
  'a refund that has two lines under its number, %s and %s, is the one that agrees',
  async (...both) => {
    const on = new ADay();
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS));
    for (const status of both) on.refundLine(order, { status, theirs: status });
    expect(await on.compared()).toMatchObject({ findings: [], matched: 2 });
  },
);

test('a refund that only failed in the statement is a finding, however often it stands there', async () => {
  const on = new ADay();
  const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS));
  for (const row of [1, 2]) on.refundLine(order, { status: 'failed', theirs: `CLOSED${row}` });
  expect(named((await on.compared()).findings)).toContain(`state refund ${order.refunds[0]?.outRefundNo}`);
});
