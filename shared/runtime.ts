/** The composition root: the only file that knows which adapter fills which port. */
import { sdkCloudPay } from './adapters/cloud-pay';
import { cloudStore } from './adapters/cloud-store';
import { requestPromiseHttp } from './adapters/http';
import { identity } from './adapters/platform';
import { consoleLog, millisecondsFrom, systemClock, systemRandom } from './adapters/system';
import type { Door } from './entry/callable';
import { onPaymentSuccess } from './on-payment-success';
import { openShop } from './usecases/shop';

export { isCalledByPerson } from './adapters/platform';

/** The door of a function that runs in the cloud (or in the local cloud, which it cannot tell apart). */
export const door: Door = {
  identity,
  shop: openShop({
    store: cloudStore,
    http: requestPromiseHttp(millisecondsFrom('HTTP_TIMEOUT_MS', 8000)),
    cloudPay: sdkCloudPay,
    clock: systemClock,
    random: systemRandom,
    log: consoleLog,
    configMaxAgeMs: millisecondsFrom('CONFIG_MAX_AGE_MS', 60_000),
    onPaymentSuccess,
  }),
};
