// What a record of an earlier version's journal says, checked before it is believed.
import { isDoc, type Doc } from '../document';
import { decodeDoc } from '../ejson';
import { isIndexDefinition, type IndexDefinition } from './index-definition';

/** One document written or, with null, removed. */
export interface WrittenDoc {
  readonly collection: string;
  readonly key: string;
  readonly doc: Doc | null;
}

export type JournalRecord =
  | { readonly create: string }
  | { readonly index: string; readonly definition: IndexDefinition }
  | { readonly commit: readonly WrittenDoc[] };

/** Throws where the value is not a record. */
export function fromJson(value: unknown): JournalRecord {
  if (!isDoc(value)) throw new Error('not a record');
  if (typeof value.create === 'string') return { create: value.create };
  if (typeof value.index === 'string' && isIndexDefinition(value.definition)) {
    return { index: value.index, definition: value.definition };
  }
  if (Array.isArray(value.commit)) return { commit: value.commit.map(writtenDoc) };
  throw new Error('unknown kind of record');
}

function writtenDoc(entry: unknown): WrittenDoc {
  const [collection, key, doc] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (typeof collection !== 'string' || typeof key !== 'string') throw new Error('not a write');
  return { collection, key, doc: typeof doc === 'string' ? decodeDoc(doc, 0) : null };
}
