// The order of documents: an array sorts by its smallest element upwards and by its largest downwards, an empty one below
// null, a missing field as null.
import { compare, compareAsNull } from '../bson-order';
import { requestFailed } from '../database-errors';
import { fieldOf, isDoc, valueAt, type Doc } from '../document';
import { POSITION } from './leaves';

type Direction = 1 | -1;

/** Checks what an order says: fields and 1 or -1. */
export function orderOf(order: unknown, what = '$sort'): [string, Direction][] {
  if (!isDoc(order)) throw requestFailed(`the ${what} key specification must be an object`);
  const keys = Object.entries(order).map(([path, direction]): [string, Direction] => {
    if (isDoc(direction)) throw requestFailed(`${what} by $meta is not emulated by the local cloud`);
    if (direction !== 1 && direction !== -1)
      throw requestFailed(`${what} key ordering must be 1 (for ascending) or -1 (for descending)`);
    checkPath(path, what);
    return [path, direction];
  });
  if (keys.length > 32) throw requestFailed(`too many compound keys in ${what}: 32 are allowed`);
  return keys;
}

function checkPath(path: string, what: string): void {
  if (path === '' || path.split('.').includes(''))
    throw requestFailed(`${what}: FieldPath must not end with a '.' nor hold an empty field name: '${path}'`);
  if (path.split('.').some((step) => step.startsWith('$')))
    throw requestFailed(`${what}: FieldPath field names may not start with '$'`);
}

/** Sorts a copy of a list by fields of its elements: a list in such a field counts as a whole, what is missing as null. */
export function sortedElements(
  items: readonly unknown[],
  keys: readonly (readonly [string, Direction])[],
): unknown[] {
  const valueOf = (item: unknown, path: string): unknown => (isDoc(item) ? valueAt(item, path) : undefined);
  return items.toSorted((one, other) => {
    for (const [path, direction] of keys) {
      const order = compareAsNull(valueOf(one, path), valueOf(other, path));
      if (order !== 0) return order * direction;
    }
    return 0;
  });
}

/** Sorts a copy; equal ones keep their order. */
export function sorted<T>(
  items: readonly T[],
  keys: readonly (readonly [string, Direction])[],
  docOf: (item: T) => Doc,
): T[] {
  const ranked = items.map((item) => ({ item, values: sortValues(docOf(item), keys) }));
  ranked.sort((one, other) => {
    for (const [at, [, direction]] of keys.entries()) {
      const order = compare(one.values[at], other.values[at]);
      if (order !== 0) return order * direction;
    }
    return 0;
  });
  return ranked.map(({ item }) => item);
}

function sortValues(doc: Doc, keys: readonly (readonly [string, Direction])[]): unknown[] {
  const arrays = new Set<string>();
  const values = keys.map(([path, direction]) => {
    const array = arrayOn(doc, path);
    if (array !== undefined) arrays.add(array);
    return sortValue(doc, path, direction);
  });
  if (arrays.size > 1) throw requestFailed('cannot sort with keys that are parallel arrays');
  return values;
}

/** The first array on the way, by its path. */
function arrayOn(doc: Doc, path: string): string | undefined {
  const steps = path.split('.');
  return steps
    .map((_step, at) => steps.slice(0, at + 1).join('.'))
    .find((part) => Array.isArray(valueAt(doc, part)));
}

function sortValue(doc: Doc, path: string, direction: Direction): unknown {
  const leaves = sortLeaves(doc, path.split('.'));
  return leaves.reduce((best, leaf) => (compare(leaf, best) * direction < 0 ? leaf : best));
}

/** Every value that an index would hold: null for what is missing, also below an element that is no document. */
function sortLeaves(value: unknown, steps: readonly string[], at = 0): unknown[] {
  const step = steps[at];
  if (step === undefined) {
    // An empty list has no value at all: it stands below null.
    if (Array.isArray(value)) return value.length === 0 ? [undefined] : (value as unknown[]);
    return [value === undefined ? null : value];
  }
  if (isDoc(value)) return sortLeaves(fieldOf(value, step), steps, at + 1);
  if (!Array.isArray(value) || value.length === 0) return [null];
  if (POSITION.test(step)) return sortLeaves(value[Number(step)], steps, at + 1);
  return value.flatMap((item) => (isDoc(item) ? sortLeaves(item, steps, at) : [null]));
}
