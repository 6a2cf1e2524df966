/** WeChat's server in the cloud: which adapter fills which port. */
import { configDocument } from '../adapters/cloud-config';
import { cloudCredentials } from '../adapters/cloud-credentials';
import { sdkCloudApi } from '../adapters/cloud-open-api';
import { requestPromiseHttp } from '../adapters/http';
import { timeLimitOf } from '../adapters/platform';
import { consoleLog, millisecondsFrom, systemClock, systemRandom } from '../adapters/system';
import { createOperators } from '../kernel/operators';
import { openWechat, wechatUntil, type Wechat } from '../wechat/open-api/wechat';

const configMaxAgeMs = millisecondsFrom('CONFIG_MAX_AGE_MS', 60_000);

/** WeChat for calls without an end of their own. */
export const wechat = openWechat({
  http: requestPromiseHttp(),
  cloudApi: sdkCloudApi,
  credentials: cloudCredentials,
  configDocument,
  configMaxAgeMs,
  clock: systemClock,
  random: systemRandom,
  log: consoleLog,
  exchangeLimitMs: millisecondsFrom('HTTP_TIMEOUT_MS', 8000),
});

/** WeChat for one call, which ends before the platform ends the function. */
export const wechatFor = (context: unknown): Wechat => wechatUntil(wechat, timeLimitOf(context));

/** Whether a caller is an operator of the shop. */
export const isOperator = createOperators({
  read: configDocument,
  clock: systemClock,
  maxAgeMs: configMaxAgeMs,
});
