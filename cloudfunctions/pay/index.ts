/** Function `pay`: goods, orders, payments and refunds, asked by mini-programs and operators. */
import { callable } from '../../shared/entry/callable';
import { payActions } from '../../shared/entry/pay-actions';
import { door } from '../../shared/runtime';

export const main = (event: unknown): Promise<unknown> => callable(door, payActions, event);
