/** What function `pay` is composed of. */
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { Action, Actions, Door } from '../kernel/callable';
import { explainConfig, payActionsWith } from '../payments/door';
import type { Shop } from '../payments/flows/shop';
import { shopFor } from './shop';

export { callable } from '../kernel/callable';

/** Actions of reconciliation are in a file that is loaded when one of them is asked for. */
const ofReconciliation = (name: string): Action<Shop> => ({
  for: 'signedIn',
  run: async (shop, event, caller) =>
    (await import('./reconciliation')).reconciliationAction(name, shop, event, caller),
});

const decide = ofReconciliation('resolve');

const ofPayments = payActionsWith({
  resolveFinding: (shop, caller, findingId, { word, explanation }) =>
    decide.run(shop, { finding_id: findingId, decision: word, explanation }, caller),
  messageTemplates: async (appid) => (await import('./messages')).messageTemplates(appid),
});

const namesFindings = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'finding_ids' in event;

export const payActions: Actions<Shop> = {
  ...ofPayments,
  resolve: {
    for: 'signedIn',
    run: (shop, event, caller) =>
      (namesFindings(event) ? decide : (ofPayments.resolve ?? decide)).run(shop, event, caller),
  },
  listreconciliations: ofReconciliation('listreconciliations'),
  reconciliation: ofReconciliation('reconciliation'),
  figures: ofReconciliation('figures'),
  exportorders: ofReconciliation('exportorders'),
};

/** The door for one call, by the platform's context of it. */
export function doorFor(context: unknown): Door<Shop> {
  const room = shopFor(context);
  const explain: Door<Shop>['explain'] = ({ fields: { config_id: configId } }, { openid }) =>
    typeof configId === 'string' ? explainConfig(room, configId, openid) : Promise.resolve({});
  return { identity, log: consoleLog, room, explain };
}
