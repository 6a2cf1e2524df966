/** The daily digest and the alarms: what is looked at for them, and who is told. A file of its own, which only the timer loads. */
import { cloudAlarms } from '../adapters/cloud-alarms';
import { cloudDigests } from '../adapters/cloud-digests';
import { paymentConfigIds } from '../adapters/cloud-config';
import { cloudReports } from '../adapters/cloud-reports';
import { isOnThisMachine, outsideHttp } from '../adapters/public-addresses';
import { consoleLog } from '../adapters/system';
import { onDailyDigest } from '../on-daily-digest';
import type { DailyMatter } from '../payments/daily-matters';
import { alarmHookIn } from '../payments/flows/daily/alarm-hook';
import { matterOf } from '../payments/flows/daily/digest';
import { createAlarms } from '../payments/flows/daily/raise-alarms';
import { createDailyTelling } from '../payments/flows/daily/tell-once-a-day';
import { whatWaits } from '../payments/flows/daily/what-waits';
import { DEFAULT_CONFIG_ID } from '../payments/flows/payment-config';
import type { Shop } from '../payments/flows/shop';
import { failedDays, MOST_REPORTS } from '../reconciliation/failed-days';

const telling = createDailyTelling();

/** Documents of so many apps are looked at. */
const MOST_CONFIGS = 20;

/** Tells the merchant's hook of the day, unless that was done. */
export const tellDailyDigest = (shop: Shop): Promise<void> =>
  telling.run({
    clock: shop.clock,
    log: consoleLog,
    days: cloudDigests,
    matters: () => mattersOf(shop),
    async tell(digest) {
      consoleLog('daily_digest', { day: digest.day, text: digest.text.en });
      await onDailyDigest(digest, async (appid) => {
        const { messagesUntil } = await import('./messages');
        return messagesUntil(appid, shop.deadline);
      });
    },
  });

const alarms = createAlarms();

/** How long the address for alarms may take, and what must be left of the function's time afterwards, milliseconds. */
const SENDING_MS = 5000;
const WRITING_MS = 1500;

/** Tells the address for alarms what it was not told today. */
export const raiseAlarms = (shop: Shop): Promise<void> =>
  alarms.run({
    clock: shop.clock,
    log: consoleLog,
    days: cloudAlarms,
    async hook() {
      const document = await shop.store.configDocument(DEFAULT_CONFIG_ID);
      return document && alarmHookIn(document, isOnThisMachine());
    },
    matters: () => mattersOf(shop),
    send: (request) =>
      outsideHttp().send(request, Math.min(SENDING_MS, shop.deadline - shop.clock.now() - WRITING_MS)),
  });

async function mattersOf(shop: Shop): Promise<readonly DailyMatter[]> {
  const configIds = await paymentConfigIds(MOST_CONFIGS);
  const ofReports = configIds.map(async (configId) => {
    const days = await failedDays({ shop, reports: cloudReports }, configId);
    return matterOf('reconciliation_failed', days, { limit: MOST_REPORTS, configId });
  });
  const reports = (await Promise.all(ofReports)).filter((one) => one !== undefined);
  return [...(await whatWaits(shop, configIds)), ...reports];
}
