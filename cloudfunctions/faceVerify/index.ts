/** Function `faceVerify`: whether a customer is who they say. */
import { callable, doorFor, faceActions } from '../../shared/roots/faceVerify';

export const main = (event: unknown, context: unknown): Promise<unknown> =>
  callable(doorFor(context), faceActions, event);
