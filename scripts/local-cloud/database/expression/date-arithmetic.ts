// Dates moved by calendar units, and the units between two dates.
import { isNumeric, numberOf, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import type { Doc } from '../document';
import { dateAt, localMs, partsOf, type Zone } from './calendar';
import { dateIn, zoneIn } from './dates';
import { isNullish, withNames, type Operator } from './operator';
import { utcOf } from './time-zone';

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

/** Null comes before every error; the start of the week is asked for weeks only. */
const lacksOne = (values: Doc, given: Doc): boolean =>
  Object.keys(given).some(
    (name) => isNullish(values[name]) && (name !== 'startOfWeek' || values.unit === 'week'),
  );

/** A month more from 31 January is the last day of February. */
function moved(date: Date, unit: string, [amount, zone]: readonly [number, Zone]): Date {
  const local = date.getTime() + zone(date.getTime());
  const perUnit = months[unit];
  if (perUnit === undefined) {
    const ms = amount * (fixedMs[unit] ?? 0);
    return unit === 'day' || unit === 'week' ? dateAt(utcOf(local + ms, zone)) : dateAt(date.getTime() + ms);
  }
  const { year, month, day } = partsOf(new Date(local), () => 0);
  const target = month + amount * perUnit;
  const lastDay = new Date(localMs(year, [target + 1, 0], [0, 0, 0, 0])).getUTCDate();
  const midnight = localMs(year, [target, Math.min(day, lastDay)], [0, 0, 0, 0]);
  return dateAt(utcOf(midnight + (((local % 86_400_000) + 86_400_000) % 86_400_000), zone));
}

const move = (sign: 1 | -1): Operator =>
  withNames({ required: ['startDate', 'unit', 'amount'], optional: ['timezone'] }, (values, name, given) => {
    const { startDate, unit, amount, timezone } = values;
    const zone = lacksOne(values, given) ? undefined : zoneIn(timezone, 'timezone' in given);
    if (!zone) return null;
    if (typeof amount !== 'number' || !Number.isInteger(amount))
      throw requestFailed(`${name} expects integer amount of time units, found ${typeOf(amount)}`);
    return moved(dateIn(startDate), unitOf(unit, name), [amount * sign, zone]);
  });

const mondayFirst = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** 0 for Monday; `startOfWeek` is a day's name or its first three letters, and only asked about weeks. */
function weekStart(value: unknown, unit: string): number {
  if (unit !== 'week') return 0;
  const name =
    typeof value === 'string' ? value.toLowerCase() : value === undefined ? 'sunday' : typeOf(value);
  const at = mondayFirst.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (at === -1) throw requestFailed(`unrecognized day of week: ${name}`);
  return at;
}

/** What bins are counted from, local time: 1 January 2000, a Saturday. */
const REFERENCE = Date.UTC(2000, 0, 1);

/** How many bins of the unit lie between the reference and a local time; below 0 before it. */
function binOf(local: number, { unit, size, firstDay }: Bins): number {
  const perUnit = months[unit];
  if (perUnit === undefined)
    return Math.floor((local - startOf(unit, firstDay)) / ((fixedMs[unit] ?? 1) * size));
  const { year, month } = partsOf(new Date(local), () => 0);
  return Math.floor(((year - 2000) * 12 + month - 1) / (perUnit * size));
}

interface Bins {
  readonly unit: string;
  /** Units in a bin. */
  readonly size: number;
  /** 0 for Monday. */
  readonly firstDay: number;
}

/** Weeks are counted from the first one that begins in 2000. */
const startOf = (unit: string, firstDay: number): number =>
  unit === 'week' ? REFERENCE + ((firstDay + 2) % 7) * 86_400_000 : REFERENCE;

const difference = withNames(
  { required: ['startDate', 'endDate', 'unit'], optional: ['timezone', 'startOfWeek'] },
  (values, name, given) => {
    const { startDate, endDate, unit, timezone, startOfWeek } = values;
    const zone = lacksOne(values, given) ? undefined : zoneIn(timezone, 'timezone' in given);
    if (!zone) return null;
    const [from, to] = [dateIn(startDate).getTime(), dateIn(endDate).getTime()];
    const of = unitOf(unit, name);
    if (of === 'millisecond') return to - from;
    const bins = { unit: of, size: 1, firstDay: weekStart(startOfWeek, of) };
    const [before, after] = [zone(from), zone(to)];
    // Hours and less pass whatever the clocks are set to.
    const shifted = isOfClock(of)
      ? Math.trunc((before - after) / HOUR_MS) * (HOUR_MS / (fixedMs[of] ?? 1))
      : 0;
    return binOf(to + after, bins) - binOf(from + before, bins) + shifted;
  },
);

const HOUR_MS = 3_600_000;
const isOfClock = (unit: string): boolean => (fixedMs[unit] ?? Infinity) <= HOUR_MS;

/** How many units are in a bin. */
function sizeOf(binSize: unknown, name: string): number {
  const size = isNumeric(binSize) ? numberOf(binSize) : NaN;
  if (Number.isInteger(size) && size > 0 && size <= 100_000_000_000) return size;
  throw requestFailed(`${name} requires 'binSize' to be a positive whole number, found: ${typeOf(binSize)}`);
}

const truncated = withNames(
  { required: ['date', 'unit'], optional: ['binSize', 'timezone', 'startOfWeek'] },
  (values, name, given) => {
    const { date, unit, binSize = 1, timezone, startOfWeek } = values;
    const zone = lacksOne(values, given) ? undefined : zoneIn(timezone, 'timezone' in given);
    if (!zone) return null;
    const moment = dateIn(date).getTime();
    const of = unitOf(unit, name);
    const bins = { unit: of, size: sizeOf(binSize, name), firstDay: weekStart(startOfWeek, of) };
    return dateAt(isOfClock(of) ? startOfClockBin(moment, bins, zone) : startOfBin(moment, bins, zone));
  },
);

function startOfBin(moment: number, bins: Bins, zone: Zone): number {
  const bin = binOf(moment + zone(moment), bins) * bins.size;
  const perUnit = months[bins.unit];
  if (perUnit !== undefined) return utcOf(localMs(2000, [bin * perUnit + 1, 1], [0, 0, 0, 0]), zone);
  return utcOf(startOf(bins.unit, bins.firstDay) + bin * (fixedMs[bins.unit] ?? 1), zone);
}

/** Bins of hours and less are equally long, whatever the clocks are set to. */
function startOfClockBin(moment: number, { unit, size }: Bins, zone: Zone): number {
  const [from, length] = [utcOf(REFERENCE, zone), (fixedMs[unit] ?? 1) * size];
  return from + Math.floor((moment - from) / length) * length;
}

export const dateArithmetic: Readonly<Record<string, Operator>> = {
  $dateAdd: move(1),
  $dateSubtract: move(-1),
  $dateDiff: difference,
  $dateTrunc: truncated,
};
