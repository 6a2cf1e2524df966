/** Function `login`: who the customer is. */
import { callable, door, loginActions } from '../../shared/roots/login';

export const main = (event: unknown): Promise<unknown> => callable(door, loginActions, event);
