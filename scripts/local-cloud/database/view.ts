// What one reader sees of a collection: what is committed or, inside a transaction, its snapshot
// with its own writes in place.
import type { Collection } from './collection';
import type { Doc } from './document';
import type { Filter } from './filter';
import type { Transaction } from './transactions';

export class View {
  constructor(
    readonly collection: Collection,
    private readonly transaction?: Transaction,
  ) {}

  read(key: string): Doc | null {
    const own = this.transaction?.writes.get(this.collection.name);
    return own?.has(key) ? (own.get(key) ?? null) : this.collection.read(key, this.transaction?.snapshot);
  }

  /** Every document that the filter may match; those that it names by `_id`, or that an index knows, are looked up. */
  *candidates(filter: Filter): Generator<[string, Doc]> {
    const keys = filter.keys ?? this.indexed(filter);
    if (!keys) {
      const own = this.transaction?.writes.get(this.collection.name);
      yield* this.collection.entries(this.transaction?.snapshot, own);
      return;
    }
    for (const key of new Set(keys)) {
      const doc = this.read(key);
      if (doc) yield [key, doc];
    }
  }

  /** What the indexes know; a transaction sees what they do not. */
  private indexed(filter: Filter): ReadonlySet<string> | undefined {
    return this.transaction ? undefined : this.collection.keysFor(filter.alternatives);
  }

  /** The documents that match, or the first one only. */
  matching(filter: Filter, multi: boolean): [string, Doc][] {
    return filter.bounded(() => {
      const found: [string, Doc][] = [];
      for (const entry of this.candidates(filter)) {
        if (!filter.matches(entry[1])) continue;
        found.push(entry);
        if (!multi) break;
      }
      return found;
    });
  }
}
