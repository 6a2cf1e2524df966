/** The shop of an environment, reached from outside, over the clock that it lives by. */
import { useCloud } from '../../shared/adapters/cloud';
import { cloudFiles } from '../../shared/adapters/cloud-files';
import { cloudPspTokens } from '../../shared/adapters/cloud-credentials';
import { cloudStore } from '../../shared/adapters/cloud-store';
import { requestPromiseDownloads } from '../../shared/adapters/http-downloads';
import { requestPromiseHttp } from '../../shared/adapters/http';
import { systemRandom } from '../../shared/adapters/system';
import { HttpFailure } from '../../shared/kernel/http';
import { openShop, type Shop } from '../../shared/payments/flows/shop';
import { adminCloud } from './admin-cloud';
import { clockOf } from './clock';
import { connect, type Which } from './documents';

/** What a command works with. */
export interface ShopOf {
  /** The environment in words, for what is printed. */
  readonly name: string;
  readonly shop: Shop;
}

const ONLY_IN_THE_CLOUD = 'only a function can call cloudPay: use the operator’s pages on the phone';

/**
 * Merchants' hooks and all that follow the money are left to the functions' timer; cloudPay is the functions' alone.
 * @throws Error in words for whoever typed the command
 */
export async function openShopOf(which: Which): Promise<ShopOf> {
  const { name, localUrl, ...reached } = await connect(which);
  useCloud(adminCloud(reached));
  const shop = openShop({
    store: cloudStore,
    http: requestPromiseHttp(),
    downloads: requestPromiseDownloads(),
    pspTokens: cloudPspTokens,
    keptFiles: cloudFiles,
    cloudPay: {
      call: () => Promise.reject(new HttpFailure('unreachable', ONLY_IN_THE_CLOUD)),
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
  return { name, shop };
}
