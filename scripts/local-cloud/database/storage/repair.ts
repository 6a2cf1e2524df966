// A database file that something has damaged: found before it is opened, and made anew from what can still be read.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BSON } from 'bson';
import { isDoc, keyOf, type Doc } from '../document';
import { messageOf } from '../../service-error';
import { Store, type StoreOptions } from '../store';
import { linesOf } from './file-lines';
import { isIndexDefinition, type IndexDefinition } from './index-definition';
import type { WrittenDoc } from './journal-record';
import { LmdbShelf } from './lmdb-shelf';
import { mendedCopy } from './mended-copy';
import { stateKey } from './shelf-keys';

const walker = fileURLToPath(new URL('./shelf-walker.cjs', import.meta.url));

/** How long a check may take; of a large file it sees a part. */
const CHECK_MS = 500;

/** Documents that become one commit. */
const BATCH = 1000;

type Log = (line: string) => void;

/**
 * A store over the file of a database. Where the file is damaged, what can be read of it is in a new one, and it stays under another name.
 * A repair that breaks off is begun anew the next time.
 */
export function openRepaired(file: string, options: Omit<StoreOptions, 'shelf'>, log: Log): Store {
  const damaged = `${file}.being-repaired`;
  if (existsSync(damaged)) remove(file);
  else if (isDamagedFile(file)) renameSync(file, damaged);
  const store = new Store({ ...options, shelf: new LmdbShelf(file) });
  if (!existsSync(damaged)) return store;
  const { documents, collections } = fill(store, damaged, log);
  const kept = freeName(`${file}.damaged`);
  renameSync(damaged, kept);
  log(
    `${file} was damaged. ${documents} documents of ${collections} collections could still be read and are there again; the damaged file stays as ${kept}.`,
  );
  return store;
}

const isDamagedFile = (file: string): boolean =>
  existsSync(file) && statSync(file).size > 0 && isDamaged(walk(file, ['check', String(CHECK_MS)]));

const remove = (file: string): void => {
  for (const name of [file, `${file}-lock`]) rmSync(name, { force: true });
};

function freeName(wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(name)) return name;
  }
}

type Ended = Pick<ReturnType<typeof spawnSync>, 'status' | 'signal'>;

/** Runs the walker; what it writes goes into `output`. */
function walk(file: string, words: readonly string[], output?: string): Ended {
  const target = output === undefined ? 'ignore' : openSync(output, 'w');
  try {
    return spawnSync(process.execPath, [walker, file, ...words], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', target, 'ignore'],
      ...(output === undefined ? { timeout: 60_000 } : {}),
    });
  } finally {
    if (typeof target === 'number') closeSync(target);
  }
}

/** The last one where it does not come to an end. */
const DEADLY: readonly (NodeJS.Signals | null)[] = [
  'SIGSEGV',
  'SIGBUS',
  'SIGABRT',
  'SIGILL',
  'SIGFPE',
  'SIGTERM',
];

/** A walker that could not walk at all says nothing of the file. */
const isDamaged = ({ status, signal }: Ended): boolean => status === 3 || DEADLY.includes(signal);

interface Saved {
  readonly documents: number;
  readonly collections: number;
}

function fill(store: Store, damaged: string, log: Log): Saved {
  const [copy, lines] = [`${damaged}-copy`, `${damaged}-lines`];
  const making = new Making(store);
  try {
    mendedCopy(damaged, copy);
    for (const words of waysThrough(copy, lines)) {
      walk(copy, words, lines);
      for (const line of linesOf(lines)) making.take(line);
    }
    return making.finish(log);
  } finally {
    remove(copy);
    remove(lines);
  }
}

/** From the front up to the damage, and from behind it on. */
function* waysThrough(file: string, lines: string): Generator<readonly string[]> {
  yield ['from'];
  walk(file, ['back'], lines);
  let first = '';
  for (const line of linesOf(lines)) first = line;
  if (first !== '') yield ['from', first];
}

interface Known {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
}

/** A store that is made from entries of another. */
class Making {
  private readonly known = new Map<number, Known>();
  private readonly seen = new Map<number, Set<string>>();
  private batch: WrittenDoc[] = [];
  private isHalfFilled = false;

  constructor(private readonly store: Store) {}

  take(line: string): void {
    const [key = Buffer.alloc(0), value = Buffer.alloc(0)] = line
      .split(' ')
      .map((part) => Buffer.from(part, 'base64'));
    const kind = String.fromCharCode(key[0] ?? 0);
    if (kind === 'a') this.isHalfFilled ||= key.equals(stateKey('filling'));
    else if (key.length < 5) return;
    else if (kind === 'c') this.takeCollection(key.readUInt32BE(1), value);
    else if (kind === 'd') this.takeDocument(key.readUInt32BE(1), value);
  }

  finish(log: Log): Saved {
    this.flush();
    // A filling that broke off is undone as a whole, damaged or not.
    if (this.isHalfFilled) {
      this.store.clear();
      return { documents: 0, collections: 0 };
    }
    for (const { name, indexes } of this.known.values())
      for (const index of indexes) this.addIndex(name, index, log);
    const documents = [...this.seen.values()].reduce((sum, keys) => sum + keys.size, 0);
    return { documents, collections: this.known.size };
  }

  private takeCollection(number: number, value: Buffer): void {
    const said = parsed(value);
    if (this.known.has(number) || !isDoc(said) || typeof said.name !== 'string') return;
    const listed = Array.isArray(said.indexes) ? said.indexes.filter(isDoc) : [];
    const indexes = listed.map(({ definition }) => definition).filter(isIndexDefinition);
    if (this.store.names().includes(said.name)) return;
    this.store.createCollection(said.name);
    this.known.set(number, { name: said.name, indexes });
    this.seen.set(number, new Set());
  }

  /** One of a collection whose name is lost cannot be put anywhere. */
  private takeDocument(number: number, value: Buffer): void {
    const [collection, seen] = [this.known.get(number), this.seen.get(number)];
    const doc = documentIn(value);
    if (!collection || !seen || !doc) return;
    const key = keyOf(doc._id);
    if (seen.has(key)) return;
    seen.add(key);
    this.batch.push({ collection: collection.name, key, doc });
    if (this.batch.length >= BATCH) this.flush();
  }

  private flush(): void {
    this.store.replay([{ commit: this.batch }]);
    this.batch = [];
  }

  private addIndex(name: string, index: IndexDefinition, log: Log): void {
    try {
      this.store.addIndex(name, index);
    } catch (error) {
      log(`Index ${index.name} of ${name} could not be made again: ${messageOf(error)}`);
    }
  }
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}

function documentIn(value: Buffer): Doc | undefined {
  try {
    return BSON.deserialize(value);
  } catch {
    return undefined;
  }
}
