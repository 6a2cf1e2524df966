// The parts of a moment, as the clocks and calendars of a time zone show them.
import { requestFailed } from '../database-errors';

/** How many milliseconds a zone's clocks are ahead of UTC at a moment. */
export type Zone = (utcMs: number) => number;

const DAY_MS = 86_400_000;

export interface Parts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 1 for Sunday to 7 for Saturday. */
  readonly weekday: number;
  readonly dayOfYear: number;
  /** 0 to 53, weeks begin on Sunday; the days before the first Sunday are week 0. */
  readonly week: number;
  /** 1 for Monday to 7 for Sunday. */
  readonly isoWeekday: number;
  readonly isoWeek: number;
  readonly isoYear: number;
  /** Minutes ahead of UTC. */
  readonly offset: number;
}

export function partsOf(date: Date, zone: Zone): Parts {
  const offset = zone(date.getTime());
  const local = new Date(date.getTime() + offset);
  const year = local.getUTCFullYear();
  const dayOfYear = Math.floor((local.getTime() - startOfYear(year)) / DAY_MS) + 1;
  const weekday = local.getUTCDay() + 1;
  const isoWeekday = weekday === 1 ? 7 : weekday - 1;
  return {
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday,
    dayOfYear,
    week: Math.floor((dayOfYear + 7 - weekday) / 7),
    isoWeekday,
    ...isoWeekOf(year, dayOfYear, isoWeekday),
    offset: Math.trunc(offset / 60_000),
  };
}

/** Week 1 is the one with the year's first Thursday. */
function isoWeekOf(
  year: number,
  dayOfYear: number,
  isoWeekday: number,
): { isoWeek: number; isoYear: number } {
  const week = Math.floor((dayOfYear - isoWeekday + 10) / 7);
  if (week < 1) return { isoWeek: weeksOf(year - 1), isoYear: year - 1 };
  return week > weeksOf(year) ? { isoWeek: 1, isoYear: year + 1 } : { isoWeek: week, isoYear: year };
}

function weeksOf(year: number): number {
  const weekdayOf = (day: number): number => new Date(day).getUTCDay();
  return weekdayOf(startOfYear(year)) === 4 || weekdayOf(startOfYear(year + 1) - DAY_MS) === 4 ? 53 : 52;
}

/** The date of a moment; an error beyond those that JavaScript has, 271821 years before and after 1970. */
export function dateAt(ms: number): Date {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()))
    throw requestFailed('date overflow: it must be in the years -271821 to 275760');
  return date;
}

/** Midnight of 1 January, as milliseconds; years below 100 are not of the twentieth century. */
export function startOfYear(year: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year);
  return date.getTime();
}

/** A local time as milliseconds; what is over its range carries over. */
export function localMs(
  year: number,
  [month, day]: readonly [number, number],
  [hour, minute, second, millisecond]: readonly [number, number, number, number],
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
}

/** A day by ISO week. */
export function isoDay(year: number, week: number, weekday: number): number {
  const fourth = localMs(year, [1, 4], [0, 0, 0, 0]);
  const isoWeekday = new Date(fourth).getUTCDay() || 7;
  return fourth + ((week - 1) * 7 + weekday - isoWeekday) * DAY_MS;
}
