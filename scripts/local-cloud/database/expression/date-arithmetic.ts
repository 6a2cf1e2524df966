// Dates moved by calendar units, and the units between two dates.
import { typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { localMs, partsOf } from './calendar';
import { dateIn, zoneIn } from './dates';
import { isNullish, withNames, type Operator } from './operator';
import { utcOf, type Zone } from './time-zone';

const fixedMs: Readonly<Record<string, number>> = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const months: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

function unitOf(unit: unknown, name: string): string {
  if (typeof unit === 'string' && (Object.hasOwn(fixedMs, unit) || Object.hasOwn(months, unit))) return unit;
  throw requestFailed(`${name} requires 'unit' to be a known time unit, found ${String(unit)}`);
}

/** A month more from 31 January is the last day of February. */
function moved(date: Date, unit: string, [amount, zone]: readonly [number, Zone]): Date {
  const local = date.getTime() + zone(date.getTime());
  const perUnit = months[unit];
  if (perUnit === undefined) {
    const ms = amount * (fixedMs[unit] ?? 0);
    return unit === 'day' || unit === 'week'
      ? new Date(utcOf(local + ms, zone))
      : new Date(date.getTime() + ms);
  }
  const { year, month, day } = partsOf(new Date(local), () => 0);
  const target = month + amount * perUnit;
  const lastDay = new Date(localMs(year, [target + 1, 0], [0, 0, 0, 0])).getUTCDate();
  const midnight = localMs(year, [target, Math.min(day, lastDay)], [0, 0, 0, 0]);
  return new Date(utcOf(midnight + (((local % 86_400_000) + 86_400_000) % 86_400_000), zone));
}

const move = (sign: 1 | -1): Operator =>
  withNames({ required: ['startDate', 'unit', 'amount'], optional: ['timezone'] }, (values, name, given) => {
    const { startDate, unit, amount, timezone } = values;
    const zone = zoneIn(timezone, 'timezone' in given);
    if (!zone || isNullish(startDate) || isNullish(unit) || isNullish(amount)) return null;
    if (typeof amount !== 'number' || !Number.isInteger(amount))
      throw requestFailed(`${name} expects integer amount of time units, found ${typeOf(amount)}`);
    return moved(dateIn(startDate), unitOf(unit, name), [amount * sign, zone]);
  });

const mondayFirst = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 0 for Monday; `startOfWeek` is a day's name or its first three letters. */
function weekStart(value: unknown): number {
  const name = typeof value === 'string' ? value.toLowerCase() : 'sunday';
  const at = mondayFirst.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (at === -1) throw requestFailed(`unrecognized day of week: ${name}`);
  return at;
}

/** How many borders of the unit lie before a local time. */
function bordersBefore(local: number, unit: string, firstDay: number): number {
  const { year, month } = partsOf(new Date(local), () => 0);
  const perUnit = months[unit];
  if (perUnit !== undefined) return Math.floor((year * 12 + month - 1) / perUnit);
  // 1 January 1970 was a Thursday.
  const shift = unit === 'week' ? (3 - firstDay) * 86_400_000 : 0;
  return Math.floor((local + shift) / (fixedMs[unit] ?? 1));
}

const difference = withNames(
  { required: ['startDate', 'endDate', 'unit'], optional: ['timezone', 'startOfWeek'] },
  ({ startDate, endDate, unit, timezone, startOfWeek }, name, given) => {
    const zone = zoneIn(timezone, 'timezone' in given);
    if (!zone || isNullish(startDate) || isNullish(endDate) || isNullish(unit)) return null;
    const [from, to] = [dateIn(startDate).getTime(), dateIn(endDate).getTime()];
    const of = unitOf(unit, name);
    const first = weekStart(startOfWeek);
    return bordersBefore(to + zone(to), of, first) - bordersBefore(from + zone(from), of, first);
  },
);

const truncated = withNames(
  { required: ['date', 'unit'], optional: ['binSize', 'timezone', 'startOfWeek'] },
  ({ date, unit, binSize = 1, timezone, startOfWeek }, name, given) => {
    const zone = zoneIn(timezone, 'timezone' in given);
    if (!zone || isNullish(date) || isNullish(unit) || isNullish(binSize)) return null;
    if (binSize !== 1)
      throw requestFailed(`${name} with a binSize other than 1 is not emulated by the local cloud`);
    const moment = dateIn(date).getTime();
    const [of, local, first] = [unitOf(unit, name), moment + zone(moment), weekStart(startOfWeek)];
    const borders = bordersBefore(local, of, first);
    const perUnit = months[of];
    if (perUnit !== undefined)
      return new Date(utcOf(localMs(0, [borders * perUnit + 1, 1], [0, 0, 0, 0]), zone));
    const shift = of === 'week' ? (3 - first) * 86_400_000 : 0;
    return new Date(utcOf(borders * (fixedMs[of] ?? 1) - shift, zone));
  },
);

export const dateArithmetic: Readonly<Record<string, Operator>> = {
  $dateAdd: move(1),
  $dateSubtract: move(-1),
  $dateDiff: difference,
  $dateTrunc: truncated,
};
