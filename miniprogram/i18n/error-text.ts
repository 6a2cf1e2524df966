// What a failed call says to a person, in the language of the screens.
import { ApiError } from '../services/api-error';
import { errorSentence } from '../services/error-sentence';
import { timeText } from '../view/time-text';
import { language, text } from './language';

/** A sentence for the screen; where the back end knows from when on trying again can succeed, it says when. */
export function errorText(failure: unknown): string {
  if (failure instanceof ApiError && failure.code === 'TOO_MANY_ATTEMPTS' && failure.retryAt !== undefined) {
    return text('try_again_at', { time: timeText(failure.retryAt) });
  }
  return errorSentence(failure, language());
}
