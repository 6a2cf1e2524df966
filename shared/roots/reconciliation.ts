/**
 * Reconciliation in the cloud: which adapter fills which port. A file of its own, loaded when an operator asks about it, or when the
 * timer has time for it.
 */
import { cloudBooks } from '../adapters/cloud-books';
import { paymentConfigIds } from '../adapters/cloud-config';
import { cloudReports } from '../adapters/cloud-reports';
import { PayError } from '../kernel/errors';
import type { Caller } from '../kernel/ports';
import { fetchStatement, fundsOf, statementTimesOf, type Shop } from '../payments';
import { reconciliationActions } from '../reconciliation/door';
import type { Reconciling } from '../reconciliation/ports';
import { createReconciliationTimer } from '../reconciliation/run-for-timer';

export const reconcilingOver = (shop: Shop): Reconciling => ({
  shop,
  books: cloudBooks,
  reports: cloudReports,
  statements: { timesOf: ({ connector }) => statementTimesOf(connector), get: fetchStatement, fundsOf },
  configIds: paymentConfigIds,
});

/** One of the actions of reconciliation, by its name. */
export async function reconciliationAction(
  name: string,
  shop: Shop,
  event: unknown,
  caller: Caller,
): Promise<Readonly<Record<string, unknown>>> {
  const action = reconciliationActions[name];
  if (!action) throw new PayError('UNKNOWN_ACTION', `reconciliation has no action ${name}`);
  return action.run(reconcilingOver(shop), event, caller);
}

const timer = createReconciliationTimer();

/** Compares what is due until `until`, milliseconds. */
export const reconcileUntil = (shop: Shop, until: number): Promise<void> =>
  timer.run(reconcilingOver(shop), until);
