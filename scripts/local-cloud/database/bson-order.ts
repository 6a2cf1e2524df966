// The order and the equality of values, as MongoDB has them: first by type, then by value. A missing value is `undefined`
// and stands below null; where a comparison is to see it as null, the caller says so.
import type { ObjectId } from 'bson';
import { isDoc, type Doc } from './document';

/** MongoDB's names of types, as `$type` gives them. */
export type TypeName =
  | 'minKey'
  | 'missing'
  | 'null'
  | 'int'
  | 'long'
  | 'double'
  | 'decimal'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'regex'
  | 'javascript'
  | 'maxKey';

const ranks: Readonly<Record<TypeName, number>> = {
  minKey: 0,
  missing: 1,
  null: 2,
  int: 3,
  long: 3,
  double: 3,
  decimal: 3,
  string: 4,
  object: 5,
  array: 6,
  binData: 7,
  objectId: 8,
  bool: 9,
  date: 10,
  timestamp: 11,
  regex: 12,
  javascript: 13,
  maxKey: 14,
};

const bsonNames: Readonly<Record<string, TypeName>> = {
  MinKey: 'minKey',
  MaxKey: 'maxKey',
  ObjectId: 'objectId',
  Decimal128: 'decimal',
  Long: 'long',
  Double: 'double',
  Int32: 'int',
  Binary: 'binData',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
  BSONSymbol: 'string',
  Code: 'javascript',
};

/** The type of a value; whole numbers are int or long by their size, as the SDKs send them. */
export function typeOf(value: unknown): TypeName {
  if (typeof value === 'object') return value === null ? 'null' : typeOfObject(value);
  if (typeof value === 'number') return numberType(value);
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'missing';
}

function typeOfObject(value: object): TypeName {
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  return '_bsontype' in value ? (bsonNames[String(value._bsontype)] ?? 'object') : 'object';
}

function numberType(value: number): TypeName {
  if (!Number.isInteger(value) || Object.is(value, -0) || Math.abs(value) >= 2 ** 63) return 'double';
  return value >= -(2 ** 31) && value < 2 ** 31 ? 'int' : 'long';
}

/** Values of one rank are comparable with each other. */
export const rankOf = (value: unknown): number => ranks[typeOf(value)];

/** A number of any kind, also Decimal128; NaN counts. */
export const isNumeric = (value: unknown): boolean => rankOf(value) === ranks.int;

/** The number that a numeric value stands for. */
export const numberOf = (value: unknown): number =>
  typeof value === 'number' ? value : Number(String(value));

/** Below 0, 0 or above 0, over all types. Missing is below null. */
export function compare(one: unknown, other: unknown): number {
  const byType = rankOf(one) - rankOf(other);
  if (byType !== 0) return byType;
  return comparators[rankOf(one)]?.(one, other) ?? 0;
}

/** As `compare`, with missing taken as null. */
export const compareAsNull = (one: unknown, other: unknown): number =>
  compare(one === undefined ? null : one, other === undefined ? null : other);

/** Same type and same value; the order of fields counts, 1 and 1.0 are the same, NaN is NaN. */
export const equal = (one: unknown, other: unknown): boolean => one === other || compare(one, other) === 0;

type Comparator = (one: unknown, other: unknown) => number;

const plain = (one: number | string, other: number | string): number =>
  one < other ? -1 : one > other ? 1 : 0;

function compareNumbers(one: unknown, other: unknown): number {
  const [left, right] = [numberOf(one), numberOf(other)];
  if (Number.isNaN(left) || Number.isNaN(right))
    return Number(Number.isNaN(right)) - Number(Number.isNaN(left));
  return plain(left, right);
}

function compareArrays(one: readonly unknown[], other: readonly unknown[]): number {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) {
    const order = compareAsNull(one[at], other[at]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** Field by field: type, then name, then value; the shorter one first. */
function compareDocs(one: Doc, other: Doc): number {
  const [left, right] = [Object.entries(one), Object.entries(other)];
  for (const [at, [name, value]] of left.entries()) {
    const beside = right[at];
    if (!beside) return 1;
    const order =
      rankOf(value) - rankOf(beside[1]) || compareText(name, beside[0]) || compare(value, beside[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** By code points, as UTF-8 bytes compare; JavaScript's own order puts emoji before some of what precedes them. */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left === right) continue;
    return surrogatesLast(left) - surrogatesLast(right);
  }
  return one.length - other.length;
}

const surrogatesLast = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

/** Of values whose own text says all: identifiers, timestamps, expressions. */
function textOf(value: unknown): string {
  // Whether JavaScript matches by characters is no part of the value.
  if (value instanceof RegExp) return `/${value.source}/${value.flags.replace('u', '')}`;
  return value === null || value === undefined ? '' : (value as { toString(): string }).toString();
}

const asText: Comparator = (one, other) => compareText(textOf(one), textOf(other));

function bytesOf(value: unknown): Buffer {
  const held =
    isDoc(value) || value === null || typeof value !== 'object' ? undefined : (value as { buffer?: unknown });
  return held?.buffer instanceof Uint8Array ? Buffer.from(held.buffer) : Buffer.alloc(0);
}

const comparators: Readonly<Record<number, Comparator>> = {
  [ranks.int]: compareNumbers,
  [ranks.string]: asText,
  [ranks.object]: (one, other) => compareDocs(one as Doc, other as Doc),
  [ranks.array]: (one, other) => compareArrays(one as unknown[], other as unknown[]),
  [ranks.binData]: (one, other) => {
    const [left, right] = [bytesOf(one), bytesOf(other)];
    return left.length - right.length || Buffer.compare(left, right);
  },
  [ranks.objectId]: (one, other) =>
    compareText((one as ObjectId).toHexString(), (other as ObjectId).toHexString()),
  [ranks.bool]: (one, other) => Number(one) - Number(other),
  [ranks.date]: (one, other) => plain((one as Date).getTime(), (other as Date).getTime()),
  [ranks.timestamp]: asText,
  [ranks.regex]: asText,
  [ranks.javascript]: asText,
};

/** A text that two values share exactly when they are equal. */
export function keyOfValue(value: unknown): string {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'number') return value === 0 ? 'n0' : `n${value}`;
  if (isNumeric(value)) return keyOfValue(numberOf(value));
  if (Array.isArray(value)) return `[${value.map(keyInside).join()}]`;
  if (isDoc(value))
    return `{${Object.entries(value)
      .map(([name, inner]) => `${JSON.stringify(name)}:${keyInside(inner)}`)
      .join()}}`;
  if (value instanceof Date) return `d${value.getTime()}`;
  return keyOfOther(value);
}

/** Within a list or a document a text is quoted, so that it cannot look like what stands around it. */
const keyInside = (value: unknown): string =>
  typeof value === 'string' ? `s${JSON.stringify(value)}` : keyOfValue(value);

function keyOfOther(value: unknown): string {
  const type = typeOf(value);
  if (type === 'string') return keyOfValue(String(value));
  return type === 'binData' ? `b${bytesOf(value).toString('hex')}` : `${type}${textOf(value)}`;
}
