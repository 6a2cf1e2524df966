/** A document as its single values, each by its path. */
import { isObject } from '../../shared/kernel/json';
import type { StoredDocument } from '../environment/documents';

/** A value that holds no others, or an empty list or object. */
export interface Leaf {
  /** As `['providers', 'v3', 'mchid']`; places in lists by their number from 0. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** All values of a document but its `_id`, in its order. */
export function leavesOf({ _id, ...rest }: StoredDocument): readonly Leaf[] {
  return [...under(rest, [])];
}

function* under(value: unknown, path: readonly string[]): Generator<Leaf> {
  const inside = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  if (inside.length === 0) {
    if (path.length > 0) yield { path, value };
    return;
  }
  for (const [name, one] of inside) yield* under(one, [...path, String(name)]);
}
