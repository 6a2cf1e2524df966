/** The shop in the cloud (or in the local cloud, which it cannot tell apart): which adapter fills which port. */
import { sdkCloudPay } from '../adapters/cloud-pay';
import { cloudPspTokens } from '../adapters/cloud-credentials';
import { cloudStore } from '../adapters/cloud-store';
import { requestPromiseHttp } from '../adapters/http';
import { timeLimitOf } from '../adapters/platform';
import { consoleLog, millisecondsFrom, systemClock, systemRandom } from '../adapters/system';
import { onPaymentSuccess } from '../on-payment-success';
import { followUpNames, type FollowUpName } from '../payments/order/order';
import type { FollowUp } from '../payments/ports';
import { openShop, shopUntil, type Shop } from '../payments/flows/shop';
import type { OpenMessages } from '../wechat/messages';

/** Loaded on first use: an order that is only made, or refused, does not pay for it. */
const follower = (name: FollowUpName): FollowUp => ({
  name,
  isWanted: async (order) => (await import('./follow-ups')).followUps[name].isWanted(order),
  tell: async (order, deadline) => (await import('./follow-ups')).followUps[name].tell(order, deadline),
});

/** The hook has so long; a message that it sends must end before. */
const HOOK_MS = 8000;
const messagesFor = (appid: string): OpenMessages => {
  const deadline = systemClock.now() + HOOK_MS;
  return async () => (await import('./messages')).messagesUntil(appid, deadline);
};

const shop = openShop({
  store: cloudStore,
  pspTokens: cloudPspTokens,
  http: requestPromiseHttp(),
  // Statements alone are downloaded and kept.
  downloads: {
    open: async (...request) =>
      (await import('../adapters/http-downloads')).requestPromiseDownloads().open(...request),
  },
  keptFiles: { begin: async () => (await import('../adapters/cloud-files')).cloudFiles.begin() },
  cloudPay: sdkCloudPay,
  clock: systemClock,
  random: systemRandom,
  log: consoleLog,
  configMaxAgeMs: millisecondsFrom('CONFIG_MAX_AGE_MS', 60_000),
  exchangeLimitMs: millisecondsFrom('HTTP_TIMEOUT_MS', 8000),
  onPaymentSuccess: (order) => onPaymentSuccess(order, messagesFor(order.appid)),
  followUps: followUpNames.map(follower),
});

/** The shop for one call, which ends before the platform ends the function. */
export const shopFor = (context: unknown): Shop => shopUntil(shop, timeLimitOf(context));
