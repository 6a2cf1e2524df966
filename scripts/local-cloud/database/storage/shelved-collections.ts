// The collections of a store, by name, as they stand on its shelf.
import { collectionExists } from '../database-errors';
import { Collection } from './collection';
import { DocumentCache } from './document-cache';
import { restoredCollection } from './saved-collection';
import type { Shelf } from './shelf';
import { collectionSpan } from './shelf-keys';

export class ShelvedCollections {
  private readonly byName = new Map<string, Collection>();
  private readonly cache = new DocumentCache();

  constructor(private readonly shelf: Shelf) {}

  names(): string[] {
    return [...this.byName.keys()];
  }

  get(name: string): Collection | undefined {
    return this.byName.get(name);
  }

  /** A new one under the next number, inside a commit of its caller. */
  create(name: string): void {
    if (this.byName.has(name)) throw collectionExists(name);
    const numbers = [...this.byName.values()].map(({ number }) => number);
    const collection = new Collection(this.shelf, this.cache, Math.max(0, ...numbers) + 1, name);
    collection.save();
    this.byName.set(name, collection);
  }

  /** Once no transaction reads any more what was before. */
  forgetHistory(): void {
    for (const collection of this.byName.values()) collection.forgetHistory();
  }

  /** Whatever is known of the shelf is forgotten; the shelf stays as it is. */
  forget(): void {
    this.cache.clear();
    this.byName.clear();
  }

  /** Whatever is known of the shelf, anew. */
  load(): void {
    this.forget();
    for (const { key, value } of this.shelf.entries(collectionSpan)) {
      const collection = restoredCollection({ shelf: this.shelf, cache: this.cache }, key, value);
      this.byName.set(collection.name, collection);
    }
  }
}
