/** What the reports of other days say of ours: a payment around midnight is in one statement or the other. */
import { PayError } from '../../kernel/errors';
import { noteUnreadable, type StatementDay } from '../../payments';
import { REPORTS, type Reconciling } from '../ports';
import type { Whose } from '../reports/finding';
import { reportId, type Report } from '../reports/report';

/** The report of another day. One that somebody spoilt is as good as none: the day that is compared is not to blame. */
export async function reportBeside(
  { reports, shop }: Reconciling,
  whose: Whose,
  day: StatementDay,
): Promise<Report | undefined> {
  const id = reportId(whose, day);
  return reports.get(id).catch((error: unknown) => {
    if (!(error instanceof PayError) || error.code !== 'DOCUMENT_UNREADABLE') throw error;
    noteUnreadable(shop, [{ collection: REPORTS, id, problem: error.message }]);
    return undefined;
  });
}

/** `there`: that day's statement has it. `not there`: it has not. `unknown`: that day was not compared, or its list was cut. */
export type Evidence = 'there' | 'not there' | 'unknown';

export class Neighbour {
  private readonly lacked: ReadonlySet<string>;
  private readonly outside: ReadonlySet<string>;

  constructor(private readonly report: Report | undefined) {
    const { findings = [], pending = [], outside = [] } = report?.contents ?? {};
    const missing = findings.filter(({ kind }) => kind === 'missing_there');
    this.lacked = new Set([
      ...pending.map(({ no }) => no),
      ...missing.map(({ outRefundNo, ours }) => outRefundNo ?? ours?.attemptNo ?? ''),
    ]);
    this.outside = new Set(outside);
  }

  /** `isItsDay`: it belongs to that day, so that day's statement was searched for it. */
  says(no: string, isItsDay: boolean): Evidence {
    if (!this.report?.contents) return 'unknown';
    if (this.outside.has(no)) return 'there';
    if (this.lacked.has(no)) return 'not there';
    const { leftOut, pendingLeftOut, outsideLeftOut } = this.report.contents;
    if (isItsDay) return leftOut + pendingLeftOut === 0 ? 'there' : 'unknown';
    return outsideLeftOut === 0 ? 'not there' : 'unknown';
  }
}

/** Other days, each read once. */
export type Neighbours = (day: StatementDay) => Promise<Neighbour>;

/** `pending`: waits for the statement of `waitsFor`. `settled`: another day's statement has it, or another day will say. */
export type Lack =
  | { readonly is: 'missing' }
  | { readonly is: 'settled' }
  | { readonly is: 'pending'; readonly waitsFor: StatementDay };

/**
 * What it means that the statement of `day` lacks one of ours. `days`: those whose statements may have it, the one that it
 * belongs to first. The days beside are asked too: what was learned late carries the moment when it was learned.
 */
export async function lackOf(
  no: string,
  days: readonly StatementDay[],
  day: StatementDay,
  { neighbours, beside }: { readonly neighbours: Neighbours; readonly beside: readonly StatementDay[] },
): Promise<Lack> {
  const [own] = days;
  const others = days.filter((one) => one !== day);
  const said = new Map<StatementDay, Evidence>();
  for (const other of new Set([...others, ...beside])) {
    const evidence = (await neighbours(other)).says(no, other === own);
    if (evidence === 'there') return { is: 'settled' };
    said.set(other, evidence);
  }
  const open = others.find((other) => said.get(other) === 'unknown');
  // Only the report of its own day carries it over; that day's comparison will find it if this one does not.
  if (open !== undefined) return own === day ? { is: 'pending', waitsFor: open } : { is: 'settled' };
  return { is: 'missing' };
}
