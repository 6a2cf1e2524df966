// Query operators that test one value.
import { compare, equal, isNumeric, keyOfValue, numberOf, rankOf, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { geoTests } from './geo-match';
import type { BuildReach, Reach } from './reach';
import { regexOf } from './regular-expression';

/** Equality with a literal; a regular expression looks into text. */
export function literalTest(literal: unknown): Reach {
  if (literal instanceof RegExp) return { test: regexTest(literal) };
  return equality(literal);
}

function equality(literal: unknown): Reach {
  if (literal === null || literal === undefined)
    return { test: (leaf) => leaf === null || leaf === undefined };
  return { test: (leaf) => equal(leaf, literal) };
}

function regexTest(regex: RegExp): (leaf: unknown) => boolean {
  return (leaf) => {
    if (leaf instanceof RegExp) return equal(leaf, regex);
    regex.lastIndex = 0;
    return typeof leaf === 'string' && regex.test(leaf);
  };
}

/** A comparison within one type; null also compares with what is missing. */
const comparison =
  (name: string, holds: (order: number) => boolean): BuildReach =>
  (argument) => {
    if (argument instanceof RegExp)
      throw requestFailed(`Can't have RegEx as arg to predicate over field (${name})`);
    if (argument === null || argument === undefined)
      return { test: (leaf) => holds(0) && (leaf === null || leaf === undefined) };
    const rank = rankOf(argument);
    const isEnd = typeOf(argument) === 'minKey' || typeOf(argument) === 'maxKey';
    // NaN equals itself and is neither above nor below a number.
    const isNaNumber = Number.isNaN(argument);
    return {
      test: (leaf) => {
        if (isEnd) return holds(compare(leaf, argument));
        if (rankOf(leaf) !== rank) return false;
        if (isNaNumber || Number.isNaN(leaf)) return Number.isNaN(leaf) && isNaNumber && holds(0);
        return holds(compare(leaf, argument));
      },
    };
  };

function membership(argument: unknown): Reach {
  if (!Array.isArray(argument)) throw requestFailed('$in needs an array');
  const dollar = argument.some((item) => isDoc(item) && (Object.keys(item)[0]?.startsWith('$') ?? false));
  if (dollar) throw requestFailed('cannot nest $ under $in');
  const regexes = argument.filter((item) => item instanceof RegExp).map(regexTest);
  const keys = new Set(
    argument.filter((item) => !(item instanceof RegExp)).map((item) => keyOfValue(item ?? null)),
  );
  return { test: (leaf) => keys.has(keyOfValue(leaf ?? null)) || regexes.some((test) => test(leaf)) };
}

function size(argument: unknown): Reach {
  if (!isNumeric(argument)) throw requestFailed('Failed to parse $size. Expected a number');
  const length = numberOf(argument);
  if (!Number.isInteger(length)) throw requestFailed('Failed to parse $size. Expected an integer');
  if (length < 0) throw requestFailed('Failed to parse $size. Expected a non-negative number');
  return { whole: true, test: (leaf) => Array.isArray(leaf) && leaf.length === length };
}

function modulo(argument: unknown): Reach {
  if (!Array.isArray(argument)) throw requestFailed('malformed mod, needs to be an array');
  if (argument.length < 2) throw requestFailed('malformed mod, not enough elements');
  if (argument.length > 2) throw requestFailed('malformed mod, too many elements');
  const [divisor, remainder] = [wholePart(argument[0], 'divisor'), wholePart(argument[1], 'remainder')];
  if (divisor === 0) throw requestFailed('divisor cannot be 0');
  return {
    test: (leaf) => {
      if (!isNumeric(leaf) || !isLong(numberOf(leaf))) return false;
      return Math.trunc(numberOf(leaf)) % divisor === remainder;
    },
  };
}

/** What a whole number of 64 bits can hold; NaN and the infinities are outside. */
const isLong = (value: number): boolean => value >= -(2 ** 63) && value < 2 ** 63;

function wholePart(value: unknown, which: string): number {
  if (isNumeric(value) && isLong(numberOf(value))) return Math.trunc(numberOf(value));
  throw requestFailed(`malformed mod, ${which} not a number`);
}

const typeNumbers: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
const typeNames = new Set([...Object.values(typeNumbers), 'number']);

/** The test that `$type` and a schema's `bsonType` make. */
export function typeTest(argument: unknown): (value: unknown) => boolean {
  const given: unknown[] = Array.isArray(argument) ? argument : [argument];
  if (given.length === 0) throw requestFailed('$type must match at least one type');
  const names = given.map((one) => {
    const name = typeof one === 'number' ? typeNumbers[one] : one;
    if (typeof name !== 'string' || !typeNames.has(name))
      throw requestFailed(`Unknown type name alias: ${String(one)}`);
    return name;
  });
  return (value) => names.some((name) => (name === 'number' ? isNumeric(value) : typeOf(value) === name));
}

/** A bit mask as positions or as a whole number. */
function bits(name: string, argument: unknown): bigint {
  if (Array.isArray(argument)) {
    return argument.reduce<bigint>((mask, position: unknown) => {
      if (typeof position !== 'number' || !Number.isInteger(position) || position < 0)
        throw requestFailed(`${name}: bit positions must be whole numbers of 0 or more`);
      // A number goes on for ever with its sign, the 64th bit.
      return mask | (1n << BigInt(Math.min(position, 63)));
    }, 0n);
  }
  if (typeof argument !== 'number' || !Number.isInteger(argument) || argument < 0)
    throw requestFailed(`${name} takes an Array, a number, or a BinData`);
  return BigInt(argument);
}

/** Of 64 bits: others have none that could be asked. */
const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && isLong(value);

const bitTest =
  (name: string, holds: (value: bigint, mask: bigint) => boolean): BuildReach =>
  (argument) => {
    const mask = bits(name, argument);
    return {
      test: (leaf) => isWhole(leaf) && holds(BigInt.asUintN(64, BigInt(leaf)), mask),
    };
  };

const operators: Readonly<Record<string, BuildReach>> = {
  $eq: (argument) => equality(argument),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $in: membership,
  $size: size,
  $mod: modulo,
  $type: (argument) => ({ test: typeTest(argument) }),
  $regex: (argument, { $options: options }) => ({ test: regexTest(regexOf(argument, options)) }),
  $bitsAllSet: bitTest('$bitsAllSet', (value, mask) => (value & mask) === mask),
  $bitsAllClear: bitTest('$bitsAllClear', (value, mask) => (value & mask) === 0n),
  $bitsAnySet: bitTest('$bitsAnySet', (value, mask) => (value & mask) !== 0n),
  $bitsAnyClear: bitTest('$bitsAnyClear', (value, mask) => (value & mask) !== mask),
  $comment: () => ({ test: () => true }),
  ...geoTests,
};

/** The operator's test, or undefined where there is no such operator. */
export function operatorTest(name: string, argument: unknown, beside: Doc): Reach | undefined {
  return Object.hasOwn(operators, name) ? operators[name]?.(argument, beside) : undefined;
}
