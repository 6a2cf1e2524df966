// The document store of one environment: collections in memory, every commit in the journal first.
import { freshDocs, locksOf, refuseTaken, type Change, type Write } from './change';
import { Collection, type IndexDefinition } from './collection';
import { collectionExists, collectionMissing, transactionConflict } from './database-errors';
import type { Doc } from './document';
import type { Filter, Selection } from './filter';
import { Journal, type JournalOptions, type JournalReport } from './journal';
import { fromJson, toJson, type JournalRecord } from './journal-record';
import { Transactions, type Transaction } from './transactions';
import { View } from './view';

export interface StoreOptions extends JournalOptions {
  /** Without a file nothing is kept. */
  readonly journalFile?: string;
  /** Collections appear when first used instead of failing with -502005. */
  readonly autoCreate?: boolean;
  /** 30 seconds unless told. */
  readonly transactionLifetimeMs?: number;
}

/** What happens to the documents that a filter finds. */
export interface Rewrite {
  readonly filter: Filter;
  readonly multi: boolean;
  /** The document afterwards: null removes it, undefined leaves it as it is. */
  next(doc: Doc): Doc | null | undefined;
}

export interface Rewritten {
  readonly matched: number;
  readonly changed: number;
  /** What matched as it stands afterwards; null where it was removed. */
  readonly after: readonly (Doc | null)[];
}

export class Store {
  readonly report: JournalReport | undefined;
  private readonly collections = new Map<string, Collection>();
  private readonly transactions: Transactions;
  private readonly journal: Journal | undefined;
  private version = 0;

  constructor(private readonly options: StoreOptions = {}) {
    this.transactions = new Transactions(options.transactionLifetimeMs ?? 30_000, () => {
      for (const collection of this.collections.values()) collection.forgetHistory();
    });
    if (options.journalFile === undefined) return;
    const { journal, report } = Journal.open(
      options.journalFile,
      (record) => this.replay(fromJson(record)),
      options,
    );
    this.journal = journal;
    this.report = report;
  }

  // ---- collections and indexes

  names(): string[] {
    return [...this.collections.keys()];
  }

  createCollection(name: string): void {
    if (this.collections.has(name)) throw collectionExists(name);
    this.log({ create: name });
    this.collections.set(name, new Collection(name));
  }

  addIndex(name: string, index: IndexDefinition): void {
    this.collection(name).addIndex(index);
    this.log({ index: name, definition: index });
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
    const candidates = new View(this.collection(name), transaction).candidates(filter);
    return filter.select(
      [...candidates].map(([, doc]) => doc),
      selection,
    );
  }

  count(name: string, filter: Filter): number {
    return new View(this.collection(name)).matching(filter, true).length;
  }

  all(name: string): Doc[] {
    return [...this.collection(name).entries()].map(([, doc]) => doc);
  }

  // ---- writing

  /** Inserts all or none; answers the `_id`s, made up where missing. */
  insert(name: string, docs: readonly Doc[], transaction?: Transaction): Promise<unknown[]> {
    const made = freshDocs(name, docs);
    return this.perform(() => this.insertion(name, made), transaction);
  }

  /** The same at once: what an open transaction holds is a conflict instead of a wait. */
  insertNow(name: string, docs: readonly Doc[]): unknown[] {
    const change = this.insertion(name, freshDocs(name, docs));
    if (this.holderOf(change)) throw transactionConflict();
    this.commitChange(change);
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

  commit(id: string): void {
    const transaction = this.transactions.get(id);
    const writes = [...transaction.writes].map(([name, docs]) => ({
      collection: this.collection(name),
      docs,
    }));
    try {
      this.commitWrites(writes);
    } finally {
      this.transactions.finish(transaction);
    }
  }

  abort(id: string): void {
    this.transactions.finish(this.transactions.get(id));
  }

  // ---- life

  /** What `work` writes into this empty store is on disk as a whole, or the store stays empty. */
  async fill(work: () => Promise<void>): Promise<void> {
    try {
      await (this.journal ? this.journal.together(work) : work());
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  clear(): void {
    this.transactions.finishAll();
    this.collections.clear();
    this.journal?.clear();
  }

  close(): void {
    this.transactions.finishAll();
    this.journal?.close();
  }

  // ---- inside

  private insertion(name: string, docs: ReadonlyMap<string, Doc>): Change<unknown[]> {
    const answer = [...docs.values()].map(({ _id: id }) => id);
    return { collection: this.collection(name), docs, touched: [...docs.keys()], fresh: true, answer };
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
    return { collection, docs, touched: matches.map(([key]) => key), fresh: false, answer };
  }

  /** Decides again after every transaction that stood in the way, as long as there is patience. */
  private async perform<T>(decide: () => Change<T>, transaction?: Transaction): Promise<T> {
    const patience = this.transactions.patience();
    for (;;) {
      const change = decide();
      if (transaction) {
        this.stage(change, transaction);
        return change.answer;
      }
      const holder = this.holderOf(change);
      if (!holder) {
        this.commitChange(change);
        return change.answer;
      }
      if (performance.now() > patience) throw transactionConflict();
      await holder.over;
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
    const own = new Map([...(transaction.writes.get(collection.name) ?? []), ...docs]);
    collection.checkUnique(own);
    transaction.writes.set(collection.name, own);
  }

  private commitWrites(writes: readonly Write[]): void {
    const filled = writes.filter(({ docs }) => docs.size > 0);
    if (filled.length === 0) return;
    for (const { collection, docs } of filled) collection.checkUnique(docs);
    this.log({
      commit: filled.flatMap(({ collection, docs }) =>
        [...docs].map(([key, doc]) => ({ collection: collection.name, key, doc })),
      ),
    });
    this.install(filled);
  }

  private install(writes: readonly Write[]): void {
    this.version += 1;
    const version = { at: this.version, keepHistory: this.transactions.any };
    for (const { collection, docs } of writes)
      for (const [key, doc] of docs) collection.install(key, doc, version);
  }

  private log(record: JournalRecord): void {
    this.journal?.append(toJson(record));
  }

  private replay(record: JournalRecord): void {
    if ('create' in record) this.collections.set(record.create, new Collection(record.create));
    else if ('index' in record) this.created(record.index).addIndex(record.definition);
    else {
      this.install(
        record.commit.map(({ collection, key, doc }) => ({
          collection: this.created(collection),
          docs: new Map([[key, doc]]),
        })),
      );
    }
  }

  private created(name: string): Collection {
    const collection = this.collections.get(name);
    if (!collection) throw new Error(`collection ${name} was never created`);
    return collection;
  }
}
