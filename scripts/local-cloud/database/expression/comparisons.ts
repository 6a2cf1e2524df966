// Comparisons over all types, conditions, and what is true. Missing is a value of its own, below null.
import { compare } from '../bson-order';
import { requestFailed } from '../database-errors';
import { isDoc } from '../document';
import {
  eager,
  isNullish,
  isTruthy,
  named,
  operands,
  type Compile,
  type Evaluate,
  type Operator,
} from './operator';

const comparison = (holds: (order: number) => boolean): Operator =>
  eager(2, ([one, other]) => holds(compare(one, other)));

/** $and and $or stop at the first value that decides. */
const logical =
  (every: boolean): Operator =>
  (name, argument, compile) => {
    const parts = operands(name, argument, [0, Infinity]).map((part) => compile(part));
    return every
      ? (scope) => parts.every((part) => isTruthy(part(scope)))
      : (scope) => parts.some((part) => isTruthy(part(scope)));
  };

function condition(name: string, argument: unknown, compile: Compile): Evaluate {
  const [test, yes, no] = isDoc(argument)
    ? conditionFields(name, argument)
    : operands(name, argument, [3, 3]).map((part) => compile(part));
  return (scope) => (isTruthy(test?.(scope)) ? yes?.(scope) : no?.(scope));

  function conditionFields(of: string, fields: unknown): Evaluate[] {
    const given = named(of, fields, { required: ['if', 'then', 'else'] });
    return [compile(given.if), compile(given.then), compile(given.else)];
  }
}

function firstThatIs(name: string, argument: unknown, compile: Compile): Evaluate {
  const parts = operands(name, argument, [2, Infinity]).map((part) => compile(part));
  return (scope) => {
    let value: unknown;
    for (const part of parts) {
      value = part(scope);
      if (!isNullish(value)) return value;
    }
    return value;
  };
}

function choice(name: string, argument: unknown, compile: Compile): Evaluate {
  const { branches, ...others } = named(name, argument, { required: ['branches'], optional: ['default'] });
  if (!Array.isArray(branches)) throw requestFailed("$switch expected an array for 'branches'");
  if (branches.length === 0) throw requestFailed('$switch requires at least one branch.');
  const cases = branches.map((branch) => {
    const given = named('$switch branch', branch, { required: ['case', 'then'] });
    return { test: compile(given.case), then: compile(given.then) };
  });
  const otherwise = 'default' in others ? compile(others.default) : undefined;
  return (scope) => {
    const found = cases.find(({ test }) => isTruthy(test(scope)))?.then ?? otherwise;
    if (!found)
      throw requestFailed(
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return found(scope);
  };
}

export const comparisons: Readonly<Record<string, Operator>> = {
  $cmp: eager(2, ([one, other]) => Math.sign(compare(one, other))),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $and: logical(true),
  $or: logical(false),
  $not: eager(1, ([value]) => !isTruthy(value)),
  $cond: condition,
  $ifNull: firstThatIs,
  $switch: choice,
};
