// A database file that something has damaged: found before it is opened, and made anew from what can still be read.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Store, type StoreOptions } from '../store';
import { linesOf } from './file-lines';
import { LmdbShelf } from './lmdb-shelf';
import { mendedCopy } from './mended-copy';
import { Salvage, type Log, type Saved } from './salvage';

const walker = fileURLToPath(new URL('./shelf-walker.cjs', import.meta.url));

/** How long a check may take; of a large file it sees a part. */
const CHECK_MS = 500;

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

function fill(store: Store, damaged: string, log: Log): Saved {
  const [copy, lines] = [`${damaged}-copy`, `${damaged}-lines`];
  const salvage = new Salvage(store);
  try {
    mendedCopy(damaged, copy);
    for (const words of waysThrough(copy, lines)) {
      walk(copy, words, lines);
      for (const line of linesOf(lines)) salvage.take(line);
    }
    return salvage.finish(log);
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
