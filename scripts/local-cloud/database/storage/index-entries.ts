// What of a document stands in an index: for a list each of its elements, as MongoDB's multikey indexes have it.
import { fieldOf, isDoc, type Doc } from '../document';
import type { IndexDefinition } from './index-definition';
import { bytesOf, kinds, wholeArrayBytes } from './index-key';

/** The values of the index's paths, one after the other, for each combination; nothing where a sparse index leaves the document out. */
export function entriesOf({ keys, sparse = false }: IndexDefinition, doc: Doc): Buffer[] {
  const values = keys.map((path) => valuesAt(doc, path.split('.')));
  if (sparse && values.every((found) => found.every((value) => value === undefined))) return [];
  const parts = values.map((found) =>
    distinct(found.map((value) => (Buffer.isBuffer(value) ? value : bytesOf(value)))),
  );
  return parts.reduce<Buffer[]>(
    (heads, tails) => heads.flatMap((head) => tails.map((tail) => Buffer.concat([head, tail]))),
    [Buffer.alloc(0)],
  );
}

/** What a path leads to, through lists too; undefined where it leads nowhere, bytes for a list itself. */
function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...more] = steps;
  if (step === undefined) return Array.isArray(value) ? listValues(value as unknown[]) : [value];
  if (!Array.isArray(value)) return valuesAt(fieldOf(value, step), more);
  const place = fieldOf(value, step);
  const inside = (value as unknown[]).filter(isDoc).flatMap((item) => valuesAt(item, steps));
  const all = [...inside, ...(place === undefined ? [] : valuesAt(place, more))];
  return inside.length < value.length || all.length === 0 ? [...all, undefined] : all;
}

const listValues = (list: readonly unknown[]): unknown[] => [
  wholeArrayBytes(list),
  ...(list.length === 0 ? [Buffer.of(kinds.emptyArray)] : list),
];

function distinct(values: readonly Buffer[]): Buffer[] {
  if (values.length < 2) return [...values];
  return [...new Map(values.map((value) => [value.toString('latin1'), value])).values()];
}
