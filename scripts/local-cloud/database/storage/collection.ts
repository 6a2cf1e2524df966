// One collection: its documents, its indexes, and what both were while a transaction may still read that.
import { CollectionIndex } from './collection-index';
import { duplicateKey } from '../database-errors';
import { keyOf, type Doc } from '../document';
import type { DocumentCache } from './document-cache';
import { Documents } from './documents';
import { History } from './history';
import { indexValue, isIndexDefinition, type IndexDefinition } from './index-definition';
import { entriesOf } from './index-entries';
import { isOrdered } from './index-key';
import { bestPlan, sizeOf, sortedPlan, type Plan } from './index-plan';
import type { Shelf } from './shelf';
import { collectionKey } from './shelf-keys';
import type { Alternatives } from './value-index';

/** Documents of a collection by key as they are to be; null stands for a removed one. */
export type Overlay = ReadonlyMap<string, Doc | null>;

/** A sort may be left to an index when a filter's own index names more documents than this. */
const sortedInMemory = 200;

export class Collection {
  readonly indexes = new Map<string, IndexDefinition>();
  private readonly all: CollectionIndex[] = [];
  private readonly documents: Documents;
  private readonly history = new History();

  constructor(
    private readonly shelf: Shelf,
    cache: DocumentCache,
    readonly number: number,
    readonly name: string,
  ) {
    this.documents = new Documents(shelf, cache, number);
    this.all.push(new CollectionIndex(shelf, number, 0, { name: '_id_', keys: ['_id'] }));
  }

  // ---- reading

  /** The document as of version `at`, or null. */
  read(key: string, at = Infinity): Doc | null {
    const before = this.history.before(key, at);
    if (before !== undefined) return before;
    const number = this.documents.numberOf(key);
    return (number === undefined ? undefined : this.documents.read(number)) ?? null;
  }

  /** When the document was last written, as a version number; 0 for before any open transaction. */
  writtenAt(key: string): number {
    return this.history.writtenAt(key);
  }

  /** Every document as of version `at`, with an overlay's own writes in place. */
  *entries(at = Infinity, overlay: Overlay = new Map()): Generator<[string, Doc]> {
    const others = new Set([...(at === Infinity ? [] : this.history.keys()), ...overlay.keys()]);
    for (const [, current] of this.documents.all()) {
      const key = keyOf(current._id);
      const doc = others.delete(key) ? this.seenBy(key, at, overlay) : current;
      if (doc) yield [key, doc];
    }
    for (const key of others) {
      const doc = this.seenBy(key, at, overlay);
      if (doc) yield [key, doc];
    }
  }

  /** The only documents that may meet one of the alternatives, in the order of insertion; undefined where no index knows. */
  named(
    alternatives: Alternatives,
    at = Infinity,
    overlay: Overlay = new Map(),
  ): [string, Doc][] | undefined {
    const plans = this.plansFor(alternatives);
    if (!plans) return undefined;
    const numbers = new Set(
      plans.flatMap(({ index, spans }) => spans.flatMap((span) => [...index.numbers(span)])),
    );
    const keys = new Set<string>();
    for (const number of [...numbers].sort((one, other) => one - other)) {
      const doc = this.documents.read(number);
      if (doc) keys.add(keyOf(doc._id));
    }
    // What the index names now, and whatever has been written since or is going to be.
    if (at !== Infinity) for (const key of this.history.keys()) keys.add(key);
    for (const key of overlay.keys()) keys.add(key);
    return [...keys].flatMap((key) => {
      const doc = this.seenBy(key, at, overlay);
      return doc ? [[key, doc] as [string, Doc]] : [];
    });
  }

  /**
   * Hands over documents in the order of an index that serves this sort, until there are enough. False where there is none, where
   * the filter's own index names few, or where a value turns up that the index has in no order.
   */
  sorted(
    alternatives: Alternatives,
    sort: Readonly<Record<string, 1 | -1>>,
    take: (doc: Doc) => 'more' | 'enough',
  ): boolean {
    const [direction, ...others] = new Set(Object.values(sort));
    const paths = Object.keys(sort);
    const plan = others.length > 0 ? undefined : this.planInOrder(alternatives, paths);
    if (!plan) return false;
    for (const number of new Set(numbersOf(plan, direction === -1))) {
      const doc = this.documents.read(number);
      if (!doc) continue;
      if (!paths.every((path) => isSortable(path, doc))) return false;
      if (take(doc) === 'enough') break;
    }
    return true;
  }

  // ---- writing

  /** Writes or removes a document; `keepHistory` while a transaction may still read what it was. */
  install(
    key: string,
    doc: Doc | null,
    version: { readonly at: number; readonly keepHistory: boolean },
  ): void {
    const known = this.documents.numberOf(key);
    const before = known === undefined ? undefined : this.documents.read(known);
    if (version.keepHistory) this.history.keep(key, before ?? null, version.at);
    if (doc) this.index(this.documents.put(key, doc), before, doc);
    else if (known !== undefined && before) {
      this.index(known, before, undefined);
      this.documents.remove(known, before);
    }
  }

  /** Drops all history, once no transaction reads it any more. */
  forgetHistory(): void {
    this.history.clear();
  }

  /** Fails with E11000 when the documents that are there do not allow it. */
  addIndex(definition: IndexDefinition): void {
    const number = Math.max(...this.all.map((index) => index.number)) + 1;
    const index = new CollectionIndex(this.shelf, this.number, number, definition);
    for (const [at, doc] of [...this.documents.all()]) {
      if (definition.unique) this.refuseHeld(index, at, doc);
      index.move(at, undefined, doc);
    }
    this.all.push(index);
    this.indexes.set(definition.name, definition);
    this.save();
  }

  /** What the document has in each unique index. */
  uniqueValues(doc: Doc): readonly string[] {
    return this.unique().flatMap(({ definition }) =>
      entriesOf(definition, doc).map((entry) => `${definition.name} ${entry.toString('latin1')}`),
    );
  }

  /** Throws E11000 when these writes, taken together, break a unique index. */
  checkUnique(writes: Overlay): void {
    for (const index of this.unique()) {
      const claimed = new Set<string>();
      for (const doc of writes.values()) {
        if (!doc) continue;
        const texts = entriesOf(index.definition, doc).map((entry) => entry.toString('latin1'));
        if (texts.some((text) => claimed.has(text))) throw this.duplicate(index, doc);
        for (const text of texts) claimed.add(text);
        this.refuseHeld(index, this.documents.numberOf(keyOf(doc._id)), doc, writes);
      }
    }
  }

  // ---- on the shelf

  /** Keeps the name and the indexes. */
  save(): void {
    const indexes = this.all
      .slice(1)
      .map(({ number, definition, multikey }) => ({ number, definition, multikey }));
    this.shelf.put(collectionKey(this.number), Buffer.from(JSON.stringify({ name: this.name, indexes })));
  }

  /** An index as `save` wrote it. */
  restore(saved: Record<string, unknown>): void {
    const { number, definition, multikey } = saved;
    if (typeof number !== 'number' || !isIndexDefinition(definition))
      throw new Error(`an index of ${this.name} is stored in a way that this version does not know`);
    const index = new CollectionIndex(this.shelf, this.number, number, definition);
    index.multikey = multikey === true;
    this.all.push(index);
    this.indexes.set(definition.name, definition);
  }

  // ---- inside

  private index(number: number, before: Doc | undefined, next: Doc | undefined): void {
    const changed = this.all.map((index) => index.move(number, before, next));
    if (changed.includes(true)) this.save();
  }

  private unique(): CollectionIndex[] {
    return this.all.filter(({ definition }) => definition.unique);
  }

  private seenBy(key: string, at: number, overlay: Overlay): Doc | null {
    return overlay.has(key) ? (overlay.get(key) ?? null) : this.read(key, at);
  }

  private plansFor(alternatives: Alternatives): Plan[] | undefined {
    if (alternatives.length === 0) return undefined;
    const plans = alternatives.flatMap((demands) => bestPlan(this.all, demands) ?? []);
    return plans.length === alternatives.length ? plans : undefined;
  }

  private planInOrder(alternatives: Alternatives, paths: readonly string[]): Plan | undefined {
    const [demands = []] = alternatives.length > 1 ? [] : alternatives;
    const plan = sortedPlan(this.all, demands, paths);
    const own = plan && this.plansFor(alternatives);
    return own && this.namesFew(own) ? undefined : plan;
  }

  private namesFew(plans: readonly Plan[]): boolean {
    return plans.reduce((sum, plan) => sum + sizeOf(plan, sortedInMemory), 0) < sortedInMemory;
  }

  private refuseHeld(
    index: CollectionIndex,
    own: number | undefined,
    doc: Doc,
    writes: Overlay = new Map(),
  ): void {
    for (const entry of entriesOf(index.definition, doc)) {
      for (const holder of index.holders(entry)) {
        if (holder === own) continue;
        const other = this.documents.read(holder);
        if (other && !writes.has(keyOf(other._id))) throw this.duplicate(index, doc);
      }
    }
  }

  private duplicate({ definition }: CollectionIndex, doc: Doc): Error {
    return duplicateKey(this.name, definition.name, indexValue(definition, doc));
  }
}

function* numbersOf({ index, spans }: Plan, reverse: boolean): Generator<number> {
  for (const span of spans) yield* index.numbers(span, reverse);
}

/** Whether an index has everything that this path leads to in order. */
const isSortable = (path: string, doc: Doc): boolean =>
  entriesOf({ name: path, keys: [path] }, doc).every(isOrdered);
