// Lists taken as sets. A union and an intersection come sorted, a difference in the order of its first list.
import { compare, keyOfValue, typeOf } from '../bson-order';
import { requestFailed } from '../database-errors';
import { eager, isTruthy, listOf, nullable, untilNull, type Operator } from './operator';

function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw requestFailed(`All operands of ${name} must be arrays. One argument is of type: ${typeOf(value)}`);
}

const checkList = (value: unknown, name: string): void => void list(value, name);

const asSet = (items: readonly unknown[]): Map<string, unknown> =>
  new Map(items.map((item) => [keyOfValue(item), item]));

const inOrder = (set: ReadonlyMap<string, unknown>): unknown[] => [...set.values()].sort(compare);

function intersection(values: readonly unknown[], name: string): unknown[] {
  const [first = new Map<string, unknown>(), ...others] = values.map((value) => asSet(list(value, name)));
  return inOrder(new Map([...first].filter(([key]) => others.every((other) => other.has(key)))));
}

function difference([one, other]: readonly unknown[], name: string): unknown[] {
  const without = asSet(list(other, name));
  return [...asSet(list(one, name))].filter(([key]) => !without.has(key)).map(([, item]) => item);
}

function sameSets(values: readonly unknown[], name: string): boolean {
  const [first, ...others] = values.map((value) => asSet(list(value, name)));
  return others.every(
    (other) => other.size === first?.size && [...other.keys()].every((key) => first.has(key)),
  );
}

export const sets: Readonly<Record<string, Operator>> = {
  $setUnion: untilNull(checkList, (values, name) =>
    inOrder(asSet(values.flatMap((value) => list(value, name)))),
  ),
  $setIntersection: untilNull(checkList, intersection),
  $setDifference: nullable(2, difference),
  $setEquals: eager([2, Infinity], sameSets),
  $setIsSubset: eager(2, ([part, whole], name) => {
    const all = asSet(list(whole, name));
    return list(part, name).every((item) => all.has(keyOfValue(item)));
  }),
  $allElementsTrue: eager(1, ([value], name) => listOf(value, name).every(isTruthy)),
  $anyElementTrue: eager(1, ([value], name) => listOf(value, name).some(isTruthy)),
};
