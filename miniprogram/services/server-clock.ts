// The server's clock, as far as its last answer told it: the clock of a phone can be hours off.
import { isMoment } from './form';

let ahead = 0;

/** Takes note of what the server's clock said (ms since the epoch) in an answer that came just now; nothing where it said nothing. */
export function learnServerTime(server_time: number | undefined): void {
  if (isMoment(server_time)) ahead = server_time - Date.now();
}

/** What the server's clock says now, in ms since the epoch; before it said anything, what the phone's says. */
export const serverNow = (): number => Date.now() + ahead;
