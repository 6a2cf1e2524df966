/** What the command reconciles with: the shop of an environment, reached from outside, over the clock that it lives by. */
import { cloudBooks } from '../../shared/adapters/cloud-books';
import { useCloud } from '../../shared/adapters/cloud';
import { paymentConfigIds } from '../../shared/adapters/cloud-config';
import { cloudReports } from '../../shared/adapters/cloud-reports';
import { cloudStore } from '../../shared/adapters/cloud-store';
import { cloudPspTokens } from '../../shared/adapters/cloud-credentials';
import { cloudFiles } from '../../shared/adapters/cloud-files';
import { requestPromiseDownloads } from '../../shared/adapters/http-downloads';
import { requestPromiseHttp } from '../../shared/adapters/http';
import { systemRandom } from '../../shared/adapters/system';
import { HttpFailure } from '../../shared/kernel/http';
import { fetchStatement, fundsOf, statementTimesOf } from '../../shared/payments';
import { openShop } from '../../shared/payments/flows/shop';
import type { Reconciling } from '../../shared/reconciliation/ports';
import { adminCloud } from '../environment/admin-cloud';
import { clockOf } from '../environment/clock';
import { connect, type Which } from '../environment/documents';

/** @throws Error in words for whoever typed the command */
export async function openRoom(which: Which): Promise<{ readonly name: string; readonly room: Reconciling }> {
  const { name, localUrl, ...reached } = await connect(which);
  useCloud(adminCloud(reached));
  const shop = openShop({
    store: cloudStore,
    http: requestPromiseHttp(),
    downloads: requestPromiseDownloads(),
    pspTokens: cloudPspTokens,
    keptFiles: cloudFiles,
    cloudPay: {
      call: () => Promise.reject(new HttpFailure('unreachable', 'only a function can call cloudPay')),
    },
    clock: await clockOf(localUrl),
    random: systemRandom,
    log: () => undefined,
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 30_000,
    onPaymentSuccess: async () => undefined,
    leavesHooks: true,
    followUps: [],
  });
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
