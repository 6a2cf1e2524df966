/** The shop in the cloud (or in the local cloud, which it cannot tell apart): which adapter fills which port. */
import { sdkCloudPay } from '../adapters/cloud-pay';
import { cloudStore } from '../adapters/cloud-store';
import { requestPromiseHttp } from '../adapters/http';
import { consoleLog, millisecondsFrom, systemClock, systemRandom } from '../adapters/system';
import { onPaymentSuccess } from '../on-payment-success';
import { openShop } from '../payments/flows/shop';

export const shop = openShop({
  store: cloudStore,
  http: requestPromiseHttp(millisecondsFrom('HTTP_TIMEOUT_MS', 8000)),
  cloudPay: sdkCloudPay,
  clock: systemClock,
  random: systemRandom,
  log: consoleLog,
  configMaxAgeMs: millisecondsFrom('CONFIG_MAX_AGE_MS', 60_000),
  onPaymentSuccess,
});
