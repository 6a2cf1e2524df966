/** Reports and findings in the ecosystem's words, as they are stored and shown; and what may come in. */
import * as v from 'valibot';
import { present } from '../../kernel/present';
import type { Funds } from '../../payments';
import { findingDecisions, type Decided, type Finding, type Side } from './finding';
import type { Contents, Pending, Report } from './report';
import { isDay } from '../statement-day';

type View = Readonly<Record<string, unknown>>;

export const text = (most: number): v.GenericSchema<string> =>
  v.pipe(
    v.string('must be a text'),
    v.trim(),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must be at most ${most} characters`),
  );
export const count = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be an integer'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );
const findingNo = v.pipe(
  v.string('must be a text'),
  v.regex(/^[0-9a-f]{24}$/, 'must be 24 characters of 0-9 a-f'),
);

export const aDay = v.pipe(v.string('must be a text'), v.check(isDay, 'must be a day such as 2026-11-24'));

export const listInput = v.object({
  before: v.optional(count(0, Number.MAX_SAFE_INTEGER)),
  before_id: v.optional(text(200)),
  limit: v.optional(count(1, 50), 20),
});
export const reportInput = v.object({ pay_sp: text(32), date: aDay });

const ruling = {
  decision: v.picklist(findingDecisions, `must be one of: ${findingDecisions.join(', ')}`),
  explanation: text(500),
};
export const decideInput = v.object({ finding_id: findingNo, ...ruling });
export const decideManyInput = v.object({
  finding_ids: v.pipe(
    v.array(findingNo, 'must be a list'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(100, 'must have at most 100 entries'),
  ),
  ...ruling,
});

const sideView = (side: Side | undefined): View | null =>
  side
    ? {
        state: side.state,
        amount: side.amount.value,
        fee_type: side.amount.currency,
        ...present({
          attempt_no: side.attemptNo,
          sp_trade_no: side.spTradeNo,
          transaction_id: side.transactionId,
          sp_refund_no: side.spRefundNo,
          at: side.at,
          row: side.row,
        }),
      }
    : null;

const decidedView = ({ decision, explanation, by, at }: Decided): View => ({
  decision,
  explanation,
  decided_by: by,
  decided_at: at,
});

export function findingView(finding: Finding): View {
  return {
    finding_id: finding.id,
    kind: finding.kind,
    of: finding.of,
    out_trade_no: finding.outTradeNo,
    ...present({ out_refund_no: finding.outRefundNo }),
    ours: sideView(finding.ours),
    theirs: sideView(finding.theirs),
    reason: finding.reason,
    times: finding.times,
    since: finding.since,
    ...(finding.decided ? decidedView(finding.decided) : {}),
    ...present({ decided_before: finding.decidedBefore?.map(decidedView) }),
  };
}

export const pendingView = ({ of, outTradeNo, no, amount, feeType, waitsFor }: Pending): View => ({
  of,
  out_trade_no: outTradeNo,
  no,
  amount,
  fee_type: feeType,
  ...present({ waits_for: waitsFor }),
});

/** A report without its lists. */
export function reportView(report: Report): View {
  const { paySp, date, state, writtenAt, problem, contents } = report;
  return {
    report_id: report.id,
    pay_sp: paySp,
    date,
    state,
    written_at: writtenAt,
    ...present({ problem: problem?.code, problem_why: problem?.why }),
    ...(contents ? contentsView(contents) : {}),
  };
}

function contentsView(contents: Contents): View {
  return {
    zone: contents.zone,
    source: contents.source,
    made_at: contents.madeAt,
    matched: contents.matched,
    settled: contents.settled,
    ...contents.open,
    decided: contents.findings.filter(({ decided }) => decided).length,
    pending: contents.pending.length + contents.pendingLeftOut,
    unreadable: contents.unreadable,
    balances: contents.balances.map(({ feeType, ours, theirs, pending }) => ({
      fee_type: feeType,
      ours,
      theirs,
      pending,
      difference: ours - theirs - pending,
    })),
    fees: contents.fees.map(({ feeType, thousandths }) => ({ fee_type: feeType, thousandths })),
    ...present({ funds: contents.funds && fundsView(contents.funds) }),
  };
}

export function fundsView(funds: Funds): View {
  if (funds.is !== 'summed') return funds;
  const { currency, ...sums } = funds.sums;
  return { is: funds.is, fee_type: currency, ...sums };
}

/** A report with its findings. */
export const wholeReportView = (report: Report): View => ({
  ...reportView(report),
  findings: (report.contents?.findings ?? []).map(findingView),
  left_out: report.contents?.leftOut ?? 0,
  pendings: (report.contents?.pending ?? []).map(pendingView),
  past: report.past.map(findingView),
});
