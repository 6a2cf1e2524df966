/** Function `login`: who the customer is. */
import { callable } from '../../shared/entry/callable';
import { loginActions } from '../../shared/entry/login-actions';
import { door } from '../../shared/runtime';

export const main = (event: unknown): Promise<unknown> => callable(door, loginActions, event);
