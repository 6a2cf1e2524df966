/** Function `cardSync`: member cards, points and coupons. */
import { callable, doorFor, cardSyncActions } from '../../shared/roots/cardSync';

export const main = (event: unknown, context: unknown): Promise<unknown> =>
  callable(doorFor(context), cardSyncActions, event);
