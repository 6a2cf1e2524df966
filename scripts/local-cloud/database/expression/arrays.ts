// Lists: null or missing gives null, any other type is an error.
import { equal, keyOfValue, typeOf } from '../bson-order';
import { checkLength } from '../bounds';
import { requestFailed } from '../database-errors';
import { orderOf, sortedElements } from '../query/sort';
import { compare } from '../bson-order';
import { isDoc } from '../document';
import {
  eager,
  intOf,
  isNullish,
  listOf,
  named,
  nullable,
  operands,
  untilNull,
  withNames,
  wrongType,
  type Operator,
} from './operator';

function elementAt([list, position]: readonly unknown[], name: string): unknown {
  if (!Array.isArray(list)) throw wrongType(name, "'s first argument must be an array", list);
  return (list as unknown[]).at(intOf(position, `${name}'s second argument`));
}

function checkList(value: unknown, name: string): void {
  if (!Array.isArray(value)) throw requestFailed(`${name} only supports arrays, not ${typeOf(value)}`);
}

function concatenated(values: readonly unknown[], name: string): unknown {
  const lists = values.filter((value) => Array.isArray(value));
  checkLength(
    lists.reduce((sum, list) => sum + list.length, 0),
    name,
  );
  return ([] as unknown[]).concat(...lists);
}

function positionOf([list, wanted, start, end]: readonly unknown[], name: string): unknown {
  if (isNullish(list)) return null;
  if (!Array.isArray(list)) throw wrongType(name, 'requires an array as a first argument', list);
  const [from, to] = bounds(name, [start, end], list.length);
  for (let at = from; at < to; at += 1) if (equal(list[at] ?? null, wanted)) return at;
  return -1;
}

/** Start and end of a search, the end not above the length. */
export function bounds(
  name: string,
  [start, end]: readonly [unknown, unknown],
  length: number,
): readonly [number, number] {
  const [from, to] = [start, end].map((value, at) => {
    if (value === undefined) return at === 0 ? 0 : length;
    const number = intOf(value, `${name}'s ${at === 0 ? 'starting' : 'ending'} index`);
    if (number < 0)
      throw requestFailed(
        `${name} requires a nonnegative ${at === 0 ? 'starting' : 'ending'} index, found: ${number}`,
      );
    return number;
  });
  return [from ?? 0, Math.min(to ?? length, length)];
}

function range([start, end, step = 1]: readonly unknown[], name: string): number[] {
  const [from, to, by] = [
    intOf(start, `${name}'s starting value`),
    intOf(end, `${name}'s ending value`),
    intOf(step, `${name}'s step value`),
  ];
  if (by === 0) throw requestFailed('$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / by));
  checkLength(length, name);
  return Array.from({ length }, (_, at) => from + at * by);
}

function slice([list, first, second]: readonly unknown[], name: string): unknown {
  if (!Array.isArray(list)) throw wrongType(name, "'s first argument must be an array", list);
  const items: readonly unknown[] = list;
  const one = intOf(first, `${name}'s second argument`);
  if (second === undefined) return one < 0 ? items.slice(one) : items.slice(0, one);
  const count = intOf(second, `${name}'s third argument`);
  if (count <= 0) throw requestFailed(`Third argument to $slice must be positive: ${count}`);
  const from = one < 0 ? Math.max(0, items.length + one) : one;
  return items.slice(from, from + count);
}

const filter: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['input', 'cond'], optional: ['as', 'limit'] });
  const variable = variableName(name, given.as);
  const [input, test, limit] = [
    compile(given.input),
    compile(given.cond, [variable]),
    compile(given.limit ?? null),
  ];
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    const most = limit(scope);
    const found = listOf(list, name, 'input').filter((item) => {
      const value = test({ ...scope, variables: { ...scope.variables, [variable]: item } });
      return !isNullish(value) && value !== false && value !== 0;
    });
    if (isNullish(most)) return found;
    if (intOf(most, `${name}'s limit`) <= 0) throw requestFailed(`${name}: limit must be greater than 0`);
    return found.slice(0, Number(most));
  };
};

const map: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['input', 'in'], optional: ['as'] });
  const variable = variableName(name, given.as);
  const [input, each] = [compile(given.input), compile(given.in, [variable])];
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    return listOf(list, name, 'input').map(
      (item) => each({ ...scope, variables: { ...scope.variables, [variable]: item } }) ?? null,
    );
  };
};

/** The name that `as` gives; `this` without one. */
export function variableName(operator: string, name: unknown = 'this'): string {
  if (typeof name === 'string' && (name === 'CURRENT' || /^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)))
    return name;
  throw requestFailed(
    `${operator}: '${String(name)}' starts with an invalid character for a user variable name`,
  );
}

const reduce: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['input', 'initialValue', 'in'] });
  const [input, initial] = [compile(given.input), compile(given.initialValue)];
  const each = compile(given.in, ['this', 'value']);
  return (scope) => {
    const list = input(scope);
    if (isNullish(list)) return null;
    return listOf(list, name, "'input'").reduce<unknown>(
      (value, item) => each({ ...scope, variables: { ...scope.variables, this: item, value } }),
      initial(scope),
    );
  };
};

const zip: Operator = (name, argument, compile) => {
  const given = named(name, argument, { required: ['inputs'], optional: ['useLongestLength', 'defaults'] });
  const { useLongestLength: longest = false, inputs, defaults } = given;
  if (!Array.isArray(inputs)) throw wrongType(name, 'requires an array of arrays as inputs', inputs);
  if (inputs.length === 0) throw requestFailed('$zip requires at least one input array');
  if (typeof longest !== 'boolean') throw requestFailed('useLongestLength must be a bool');
  if (defaults !== undefined && !longest)
    throw requestFailed('cannot specify defaults unless useLongestLength is true');
  if (Array.isArray(defaults) && defaults.length !== inputs.length)
    throw requestFailed('defaults and inputs must have the same length');
  const parts = inputs.map((input) => compile(input));
  const fill = compile(defaults ?? []);
  return (scope) => {
    const values = parts.map((part) => part(scope));
    if (values.some(isNullish)) return null;
    const lists = values.map((value) => listOf(value, name, 'inputs'));
    const lengths = lists.map((list) => list.length);
    const instead = listOf(fill(scope), name, 'defaults');
    const length = longest ? Math.max(...lengths) : Math.min(...lengths);
    return Array.from({ length }, (_, row) =>
      lists.map((list, column) => (row < list.length ? list[row] : (instead[column] ?? null))),
    );
  };
};

/** The first or the last few. */
const several = (first: boolean): Operator =>
  withNames({ required: ['input', 'n'] }, ({ input, n }, name) => {
    const count = intOf(n, `${name}'s n`);
    if (count <= 0) throw requestFailed(`'n' must be greater than 0, found ${count}`);
    const list = listOf(input, name, 'input');
    return first ? list.slice(0, count) : list.slice(-count);
  });

const sortArray: Operator = (name, argument, compile) => {
  const { input, sortBy } = named(name, argument, { required: ['input', 'sortBy'] });
  const from = compile(input);
  const keys = isDoc(sortBy) ? orderOf(sortBy, name) : undefined;
  if (keys?.length === 0) throw requestFailed(`${name}: sortBy must name a field`);
  if (!keys && sortBy !== 1 && sortBy !== -1)
    throw requestFailed(`${name}: sortBy must be 1, -1 or an object`);
  return (scope) => {
    const list = from(scope);
    if (isNullish(list)) return null;
    const items = [...listOf(list, name, 'input')];
    if (!keys) return items.sort((one, other) => compare(one, other) * Number(sortBy));
    return sortedElements(items, keys);
  };
};

const end =
  (at: 0 | -1): Operator =>
  (name, argument, compile) => {
    const [list] = operands(name, argument, [1, 1]).map((one) => compile(one));
    return (scope) => {
      const value = list?.(scope);
      return isNullish(value) ? null : listOf(value, name).at(at);
    };
  };

export const arrays: Readonly<Record<string, Operator>> = {
  $arrayElemAt: nullable(2, elementAt),
  $concatArrays: untilNull(checkList, concatenated),
  $filter: filter,
  $first: end(0),
  $firstN: several(true),
  $last: end(-1),
  $lastN: several(false),
  $in: eager(2, ([wanted, list], name) => {
    if (!Array.isArray(list)) throw wrongType(name, 'requires an array as a second argument', list);
    const key = keyOfValue(wanted);
    return list.some((item) => keyOfValue(item) === key);
  }),
  $indexOfArray: eager([2, 4], positionOf),
  $isArray: eager(1, ([value]) => Array.isArray(value)),
  $map: map,
  $range: eager([2, 3], range),
  $reduce: reduce,
  $reverseArray: nullable(1, ([value], name) => listOf(value, name).toReversed()),
  $size: eager(1, ([value], name) => listOf(value, name).length),
  $slice: nullable([2, 3], slice),
  $sortArray: sortArray,
  $zip: zip,
};
