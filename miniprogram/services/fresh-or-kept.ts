// What is shown when the service cannot be reached: what it said last, and when that was.
import { isNoAnswer } from './cloud';
import type { Reader } from './form';
import { keep, kept } from './kept';

/** An answer; `staleSince` (ms since the epoch) where it is an old one, because the service was not reached. */
export interface Loaded<T> {
  readonly value: T;
  readonly staleSince?: number;
}

/** Asks, and keeps the answer under a name; where there is no answer, what was kept stands in. Rejects where nothing was. */
export async function freshOrKept<T>(
  name: string,
  read: Reader<T>,
  ask: () => Promise<T>,
): Promise<Loaded<T>> {
  try {
    const value = await ask();
    keep(name, value);
    return { value };
  } catch (failure) {
    const old = isNoAnswer(failure) ? kept(name, read) : undefined;
    if (!old) throw failure;
    return { value: old.value, staleSince: old.at };
  }
}
