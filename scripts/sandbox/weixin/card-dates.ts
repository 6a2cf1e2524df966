/** When a card is in force: days begin at midnight in Beijing. */
import type { DateInfo } from './card-body';
import { dayMs, hourMs, secondsOf } from './kit';

/** Whether `next` lets everybody use the card who could, and keeps the kind. */
export function widens(before: DateInfo, next: DateInfo): boolean {
  if (before.type === 'DATE_TYPE_FIX_TIME_RANGE')
    return (
      next.type === before.type &&
      next.begin_timestamp <= before.begin_timestamp &&
      next.end_timestamp >= before.end_timestamp
    );
  if (before.type === 'DATE_TYPE_FIX_TERM')
    return next.type === before.type && next.fixed_term >= before.fixed_term;
  return next.type === before.type;
}

export interface Validity {
  /** Seconds; the end is missing where there is none. */
  readonly beginsAt: number;
  readonly endsAt?: number;
}

/** When a card that was claimed at `now` (milliseconds) is in force. */
export function validityOf(dates: DateInfo, now: number): Validity {
  if (dates.type === 'DATE_TYPE_PERMANENT') return { beginsAt: secondsOf(now) };
  if (dates.type === 'DATE_TYPE_FIX_TIME_RANGE')
    return { beginsAt: dates.begin_timestamp, endsAt: dates.end_timestamp };
  const { fixed_begin_term: delay, fixed_term: days } = dates;
  const day = Math.floor((now + 8 * hourMs) / dayMs) + delay;
  const begins = delay === 0 ? now : day * dayMs - 8 * hourMs;
  return { beginsAt: secondsOf(begins), endsAt: secondsOf((day + days) * dayMs - 8 * hourMs) - 1 };
}
