/** Around midnight a payment is in one statement or the other: nothing is called missing before both were seen, and nothing is lost. */
import {
  dayBeside,
  dayOf,
  daysAround,
  boundsOf,
  HOUR_MS,
  isDay,
} from '../../shared/reconciliation/statement-day';
import { ADay, batches, DAY, day, named, NOON, ZONE } from './a-day';

const BEFORE = dayBeside(DAY, -1);
const AFTER = dayBeside(DAY, 1);
/** A day on which nothing of this test's happened. */
const nothing = (date: string) => ({ day: date, lines: batches([]) });

test('a day is counted in the statement’s own zone', () => {
  expect(dayOf(Date.parse('2026-11-01T15:59:59.999Z'), '+08:00')).toBe('2026-11-01');
  expect(dayOf(Date.parse('2026-11-01T16:00:00Z'), '+08:00')).toBe('2026-11-02');
  expect(dayOf(Date.parse('2026-11-01T07:59:00Z'), '-08:00')).toBe('2026-10-31');
  expect(boundsOf('2026-11-01', '+05:30').from).toBe(Date.parse('2026-10-31T18:30:00Z'));
  expect(dayBeside('2026-03-01', -1)).toBe('2026-02-28');
  expect(daysAround(day.from + HOUR_MS, ZONE)).toEqual([DAY, BEFORE]);
  expect(daysAround(NOON, ZONE)).toEqual([DAY]);
});

test.each(['Europe/Berlin', '+8', '', '+08:60', '+15:00'])('a zone called %j is refused', (zone) => {
  expect(() => dayOf(0, zone)).toThrow(RangeError);
});

test.each(['2026-02-30', '2026-1-1', '2026-11-01T00:00', '', '20261101'])('%j is no day', (text) => {
  expect(isDay(text)).toBe(false);
  expect(() => boundsOf(text, ZONE)).toThrow(RangeError);
});

test('a payment late in the day that its statement lacks waits for the next one, and is missing when that lacks it too', async () => {
  const on = new ADay();
  const order = on.paid({}, day.to - HOUR_MS);
  const first = await on.reported();
  expect(first.findings).toEqual([]);
  expect(first.pending).toMatchObject([{ no: order.outTradeNo, waitsFor: AFTER }]);
  const next = await on.reported(nothing(AFTER));
  expect(named(next.findings)).toEqual([`missing_there payment ${order.outTradeNo}`]);
});

test('a payment late in the day that is in the next statement is missing nowhere', async () => {
  const on = new ADay();
  const order = on.paid({}, day.to - HOUR_MS);
  await on.reported();
  const next = await on.reported({ day: AFTER, lines: batches([on.line(order)]) });
  expect(next.findings).toEqual([]);
  expect(next.matched).toBe(1);
  on.lines = [];
  expect(await on.reported()).toMatchObject({ findings: [], pending: [] });
});

test('a payment early in the day that the day before had is missing nowhere, in whatever order the days are compared', async () => {
  for (const isInOrder of [true, false]) {
    const on = new ADay();
    const order = on.paid({}, day.from + HOUR_MS);
    const line = on.line(order);
    const before = () => on.reported({ day: BEFORE, lines: batches([line]) });
    const itself = () => on.reported({ lines: batches([]) });
    const reports = isInOrder ? [await before(), await itself()] : [await itself(), await before()];
    expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
  }
});

test('a payment early in the day that neither statement has is missing once both were seen', async () => {
  const on = new ADay();
  const order = on.paid({}, day.from + HOUR_MS);
  expect((await on.reported()).pending).toMatchObject([{ no: order.outTradeNo, waitsFor: BEFORE }]);
  const before = await on.reported(nothing(BEFORE));
  expect(named(before.findings)).toEqual([`missing_there payment ${order.outTradeNo}`]);
  const again = await on.reported();
  expect(named(again.findings)).toEqual([`missing_there payment ${order.outTradeNo}`]);
  expect(again.findings[0]?.id).toBe(before.findings[0]?.id);
});

test('a payment that was learned of a day late is not missing on the day on which it was learned', async () => {
  const on = new ADay();
  const order = on.unpaid('paid');
  on.line(order);
  on.world.advance(day.to + 12 * HOUR_MS - on.world.shop.clock.now());
  const { settled } = await on.reported();
  expect(settled).toBe(1);
  const paid = on.order(order.outTradeNo);
  on.put({ ...paid, paidAt: day.to + 12 * HOUR_MS });
  expect((await on.reported({ day: AFTER, lines: batches([]) })).findings).toEqual([]);
});

test('a refund that went through days after it was sent may be in either day’s statement', async () => {
  const late = dayBeside(DAY, 3);
  const goneAt = NOON + 72 * HOUR_MS;
  const inLate = new ADay();
  const order = inLate.refunded(inLate.paid({}, day.from - 500 * HOUR_MS), {
    sentAt: NOON,
    refundedAt: goneAt,
  });
  expect((await inLate.reported()).pending).toMatchObject([{ of: 'refund', waitsFor: late }]);
  const line = inLate.refundLine(order);
  expect(await inLate.reported({ day: late, lines: batches([line]) })).toMatchObject({
    findings: [],
    matched: 1,
  });

  const inNone = new ADay();
  inNone.refunded(inNone.paid({}, day.from - 500 * HOUR_MS), { sentAt: NOON, refundedAt: goneAt });
  await inNone.reported();
  expect(named((await inNone.reported(nothing(late))).findings)).toEqual([
    expect.stringMatching(/^missing_there refund/),
  ]);
});

test('what waits is no exception and stands in the balance', async () => {
  const on = new ADay();
  const order = on.paid({}, day.to - HOUR_MS);
  const { open, balances } = await on.compared();
  expect(open).toEqual({ missing_here: 0, missing_there: 0, differ: 0 });
  expect(balances).toEqual([
    { feeType: 'CNY', ours: order.total.value, theirs: 0, pending: order.total.value },
  ]);
});
