// Numbers: null or missing gives null, any other type is an error.
import { isNumeric, numberOf, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { dateAt } from './calendar';
import { eager, isNullish, nullable, type Operator } from './operator';

/** The number, or the error that names the operator. */
export function numericValue(value: unknown, name: string): number {
  if (isNumeric(value)) return numberOf(value);
  throw requestFailed(`${name} only supports numeric types, not ${typeOf(value)}`);
}

const unary = (work: (value: number, name: string) => number): Operator =>
  nullable(1, ([value], name) => work(numericValue(value, name), name));

function positive(value: number, name: string): number {
  if (value > 0 || Number.isNaN(value)) return value;
  throw requestFailed(`${name}'s argument must be a positive number, but is ${value}`);
}

/** The values up to the first null, which decides before a wrong type behind it does. */
function upToNull(values: readonly unknown[]): {
  readonly given: readonly unknown[];
  readonly isNull: boolean;
} {
  const at = values.findIndex(isNullish);
  return at === -1 ? { given: values, isNull: false } : { given: values.slice(0, at), isNull: true };
}

function add(values: readonly unknown[], name: string): unknown {
  const { given, isNull } = upToNull(values);
  const [day, ...moreDays] = given.filter((value) => value instanceof Date);
  if (moreDays.length > 0) throw requestFailed('only one date allowed in an $add expression');
  const wrong = given.find((value) => !(value instanceof Date) && !isNumeric(value));
  if (wrong !== undefined)
    throw requestFailed(`${name} only supports numeric or date types, not ${typeOf(wrong)}`);
  if (isNull) return null;
  const sum = given.reduce<number>(
    (total, value) => total + (value instanceof Date ? 0 : numberOf(value)),
    0,
  );
  return day ? dateAt(day.getTime() + Math.round(sum)) : sum;
}

function subtract([left, right]: readonly unknown[]): unknown {
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (left instanceof Date && isNumeric(right)) return dateAt(left.getTime() - Math.round(numberOf(right)));
  if (isNumeric(left) && isNumeric(right)) return numberOf(left) - numberOf(right);
  throw requestFailed(`can't $subtract ${typeOf(right)} from ${typeOf(left)}`);
}

function multiply(values: readonly unknown[], name: string): unknown {
  const { given, isNull } = upToNull(values);
  const product = given.reduce<number>((total, value) => total * numericValue(value, name), 1);
  return isNull ? null : product;
}

function divide([left, right]: readonly unknown[]): number {
  if (!isNumeric(left) || !isNumeric(right))
    throw requestFailed(`$divide only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (numberOf(right) === 0) throw requestFailed("can't $divide by zero");
  return numberOf(left) / numberOf(right);
}

function modulo([left, right]: readonly unknown[]): number {
  if (!isNumeric(left) || !isNumeric(right))
    throw requestFailed(`$mod only supports numeric types, not ${typeOf(left)} and ${typeOf(right)}`);
  if (numberOf(right) === 0) throw requestFailed("can't $mod by zero");
  return numberOf(left) % numberOf(right);
}

function power([base, exponent]: readonly unknown[], name: string): number {
  const [one, other] = [numericValue(base, name), numericValue(exponent, name)];
  if (one === 0 && other < 0) throw requestFailed('$pow cannot take a base of 0 and a negative exponent');
  // As in C, where JavaScript has NaN: 1 to any power, and -1 to the infinite ones.
  if (one === 1 || (one === -1 && Math.abs(other) === Infinity)) return 1;
  return one ** other;
}

function logarithm([value, base]: readonly unknown[], name: string): number {
  const argument = positive(numericValue(value, name), name);
  const by = numericValue(base, name);
  if (!(by > 0) || by === 1)
    if (!Number.isNaN(by))
      throw requestFailed(`$log's base must be a positive number not equal to 1, but is ${by}`);
  return Math.log(argument) / Math.log(by);
}

const angle = (
  work: (value: number) => number,
  [low, high]: readonly [number, number] = [-Infinity, Infinity],
): Operator =>
  unary((value, name) => {
    if (value < low || value > high)
      throw requestFailed(`cannot apply ${name} to ${value}, value must be in [${low},${high}]`);
    return work(value);
  });

const finite = [-Number.MAX_VALUE, Number.MAX_VALUE] as const;

export const arithmetic: Readonly<Record<string, Operator>> = {
  $abs: unary(Math.abs),
  $add: eager([0, Infinity], add),
  $ceil: unary(Math.ceil),
  $divide: nullable(2, divide),
  $exp: unary(Math.exp),
  $floor: unary(Math.floor),
  $ln: unary((value, name) => Math.log(positive(value, name))),
  $log: nullable(2, logarithm),
  $log10: unary((value, name) => Math.log10(positive(value, name))),
  $mod: nullable(2, modulo),
  $multiply: eager([0, Infinity], multiply),
  $pow: nullable(2, power),
  $sqrt: unary((value) => {
    if (value < 0) throw requestFailed("$sqrt's argument must be greater than or equal to 0");
    return Math.sqrt(value);
  }),
  $subtract: nullable(2, subtract),
  $sin: angle(Math.sin, finite),
  $cos: angle(Math.cos, finite),
  $tan: angle(Math.tan, finite),
  $asin: angle(Math.asin, [-1, 1]),
  $acos: angle(Math.acos, [-1, 1]),
  $atan: angle(Math.atan),
  $atan2: nullable(2, ([y, x], name) => Math.atan2(numericValue(y, name), numericValue(x, name))),
  $sinh: angle(Math.sinh),
  $cosh: angle(Math.cosh),
  $tanh: angle(Math.tanh),
  $asinh: angle(Math.asinh),
  $acosh: angle(Math.acosh, [1, Infinity]),
  $atanh: angle(Math.atanh, [-1, 1]),
  $degreesToRadians: unary((value) => (value * Math.PI) / 180),
  $radiansToDegrees: unary((value) => (value * 180) / Math.PI),
};
