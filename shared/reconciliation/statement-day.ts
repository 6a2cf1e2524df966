/** Days as a PSP counts them: in a zone of its own, `YYYY-MM-DD`. All times in milliseconds UTC. */
import type { StatementDay } from '../payments';

export const HOUR_MS = 3600_000;
export const DAY_MS = 24 * HOUR_MS;

/** From midnight to midnight; `to` itself is the next day. */
export interface DayBounds {
  readonly from: number;
  readonly to: number;
}

/**
 * How far a zone is ahead of UTC. Zones are fixed offsets such as `+08:00`; a zone with summer time would make days of 23 and
 * 25 hours, and no PSP that CrossPay knows states those.
 * @throws RangeError for anything else
 */
export function offsetMs(zone: string): number {
  const offset = offsetIn(zone);
  if (offset === undefined) throw new RangeError(`"${zone}" is no zone such as +08:00`);
  return offset;
}

function offsetIn(zone: string): number | undefined {
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  const size = Number(hours) * HOUR_MS + Number(minutes) * 60_000;
  if (sign === undefined || size > 14 * HOUR_MS || Number(minutes) > 59) return undefined;
  return sign === '-' ? -size : size;
}

/** Whether a text is a zone as this house writes them. */
export const isZone = (text: string): boolean => offsetIn(text) !== undefined;

/** The day that a moment lies in. */
export const dayOf = (at: number, zone: string): StatementDay =>
  new Date(at + offsetMs(zone)).toISOString().slice(0, 10);

/** Whether a text is a day of the calendar. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** @throws RangeError for a text that is no day */
export function boundsOf(day: StatementDay, zone: string): DayBounds {
  if (!isDay(day)) throw new RangeError(`"${day.slice(0, 20)}" is no day such as 2026-11-24`);
  const from = Date.parse(`${day}T00:00:00Z`) - offsetMs(zone);
  return { from, to: from + DAY_MS };
}

/** The day so many days later, or earlier. */
export const dayBeside = (day: StatementDay, by: number): StatementDay =>
  new Date(boundsOf(day, '+00:00').from + by * DAY_MS).toISOString().slice(0, 10);

/** Clocks, and who counts what as the moment of payment, differ by so much around midnight. */
export const EDGE_MS = 2 * HOUR_MS;

/** Whether the statement of a day may have what happened at a moment; `daysAround` then names the day. */
export const mayBeOn = (at: number, { from, to }: DayBounds): boolean =>
  at >= from - EDGE_MS && at < to + EDGE_MS;

/** The days whose statement may have what happened at a moment: one, or two around midnight. Its own day is the first. */
export function daysAround(at: number, zone: string): readonly StatementDay[] {
  return [...new Set([at, at - EDGE_MS, at + EDGE_MS].map((moment) => dayOf(moment, zone)))];
}
