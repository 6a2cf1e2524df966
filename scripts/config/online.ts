/**
 * The configuration documents of an environment: read, written on the condition that nobody else has written meanwhile, and kept as
 * they were before.
 */
import type { Database } from 'tcb-admin-node';
import { isObject } from '../../shared/kernel/json';
import { isConfiguration } from '../doctor/source';
import { added, checked, replaceIf } from '../environment/conditional-write';
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
    replace: (before, after) => replaceIf({ database, collection: COLLECTION }, before, after),
    keep: (document, now) => keep(database, document, now),
    kept: (id) => keptOf(database, id),
  };
}

/** Not `payment_…`: such names are configurations of apps. */
const keptId = (id: string, now: number): string => `before_${id}_${new Date(now).toISOString()}`;

async function keep(database: Database, { _id, ...document }: StoredDocument, now: number): Promise<void> {
  const id = String(_id);
  const kept = { _id: keptId(id, now), of: id, kept_at: now, document };
  if (!(await added({ database, collection: COLLECTION }, kept)))
    throw new Error(`the version before could not be kept; try once more`);
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
