// What a failed call says to an operator: what to do, and below it what the server wrote, which is for them too.
import { ApiError } from '../../services/api-error';
import { timeText } from '../../view/time-text';
import { wordIfAny, words } from './words';

/** A sentence in the reader's language, and the server's own words where there are any. */
export interface OperatorError {
  readonly trouble: string;
  readonly detail: string;
}

export const noError: OperatorError = { trouble: '', detail: '' };

export function operatorError(failure: unknown): OperatorError {
  const { errors } = words();
  if (!(failure instanceof ApiError)) return { trouble: errors.UNKNOWN, detail: '' };
  const { code, message, retryAt } = failure;
  const when = retryAt === undefined ? '' : ` (${timeText(retryAt)})`;
  return {
    trouble: wordIfAny(errors, code) ?? errors.UNKNOWN,
    detail: isOwn(code) ? '' : `${code}: ${message}${when}`,
  };
}

/** Failures on this side have nothing to tell of a server. */
const isOwn = (code: string): boolean => ['NO_ANSWER', 'BAD_ANSWER', 'NOT_KEPT'].includes(code);
