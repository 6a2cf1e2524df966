// Reports of reconciliation: one day at one PSP as a row, and one report with what differs.
import { fill, wordIfAny, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { Balance, Finding, Report, Side } from '../../services/operator-books';
import { tagTheme } from '../../view/order-view';
import type { Tone } from '../../view/order-view';
import { timeText } from '../../view/time-text';
import { providerName } from './provider-name';

export interface ReportRow {
  readonly id: string;
  readonly paySp: string;
  readonly provider: string;
  readonly date: string;
  readonly stateText: string;
  readonly theme: string;
  /** What came of it, a line each. */
  readonly lines: readonly string[];
  /** Why it is not there or cannot be used, in the server's words. */
  readonly problem: string;
}

/** How many differences nobody has decided. */
export const openDifferences = ({ missing_here = 0, missing_there = 0, differ = 0 }: Report): number =>
  missing_here + missing_there + differ;

export function reportRow(report: Report): ReportRow {
  const { report_id, pay_sp, date, problem_why, problem } = report;
  return {
    id: report_id,
    paySp: pay_sp,
    provider: providerName(pay_sp),
    date,
    stateText: stateText(report),
    theme: tagTheme[toneOf(report)],
    lines: linesOf(report),
    problem: problem_why ?? problem ?? '',
  };
}

function stateText(report: Report): string {
  const { reports } = words();
  const differs = report.state === 'done' && openDifferences(report) > 0;
  return differs ? reports.state_differs : (wordIfAny(reports, `state_${report.state}`) ?? report.state);
}

function toneOf(report: Report): Tone {
  if (report.state === 'waiting') return 'wait';
  return report.state === 'done' && openDifferences(report) === 0 ? 'good' : 'bad';
}

function linesOf(report: Report): string[] {
  const { reports } = words();
  const { state, matched, decided = 0, pending = 0, unreadable = 0 } = report;
  const said = wordIfAny(reports, `state_${state}_text`);
  const why = said === undefined ? [] : [said];
  if (matched === undefined) return why;
  const open = openDifferences(report);
  const counted = (text: string, n: number): string[] => (n > 0 ? [fill(text, { n })] : []);
  const agreed =
    open === 0 ? [fill(reports.all_agree, { n: matched })] : [fill(reports.matched, { n: matched })];
  return [
    ...why,
    ...counted(reports.differences, open),
    ...agreed,
    ...counted(reports.decided, decided),
    ...counted(reports.pending, pending),
    ...counted(reports.unreadable, unreadable),
  ];
}

/** The sums of one currency, written out. */
export function balanceView({ fee_type, ours, theirs, pending, difference }: Balance) {
  const { report } = words();
  const money = (value: number) => formatMoney({ value, currency: fee_type });
  return {
    id: fee_type,
    title: fill(report.balance, { currency: fee_type }),
    ours: money(ours),
    theirs: money(theirs),
    pending: money(pending),
    difference: money(difference),
    agrees: difference === 0,
  };
}

/** A difference with what both sides say. */
export interface FindingRow {
  readonly id: string;
  readonly title: string;
  readonly orderNo: string;
  /** The order is ours, so that it can be looked at. */
  readonly isOurs: boolean;
  readonly ours: string;
  readonly theirs: string;
  /** In the server's words. */
  readonly reason: string;
  readonly todo: string;
  readonly since: string;
  readonly decided: string;
  readonly by: string;
}

export function findingRow(finding: Finding): FindingRow {
  const { report, finding: kinds, findingTodo, inbox } = words();
  const { finding_id, kind, of, out_trade_no, ours, theirs, reason, since, decision, explanation } = finding;
  const thing = of === 'refund' ? report.of_refund : report.of_payment;
  return {
    id: finding_id,
    title: `${thing} · ${wordIfAny(kinds, kind) ?? kind}`,
    orderNo: out_trade_no,
    isOurs: ours !== null || of === 'refund',
    ours: sideText(ours),
    theirs: sideText(theirs),
    reason,
    todo: decision ? '' : (wordIfAny(findingTodo, kind) ?? ''),
    since: fill(report.since, { time: timeText(since) }),
    decided: decidedText(finding),
    by: decision ? fill(inbox.by, { by: finding.decided_by ?? '', why: explanation ?? '' }) : '',
  };
}

function sideText(side: Side | null): string {
  const { report, attempt, refundState } = words();
  if (!side) return report.nothing;
  const state = wordIfAny(refundState, side.state) ?? wordIfAny(attempt, side.state) ?? side.state;
  return [
    formatMoney({ value: side.amount, currency: side.fee_type }),
    state,
    side.at ? timeText(side.at) : '',
  ]
    .filter((one) => one !== '')
    .join(' · ');
}

function decidedText({ decision, decided_at }: Finding): string {
  const { inbox, decision: names } = words();
  if (!decision) return '';
  return fill(inbox.decided, {
    decision: wordIfAny(names, decision) ?? decision,
    time: decided_at ? timeText(decided_at) : '',
  });
}
