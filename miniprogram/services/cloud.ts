// The only place that calls a cloud function: every answer is read, every failure is an ApiError. What only reads, or
// carries a number of its own, is asked again by itself where no answer came; what else changes something is left to the person, who
// sees that it did not answer.
import { ApiError, readResult } from './api-error';
import { environment } from './environment';

/** How long to wait before a question is put again, in ms; as often as there are numbers. */
export const readPauses: readonly number[] = [300, 1200];

/** Calls `name` with `data`, once, and answers its result without the envelope. */
export async function call<T>(name: string, data: Record<string, unknown>): Promise<T> {
  let answer;
  try {
    answer = await (await environment()).callFunction({ name, data });
  } catch (failure) {
    throw new ApiError('NO_ANSWER', failureText(failure));
  }
  // The border: beyond the envelope, the merchant's own functions are taken at their word.
  return readResult(answer.result) as T;
}

/** As `call`, for what changes nothing when it is asked twice: asks again where no answer came. */
export async function read<T>(name: string, data: Record<string, unknown>): Promise<T> {
  for (const pause of readPauses) {
    try {
      return await call<T>(name, data);
    } catch (failure) {
      if (!isNoAnswer(failure)) throw failure;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return call<T>(name, data);
}

/** Whether the service was not reached, so that nothing is known. */
export const isNoAnswer = (failure: unknown): boolean =>
  failure instanceof ApiError && failure.code === 'NO_ANSWER';

/** The text of a rejected wx call: WeChat rejects with `{ errMsg }`, not with an Error. */
export function failureText(failure: unknown): string {
  if (typeof failure === 'object' && failure !== null && 'errMsg' in failure) return String(failure.errMsg);
  return failure instanceof Error ? failure.message : String(failure);
}

/** Why WeChat refused: the person left, did not agree to the privacy notice, did not give the permission, or something else. */
export type Refusal = 'cancelled' | 'privacy' | 'denied' | 'failed';

/** Reads the refusal of a wx call. */
export function refusalOf(failure: unknown): Refusal {
  const said = failureText(failure);
  if (said.includes('privacy')) return 'privacy';
  if (said.includes('cancel')) return 'cancelled';
  return /auth|deny|denied/.test(said) ? 'denied' : 'failed';
}
