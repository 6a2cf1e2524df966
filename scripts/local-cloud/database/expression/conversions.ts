// From one type to another; null and missing give null.
import { ObjectId } from 'bson';
import { isNumeric, numberOf, typeOf, type TypeName } from '../bson-order';
import { entryOf } from '../../table';
import { requestFailed } from '../database-errors';
import { dateAt } from './calendar';
import { dateOfText } from './date-text';
import { eager, isNullish, named, type Operator } from './operator';
import { textOfNumber } from './strings';

type Convert = (value: unknown) => unknown;

function unsupported(value: unknown, to: string): Error {
  return requestFailed(
    `Unsupported conversion from ${typeOf(value)} to ${to} in $convert with no onError value`,
  );
}

function parsed(text: string, pattern: RegExp, to: string): number {
  if (pattern.test(text)) return Number(text);
  throw requestFailed(`Failed to parse number '${text}' in $convert with no onError value (to ${to})`);
}

function double(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  if (isNumeric(value)) return numberOf(value);
  if (typeof value === 'string') return parsed(value, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'double');
  throw unsupported(value, 'double');
}

const whole =
  (to: 'int' | 'long'): Convert =>
  (value) => {
    if (to === 'int' && value instanceof Date) throw unsupported(value, to);
    const number = typeof value === 'string' ? parsed(value, /^[+-]?\d+$/, to) : Math.trunc(double(value));
    const limit = to === 'int' ? 2 ** 31 : 2 ** 63;
    if (number >= -limit && number < limit) return number;
    throw requestFailed(`Conversion would overflow target type in $convert with no onError value: ${number}`);
  };

function bool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  return isNumeric(value) ? numberOf(value) !== 0 : true;
}

function date(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (typeof value === 'string') return dateOfText(value);
  if (isNumeric(value) && typeOf(value) !== 'int') return dateAt(Math.trunc(numberOf(value)));
  throw unsupported(value, 'date');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (isNumeric(value)) return textOfNumber(numberOf(value));
  throw unsupported(value, 'string');
}

function objectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[\da-f]{24}$/i.test(value))
    throw requestFailed(`Failed to parse objectId '${value}' in $convert with no onError value`);
  return new ObjectId(value);
}

const conversionsTo: Readonly<Partial<Record<TypeName, Convert>>> = {
  double,
  string: text,
  objectId,
  bool,
  date,
  int: whole('int'),
  long: whole('long'),
};
const typeNumbers: Readonly<Record<number, TypeName>> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
};

function conversionTo(type: unknown): Convert {
  const name = typeof type === 'number' ? typeNumbers[type] : (type as TypeName);
  const convert = typeof name === 'string' ? entryOf(conversionsTo, name) : undefined;
  if (!convert) throw requestFailed(`$convert to type ${String(type)} is not emulated by the local cloud`);
  return convert;
}

const to = (convert: Convert): Operator => eager(1, ([value]) => (isNullish(value) ? null : convert(value)));

const convert: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['input', 'to'], optional: ['onError', 'onNull'] });
  const [input, type] = [compile(given.input), compile(given.to)];
  const onError = 'onError' in given ? compile(given.onError) : undefined;
  const onNull = 'onNull' in given ? compile(given.onNull) : undefined;
  return (scope) => {
    const [value, target] = [input(scope), type(scope)];
    if (isNullish(value)) return onNull ? onNull(scope) : null;
    if (isNullish(target)) return null;
    const work = conversionTo(target);
    if (!onError) return work(value);
    try {
      return work(value);
    } catch {
      return onError(scope);
    }
  };
};

export const conversions: Readonly<Record<string, Operator>> = {
  $convert: convert,
  $isNumber: eager(1, ([value]) => isNumeric(value)),
  $toBool: to(bool),
  $toDate: to(date),
  $toDouble: to(double),
  $toInt: to(whole('int')),
  $toLong: to(whole('long')),
  $toObjectId: to(objectId),
  $toString: to(text),
  $type: eager(1, ([value]) => typeOf(value)),
};
