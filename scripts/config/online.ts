/**
 * The configuration documents of an environment: read, written on the condition that nobody else has written meanwhile, and kept as
 * they were before.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Answer, Database } from 'tcb-admin-node';
import { isObject } from '../../shared/kernel/json';
import { isConfiguration } from '../doctor/source';
import { connect, everyDocument, found, type StoredDocument, type Which } from '../environment/documents';

/** A state of a document before somebody changed it. */
export interface KeptVersion {
  readonly id: string;
  /** Milliseconds. */
  readonly keptAt: number;
  readonly document: StoredDocument;
}

export interface OnlineConfig {
  /** In words, for what is printed. */
  readonly name: string;
  /** Whether it is known not to run on this machine. */
  readonly isRemote: boolean;
  /** The address of a local cloud. */
  readonly localUrl?: string;
  all(): Promise<readonly StoredDocument[]>;
  /** The document as it is now; undefined where there is none. */
  read(id: string): Promise<StoredDocument | undefined>;
  /**
   * Puts `after` in the place of `before` (undefined: there was none), if `before` still stands there. False where it does not:
   * then nothing was written.
   */
  replace(before: StoredDocument | undefined, after: StoredDocument): Promise<boolean>;
  /** Keeps a state, and forgets the oldest beyond ten. */
  keep(document: StoredDocument, now: number): Promise<void>;
  /** What was kept of a document, newest first. */
  kept(id: string): Promise<readonly KeptVersion[]>;
}

const COLLECTION = 'config';
const MOST_KEPT = 10;

/** @throws Error in words for whoever typed the command */
export async function openConfig(which: Which): Promise<OnlineConfig> {
  const { name, database, localUrl } = await connect(which);
  const configs = database.collection(COLLECTION);
  return {
    name,
    isRemote: which.env !== undefined,
    ...(localUrl === undefined ? {} : { localUrl }),
    async all() {
      const documents: StoredDocument[] = [];
      for await (const one of everyDocument(database, COLLECTION))
        if (isConfiguration(one._id)) documents.push(one);
      return documents;
    },
    read: async (id) => (await found(configs.where({ _id: id }).limit(1)))[0],
    replace: (before, after) =>
      before === undefined ? added(database, after) : replaced(database, before, after),
    keep: (document, now) => keep(database, document, now),
    kept: (id) => keptOf(database, id),
  };
}

/** Every field that either state has must still be as it was read; what nobody of the two knows of stays. */
async function replaced(database: Database, before: StoredDocument, after: StoredDocument): Promise<boolean> {
  const { command } = database;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== '_id',
  );
  const asRead = names.map((name): readonly [string, unknown] => [
    name,
    before[name] === undefined ? command.exists(false) : command.eq(before[name]),
  ]);
  const changes = names
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name): readonly [string, unknown] => [
      name,
      after[name] === undefined ? command.remove() : command.set(after[name]),
    ]);
  const condition = { _id: after._id, ...Object.fromEntries<unknown>(asRead) };
  const { updated = 0 } = checked(
    await database.collection(COLLECTION).where(condition).update(Object.fromEntries<unknown>(changes)),
  );
  return updated > 0;
}

/** Adds a document, making the collection on first use. False where the `_id` is taken. */
async function added(database: Database, document: StoredDocument): Promise<boolean> {
  const add = (): Promise<Answer> => database.collection(COLLECTION).add(document);
  let answer = await add();
  if (/COLLECTION_NOT_EXIST|-502005|not exist/i.test(`${answer.code} ${answer.message ?? ''}`)) {
    await database.createCollection(COLLECTION);
    answer = await add();
  }
  if (/E11000|duplicate/i.test(answer.message ?? '')) return false;
  checked(answer);
  return true;
}

/** Not `payment_…`: such names are configurations of apps. */
const keptId = (id: string, now: number): string => `before_${id}_${new Date(now).toISOString()}`;

async function keep(database: Database, { _id, ...document }: StoredDocument, now: number): Promise<void> {
  const id = String(_id);
  const kept = { _id: keptId(id, now), of: id, kept_at: now, document };
  if (!(await added(database, kept))) throw new Error(`the version before could not be kept; try once more`);
  const old = (await keptOf(database, id)).slice(MOST_KEPT);
  for (const one of old) checked(await database.collection(COLLECTION).where({ _id: one.id }).remove());
}

async function keptOf(database: Database, id: string): Promise<readonly KeptVersion[]> {
  const documents = await found(database.collection(COLLECTION).where({ of: id }).limit(1000));
  return documents
    .flatMap(({ _id, kept_at: keptAt, document }) =>
      typeof keptAt === 'number' && isObject(document)
        ? [{ id: String(_id), keptAt, document: { _id: id, ...document } }]
        : [],
    )
    .sort((a, b) => b.keptAt - a.keptAt);
}

function checked(answer: Answer): Answer {
  if (answer.code === undefined) return answer;
  // What was sent holds keys, and a database's words may repeat it.
  throw new Error(`the database said ${answer.code}`);
}
