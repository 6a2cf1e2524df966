/** Waits by the local clock, so that whoever moves it decides how long that takes. */
import type { LocalClock } from '../local-cloud/clock';

export const pause = (clock: LocalClock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
