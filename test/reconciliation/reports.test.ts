/** Reports: repeated, corrected, decided, spoilt by a dying process; and statements that cannot be used. */
import { reconciliationActions } from '../../shared/reconciliation/door';
import { callable } from '../../shared/kernel/callable';
import { StatementUnusable } from '../../shared/kernel/statement-unusable';
import { PayError } from '../../shared/kernel/errors';
import { OutOfTime } from '../../shared/reconciliation/judging/comparing';
import { resolveFinding } from '../../shared/reconciliation/reports/decide';
import { findingId } from '../../shared/reconciliation/reports/finding';
import { keepContents } from '../../shared/reconciliation/reports/keep-report';
import { reportId, type Report } from '../../shared/reconciliation/reports/report';
import { runDay } from '../../shared/reconciliation/run-day';
import type { StatementLine } from '../../shared/payments';
import { operator, stranger } from '../payments/flows/world';
import { ADay, batches, DAY, named, whose, ZONE } from './a-day';

const LIMITS = { lines: 1000, lookups: 100, questions: 100, until: Infinity };
const wish = { whose, day: DAY, zone: ZONE, source: 'psp' as const, limits: LIMITS };

/** A day with one payment that the statement lacks, and its report. */
async function withOneFinding(): Promise<{ on: ADay; id: string; outTradeNo: string }> {
  const on = new ADay();
  const order = on.paid();
  const { findings } = await on.reported();
  return { on, id: findings[0]?.id ?? '', outTradeNo: order.outTradeNo };
}

const report = (on: ADay): Report => {
  const found = on.reports.table.get(reportId(whose, DAY));
  if (!found) throw new Error('no report');
  return found;
};

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof PayError ? error.code : String(error)),
  );

test('the same day compared twice has the same findings, found since the first time', async () => {
  const { on, id } = await withOneFinding();
  const first = report(on).contents?.findings;
  on.world.advance(3600_000);
  const again = await on.reported();
  expect(again.findings).toEqual(first);
  expect(again.findings.map((one) => one.id)).toEqual([id]);
  expect(on.reports.table.size).toBe(1);
});

test('a corrected statement takes the place of the one before', async () => {
  const { on, outTradeNo } = await withOneFinding();
  on.line(on.order(outTradeNo));
  expect(await on.reported()).toMatchObject({ findings: [], matched: 1 });
  expect(report(on).past).toEqual([]);
});

test('a finding has the same number in every run, and another one for another psp, configuration, kind or number', async () => {
  const found = {
    kind: 'amount',
    of: 'payment',
    outTradeNo: 'A',
    reason: '',
    ours: { state: 'paid', amount: { value: 1, currency: 'CNY' }, attemptNo: 'A' },
  } as const;
  const ids = [
    findingId(whose, found),
    findingId({ ...whose, paySp: 'v2' }, found),
    findingId({ ...whose, configId: 'payment_wx1' }, found),
    findingId(whose, { ...found, kind: 'currency' }),
    findingId(whose, { ...found, ours: { ...found.ours, attemptNo: 'B' } }),
    findingId(whose, { ...found, of: 'refund', outRefundNo: 'A' }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(findingId(whose, { ...found, reason: 'in other words' })).toBe(ids[0]);
});

describe('a decision', () => {
  const dismissed = { decision: 'dismissed', explanation: 'paid in cash' } as const;

  test('keeps who, when and why, also in the order’s journal, and the finding does not count any more', async () => {
    const { on, id, outTradeNo } = await withOneFinding();
    const finding = await resolveFinding(on.room, operator, id, dismissed);
    const at = on.world.shop.clock.now();
    expect(finding.decided).toEqual({ ...dismissed, by: operator.openid, at });
    expect(report(on).contents?.open.missing_there).toBe(0);
    expect(on.order(outTradeNo).journal.at(-1)).toMatchObject({ by: operator.openid, why: 'paid in cash' });
    on.world.advance(1000);
    const again = await on.reported();
    expect(again.findings[0]?.decided).toEqual({ ...dismissed, by: operator.openid, at });
    expect(again.open).toEqual({ missing_here: 0, missing_there: 0, differ: 0 });
  });

  test('holds until what it was about changes; then the finding is open again and remembers', async () => {
    const on = new ADay();
    const order = on.paid();
    on.line(order, { amount: { value: 5, currency: 'CNY' } });
    const { findings } = await on.reported();
    await resolveFinding(on.room, operator, findings[0]?.id ?? '', dismissed);
    on.lines = [];
    on.line(order, { amount: { value: 6, currency: 'CNY' } });
    const changed = await on.reported();
    expect(changed.findings[0]).toMatchObject({ id: findings[0]?.id, decidedBefore: [dismissed] });
    expect(changed.findings[0]?.decided).toBeUndefined();
    expect(changed.open.differ).toBe(1);
  });

  test('is kept when a corrected statement no longer has what it was about', async () => {
    const { on, id, outTradeNo } = await withOneFinding();
    await resolveFinding(on.room, operator, id, dismissed);
    on.line(on.order(outTradeNo));
    await on.reported();
    expect(report(on)).toMatchObject({ contents: { findings: [] }, past: [{ id, decided: dismissed }] });
  });

  test('said again answers the same, by whomever; another one is refused with a code', async () => {
    const { on, id } = await withOneFinding();
    const first = await resolveFinding(on.room, operator, id, dismissed);
    on.world.advance(5000);
    expect(await resolveFinding(on.room, operator, id, { ...dismissed, explanation: 'again' })).toEqual(
      first,
    );
    const other = { decision: 'returned_elsewhere', explanation: 'by bank' } as const;
    expect(await codeOf(resolveFinding(on.room, operator, id, other))).toBe('FINDING_DECIDED');
    expect(report(on).contents?.open.missing_there).toBe(0);
  });

  test('of two different ones at once is one, and the other is told', async () => {
    const { on, id } = await withOneFinding();
    const codes = await Promise.all([
      codeOf(resolveFinding(on.room, operator, id, dismissed)),
      codeOf(
        resolveFinding(on.room, operator, id, { decision: 'returned_elsewhere', explanation: 'by bank' }),
      ),
    ]);
    expect(codes.sort()).toEqual(['FINDING_DECIDED', 'no error']);
  });

  test('that is made while a comparison runs is not lost', async () => {
    const { on, id } = await withOneFinding();
    const contents = await on.compared();
    await resolveFinding(on.room, operator, id, dismissed);
    const kept = await keepContents(on.room, whose, DAY, contents);
    expect(kept.contents?.findings[0]?.decided).toMatchObject(dismissed);
    expect(kept.contents?.open.missing_there).toBe(0);
  });

  test('is nobody’s but an operator’s', async () => {
    const { on, id } = await withOneFinding();
    expect(await codeOf(resolveFinding(on.room, stranger, id, dismissed))).toBe('FORBIDDEN');
    expect(await codeOf(resolveFinding(on.room, operator, '0'.repeat(24), dismissed))).toBe(
      'FINDING_NOT_FOUND',
    );
    const stored = report(on);
    on.reports.table.clear();
    on.reports.table.set('other', { ...stored, id: 'other', configId: 'payment_wx9' });
    expect(await codeOf(resolveFinding(on.room, operator, id, dismissed))).toBe('FINDING_NOT_FOUND');
  });
});

describe('a statement that cannot be used', () => {
  async function* wrongAtTheEnd(lines: readonly StatementLine[]): AsyncGenerator<readonly StatementLine[]> {
    yield lines;
    throw new StatementUnusable('wrong_sums', 'its rows do not add up');
  }

  test('at its very end leaves nothing booked, asked or kept', async () => {
    const on = new ADay();
    const order = on.unpaid('paid');
    on.line(order);
    const outcome = await runDay(on.room, { is: 'lines', lines: wrongAtTheEnd(on.lines) }, wish);
    expect(outcome).toEqual({ is: 'unusable', code: 'wrong_sums', why: 'its rows do not add up' });
    expect(on.reports.table.size).toBe(0);
    expect(on.order(order.outTradeNo).state).toBe('pending');
    expect(on.world.asked).toEqual([]);
  });

  test('is one with more lines than fit, or with a number longer than any', async () => {
    const on = new ADay();
    for (let i = 0; i < 3; i += 1) on.line(on.paid());
    const run = (change: object, lines: readonly StatementLine[]) =>
      runDay(on.room, { is: 'lines', lines: batches(lines) }, { ...wish, ...change });
    expect(await run({ limits: { ...LIMITS, lines: 2 } }, on.lines)).toMatchObject({ code: 'too_large' });
    const long = on.line(on.paid(), { attemptNo: 'A'.repeat(129) });
    expect(await run({}, [long])).toMatchObject({ is: 'unusable', code: 'bad_row' });
    expect(on.reports.table.size).toBe(0);
  });

  test('leaves the report of an earlier one as it is', async () => {
    const { on } = await withOneFinding();
    const before = report(on);
    await runDay(on.room, { is: 'lines', lines: wrongAtTheEnd([]) }, wish);
    expect(report(on)).toEqual(before);
  });
});

test('a day without trade is a result: what we have of it is missing there', async () => {
  const on = new ADay();
  const order = on.paid();
  const outcome = await runDay(on.room, { is: 'empty' }, wish);
  expect(outcome.is).toBe('done');
  expect(named(report(on).contents?.findings ?? [])).toEqual([`missing_there payment ${order.outTradeNo}`]);
});

test('a process that dies between asking and writing leaves what the PSP said booked, and the next run agrees', async () => {
  const on = new ADay();
  const order = on.unpaid('paid');
  on.line(order);
  on.reports.beforeWrite = () => {
    throw new Error('the process died');
  };
  await expect(on.reported()).rejects.toThrow('the process died');
  expect(on.order(order.outTradeNo).state).toBe('paid');
  expect(on.reports.table.size).toBe(0);
  on.reports.beforeWrite = () => undefined;
  expect(await on.reported()).toMatchObject({ matched: 1, settled: 0, findings: [] });
});

test('a run without time counts for nothing', async () => {
  const on = new ADay();
  on.line(on.paid());
  await expect(on.compared({ limits: { ...LIMITS, until: 0 } })).rejects.toThrow(OutOfTime);
});

test('what is too much to ask or to look up is counted, and no more is asked', async () => {
  const on = new ADay();
  for (let i = 0; i < 30; i += 1) on.line(on.unpaid('paid'));
  const few = await on.compared({ limits: { ...LIMITS, questions: 3 } });
  expect(on.world.asked.filter((one) => one === 'query')).toHaveLength(3);
  expect(few).toMatchObject({ settled: 3, open: { missing_here: 27 } });
  expect(few.findings[0]?.reason).toContain('not asked');
  const looked = await on.compared({ limits: { ...LIMITS, lookups: 20, questions: 0 } });
  expect(looked).toMatchObject({ open: { missing_here: 27 }, leftOut: 7 });
});

test('only so many findings are listed, and all are counted', async () => {
  const on = new ADay();
  for (let i = 0; i < 320; i += 1) on.paid();
  const { findings, leftOut, open } = await on.compared({ limits: { ...LIMITS, questions: 0 } });
  expect(findings).toHaveLength(300);
  expect(leftOut).toBe(20);
  expect(open.missing_there).toBe(320);
});

describe('function pay', () => {
  const call = (on: ADay, event: object, openid = operator.openid) =>
    callable(
      {
        room: on.room,
        log: on.world.shop.log,
        identity: () => Promise.resolve({ openid, appid: operator.appid, unionid: '', fromAppid: '' }),
      },
      reconciliationActions,
      event,
    );

  test('lists reports, shows one flat with its findings, and decides', async () => {
    const { on, id, outTradeNo } = await withOneFinding();
    const { reports } = await call(on, { action: 'listreconciliations' });
    expect(reports).toMatchObject([
      { pay_sp: 'v3', date: DAY, matched: 0, missing_here: 0, missing_there: 1, differ: 0 },
    ]);
    const ask = { action: 'reconciliation', pay_sp: 'v3', date: DAY };
    const finding = { finding_id: id, kind: 'missing_there', out_trade_no: outTradeNo, theirs: null };
    expect(await call(on, ask)).toMatchObject({ errcode: 0, state: 'done', findings: [finding] });
    const ruling = { decision: 'dismissed', explanation: 'known' };
    expect(await call(on, { action: 'resolve', finding_id: id, ...ruling })).toMatchObject({
      errcode: 0,
      ...ruling,
    });
    expect(await call(on, ask)).toMatchObject({
      missing_there: 0,
      decided: 1,
      findings: [{ ...finding, ...ruling }],
    });
  });

  test('names the reports that nobody can read to operators', async () => {
    const { on } = await withOneFinding();
    expect(await call(on, { action: 'listreconciliations' })).not.toHaveProperty('unreadable');
    const list = on.reports.list.bind(on.reports);
    const spoilt = { collection: 'reconciliations', id: 'payment:v3:2026-11-02', problem: 'tries: a text' };
    on.reports.list = async (filter) => ({ ...(await list(filter)), unreadable: [spoilt] });
    const answer = await call(on, { action: 'listreconciliations' });
    expect(answer.reports).toHaveLength(1);
    expect(answer.unreadable).toEqual([{ report_id: spoilt.id, problem: spoilt.problem }]);
  });

  test('decides many under one explanation, and says of each what came of it', async () => {
    const { on, id } = await withOneFinding();
    const many = {
      action: 'resolve',
      finding_ids: [id, 'f'.repeat(24)],
      decision: 'dismissed',
      explanation: 'known',
    };
    expect(await call(on, many)).toMatchObject({
      errcode: 0,
      findings: [
        { errcode: 0, finding_id: id },
        { errcode: 1302, finding_id: 'f'.repeat(24) },
      ],
    });
  });

  test.each([
    ['pay_sp', { action: 'reconciliation', date: DAY }],
    ['date', { action: 'reconciliation', pay_sp: 'v3', date: '2026-02-30' }],
    ['limit', { action: 'listreconciliations', limit: 0 }],
    ['finding_id', { action: 'resolve', finding_id: { $ne: null }, decision: 'dismissed', explanation: 'x' }],
    ['decision', { action: 'resolve', finding_id: 'a'.repeat(24), decision: 'return', explanation: 'x' }],
    [
      'explanation',
      { action: 'resolve', finding_id: 'a'.repeat(24), decision: 'dismissed', explanation: '  ' },
    ],
    ['finding_ids', { action: 'resolve', finding_ids: [], decision: 'dismissed', explanation: 'x' }],
  ])('refuses a wrong %s by its name', async (field, event) => {
    const { errcode, errmsg } = await call(new ADay(), event);
    expect(errcode).toBe(1002);
    expect(errmsg).toContain(field);
  });

  test.each(['listreconciliations', 'reconciliation'])('%s is for operators', async (action) => {
    const { on } = await withOneFinding();
    expect(await call(on, { action, pay_sp: 'v3', date: DAY }, stranger.openid)).toMatchObject({
      errcode: 1004,
    });
  });

  test('has no report of a day that was not compared', async () => {
    const { on } = await withOneFinding();
    expect(await call(on, { action: 'reconciliation', pay_sp: 'v3', date: '2026-01-01' })).toMatchObject({
      errcode: 1301,
    });
  });
});

test('a program beside the functions books a payment and leaves the merchant’s hook to the timer', async () => {
  const on = new ADay();
  const order = on.unpaid('paid');
  on.line(order);
  const room = { ...on.room, shop: { ...on.room.shop, leavesHooks: true } };
  await runDay(room, { is: 'lines', lines: batches(on.lines) }, wish);
  expect(on.order(order.outTradeNo)).toMatchObject({ state: 'paid', hook: 'due' });
  expect(on.order(order.outTradeNo).hookUntil).toBeLessThanOrEqual(on.world.shop.clock.now());
  expect(on.world.hooked).toEqual([]);
});
