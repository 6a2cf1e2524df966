// The document store of one environment: collections in memory, every commit in the journal first.
import { randomBytes } from 'node:crypto';
import { Collection, type IndexDefinition } from './collection';
import { collectionExists, collectionMissing, duplicateKey, requestFailed } from './database-errors';
import { copyDoc, keyOf, type Doc } from './document';
import { encodeExact } from './ejson';
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

interface Write {
  readonly collection: Collection;
  readonly docs: ReadonlyMap<string, Doc | null>;
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
  insert(name: string, docs: readonly Doc[], transaction?: Transaction): unknown[] {
    const collection = this.collection(name);
    const view = new View(collection, transaction);
    const writes = new Map<string, Doc>();
    for (const given of docs) {
      const doc = { _id: given._id ?? randomBytes(16).toString('hex'), ...withoutMissingId(copyDoc(given)) };
      const dollar = Object.keys(doc).find((field) => field.startsWith('$'));
      if (dollar !== undefined)
        throw requestFailed(
          `(DollarPrefixedFieldName) Document can't have $ prefixed field names: ${dollar}`,
        );
      const key = keyOf(doc._id);
      const taken = collection.read(key) ?? view.read(key) ?? writes.get(key);
      if (taken) throw duplicateKey(name, '_id_', `{ _id: ${encodeExact(doc._id)} }`);
      writes.set(key, doc);
    }
    this.write({ collection, docs: writes }, transaction);
    return [...writes.values()].map((doc) => doc._id);
  }

  /** Changes what matches, in one commit. A plain write waits for a transaction that holds a document. */
  async rewrite(
    name: string,
    change: Rewrite,
    transaction?: Transaction,
  ): Promise<{ matched: number; changed: number }> {
    for (;;) {
      const collection = this.collection(name);
      const matches = new View(collection, transaction).matching(change.filter, change.multi);
      const holder = transaction ? undefined : this.holderOf(collection, matches);
      if (holder) {
        await holder.over;
        continue;
      }
      if (transaction) for (const [key] of matches) this.claim(collection, key, transaction);
      const docs = new Map<string, Doc | null>();
      for (const [key, doc] of matches) {
        const next = change.next(doc);
        if (next !== undefined) docs.set(key, next);
      }
      this.write({ collection, docs }, transaction);
      return { matched: matches.length, changed: docs.size };
    }
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
    const snapshot = transaction.snapshot ?? this.version;
    const writes = [...transaction.writes].map(([name, docs]) => ({
      collection: this.collection(name),
      docs,
    }));
    for (const { collection, docs } of writes) {
      for (const key of docs.keys())
        if (collection.writtenAt(key) > snapshot) this.transactions.conflict(transaction);
    }
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

  private holderOf(collection: Collection, matches: readonly [string, Doc][]): Transaction | undefined {
    for (const [key] of matches) {
      const holder = this.transactions.holder(collection.name, key);
      if (holder) return holder;
    }
    return undefined;
  }

  /** First writer wins: also against a write that was committed after the snapshot. */
  private claim(collection: Collection, key: string, transaction: Transaction): void {
    if (collection.writtenAt(key) > (transaction.snapshot ?? this.version))
      this.transactions.conflict(transaction);
    this.transactions.lock(transaction, collection.name, key);
  }

  private write(write: Write, transaction?: Transaction): void {
    if (!transaction) {
      this.commitWrites([write]);
      return;
    }
    const { collection, docs } = write;
    for (const key of docs.keys()) this.claim(collection, key, transaction);
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

function withoutMissingId(doc: Doc): Doc {
  const { _id: id, ...fields } = doc;
  return id === undefined || id === null ? fields : doc;
}
