/**
 * The report: what came of comparing one day of one PSP with our record. One document for each PSP, configuration and day; a later
 * comparison of the same day takes its place, and only what persons decided lives on.
 */
import type { Versioned } from '../../kernel/versioned';
import type { Funds, StatementDay } from '../../payments';
import type { Finding, FindingKind, Whose } from './finding';
import type { Balance, FeeSum } from './sums';

/**
 * `waiting`: the statement was not there yet, or did not answer. `done`: compared. `unusable`: the statement is not to be trusted.
 * `too_large`: too much for the function, the command can do it. `given_up`: it never came.
 */
export const reportStates = ['waiting', 'done', 'unusable', 'too_large', 'given_up'] as const;
export type ReportState = (typeof reportStates)[number];

/** One of ours that this statement lacks and a neighbouring one may have, or a refund that is on its way. */
export interface Pending {
  readonly of: 'payment' | 'refund';
  readonly outTradeNo: string;
  /** The attempt's number, or the refund's. */
  readonly no: string;
  readonly amount: number;
  readonly feeType: string;
  /** The day whose statement is waited for; missing where the refund itself has not ended. */
  readonly waitsFor?: StatementDay;
}

export interface Counts {
  readonly missing_here: number;
  readonly missing_there: number;
  /** Amount, currency, state and duplicates. */
  readonly differ: number;
}

/** What one comparison came to. */
export interface Contents {
  readonly zone: string;
  readonly source: 'psp' | 'file';
  /** Milliseconds. */
  readonly madeAt: number;
  /** Lines that agree with our record, refunds too. */
  readonly matched: number;
  /** Lines that agree since the PSP was asked. */
  readonly settled: number;
  /** Findings that nobody decided, those that are left out of the list included. */
  readonly open: Counts;
  readonly findings: readonly Finding[];
  /** Findings that are only counted. */
  readonly leftOut: number;
  readonly pending: readonly Pending[];
  readonly pendingLeftOut: number;
  /** Numbers of ours that this statement has though they happened on another day. */
  readonly outside: readonly string[];
  readonly outsideLeftOut: number;
  readonly balances: readonly Balance[];
  readonly fees: readonly FeeSum[];
  /** What moved on the account; missing where nobody asked, as for a file on disk. */
  readonly funds?: Funds;
  /** Orders that could not be read, and so were not compared. */
  readonly unreadable: number;
}

/** What stands in a document before anything was compared. */
export const noContents: Contents = {
  zone: '',
  source: 'psp',
  madeAt: 0,
  matched: 0,
  settled: 0,
  open: { missing_here: 0, missing_there: 0, differ: 0 },
  findings: [],
  leftOut: 0,
  pending: [],
  pendingLeftOut: 0,
  outside: [],
  outsideLeftOut: 0,
  balances: [],
  fees: [],
  unreadable: 0,
};

export interface Problem {
  readonly code: string;
  readonly why: string;
}

export interface Report extends Versioned, Whose {
  readonly id: string;
  readonly date: StatementDay;
  readonly state: ReportState;
  /** Until then one process is at it; 0: nobody. */
  readonly leaseUntil: number;
  /** When the timer tries again; 0: not by itself. */
  readonly tryAt: number;
  readonly tries: number;
  /** When anything of it was written last, milliseconds. */
  readonly writtenAt: number;
  readonly problem?: Problem;
  readonly contents?: Contents;
  /** Findings that were decided and that a later comparison no longer found. */
  readonly past: readonly Finding[];
}

export const reportId = ({ paySp, configId }: Whose, date: StatementDay): string =>
  `${configId}:${paySp}:${date}`;

export function newReport(whose: Whose, date: StatementDay): Report {
  return {
    id: reportId(whose, date),
    version: undefined,
    paySp: whose.paySp,
    configId: whose.configId,
    date,
    state: 'waiting',
    leaseUntil: 0,
    tryAt: 0,
    tries: 0,
    writtenAt: 0,
    past: [],
  };
}

/** Findings of a report, those of the past too. */
export const allFindings = (report: Report | undefined): readonly Finding[] => [
  ...(report?.contents?.findings ?? []),
  ...(report?.past ?? []),
];

export const noCounts: Counts = { missing_here: 0, missing_there: 0, differ: 0 };

const columnOf = (kind: FindingKind): keyof Counts =>
  kind === 'missing_here' || kind === 'missing_there' ? kind : 'differ';

/** The counts with so many more findings of a kind; fewer where `by` is negative. */
export const counted = (counts: Counts, kind: FindingKind, by = 1): Counts => ({
  ...counts,
  [columnOf(kind)]: counts[columnOf(kind)] + by,
});
