// A write to one collection between the decision and its commit.
import { randomBytes } from 'node:crypto';
import type { Collection } from './storage/collection';
import { duplicateKey, requestFailed } from './database-errors';
import { copyDoc, keyOf, type Doc } from './document';
import { encodeExact } from './ejson';
import type { Filter } from './query/filter';

/** Documents of one collection as they will be; null stands for a removed one. */
export interface Write {
  readonly collection: Collection;
  readonly docs: ReadonlyMap<string, Doc | null>;
  /** They are new ones, or were written whole by their author. */
  readonly whole?: boolean;
}

/** A write that has been decided on, and what its caller is told. */
export interface Change<T> extends Write {
  /** Keys of the documents that the decision rests on, changed or not. */
  readonly touched: readonly string[];
  /** The documents must not exist yet. */
  readonly fresh: boolean;
  readonly answer: T;
}

/** What happens to the documents that a filter finds. */
export interface Rewrite {
  readonly filter: Filter;
  readonly multi: boolean;
  /** What `next` answers is a document that its author wrote whole. */
  readonly whole?: boolean;
  /** The document afterwards: null removes it, undefined leaves it as it is. */
  next(doc: Doc): Doc | null | undefined;
}

export interface Rewritten {
  readonly matched: number;
  readonly changed: number;
  /** What matched as it stands afterwards; null where it was removed. */
  readonly after: readonly (Doc | null)[];
}

/** The documents under their keys, with `_id`s made up where missing. */
export function freshDocs(name: string, docs: readonly Doc[]): Map<string, Doc> {
  const made = new Map<string, Doc>();
  for (const given of docs) {
    const doc = { _id: given._id ?? randomBytes(16).toString('hex'), ...withoutMissingId(copyDoc(given)) };
    const dollar = Object.keys(doc).find((field) => field.startsWith('$'));
    if (dollar !== undefined)
      throw requestFailed(`(DollarPrefixedFieldName) Document can't have $ prefixed field names: ${dollar}`);
    const key = keyOf(doc._id);
    if (made.has(key)) throw duplicateId(name, doc._id);
    made.set(key, doc);
  }
  return made;
}

/** Throws E11000 where one of the documents is there already. */
export function refuseTaken({ collection, docs }: Write, present: (key: string) => Doc | null): void {
  for (const key of docs.keys()) {
    const taken = present(key);
    if (taken) throw duplicateId(collection.name, taken._id);
  }
}

const duplicateId = (name: string, id: unknown): Error =>
  duplicateKey(name, '_id_', `{ _id: ${encodeExact(id)} }`);

/** Names of all that a transaction must have alone to make this change. */
export function* locksOf({ collection, docs, touched }: Change<unknown>): Generator<string> {
  for (const key of touched) yield `${collection.name}\0${key}`;
  for (const [key, doc] of docs) {
    for (const version of [collection.read(key), doc])
      if (version) for (const value of collection.uniqueValues(version)) yield `${collection.name}\0${value}`;
  }
}

function withoutMissingId(doc: Doc): Doc {
  const { _id: id, ...fields } = doc;
  return id === undefined || id === null ? fields : doc;
}
