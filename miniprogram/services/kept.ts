// What this phone keeps between two starts. WeChat gives each mini-program ten megabytes; where they are full, nothing is kept and
// everything else goes on. What lies there may be half written, or another version's: only what is right is taken.
import { hasForms, isMoment } from './form';
import type { Form, Reader } from './form';

/** Something kept, and when (ms since the epoch). */
export interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

/** Keeps a value under a name, and the time with it. */
export const keep = (name: string, value: unknown): boolean => keepPlain(name, { at: Date.now(), value });

/** What is right of what was kept under a name. */
export function kept<T>(name: string, read: Reader<T>): Kept<T> | undefined {
  const stored = keptPlain(name);
  if (!isKept(stored)) return undefined;
  const value = read(stored.value);
  return value === undefined ? undefined : { at: stored.at, value };
}

/** Keeps a value under a name as it is; answers whether it did. */
export function keepPlain(name: string, value: unknown): boolean {
  try {
    wx.setStorageSync(name, value);
    return true;
  } catch {
    return false;
  }
}

/** What was kept under a name as it is; undefined where WeChat itself cannot read it. */
export function keptPlain(name: string): unknown {
  try {
    return wx.getStorageSync(name);
  } catch {
    return undefined;
  }
}

/** Forgets what was kept under a name. */
export function forget(name: string): void {
  try {
    wx.removeStorageSync(name);
  } catch {
    // What cannot be taken away is read with the same care the next time.
  }
}

const isAnything: Form<unknown> = (value): value is unknown => value !== undefined;
const isKept = hasForms<Kept<unknown>>({ at: isMoment, value: isAnything });
