// A collection as it stands on the shelf, checked before it is believed.
import { Collection } from './collection';
import { isDoc } from '../document';
import type { DocumentCache } from './document-cache';
import type { Shelf } from './shelf';

/** Throws where it was written by a version that this one does not know. */
export function restoredCollection(
  { shelf, cache }: { readonly shelf: Shelf; readonly cache: DocumentCache },
  key: Buffer,
  value: Buffer,
): Collection {
  const saved: unknown = JSON.parse(value.toString());
  if (!isDoc(saved) || typeof saved.name !== 'string' || !Array.isArray(saved.indexes))
    throw new Error('a collection is stored in a way that this version does not know');
  const collection = new Collection(shelf, cache, key.readUInt32BE(1), saved.name);
  for (const index of saved.indexes.filter(isDoc)) collection.restore(index);
  return collection;
}
