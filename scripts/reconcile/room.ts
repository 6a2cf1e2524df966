/** What the command reconciles with: the shop of an environment, reached from outside. */
import { cloudBooks } from '../../shared/adapters/cloud-books';
import { paymentConfigIds } from '../../shared/adapters/cloud-config';
import { cloudReports } from '../../shared/adapters/cloud-reports';
import { fetchStatement, fundsOf, statementTimesOf } from '../../shared/payments';
import type { Reconciling } from '../../shared/reconciliation/ports';
import type { Which } from '../environment/documents';
import { openShopOf } from '../environment/shop';

/** @throws Error in words for whoever typed the command */
export async function openRoom(which: Which): Promise<{ readonly name: string; readonly room: Reconciling }> {
  const { name, shop } = await openShopOf(which);
  const statements: Reconciling['statements'] = {
    timesOf: ({ connector }) => statementTimesOf(connector),
    get: fetchStatement,
    fundsOf,
  };
  return {
    name,
    room: { shop, books: cloudBooks, reports: cloudReports, statements, configIds: paymentConfigIds },
  };
}
