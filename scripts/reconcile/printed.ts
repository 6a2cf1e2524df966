/** What came of a day, in lines for people; the last one is also for scripts. */
import { toMajor } from '../../shared/kernel/money';
import type { Funds } from '../../shared/payments';
import type { Finding, Side } from '../../shared/reconciliation/reports/finding';
import { noCounts, type Report } from '../../shared/reconciliation/reports/report';
import type { DayOutcome } from '../../shared/reconciliation/run-day';

export interface Totals {
  readonly matched: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly differ: number;
}

/** What nobody decided. */
export function totalsOf({ contents }: Report): Totals {
  const { missing_here: missingHere, missing_there: missingThere, differ } = contents?.open ?? noCounts;
  return { matched: contents?.matched ?? 0, missingHere, missingThere, differ };
}

export function outcomeLines(outcome: DayOutcome): readonly string[] {
  switch (outcome.is) {
    case 'done':
      return reportLines(outcome.report);
    case 'unusable':
      return [`the statement cannot be used (${outcome.code}): ${outcome.why}`, 'Nothing was kept of it.'];
    case 'later':
    case 'unknown':
      return [`there is no statement now: ${outcome.why}`];
    case 'none':
      return [
        'this PSP has no statement that can be compared; its orders can only be asked about one by one',
      ];
    case 'out of time':
      return ['the comparison did not end in its time'];
  }
}

function reportLines(report: Report): readonly string[] {
  const { contents } = report;
  if (!contents) return [];
  const { findings, leftOut, pending, pendingLeftOut, settled, unreadable } = contents;
  const decided = findings.filter((one) => one.decided);
  const { matched, missingHere, missingThere, differ } = totalsOf(report);
  return [
    ...findings.filter((one) => !one.decided).map(findingLine),
    ...counted(leftOut, 'more differences are only counted'),
    ...counted(decided.length, 'differences were decided before'),
    ...counted(settled, 'were settled by asking the PSP'),
    ...counted(pending.length + pendingLeftOut, 'wait for a neighbouring statement or are on their way'),
    ...counted(unreadable, 'orders could not be read and were not compared'),
    ...contents.balances.map(
      ({ feeType, ours, theirs, pending: waiting }) =>
        `${feeType}: ours ${major(ours, feeType)}, theirs ${major(theirs, feeType)}, pending ${major(waiting, feeType)}, difference ${major(ours - theirs - waiting, feeType)}`,
    ),
    ...(contents.funds ? fundsLines(contents.funds) : []),
    `${matched} matched, ${missingHere} missing here, ${missingThere} missing there, ${differ} differ`,
  ];
}

function fundsLines(funds: Funds): readonly string[] {
  if (funds.is === 'empty') return ['nothing moved on the account'];
  if (funds.is !== 'summed') return [`what moved on the account is not known (${funds.is}): ${funds.why}`];
  const { currency, before, payments, refunds, fees, other, after } = funds.sums;
  const said = { before, payments, refunds, fees, other, after };
  const words = Object.entries(said).map(([name, value]) => `${name} ${major(value, currency)}`);
  return [`the account in ${currency}: ${words.join(', ')}`];
}

const counted = (count: number, words: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${words}`];

const findingLine = ({ id, kind, of, outTradeNo, outRefundNo, reason, ours, theirs }: Finding): string =>
  `${kind} ${of} ${outRefundNo === undefined ? outTradeNo : `${outRefundNo} of ${outTradeNo}`}: ${reason} [ours ${sideText(ours)}, theirs ${sideText(theirs)}] ${id}`;

const sideText = (side: Side | undefined): string =>
  side ? `${side.state} ${toMajor(side.amount)} ${side.amount.currency}` : 'nothing';

const major = (value: number, currency: string): string =>
  `${value < 0 ? '-' : ''}${toMajor({ value: Math.abs(value), currency })}`;
