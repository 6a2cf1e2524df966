/** What function `pay` is composed of. */
import { identity } from '../adapters/platform';
import { consoleLog } from '../adapters/system';
import type { Door } from '../kernel/callable';
import type { Shop } from '../payments/flows/shop';
import { shop } from './shop';

export { callable } from '../kernel/callable';
export { payActions } from '../payments/door';

export const door: Door<Shop> = { identity, log: consoleLog, room: shop };
