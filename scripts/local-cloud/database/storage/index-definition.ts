// What an index is said to be.
import { isDoc, valueAt, type Doc } from '../document';
import { encodeExact } from '../ejson';

/** An index over dotted paths. Unique ones refuse a second document; a missing field counts as null unless `sparse`. */
export interface IndexDefinition {
  readonly name: string;
  readonly keys: readonly string[];
  readonly unique?: boolean;
  readonly sparse?: boolean;
}

/** Narrows what the disk or a caller gives as an index. */
export function isIndexDefinition(value: unknown): value is IndexDefinition {
  if (!isDoc(value) || typeof value.name !== 'string' || !Array.isArray(value.keys)) return false;
  return value.keys.length > 0 && value.keys.every((key) => typeof key === 'string');
}

/** The indexed values of a document, as an error shows them. */
export function indexValue({ keys }: IndexDefinition, doc: Doc): string {
  return `{ ${keys.map((path) => `${path}: ${encodeExact(valueAt(doc, path) ?? null)}`).join(', ')} }`;
}
