/**
 * Reads the database of an environment from outside: the local cloud that runs, or a real one by its id. Keys of a real one come
 * from the environment variables TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY.
 */
import { parseArgs } from 'node:util';
import type { Database, Query, Sdk } from 'tcb-admin-node';
import { runsAt } from '../invoke/call';

export type StoredDocument = Readonly<Record<string, unknown>>;

/** The database of an environment, document by document. */
export interface Documents {
  /** In words, for what is printed. */
  readonly name: string;
  /** All documents of a collection by `_id`; none of one that nobody has written to yet. */
  all(collection: string): AsyncIterable<StoredDocument>;
  /** The documents of a collection that meet an equality, by `_id`; at most a thousand. */
  where(collection: string, condition: StoredDocument): Promise<readonly StoredDocument[]>;
}

const DEFAULT_URL = 'http://127.0.0.1:7070';
/** The service gives no more at once. */
const PAGE = 1000;

/** What every command takes that works on an environment. */
export const environmentOptions = { env: { type: 'string' }, url: { type: 'string' } } as const;

export interface Which {
  readonly env?: string | undefined;
  readonly url?: string | undefined;
}

/** The words after a command's name, of those that only choose an environment. */
export function whichEnvironment(): Which {
  return parseArgs({ options: environmentOptions }).values;
}

/**
 * The documents of the environment that the options name.
 * @throws Error in words for whoever typed the command: no local cloud runs, no keys, both named
 */
export async function openDocuments(which: Which): Promise<Documents> {
  const { name, database } = await connect(which);
  return {
    name,
    all: (collection) => everyDocument(database, collection),
    where: (collection, condition) =>
      found(database.collection(collection).where(condition).orderBy('_id', 'asc').limit(PAGE)),
  };
}

export interface Connected {
  /** In words, for what is printed. */
  readonly name: string;
  readonly database: Database;
  readonly uploadFile: Sdk['uploadFile'];
  /** The address of a local cloud. */
  readonly localUrl?: string;
}

/**
 * The database of the environment that the options name.
 * @throws Error in words for whoever typed the command, as `openDocuments`
 */
export async function connect({ env, url }: Which): Promise<Connected> {
  if (env !== undefined && url !== undefined) throw new Error('give --env or --url, not both');
  const localUrl = (url ?? DEFAULT_URL).replace(/\/+$/, '');
  const options = env === undefined ? await localCloud(localUrl) : realCloud(env);
  const { default: sdk } = await import('tcb-admin-node');
  sdk.init(options);
  const database = sdk.database();
  const uploadFile: Sdk['uploadFile'] = (file) => sdk.uploadFile(file);
  return env === undefined
    ? { name: `the local cloud at ${localUrl}`, database, uploadFile, localUrl }
    : { name: env, database, uploadFile };
}

async function localCloud(at: string): Promise<object> {
  if (!(await runsAt(at)))
    throw new Error(
      `no CrossPay runs at ${at}. Start one with npm start, or name a real environment with --env`,
    );
  reachDirectly(new URL(at).hostname);
  return { env: 'local', secretId: 'local', secretKey: 'local', serviceUrl: `${at}/admin` };
}

/** The SDK goes by the proxy of the environment, which knows nothing of this machine. */
function reachDirectly(host: string): void {
  const { NO_PROXY, no_proxy } = process.env;
  const others = NO_PROXY ?? no_proxy ?? '';
  process.env.NO_PROXY = others === '' ? host : `${others},${host}`;
}

function realCloud(env: string): object {
  const { TENCENTCLOUD_SECRETID: secretId, TENCENTCLOUD_SECRETKEY: secretKey } = process.env;
  if (!secretId || !secretKey)
    throw new Error(
      `to reach environment ${env}, set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY (console.cloud.tencent.com/cam/capi)`,
    );
  return { env, secretId, secretKey };
}

/** All documents of a collection by `_id`. */
export async function* everyDocument(database: Database, collection: string): AsyncIterable<StoredDocument> {
  let last: unknown;
  for (;;) {
    const all = database.collection(collection);
    const rest = last === undefined ? all : all.where({ _id: database.command.gt(last) });
    const page = await found(rest.orderBy('_id', 'asc').limit(PAGE));
    yield* page;
    last = page.at(-1)?._id;
    if (page.length < PAGE) return;
  }
}

/** What a query finds; nothing in a collection that nobody has written to yet. */
export async function found(query: Query): Promise<readonly StoredDocument[]> {
  const { data, code, message } = await query.get();
  if (code === undefined) return data ?? [];
  // Nobody has written to the collection yet.
  if (/COLLECTION_NOT_EXIST|-502005|not exist/i.test(`${code} ${message ?? ''}`)) return [];
  throw new Error(`the database said ${code}: ${message ?? 'no words'}`);
}
