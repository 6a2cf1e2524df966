// What this phone keeps between two starts. WeChat gives each mini-program ten megabytes; where they are full, nothing is kept and
// everything else goes on.

/** Something kept, and when (ms since the epoch). */
export interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

/** Keeps a value under a name. */
export function keep(name: string, value: unknown): void {
  try {
    wx.setStorageSync(name, { at: Date.now(), value });
  } catch {
    // The storage is full: see above.
  }
}

/** What was kept under a name, where it still has the right form. */
export function kept<T>(name: string, isRight: (value: unknown) => value is T): Kept<T> | undefined {
  const stored: unknown = wx.getStorageSync(name);
  if (typeof stored !== 'object' || stored === null || !('at' in stored && 'value' in stored))
    return undefined;
  return isRight(stored.value) ? { at: Number(stored.at), value: stored.value } : undefined;
}

/** Forgets what was kept under a name. */
export const forget = (name: string): void => wx.removeStorageSync(name);

/** Whether a value is a list of objects that all have these fields. */
export const isListWith =
  <T>(...fields: readonly (keyof T & string)[]) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) &&
    value.every(
      (one: unknown) => typeof one === 'object' && one !== null && fields.every((field) => field in one),
    );
