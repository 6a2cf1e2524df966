/** A person's decision about a finding: who, when and why stay with it, and it does not come again until it changes. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import { change } from '../../kernel/versioned';
import { noteInJournal, noteUnreadable } from '../../payments';
import type { Decided, Finding, FindingDecision } from './finding';
import type { Reconciling } from '../ports';
import { allFindings, counted, type Report } from './report';
import { operatedConfig } from './rights';

export interface Ruling {
  readonly decision: FindingDecision;
  readonly explanation: string;
}

/**
 * The finding, decided. The same decision again answers the same, whoever repeats it.
 * @throws PayError FORBIDDEN, FINDING_NOT_FOUND, FINDING_DECIDED
 */
export async function resolveFinding(
  room: Reconciling,
  caller: Caller,
  findingId: string,
  ruling: Ruling,
): Promise<Finding> {
  const config = await operatedConfig(room.shop, caller);
  const { items, unreadable } = await room.reports.withFinding(findingId);
  noteUnreadable(room.shop, unreadable);
  const reports = items.filter(
    ({ configId, paySp }) => configId === config.id && config.isOperator(caller.openid, paySp),
  );
  const decided = { ...ruling, by: caller.openid, at: room.shop.clock.now() };
  let finding: Finding | undefined;
  // Around midnight the same finding may stand in the reports of two days.
  for (const report of reports) finding = await decideIn(room, report, findingId, decided);
  if (!finding) {
    throw new PayError('FINDING_NOT_FOUND', `there is no finding ${findingId} that you may decide`);
  }
  await noteDecision(room, finding);
  return finding;
}

/** In the order's journal too, where there is an order; the report has it in any case. */
async function noteDecision(
  { shop }: Reconciling,
  { id, kind, outTradeNo, decided }: Finding,
): Promise<void> {
  if (!decided) return;
  const { decision, by, explanation: why } = decided;
  const event = `decided: ${decision} ${kind}, finding ${id}`;
  await noteInJournal(shop, outTradeNo, event, { by, why }).catch((error: unknown) => {
    shop.log('not_noted', {
      out_trade_no: outTradeNo,
      why: error instanceof Error ? error.message : 'threw',
    });
  });
}

async function decideIn(
  { reports }: Reconciling,
  report: Report,
  findingId: string,
  decided: Decided,
): Promise<Finding | undefined> {
  const { document } = await change(reports, report, (newest) => withDecision(newest, findingId, decided));
  return allFindings(document).find(({ id }) => id === findingId);
}

/** Pure, as `change` wants it. Undefined where it was decided like this already, or is gone. */
function withDecision(report: Report, findingId: string, decided: Decided): Report | undefined {
  const finding = allFindings(report).find(({ id }) => id === findingId);
  if (!finding) return undefined;
  if (finding.decided) {
    const { decision, by } = finding.decided;
    if (decision === decided.decision) return undefined;
    throw new PayError('FINDING_DECIDED', `finding ${findingId} was decided as ${decision} by ${by}`);
  }
  const { contents } = report;
  if (!contents?.findings.includes(finding)) return undefined;
  const findings = contents.findings.map((one) => (one.id === findingId ? { ...one, decided } : one));
  const open = counted(contents.open, finding.kind, -1);
  return { ...report, contents: { ...contents, findings, open } };
}
