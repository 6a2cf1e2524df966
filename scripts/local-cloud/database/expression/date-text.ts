// Dates as text: reading without and with a format, and writing.
import { requestFailed } from '../database-errors';
import { isoDay, localMs, partsOf, type Parts, type Zone } from './calendar';
import { utcOf, zoneOf } from './time-zone';

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const clock = String.raw`(?:(?:T|t|\s+)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?)?`;
const zonePart = String.raw`\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?|[A-Za-z]+\/[A-Za-z_/]+)?`;
const shapes = [
  String.raw`(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})${clock}${zonePart}`,
  String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})${clock}${zonePart}`,
  String.raw`(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})${clock}${zonePart}`,
  String.raw`(?<name>[A-Za-z]{3,9})\.?\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})${clock}${zonePart}`,
  String.raw`(?:[A-Za-z]{3,9},\s*)?(?<day>\d{1,2})[\s-](?<name>[A-Za-z]{3,9})[\s-](?<year>\d{4})${clock}${zonePart}`,
].map((shape) => new RegExp(`^\\s*${shape}\\s*$`, 'i'));

type Fields = Readonly<Record<string, string | undefined>>;

/** Reads a date as people and programs write it; `zone` where the text names none. */
export function dateOfText(text: string, zone?: string): Date {
  const found = shapes.map((shape) => shape.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!found) throw unreadable(text, 'an incomplete date/time string or one in an unknown form');
  checkOffset(text, found.zone);
  if (found.zone !== undefined && zone !== undefined)
    throw requestFailed(
      `you cannot pass in a date/time string with time zone information ('${found.zone}') together with a timezone argument`,
    );
  return dateOf(
    text,
    { ...found, month: found.month ?? monthOf(found.name ?? '', text) },
    found.zone ?? zone,
  );
}

function monthOf(name: string, text: string): string {
  const at = monthNames.findIndex(
    (month) =>
      month.toLowerCase() === name.toLowerCase() || month.slice(0, 3).toLowerCase() === name.toLowerCase(),
  );
  if (at === -1) throw unreadable(text, `no month is called ${name}`);
  return String(at + 1);
}

const unreadable = (text: string, reason: string): Error =>
  requestFailed(`Error parsing date string '${text}'; ${reason}`);

function dateOf(text: string, fields: Fields, zone: string | undefined): Date {
  const number = (name: string, otherwise = 0): number =>
    fields[name] === undefined ? otherwise : Number(fields[name]);
  const [month, day, hour] = [number('month', 1), number('day', 1), number('hour')];
  const wrong = month < 1 || month > 12 || day < 1 || day > daysIn(number('year'), month) || hour > 24;
  if (wrong || number('minute') > 59 || number('second') > 59)
    throw unreadable(text, 'a part is out of its range');
  const ms = Number((fields.fraction ?? '0').padEnd(3, '0').slice(0, 3));
  const local = localMs(number('year'), [month, day], [hour, number('minute'), number('second'), ms]);
  return new Date(utcOf(local, zoneOf(zone ?? 'UTC')));
}

/** A text may name an offset, but no zone by its place. */
function checkOffset(text: string, zone: string | undefined): void {
  if (zone?.includes('/')) throw unreadable(text, `a time zone identifier is not allowed: ${zone}`);
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const readable: Readonly<Record<string, string>> = {
  '%': '%',
  b: String.raw`(?<name>[A-Za-z]{3})`,
  B: String.raw`(?<name>[A-Za-z]{3,9})`,
  d: String.raw`(?<day>\d{1,2})`,
  G: String.raw`(?<isoYear>\d{1,4})`,
  H: String.raw`(?<hour>\d{1,2})`,
  j: String.raw`(?<dayOfYear>\d{1,3})`,
  L: String.raw`(?<fraction>\d{1,3})`,
  m: String.raw`(?<month>\d{1,2})`,
  M: String.raw`(?<minute>\d{1,2})`,
  S: String.raw`(?<second>\d{1,2})`,
  u: String.raw`(?<isoWeekday>[1-7])`,
  V: String.raw`(?<isoWeek>\d{1,2})`,
  Y: String.raw`(?<year>\d{4})`,
  z: String.raw`(?<zone>Z|[+-]\d{2}:?\d{2}|[A-Za-z/_]+)`,
  Z: String.raw`(?<minutes>[+-]?\d+)`,
};

/** Reads a date of a known form. */
export function dateOfFormat(text: string, format: string, zone?: string): Date {
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replace(/%(.)/g, (_all, letter: string) => readable[letter] ?? letter);
  const found = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (!found) throw unreadable(text, `it does not fit the format '${format}'`);
  checkOffset(text, found.zone);
  const named = found.zone ?? (found.minutes === undefined ? undefined : offsetName(Number(found.minutes)));
  if (named !== undefined && zone !== undefined)
    throw requestFailed(
      'you cannot pass in a date/time string with GMT offset together with a timezone argument',
    );
  return dayOf(text, found, named ?? zone);
}

const offsetName = (minutes: number): string => {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`;
};

const ofWeeks = ['isoYear', 'isoWeek', 'isoWeekday'];
const ofMonths = ['year', 'month', 'name', 'day', 'dayOfYear'];

function checkOneCalendar(text: string, fields: Fields): void {
  const has = (names: readonly string[]): boolean => names.some((name) => fields[name] !== undefined);
  if (has(ofWeeks) && has(ofMonths))
    throw unreadable(text, 'Mixing of ISO dates with natural dates is not allowed');
}

function dayOf(text: string, fields: Fields, zone: string | undefined): Date {
  checkOneCalendar(text, fields);
  const time = dateOf(text, { ...fields, year: '1970', month: '1', day: '1' }, 'UTC').getTime();
  if (fields.isoYear !== undefined) {
    const day = isoDay(Number(fields.isoYear), Number(fields.isoWeek ?? 1), Number(fields.isoWeekday ?? 1));
    return new Date(utcOf(day + time, zoneOf(zone ?? 'UTC')));
  }
  if (fields.dayOfYear !== undefined) {
    const day = localMs(Number(fields.year), [1, Number(fields.dayOfYear)], [0, 0, 0, 0]);
    return new Date(utcOf(day + time, zoneOf(zone ?? 'UTC')));
  }
  if (fields.year === undefined) throw unreadable(text, 'a year is needed');
  return dateOf(
    text,
    { ...fields, month: fields.month ?? (fields.name ? monthOf(fields.name, text) : '1') },
    zone,
  );
}

function checkFormat(format: string, known: Readonly<Record<string, unknown>>, what: string): void {
  for (const [, letter = ''] of format.matchAll(/%(.?)/gs)) {
    if (letter === '') throw requestFailed(`Unmatched '%' at end of ${what} format string`);
    if (!Object.hasOwn(known, letter))
      throw requestFailed(`Invalid format character '%${letter}' in ${what} format string`);
  }
}

/** Refuses a format that no date can be read by. */
export const checkReadable = (format: string): void => checkFormat(format, readable, '$dateFromString');

/** Refuses a format that no date can be written in. */
export const checkWritable = (format: string): void => checkFormat(format, written, '$dateToString');

const two = (value: number): string => String(value).padStart(2, '0');
const four = (value: number): string => String(value).padStart(4, '0');

const written: Readonly<Record<string, (parts: Parts) => string>> = {
  '%': () => '%',
  b: ({ month }) => (monthNames[month - 1] ?? '').slice(0, 3),
  B: ({ month }) => monthNames[month - 1] ?? '',
  d: ({ day }) => two(day),
  G: ({ isoYear }) => four(isoYear),
  H: ({ hour }) => two(hour),
  j: ({ dayOfYear }) => String(dayOfYear).padStart(3, '0'),
  L: ({ millisecond }) => String(millisecond).padStart(3, '0'),
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  S: ({ second }) => two(second),
  u: ({ isoWeekday }) => String(isoWeekday),
  U: ({ week }) => two(week),
  V: ({ isoWeek }) => two(isoWeek),
  w: ({ weekday }) => String(weekday),
  Y: ({ year }) => four(year),
  z: ({ offset }) => offsetName(offset),
  Z: ({ offset }) => String(offset),
};

/** Writes a date. */
export function textOfDate(date: Date, zone: Zone, format: string): string {
  const parts = partsOf(date, zone);
  if (parts.year < 0 || parts.year > 9999)
    throw requestFailed('$dateToString is only defined on year 0-9999');
  return format.replace(/%(.)/gs, (_all, letter: string) => written[letter]?.(parts) ?? '');
}
