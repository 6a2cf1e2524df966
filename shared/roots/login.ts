/** What function `login` is composed of: identity over the cloud database and WeChat's server, and nothing of payments. */
import { cloudPasses } from '../adapters/cloud-passes';
import { cloudUsers } from '../adapters/cloud-users';
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { IdentityPorts } from '../identity/ports';
import type { Door } from '../kernel/callable';
import { wechatFor } from './wechat';

export { loginActions } from '../identity/door';
export { answerHttp } from '../identity/web-door';
export { callable } from '../kernel/callable';
export { isHttpEvent } from '../kernel/http-event';

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<IdentityPorts> => ({
  identity,
  log: consoleLog,
  room: { users: cloudUsers, passes: cloudPasses, wechat: wechatFor(context) },
});
