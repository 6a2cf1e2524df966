// What a journal record says, and how one read from disk is checked before it is believed.
import { isIndexDefinition, type IndexDefinition } from './collection';
import { isDoc, type Doc } from './document';
import { decodeDoc, encodeExact } from './ejson';

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

/** The record as JSON can hold it. */
export function toJson(record: JournalRecord): unknown {
  if (!('commit' in record)) return record;
  return {
    commit: record.commit.map(({ collection, key, doc }) => [collection, key, doc && encodeExact(doc)]),
  };
}

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
