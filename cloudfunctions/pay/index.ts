/** Function `pay`: goods, orders, payments and refunds, asked by mini-programs and operators. */
import { callable, door, payActions } from '../../shared/roots/pay';

export const main = (event: unknown): Promise<unknown> => callable(door, payActions, event);
