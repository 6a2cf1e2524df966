/** What function `pay` is composed of. */
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { Door } from '../kernel/callable';
import type { Shop } from '../payments/flows/shop';
import { shopFor } from './shop';

export { callable } from '../kernel/callable';
export { payActions } from '../payments/door';

/** The door for one call, by the platform's context of it. */
export const doorFor = (context: unknown): Door<Shop> => ({
  identity,
  log: consoleLog,
  room: shopFor(context),
});
