// What a call to the back end can fail with, and the one place where its answers are read.

/** A call that did not succeed. `code` is the back end's stable code, or `NO_ANSWER` / `BAD_ANSWER` from this side. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** From when on trying again can succeed, in ms since the epoch, where the back end knows. */
    readonly retryAt?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The result of a cloud function, or an ApiError where it says `errcode` ≠ 0 (`errmsg` is `CODE: text`). */
export function readResult(result: unknown): object {
  if (typeof result !== 'object' || result === null || !('errcode' in result)) {
    throw new ApiError('BAD_ANSWER', 'The cloud function answered in a form this version does not know.');
  }
  if (result.errcode === 0) return result;
  const errmsg = 'errmsg' in result ? String(result.errmsg) : '';
  const [, code = `ERRCODE_${String(result.errcode)}`, text = errmsg] =
    /^([A-Z][A-Z0-9_]*): ?([\s\S]*)$/.exec(errmsg) ?? [];
  throw new ApiError(code, text, retryAt(result));
}

function retryAt(result: object): number | undefined {
  const at = 'retry_at' in result ? Number(result.retry_at) : 0;
  return at > 0 ? at : undefined;
}
