// What one reader sees of a collection: what is committed or, inside a transaction, its snapshot
// with its own writes in place.
import type { Collection } from './storage/collection';
import type { Doc } from './document';
import type { Filter, Selection } from './query/filter';
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
    const { keys } = filter;
    if (!keys) {
      const own = this.transaction?.writes.get(this.collection.name);
      const { snapshot } = this.transaction ?? {};
      const named = this.collection.named(filter.alternatives, snapshot, own);
      yield* named ?? this.collection.entries(snapshot, own);
      return;
    }
    for (const key of new Set(keys)) {
      const doc = this.read(key);
      if (doc) yield [key, doc];
    }
  }

  /** What a selection is made from: the candidates or, where an index serves its order, no more of them than it needs. */
  page(filter: Filter, { sort = {}, skip = 0, limit = 100 }: Selection = {}): Doc[] {
    if (!this.transaction && !filter.keys && Object.keys(sort).length > 0) {
      const found: Doc[] = [];
      const take = (doc: Doc): 'more' | 'enough' => {
        if (filter.matches(doc)) found.push(doc);
        return found.length >= skip + limit ? 'enough' : 'more';
      };
      if (filter.bounded(() => this.collection.sorted(filter.alternatives, sort, take))) return found;
    }
    return [...this.candidates(filter)].map(([, doc]) => doc);
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
