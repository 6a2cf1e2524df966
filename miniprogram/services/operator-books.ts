// The shop's days: what the PSPs' books say beside ours, and what was ordered, paid and given back.
import { call, read } from './cloud';
import type { DaysInZone, Unreadable } from './operator';

export type ReportState = 'waiting' | 'done' | 'unusable' | 'too_large' | 'given_up';

/** The sums of one currency, minor units. */
export interface Balance {
  readonly fee_type: string;
  readonly ours: number;
  readonly theirs: number;
  readonly pending: number;
  readonly difference: number;
}

/** One day at one PSP; counts only once it was compared. */
export interface Report {
  readonly report_id: string;
  readonly pay_sp: string;
  /** `2026-11-24`, in `zone`. */
  readonly date: string;
  readonly state: ReportState;
  readonly written_at: number;
  readonly problem?: string;
  readonly problem_why?: string;
  readonly zone?: string;
  readonly made_at?: number;
  readonly matched?: number;
  readonly missing_here?: number;
  readonly missing_there?: number;
  readonly differ?: number;
  readonly decided?: number;
  readonly pending?: number;
  readonly unreadable?: number;
  readonly balances?: readonly Balance[];
}

/** What one side says; the amount in minor units. */
export interface Side {
  readonly state: string;
  readonly amount: number;
  readonly fee_type: string;
  readonly sp_trade_no?: string;
  readonly transaction_id?: string;
  readonly at?: number;
}

export type FindingKind = 'missing_here' | 'missing_there' | 'amount' | 'currency' | 'state' | 'duplicate';

export type FindingDecision = 'dismissed' | 'returned_elsewhere';

/** One thing that the books say differently; `null`: that side has nothing. */
export interface Finding {
  readonly finding_id: string;
  readonly kind: FindingKind;
  readonly of: 'payment' | 'refund';
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly ours: Side | null;
  readonly theirs: Side | null;
  /** A sentence of the server with every field that differs. */
  readonly reason: string;
  readonly times: number;
  readonly since: number;
  readonly decision?: FindingDecision;
  readonly explanation?: string;
  readonly decided_by?: string;
  readonly decided_at?: number;
}

/** A report with its differences; `past`: decided, and no longer found. */
export interface WholeReport extends Report {
  readonly findings: readonly Finding[];
  readonly left_out: number;
  readonly past: readonly Finding[];
}

/** Reports, those written last first. */
export const listReports = (limit: number, after?: Report) =>
  read<{ readonly reports: readonly Report[]; readonly unreadable?: readonly Unreadable[] }>('pay', {
    action: 'listreconciliations',
    limit,
    ...(after ? { before: after.written_at, before_id: after.report_id } : {}),
  });

export const reportOf = (pay_sp: string, date: string) =>
  read<WholeReport>('pay', { action: 'reconciliation', pay_sp, date });

export const resolveFinding = (finding_id: string, decision: FindingDecision, explanation: string) =>
  call<Finding>('pay', { action: 'resolve', finding_id, decision, explanation });

/** A day at a PSP in one currency; sums in minor units. `pay_sp` is empty where nobody has tried to pay yet. */
export interface Figure {
  readonly day: string;
  readonly pay_sp: string;
  readonly fee_type: string;
  readonly orders: number;
  readonly paid: number;
  readonly refunded: number;
  readonly kept_aside: number;
}

/** The figures of these days, at most 92. */
export const figuresOf = (days: DaysInZone) =>
  read<{ readonly figures: readonly Figure[]; readonly unreadable?: readonly Unreadable[] }>('pay', {
    action: 'figures',
    ...days,
  });
