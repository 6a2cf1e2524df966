// The only place that calls a cloud function: every answer is read, every failure is an ApiError.
import { ApiError, readResult } from './api-error';

/** Calls `name` with `data` and answers its result without the envelope. */
export async function call<T>(name: string, data: Record<string, unknown>): Promise<T> {
  let answer;
  try {
    answer = await wx.cloud.callFunction({ name, data });
  } catch (failure) {
    throw new ApiError('NO_ANSWER', failureText(failure));
  }
  // The border: beyond the envelope, the merchant's own functions are taken at their word.
  return readResult(answer.result) as T;
}

/** The text of a rejected wx call: WeChat rejects with `{ errMsg }`, not with an Error. */
export function failureText(failure: unknown): string {
  if (typeof failure === 'object' && failure !== null && 'errMsg' in failure) return String(failure.errMsg);
  return failure instanceof Error ? failure.message : String(failure);
}
