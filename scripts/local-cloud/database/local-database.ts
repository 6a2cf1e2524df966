// The database as the code beside the functions sees it: seeds, tests, the console, benchmarks.
import { CallLog } from './call-log';
import type { IndexDefinition } from './storage/index-definition';
import { requestFailed } from './database-errors';
import { copyDoc, type Doc } from './document';
import { Filter, type Selection } from './query/filter';
import type { Store } from './store';
import { updated } from './update/update';

/** Direct access to one environment, past the wire; these calls are not counted. */
export class LocalDatabase {
  /** What came in through the SDKs. */
  readonly callLog = new CallLog();

  constructor(
    readonly envId: string,
    private readonly store: Store,
  ) {}

  /** How many calls came in through the SDKs, of one action (`database.getDocument` …) or of all. */
  calls(action?: string): number {
    return this.callLog.count(action);
  }

  collections(): readonly string[] {
    return this.store.names();
  }

  indexes(collection: string): readonly IndexDefinition[] {
    return [...this.store.collection(collection).indexes.values()];
  }

  ensureCollection(name: string): void {
    if (!this.store.names().includes(name)) this.store.createCollection(name);
  }

  /** Makes the index where it is missing; the same name with another definition is an error. */
  ensureIndex(collection: string, index: IndexDefinition): void {
    this.ensureCollection(collection);
    const present = this.store.collection(collection).indexes.get(index.name);
    if (!present) this.store.addIndex(collection, index);
    else if (shapeOf(present) !== shapeOf(index)) {
      throw requestFailed(
        `index ${index.name} of ${collection} exists with another definition: reset the local cloud`,
      );
    }
  }

  /** Adds a document and answers its `_id`; fails with E11000 where it exists. */
  insert(collection: string, doc: Doc): unknown {
    return this.store.insertNow(collection, [doc])[0];
  }

  /** Writes a whole document, over the one with the same `_id`; one without gets one. What comes together goes to disk together. */
  put(collection: string, doc: Doc): Promise<void> {
    return this.store.put(collection, doc);
  }

  /** Plain copies of what matches; 100 unless told, 1000 at most. */
  async find(collection: string, criteria: Doc = {}, selection: Selection = {}): Promise<Doc[]> {
    return this.store.find(collection, await Filter.compile(criteria), selection).map(copyDoc);
  }

  /** Plain copies of all documents, one after the other, however many. */
  *documents(collection: string): Generator<Doc> {
    for (const doc of this.store.each(collection)) yield copyDoc(doc);
  }

  /** Applies update operators to everything that matches; answers how many documents changed. */
  async update(collection: string, criteria: Doc, modifiers: Doc): Promise<number> {
    const filter = await Filter.compile(criteria);
    const next = (doc: Doc): Doc | undefined => updated(doc, modifiers);
    return (await this.store.rewrite(collection, { filter, multi: true, next })).changed;
  }

  async remove(collection: string, criteria: Doc): Promise<number> {
    const filter = await Filter.compile(criteria);
    return (await this.store.rewrite(collection, { filter, multi: true, next: () => null })).changed;
  }
}

function shapeOf({ keys, unique = false, sparse = false }: IndexDefinition): string {
  return JSON.stringify([keys, unique, sparse]);
}
