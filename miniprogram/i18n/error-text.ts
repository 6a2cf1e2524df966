// What a failed call says to a person: the text for its code, else the server's own message.
import { ApiError } from '../services/api-error';
import { timeText } from '../view/time-text';
import { text, textIfAny } from './language';

/** A sentence for the screen; never a stack or an exception's name. */
export function errorText(failure: unknown): string {
  if (!(failure instanceof ApiError)) return text('error_UNKNOWN');
  if (failure.code === 'TOO_MANY_ATTEMPTS' && failure.retryAt !== undefined) {
    return text('try_again_at', { time: timeText(failure.retryAt) });
  }
  return textIfAny(`error_${failure.code}`) ?? (failure.message || text('error_UNKNOWN'));
}
