/** Writing reports: conditional on the newest document, and what persons decided meanwhile stays decided. */
import { change } from '../../kernel/versioned';
import type { StatementDay } from '../../payments';
import type { Finding, Whose } from './finding';
import { remembering } from './findings';
import type { Reconciling } from '../ports';
import {
  allFindings,
  counted,
  newReport,
  reportId,
  type Contents,
  type Problem,
  type Report,
  type ReportState,
} from './report';

const MOST_PAST = 300;

/** The report as it then is, with what one comparison came to in place of what was there. */
export async function keepContents(
  room: Reconciling,
  whose: Whose,
  day: StatementDay,
  contents: Contents,
): Promise<Report> {
  return changeReport(room, whose, day, (newest) => withContents(newest, contents, room.shop.clock.now()));
}

/** Says why there are no contents, or no newer ones: what was compared before stays. */
export async function keepProblem(
  room: Reconciling,
  { whose, day }: { readonly whose: Whose; readonly day: StatementDay },
  state: Exclude<ReportState, 'done'>,
  more: { readonly problem: Problem; readonly tryAt?: number },
): Promise<Report> {
  return changeReport(room, whose, day, (newest) => ({
    ...newest,
    state: newest.contents ? newest.state : state,
    problem: more.problem,
    leaseUntil: 0,
    tryAt: more.tryAt ?? 0,
    writtenAt: room.shop.clock.now(),
  }));
}

/** Writes what `decide` makes of the newest report of a day, which begins to exist with it. */
export async function changeReport(
  { reports }: Reconciling,
  whose: Whose,
  day: StatementDay,
  decide: (newest: Report) => Report,
): Promise<Report> {
  const first = newReport(whose, day);
  const known = await reports.get(first.id);
  if (!known) {
    const made = { ...decide(first), version: 1 };
    if (await reports.insert(made)) return made;
  }
  const newest = known ?? (await reports.get(reportId(whose, day))) ?? first;
  return (await change(reports, newest, decide)).document;
}

/** Pure, as `change` wants it. */
export function withContents(newest: Report, contents: Contents, now: number): Report {
  const before = new Map(allFindings(newest).map((one) => [one.id, one]));
  let { open } = contents;
  const findings = contents.findings.map((finding) => {
    const known = before.get(finding.id);
    if (!known?.decided || finding.decided) return finding;
    // Somebody decided it while the comparison ran.
    const remembered = remembering(finding, known);
    if (remembered.decided) open = counted(open, finding.kind, -1);
    return remembered;
  });
  const { problem: _solved, ...rest } = newest;
  return {
    ...rest,
    state: 'done',
    leaseUntil: 0,
    tryAt: 0,
    writtenAt: now,
    contents: { ...contents, findings, open },
    past: pastOf(newest, findings),
  };
}

/** What was decided and is not found any more is kept with its decision. */
function pastOf(newest: Report, findings: readonly Finding[]): readonly Finding[] {
  const found = new Set(findings.map(({ id }) => id));
  const isOver = ({ id, decided, decidedBefore }: Finding): boolean =>
    !found.has(id) && (decided !== undefined || (decidedBefore ?? []).length > 0);
  const over = new Map(
    allFindings(newest)
      .filter(isOver)
      .map((one) => [one.id, one]),
  );
  return [...over.values()].slice(-MOST_PAST);
}
