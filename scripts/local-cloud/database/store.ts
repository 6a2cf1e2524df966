// The document store of one environment: its collections on a shelf, and who may write to them now.
import { ChangeFeed } from './change-feed';
import { freshDocs, locksOf, refuseTaken } from './change';
import type { Change, Rewrite, Rewritten, Write } from './change';
import type { Collection } from './storage/collection';
import { CommitQueue } from './storage/commit-queue';
import { collectionMissing, storageFailed, transactionConflict } from './database-errors';
import type { Doc } from './document';
import { refuseTooLarge } from './storage/documents';
import type { Filter, Selection } from './query/filter';
import type { IndexDefinition } from './storage/index-definition';
import type { JournalRecord } from './storage/journal-record';
import { MemoryShelf } from './storage/memory-shelf';
import { ShelfFailure, type Shelf } from './storage/shelf';
import { stateKey } from './storage/shelf-keys';
import { ShelvedCollections } from './storage/shelved-collections';
import { Transactions, type Transaction } from './transactions';
import { View } from './view';

export interface StoreOptions {
  /** In memory unless told. */
  readonly shelf?: Shelf;
  /** Collections appear when first used instead of failing with -502005. */
  readonly autoCreate?: boolean;
  /** 30 seconds unless told. */
  readonly transactionLifetimeMs?: number;
}

/** Stands on the shelf while a store is being filled. */
const filling = stateKey('filling');

export class Store {
  /** What is being written. */
  readonly feed = new ChangeFeed();
  private readonly collections: ShelvedCollections;
  private readonly transactions: Transactions;
  private readonly shelf: Shelf;
  private readonly queue: CommitQueue;
  private version = 0;

  constructor(private readonly options: StoreOptions = {}) {
    this.shelf = options.shelf ?? new MemoryShelf();
    this.collections = new ShelvedCollections(this.shelf);
    this.queue = new CommitQueue(this.shelf);
    this.transactions = new Transactions(options.transactionLifetimeMs ?? 30_000, () =>
      this.collections.forgetHistory(),
    );
    if (this.shelf.get(filling)) this.shelf.clear();
    this.load();
  }

  // ---- collections and indexes

  names(): string[] {
    return this.collections.names();
  }

  createCollection(name: string): void {
    this.atomically(() => this.collections.create(name));
  }

  addIndex(name: string, index: IndexDefinition): void {
    const collection = this.collection(name);
    this.atomically(() => collection.addIndex(index));
  }

  collection(name: string): Collection {
    const collection = this.collections.get(name);
    if (collection) return collection;
    if (!this.options.autoCreate) throw collectionMissing(name);
    this.createCollection(name);
    return this.collection(name);
  }

  // ---- reading

  find(name: string, filter: Filter, selection?: Selection, transaction?: Transaction): Doc[] {
    return filter.select(new View(this.collection(name), transaction).page(filter, selection), selection);
  }

  count(name: string, filter: Filter): number {
    return new View(this.collection(name)).matching(filter, true).length;
  }

  /** Every document that the filter may match, and others: an index leaves out what it knows not to. */
  candidates(name: string, filter: Filter): Doc[] {
    return [...new View(this.collection(name)).candidates(filter)].map(([, doc]) => doc);
  }

  /** One document after the other, in the order in which they came. */
  *each(name: string): Generator<Doc> {
    for (const [, doc] of this.collection(name).entries()) yield doc;
  }

  // ---- writing

  /** Inserts all or none; answers the `_id`s, made up where missing. */
  insert(name: string, docs: readonly Doc[], transaction?: Transaction): Promise<unknown[]> {
    const made = freshDocs(name, docs);
    return this.perform(() => this.insertion(name, made), transaction);
  }

  /** Writes a whole document, over the one with the same `_id`; one without gets one. */
  async put(name: string, doc: Doc): Promise<void> {
    const docs = freshDocs(name, [doc]);
    await this.perform(() => ({ ...this.insertion(name, docs), fresh: false }));
  }

  /** The same as `insert` at once: what an open transaction holds is a conflict instead of a wait. */
  insertNow(name: string, docs: readonly Doc[]): unknown[] {
    const change = this.insertion(name, freshDocs(name, docs));
    if (this.holderOf(change)) throw transactionConflict();
    this.atomically(() => this.commitChange(change));
    return change.answer;
  }

  /** Changes what matches, in one commit; what an open transaction holds is waited for, and decided on anew. */
  rewrite(name: string, change: Rewrite, transaction?: Transaction): Promise<Rewritten> {
    return this.perform(() => this.rewriting(name, change, transaction), transaction);
  }

  // ---- transactions

  begin(): string {
    return this.transactions.begin().id;
  }

  transaction(id: string): Transaction {
    const transaction = this.transactions.get(id);
    transaction.snapshot ??= this.version;
    return transaction;
  }

  /** Fulfilled when it is on disk; a commit that fails is a rollback. */
  async commit(id: string): Promise<void> {
    const transaction = this.transactions.get(id);
    try {
      await this.onDisk(() => {
        this.transactions.get(id);
        this.commitWrites(
          [...transaction.writes].map(([name, docs]) => ({ collection: this.collection(name), docs })),
        );
      });
    } finally {
      this.transactions.finish(transaction);
    }
  }

  abort(id: string): void {
    this.transactions.finish(this.transactions.get(id));
  }

  // ---- life

  /** What `work` writes into this empty store is there as a whole, or the store is empty when it is opened again. */
  async fill(work: () => void | Promise<void>): Promise<void> {
    const filled = this.beginFilling();
    try {
      await work();
      filled();
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  /** Until the answer is called, what is written belongs to a filling that is undone when it breaks off. */
  beginFilling(): () => void {
    this.atomically(() => this.shelf.put(filling, Buffer.of(1)));
    return () => this.atomically(() => this.shelf.remove(filling));
  }

  /** Does in one commit what records of a journal say. */
  replay(records: readonly JournalRecord[]): void {
    this.atomically(() => records.forEach((record) => this.replayOne(record)));
  }

  clear(): void {
    this.transactions.finishAll();
    this.collections.forget();
    this.shelf.clear();
  }

  close(): void {
    this.transactions.finishAll();
    this.shelf.close();
  }

  // ---- inside

  private insertion(name: string, docs: ReadonlyMap<string, Doc>): Change<unknown[]> {
    const answer = [...docs.values()].map(({ _id: id }) => id);
    return {
      collection: this.collection(name),
      docs,
      touched: [...docs.keys()],
      fresh: true,
      whole: true,
      answer,
    };
  }

  private rewriting(name: string, change: Rewrite, transaction?: Transaction): Change<Rewritten> {
    const collection = this.collection(name);
    const matches = new View(collection, transaction).matching(change.filter, change.multi);
    const docs = new Map<string, Doc | null>();
    for (const [key, doc] of matches) {
      const next = change.next(doc);
      if (next !== undefined) docs.set(key, next);
    }
    const after = matches.map(([key, doc]) => (docs.has(key) ? (docs.get(key) ?? null) : doc));
    const answer = { matched: matches.length, changed: docs.size, after };
    const touched = matches.map(([key]) => key);
    return { collection, docs, touched, fresh: false, whole: change.whole === true, answer };
  }

  /** Decides again after every transaction that stood in the way, as long as there is patience. */
  private async perform<T>(decide: () => Change<T>, transaction?: Transaction): Promise<T> {
    if (transaction) {
      const change = decide();
      this.stage(change, transaction);
      return change.answer;
    }
    const patience = this.transactions.patience();
    for (;;) {
      const outcome = await this.onDisk(() => {
        const change = decide();
        const holder = this.holderOf(change);
        if (!holder) this.commitChange(change);
        return { holder, answer: change.answer };
      });
      if (!outcome.holder) return outcome.answer;
      if (performance.now() > patience) throw transactionConflict();
      await outcome.holder.over;
    }
  }

  /** The open transaction that has written one of the documents, or one of their values in a unique index. */
  private holderOf(change: Change<unknown>): Transaction | undefined {
    for (const name of locksOf(change)) {
      const holder = this.transactions.holder(name);
      if (holder) return holder;
    }
    return undefined;
  }

  private commitChange(change: Change<unknown>): void {
    if (change.fresh) refuseTaken(change, (key) => change.collection.read(key));
    this.commitWrites([change]);
  }

  /** First writer wins: also against a write that was committed after the snapshot. */
  private stage(change: Change<unknown>, transaction: Transaction): void {
    const { collection, docs, touched, fresh } = change;
    const { snapshot = this.version } = transaction;
    if (touched.some((key) => collection.writtenAt(key) > snapshot)) this.transactions.conflict(transaction);
    for (const name of locksOf(change)) this.transactions.lock(transaction, name);
    const view = new View(collection, transaction);
    if (fresh) refuseTaken(change, (key) => view.read(key));
    for (const doc of docs.values()) if (doc) refuseTooLarge(doc);
    const own = new Map([...(transaction.writes.get(collection.name) ?? []), ...docs]);
    collection.checkUnique(own);
    transaction.writes.set(collection.name, own);
  }

  private commitWrites(writes: readonly Write[]): void {
    const filled = writes.filter(({ docs }) => docs.size > 0);
    if (filled.length === 0) return;
    for (const { collection, docs } of filled) collection.checkUnique(docs);
    for (const { docs } of filled) for (const doc of docs.values()) if (doc) refuseTooLarge(doc);
    this.install(filled);
  }

  private install(writes: readonly Write[]): void {
    this.version += 1;
    const version = { at: this.version, keepHistory: this.transactions.any };
    for (const write of writes) {
      this.feed.tell(write);
      for (const [key, doc] of write.docs) write.collection.install(key, doc, version);
    }
  }

  private replayOne(record: JournalRecord): void {
    if ('create' in record) this.createCollection(record.create);
    else if ('index' in record) this.collection(record.index).addIndex(record.definition);
    else {
      for (const { collection, key, doc } of record.commit)
        this.install([{ collection: this.collection(collection), docs: new Map([[key, doc]]) }]);
    }
  }

  /** With other writes that come now; fulfilled when it is on disk. */
  private async onDisk<T>(work: () => T): Promise<T> {
    try {
      return await this.queue.run(work);
    } catch (error) {
      throw this.afterFailure(error);
    }
  }

  private atomically(work: () => void): void {
    try {
      this.shelf.atomically(work);
    } catch (error) {
      throw this.afterFailure(error);
    }
  }

  private afterFailure(error: unknown): unknown {
    if (!(error instanceof ShelfFailure)) return error;
    // What it was going to write may have been read already.
    this.load();
    return storageFailed(error.message);
  }

  private load(): void {
    this.transactions.finishAll();
    this.collections.load();
  }
}
