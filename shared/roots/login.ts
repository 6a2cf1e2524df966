/** What function `login` is composed of: identity over the cloud database, and nothing of payments. */
import { cloudUsers } from '../adapters/cloud-users';
import { identity } from '../adapters/platform';
import { consoleLog, systemClock } from '../adapters/system';
import type { IdentityPorts } from '../identity/ports';
import type { Door } from '../kernel/callable';

export { loginActions } from '../identity/door';
export { callable } from '../kernel/callable';

export const door: Door<IdentityPorts> = {
  identity,
  log: consoleLog,
  room: { users: cloudUsers, clock: systemClock },
};
