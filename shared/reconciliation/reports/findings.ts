/** The findings of one comparison: each once, with what earlier comparisons and persons know of it; so many listed, all counted. */
import { essenceOf, findingId, type Finding, type FindingKind, type Found, type Whose } from './finding';
import { counted, noCounts, type Counts } from './report';

/** One document must hold them all. */
export const MOST_FINDINGS = 300;
const MOST_DECIDED_BEFORE = 10;

export class Findings {
  private readonly found = new Map<string, Finding>();
  private counts = noCounts;
  private uncounted = 0;

  /** `known`: findings of earlier comparisons of this day, and of the days beside it. */
  constructor(
    private readonly whose: Whose,
    private readonly known: ReadonlyMap<string, Finding>,
    private readonly now: number,
  ) {}

  add(found: Found): void {
    const id = findingId(this.whose, found);
    const before = this.found.get(id);
    if (before) {
      this.found.set(id, this.withPast({ ...before, times: before.times + 1 }));
      return;
    }
    const finding = this.withPast({ ...found, id, times: 1, since: this.now });
    const isListed = this.found.size < MOST_FINDINGS;
    if (isListed) this.found.set(id, finding);
    else if (!finding.decided) this.count(finding.kind, 1);
  }

  /** So many more that are not listed. */
  count(kind: FindingKind, times: number): void {
    this.counts = counted(this.counts, kind, times);
    this.uncounted += times;
  }

  get list(): readonly Finding[] {
    return [...this.found.values()];
  }

  get leftOut(): number {
    return this.uncounted;
  }

  get open(): Counts {
    return this.list
      .filter(({ decided }) => !decided)
      .reduce((counts, { kind }) => counted(counts, kind), this.counts);
  }

  private withPast(finding: Finding): Finding {
    const before = this.known.get(finding.id);
    return before ? remembering(finding, before) : finding;
  }
}

/** A finding with what is known of it from before: a decision holds until what it was about changes. */
export function remembering(finding: Finding, before: Finding): Finding {
  const { decided: _now, decidedBefore: _before, ...bare } = finding;
  const isSame = essenceOf(finding) === essenceOf(before);
  const older = before.decidedBefore ?? [];
  if (isSame) {
    return {
      ...bare,
      since: before.since,
      ...(before.decided ? { decided: before.decided } : {}),
      ...(older.length === 0 ? {} : { decidedBefore: older }),
    };
  }
  const all = [...older, ...(before.decided ? [before.decided] : [])].slice(-MOST_DECIDED_BEFORE);
  return all.length === 0 ? bare : { ...bare, decidedBefore: all };
}
