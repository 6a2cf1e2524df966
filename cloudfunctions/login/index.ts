/** Function `login`: who the customer is. */
import { callable, doorFor, loginActions } from '../../shared/roots/login';

export const main = (event: unknown, context: unknown): Promise<unknown> =>
  callable(doorFor(context), loginActions, event);
