/** What operators may ask of function `pay` about reconciliation and figures: action by action what comes in and what goes out. */
import type { Action, Actions } from '../kernel/callable';
import { PayError } from '../kernel/errors';
import { readInput } from '../kernel/input';
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import { noteUnreadable, unreadableView } from '../payments';
import { figuresOf } from './figures';
import { exportOrders } from './export-orders';
import { exportPlaceInput, exportView, figuresInput, figuresView } from './figures-words';
import { resolveFinding, type Ruling } from './reports/decide';
import type { Reconciling } from './ports';
import { reportId } from './reports/report';
import { operatedConfig } from './reports/rights';
import {
  decideInput,
  decideManyInput,
  findingView,
  listInput,
  reportInput,
  reportView,
  wholeReportView,
} from './reports/words';

type Result = Readonly<Record<string, unknown>>;

const listReconciliations: Action<Reconciling> = {
  for: 'signedIn',
  async run({ shop, reports }, event, caller) {
    const { before, before_id: beforeId, limit } = readInput(listInput, event);
    const config = await operatedConfig(shop, caller);
    const paySps = config.operatedPsps(caller.openid).filter((paySp) => paySp !== '');
    const place = { before: before ?? Number.MAX_SAFE_INTEGER, ...present({ beforeId }) };
    const page = { configId: config.id, paySps, ...place, limit };
    const { items, unreadable } = await reports.list(page);
    noteUnreadable(shop, unreadable);
    return { reports: items.map(reportView), ...unreadableView(unreadable) };
  },
};

const reconciliation: Action<Reconciling> = {
  for: 'signedIn',
  async run({ shop, reports }, event, caller) {
    const { pay_sp: paySp, date } = readInput(reportInput, event);
    const config = await operatedConfig(shop, caller);
    const mayIt = config.isOperator(caller.openid, paySp);
    const report = mayIt ? await reports.get(reportId({ paySp, configId: config.id }, date)) : undefined;
    if (report) return wholeReportView(report);
    throw new PayError('REPORT_NOT_FOUND', `there is no report of that PSP on ${date} that you may see`);
  },
};

/** One finding, or a list of them under one explanation. */
const resolve: Action<Reconciling> = {
  for: 'signedIn',
  async run(room, event, caller) {
    if (typeof event === 'object' && event !== null && 'finding_ids' in event) {
      const { finding_ids: ids, ...ruling } = readInput(decideManyInput, event);
      return { findings: await resolveMany(room, caller, ids, ruling) };
    }
    const { finding_id: id, ...ruling } = readInput(decideInput, event);
    return findingView(await resolveFinding(room, caller, id, ruling));
  },
};

/** Each by itself: what cannot be decided says why and keeps nobody from the others. */
async function resolveMany(
  room: Reconciling,
  caller: Caller,
  ids: readonly string[],
  ruling: Ruling,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const id of new Set(ids)) {
    const result = await resolveFinding(room, caller, id, ruling).then(
      (finding) => ({ errcode: 0, ...findingView(finding) }),
      (error: unknown) => refusal(id, error),
    );
    results.push(result);
  }
  return results;
}

function refusal(id: string, error: unknown): Result {
  if (!(error instanceof PayError)) throw error;
  return { finding_id: id, errcode: error.errcode, errmsg: `${error.code}: ${error.message}` };
}

const figures: Action<Reconciling> = {
  for: 'signedIn',
  async run(room, event, caller) {
    const { figures: found, unreadable } = await figuresOf(room, caller, readInput(figuresInput, event));
    return { figures: found.map(figuresView), ...unreadableView(unreadable) };
  },
};

const exportOrdersAction: Action<Reconciling> = {
  for: 'signedIn',
  async run(room, event, caller) {
    const days = readInput(figuresInput, event);
    const { before, before_no: beforeNo } = readInput(exportPlaceInput, event);
    const after = before === undefined || beforeNo === undefined ? undefined : { before, beforeNo };
    const page = await exportOrders(room, caller, { ...days, ...present({ after }) });
    return { ...exportView(page), ...unreadableView(page.unreadable) };
  },
};

export const reconciliationActions: Actions<Reconciling> = {
  figures,
  exportorders: exportOrdersAction,
  listreconciliations: listReconciliations,
  reconciliation,
  resolve,
};
