// What a failed call says to a person: a sentence for its code. What the server wrote for developers and operators stays there.
import { ApiError } from '../services/api-error';
import { timeText } from '../view/time-text';
import { text, textIfAny } from './language';

/** A sentence for the screen; never a stack, a code, a configuration key or the words of a PSP. */
export function errorText(failure: unknown): string {
  if (!(failure instanceof ApiError)) return text('error_UNKNOWN');
  if (failure.code === 'TOO_MANY_ATTEMPTS' && failure.retryAt !== undefined) {
    return text('try_again_at', { time: timeText(failure.retryAt) });
  }
  return textIfAny(`error_${failure.code}`) ?? text('error_UNKNOWN');
}
