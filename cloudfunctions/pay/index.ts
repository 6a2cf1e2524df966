/** Function `pay`: goods, orders, payments and refunds, asked by mini-programs and operators. */
import { callable, doorFor, payActions } from '../../shared/roots/pay';

export const main = (event: unknown, context: unknown): Promise<unknown> =>
  callable(doorFor(context), payActions, event);
