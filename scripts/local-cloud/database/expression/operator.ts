// What an operator of expressions is: it checks its arguments when it is compiled, and is evaluated once per document.
// A missing value is `undefined` everywhere in expressions; only a document or a list at the end says what becomes of it.
import { typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';

export type Variables = Readonly<Record<string, unknown>>;

/** What an expression is evaluated on. */
export interface Scope {
  readonly root: unknown;
  readonly variables: Variables;
}

export type Evaluate = (scope: Scope) => unknown;

/** Compiles an expression inside another one, which may bring in variables. */
export type Compile = (expression: unknown, newVariables?: readonly string[]) => Evaluate;

/** Compiles the operator's argument. */
export type Operator = (name: string, argument: unknown, compile: Compile) => Evaluate;

export const isNullish = (value: unknown): value is null | undefined => value === null || value === undefined;

/** What counts as true: everything but null, missing, false and 0. */
export const isTruthy = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && value !== 0;

/** The arguments as a list, as many as are allowed. */
export function operands(
  name: string,
  argument: unknown,
  [least, most]: readonly [number, number],
): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (given.length >= least && given.length <= most) return given;
  const wanted =
    least === most
      ? `exactly ${least} arguments`
      : most === Infinity
        ? `at least ${least} arguments`
        : `at least ${least} arguments, and at most ${most}`;
  throw requestFailed(`Expression ${name} takes ${wanted}. ${given.length} were passed in.`);
}

/** An operator of a list of arguments, all of them evaluated before it works. */
export function eager(
  count: number | readonly [number, number],
  work: (values: readonly unknown[], name: string) => unknown,
): Operator {
  const range = typeof count === 'number' ? ([count, count] as const) : count;
  return (name, argument, compile) => {
    const given = operands(name, argument, range).map((one) => compile(one));
    return (scope) =>
      work(
        given.map((evaluate) => evaluate(scope)),
        name,
      );
  };
}

/** As `eager`, with null as the answer where one of the values is null or missing. */
export const nullable = (
  count: number | readonly [number, number],
  work: (values: readonly unknown[], name: string) => unknown,
): Operator => eager(count, (values, name) => (values.some(isNullish) ? null : work(values, name)));

/** As `eager`, of values that are looked at one after the other: null ends it, what comes before it is checked. */
export const untilNull = (
  check: (value: unknown, name: string) => void,
  work: (values: readonly unknown[], name: string) => unknown,
): Operator =>
  eager([0, Infinity], (values, name) => {
    for (const value of values) {
      if (isNullish(value)) return null;
      check(value, name);
    }
    return work(values, name);
  });

/** The named arguments of an operator, compiled; those without a name in the argument are missing. */
export function named<Name extends string>(
  name: string,
  argument: unknown,
  names: { readonly required: readonly Name[]; readonly optional?: readonly Name[] },
): Readonly<Partial<Record<Name, unknown>>> {
  const optional = names.optional ?? [];
  if (!isDoc(argument)) throw requestFailed(`${name} only supports an object as its argument`);
  const known: readonly string[] = [...names.required, ...optional];
  const unknown = Object.keys(argument).find((field) => !known.includes(field));
  if (unknown !== undefined) throw requestFailed(`Unrecognized parameter to ${name}: ${unknown}`);
  const missing = names.required.find((field) => !Object.hasOwn(argument, field));
  if (missing !== undefined) throw requestFailed(`Missing '${missing}' parameter to ${name}`);
  return argument as Partial<Record<Name, unknown>>;
}

/** An operator whose arguments have names; `work` gets their values. */
export function withNames<Name extends string>(
  names: { readonly required: readonly Name[]; readonly optional?: readonly Name[] },
  work: (values: Readonly<Partial<Record<Name, unknown>>>, name: string, given: Doc) => unknown,
): Operator {
  return (name, argument, compile) => {
    const given = named(name, argument, names);
    const compiled = Object.entries(given).map(([field, value]) => [field, compile(value)] as const);
    return (scope) =>
      work(
        Object.fromEntries(compiled.map(([field, evaluate]) => [field, evaluate(scope)])) as Partial<
          Record<Name, unknown>
        >,
        name,
        given,
      );
  };
}

export function wrongType(name: string, wanted: string, value: unknown): Error {
  return requestFailed(`${name} ${wanted}, found: ${typeOf(value)}`);
}

/** A list, or the error that names the operator. */
export function listOf(value: unknown, name: string, which = 'argument'): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw requestFailed(`The ${which} to ${name} must be an array, but was of type: ${typeOf(value)}`);
}

/** A whole number that fits into 32 bits, or the error. */
export function intOf(value: unknown, what: string): number {
  const number = typeof value === 'number' ? value : NaN;
  if (Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31) return number;
  throw requestFailed(
    `${what} must be representable as a 32-bit integer, found: ${typeOf(value)} ${String(value)}`,
  );
}
