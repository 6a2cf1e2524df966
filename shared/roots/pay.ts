/** What function `pay` is composed of. */
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { Action, Actions, Door } from '../kernel/callable';
import { payActions as paymentActions } from '../payments/door';
import type { Shop } from '../payments/flows/shop';
import { shopFor } from './shop';

export { callable } from '../kernel/callable';

/** Actions of reconciliation are in a file that is loaded when one of them is asked for. */
const ofReconciliation = (name: string): Action<Shop> => ({
  for: 'signedIn',
  run: async (shop, event, caller) =>
    (await import('./reconciliation')).reconciliationAction(name, shop, event, caller),
});

const resolveFinding = ofReconciliation('resolve');

/** `resolve` is about a finding where it names one, else about what payments keep for a person. */
function resolve(ofPayments: Action<Shop> | undefined): Action<Shop> {
  const isFinding = (event: unknown): boolean =>
    typeof event === 'object' && event !== null && ('finding_id' in event || 'finding_ids' in event);
  return {
    for: 'signedIn',
    run: (shop, event, caller) =>
      (ofPayments && !isFinding(event) ? ofPayments : resolveFinding).run(shop, event, caller),
  };
}

export const payActions: Actions<Shop> = {
  ...paymentActions,
  resolve: resolve(paymentActions.resolve),
  listreconciliations: ofReconciliation('listreconciliations'),
  reconciliation: ofReconciliation('reconciliation'),
};

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<Shop> => ({
  identity,
  log: consoleLog,
  room: shopFor(context),
});
