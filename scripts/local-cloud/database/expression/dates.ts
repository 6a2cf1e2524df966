// Parts of dates, and dates from parts and from text. Null and missing give null.
import { ObjectId, Timestamp } from 'bson';
import { isNumeric, numberOf, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { dateAt, isoDay, localMs, partsOf, type Parts, type Zone } from './calendar';
import { checkReadable, checkWritable, dateOfFormat, dateOfText, textOfDate } from './date-text';
import {
  isNullish,
  named,
  operands,
  wrongType,
  type Compile,
  type Evaluate,
  type Operator,
} from './operator';
import { utcOf, zoneOf } from './time-zone';

/** A date, or what holds one. */
export function dateIn(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  throw requestFailed(`can't convert from ${typeOf(value)} to Date`);
}

/** The zone that an argument names; UTC without one, undefined for null. */
export function zoneIn(value: unknown, given: boolean): Zone | undefined {
  if (!given) return zoneOf('UTC');
  if (isNullish(value)) return undefined;
  if (typeof value !== 'string')
    throw requestFailed(`timezone must evaluate to a string, found ${typeOf(value)}`);
  return zoneOf(value);
}

/** `$year: date`, `$year: [date]` or `$year: {date, timezone}`. */
function dated(
  name: string,
  argument: unknown,
  compile: Compile,
): (scope: Parameters<Evaluate>[0]) => Parts | null {
  const isNamed = isDoc(argument) && !Object.keys(argument)[0]?.startsWith('$');
  const given: Doc = isNamed
    ? named(name, argument, { required: ['date'], optional: ['timezone'] })
    : { date: operands(name, argument, [1, 1])[0] };
  const [date, timezone] = [compile(given.date), compile(given.timezone)];
  return (scope) => {
    const zone = zoneIn(timezone(scope), 'timezone' in given);
    const value = date(scope);
    return isNullish(value) || !zone ? null : partsOf(dateIn(value), zone);
  };
}

const part =
  (pick: (parts: Parts) => unknown): Operator =>
  (name, argument, compile) => {
    const parts = dated(name, argument, compile);
    return (scope) => {
      const found = parts(scope);
      return found && pick(found);
    };
  };

const calendarParts = ['year', 'month', 'day'] as const;
const weekParts = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'] as const;
const clockParts = ['hour', 'minute', 'second', 'millisecond'] as const;

const fromParts: Operator = (name, argument, compile) => {
  const optional = [...calendarParts, ...weekParts, ...clockParts, 'timezone'] as const;
  const given = named(name, argument, { required: [], optional });
  const byWeek = 'isoWeekYear' in given;
  if (byWeek === 'year' in given)
    throw requestFailed(`${name} requires either 'year' or 'isoWeekYear' to be present`);
  const strange = (byWeek ? calendarParts : weekParts).find((field) => field in given);
  if (strange !== undefined)
    throw requestFailed(`${name} does not allow mixing natural dates with ISO dates: ${strange}`);
  const compiled = Object.fromEntries(Object.entries(given).map(([field, value]) => [field, compile(value)]));
  return (scope) => {
    const values = Object.fromEntries(
      Object.entries(compiled).map(([field, evaluate]) => [field, evaluate(scope)]),
    );
    const zone = zoneIn(values.timezone, 'timezone' in given);
    if (!zone || Object.values(values).some(isNullish)) return null;
    return dateAt(utcOf(localTime(values, byWeek, name), zone));
  };
};

/** Of those that do not end with 16 bits. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  year: [1, 9999],
  isoWeekYear: [1, 9999],
  second: [-(2 ** 63), 2 ** 63],
  millisecond: [-(2 ** 63), 2 ** 63],
};

function localTime(values: Doc, byWeek: boolean, name: string): number {
  const number = (field: string, otherwise: number): number => {
    const value = values[field] ?? otherwise;
    if (!isNumeric(value) || !Number.isInteger(numberOf(value)))
      throw requestFailed(`'${field}' must evaluate to an integer, found ${typeOf(value)} (${name})`);
    const [least, most] = ranges[field] ?? [-32_768, 32_767];
    const given = numberOf(value);
    if (given >= least && given <= most) return given;
    throw requestFailed(
      `'${field}' must evaluate to a value in the range [${least}, ${most}], found ${given} (${name})`,
    );
  };
  const year = number(byWeek ? 'isoWeekYear' : 'year', 1970);
  const time = [
    number('hour', 0),
    number('minute', 0),
    number('second', 0),
    number('millisecond', 0),
  ] as const;
  if (!byWeek) return localMs(year, [number('month', 1), number('day', 1)], time);
  return isoDay(year, number('isoWeek', 1), number('isoDayOfWeek', 1)) + localMs(1970, [1, 1], time);
}

const toParts: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['date'], optional: ['timezone', 'iso8601'] });
  const parts = dated(
    name,
    'timezone' in given ? { date: given.date, timezone: given.timezone } : { date: given.date },
    compile,
  );
  const iso = compile('iso8601' in given ? given.iso8601 : false);
  return (scope) => {
    const found = parts(scope);
    if (!found) return null;
    const { year, month, day, hour, minute, second, millisecond, isoYear, isoWeek, isoWeekday } = found;
    const clock = { hour, minute, second, millisecond };
    const byWeek = iso(scope);
    if (isNullish(byWeek)) return null;
    if (typeof byWeek !== 'boolean') throw wrongType(name, 'iso8601 must evaluate to a bool', byWeek);
    return byWeek
      ? { isoWeekYear: isoYear, isoWeek, isoDayOfWeek: isoWeekday, ...clock }
      : { year, month, day, ...clock };
  };
};

const fromString: Operator = (name, argument, compile) => {
  const optional = ['format', 'timezone', 'onError', 'onNull'] as const;
  const given = named(name, argument, { required: ['dateString'], optional });
  const [text, format, timezone] = [
    compile(given.dateString),
    compile(given.format),
    compile(given.timezone),
  ];
  const onNull = compile(given.onNull ?? null);
  const onError = 'onError' in given ? compile(given.onError) : undefined;
  return (scope) => {
    const [value, form, zone] = [text(scope), format(scope), timezone(scope)];
    // A wrong format or zone is an error whatever is to be read, and no business of onError.
    const options = { zone: textOption(zone, 'timezone'), format: textOption(form, 'format') };
    if (options.format !== undefined) checkReadable(options.format);
    if (options.zone !== undefined) zoneOf(options.zone);
    if (isNullish(value)) return onNull(scope);
    if (('timezone' in given && isNullish(zone)) || ('format' in given && isNullish(form))) return null;
    if (!onError) return readDate(value, options);
    try {
      return readDate(value, options);
    } catch {
      return onError(scope);
    }
  };
};

function textOption(value: unknown, what: string, name = '$dateFromString'): string | undefined {
  if (isNullish(value) || typeof value === 'string') return value ?? undefined;
  throw requestFailed(`${name} requires that '${what}' be a string, found: ${typeOf(value)}`);
}

function readDate(
  value: unknown,
  { zone, format }: Readonly<Record<'zone' | 'format', string | undefined>>,
): Date {
  if (typeof value !== 'string')
    throw requestFailed(`$dateFromString requires that 'dateString' be a string, found: ${typeOf(value)}`);
  return format === undefined ? dateOfText(value, zone) : dateOfFormat(value, format, zone);
}

/** The form of a date that is given none: it ends with a Z in every time zone. */
const PLAIN_FORM = '%Y-%m-%dT%H:%M:%S.%LZ';

const toText: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['date'], optional: ['format', 'timezone', 'onNull'] });
  const [date, format, timezone] = [compile(given.date), compile(given.format), compile(given.timezone)];
  const onNull = compile(given.onNull ?? null);
  return (scope) => {
    const [value, form, zoneName] = [date(scope), format(scope), timezone(scope)];
    const written = textOption(form, 'format', name);
    if (written !== undefined) checkWritable(written);
    const zone = zoneIn(zoneName, 'timezone' in given);
    if (isNullish(value)) return onNull(scope);
    if (!zone || ('format' in given && isNullish(form))) return null;
    return textOfDate(dateIn(value), zone, written ?? PLAIN_FORM);
  };
};

export const dates: Readonly<Record<string, Operator>> = {
  $year: part(({ year }) => year),
  $month: part(({ month }) => month),
  $dayOfMonth: part(({ day }) => day),
  $dayOfWeek: part(({ weekday }) => weekday),
  $dayOfYear: part(({ dayOfYear }) => dayOfYear),
  $hour: part(({ hour }) => hour),
  $minute: part(({ minute }) => minute),
  $second: part(({ second }) => second),
  $millisecond: part(({ millisecond }) => millisecond),
  $week: part(({ week }) => week),
  $isoWeek: part(({ isoWeek }) => isoWeek),
  $isoWeekYear: part(({ isoYear }) => isoYear),
  $isoDayOfWeek: part(({ isoWeekday }) => isoWeekday),
  $dateFromParts: fromParts,
  $dateToParts: toParts,
  $dateFromString: fromString,
  $dateToString: toText,
};
