// The store over its shelf: what a full disk leaves behind, how large a document may be, and what an index saves.
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { LmdbShelf } from '../../scripts/local-cloud/database/storage/lmdb-shelf';
import { MemoryShelf } from '../../scripts/local-cloud/database/storage/memory-shelf';
import { ShelfFailure, type Shelf } from '../../scripts/local-cloud/database/storage/shelf';
import { Store } from '../../scripts/local-cloud/database/store';
import { temporaryFolder } from './fixture';

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => remove());

const shelves: [string, () => Shelf][] = [
  ['in memory', () => new MemoryShelf()],
  ['on disk', () => new LmdbShelf(path.join(folder, 'local.mdb'))],
];

const find = async (
  store: Store,
  criteria: Doc,
  sort?: Record<string, 1 | -1>,
  limit = 1000,
): Promise<Doc[]> =>
  store.find('things', await Filter.compile(criteria), { ...(sort ? { sort } : {}), limit });

describe.each(shelves)('a shelf %s', (_name, open) => {
  it('has its keys in order, both ways, also while it changes', () => {
    const shelf = open();
    const keys = Array.from({ length: 3000 }, (_, n) =>
      Buffer.from([(n * 7919) % 251, (n * 31) % 256, n % 7]),
    );
    shelf.atomically(() => keys.forEach((key) => shelf.put(key, key)));
    shelf.atomically(() => keys.filter((_, n) => n % 3 === 0).forEach((key) => shelf.remove(key)));
    const gone = new Set(keys.filter((_, n) => n % 3 === 0).map((key) => key.toString('hex')));
    const left = [...new Set(keys.map((key) => key.toString('hex')))].filter((key) => !gone.has(key)).sort();
    const span = { from: Buffer.from([10]), to: Buffer.from([200]) };
    const wanted = left.filter((key) => key >= '0a' && key < 'c8');
    expect([...shelf.keys(span)].map((key) => key.toString('hex'))).toEqual(wanted);
    expect([...shelf.keys({ ...span, reverse: true })].map((key) => key.toString('hex'))).toEqual(
      wanted.toReversed(),
    );
    expect([...shelf.entries(span)].every(({ key, value }) => key.equals(value))).toBe(true);
    shelf.close();
  });

  it('keeps nothing of work that fails', () => {
    const shelf = open();
    const key = Buffer.from('a');
    shelf.atomically(() => shelf.put(key, Buffer.from('1')));
    const failing = (): void =>
      shelf.atomically(() => {
        shelf.put(key, Buffer.from('2'));
        shelf.put(Buffer.from('b'), Buffer.from('2'));
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(shelf.get(key)?.toString()).toBe('1');
    expect(shelf.get(Buffer.from('b'))).toBeUndefined();
    shelf.close();
  });
});

/** A shelf whose disk is full from the nth write on, until there is room again. */
class FullShelf extends MemoryShelf {
  room = Infinity;

  override put(key: Buffer, value: Buffer): void {
    if (this.room <= 0) throw new ShelfFailure('no space left on device');
    this.room -= 1;
    super.put(key, value);
  }
}

describe('a full disk', () => {
  it.each([0, 1, 2, 3, 4])('is an error after %i writes, and loses nothing', async (room) => {
    const shelf = new FullShelf();
    const store = new Store({ shelf, autoCreate: true });
    await store.insert('things', [{ _id: 'a', n: 1 }]);
    store.addIndex('things', { name: 'n', keys: ['n'] });
    shelf.room = room;
    const filter = await Filter.compile({});
    const outcomes = await Promise.allSettled([
      store.insert('things', [
        { _id: 'b', n: 2 },
        { _id: 'c', n: 3 },
      ]),
      store.rewrite('things', { filter, multi: true, next: (doc) => ({ ...doc, n: 9 }) }),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected' });
    expect(await find(store, {})).toEqual([{ _id: 'a', n: 1 }]);
    expect(await find(store, { n: { $gte: 0 } })).toHaveLength(1);
    shelf.room = Infinity;
    await store.insert('things', [{ _id: 'b', n: 2 }]);
    expect(await find(store, { n: 2 })).toEqual([{ _id: 'b', n: 2 }]);
  });

  it('rolls a transaction back as a whole', async () => {
    const shelf = new FullShelf();
    const store = new Store({ shelf, autoCreate: true });
    await store.insert('things', [{ _id: 'a' }]);
    const id = store.begin();
    await store.insert('things', [{ _id: 'b' }, { _id: 'c' }], store.transaction(id));
    shelf.room = 3;
    await expect(store.commit(id)).rejects.toThrow('no space left');
    shelf.room = Infinity;
    expect(await find(store, {})).toEqual([{ _id: 'a' }]);
    expect(() => store.transaction(id)).toThrow('TransactionNotExist');
  });
});

it('a document over 16 MB is refused, and those with it', async () => {
  const store = new Store({ autoCreate: true });
  const text = 'x'.repeat(17 * 1024 * 1024);
  await expect(store.insert('things', [{ _id: 'a' }, { _id: 'b', text }])).rejects.toThrow(
    /object to insert too large\. size in bytes: \d+, max size: 16777216/,
  );
  await store.insert('things', [{ _id: 'a' }]);
  const filter = await Filter.compile({});
  const grown = store.rewrite('things', { filter, multi: true, next: (doc) => ({ ...doc, text }) });
  await expect(grown).rejects.toThrow('too large');
  expect(await find(store, {})).toEqual([{ _id: 'a' }]);
});

it('a store that is written over and over does not grow without end', async () => {
  const file = path.join(folder, 'local.mdb');
  const store = new Store({ shelf: new LmdbShelf(file), autoCreate: true });
  const filter = await Filter.compile({ _id: 'a' });
  await store.insert('things', [{ _id: 'a', n: 0, text: 'x'.repeat(50_000) }]);
  const rounds = async (count: number): Promise<number> => {
    for (let round = 0; round < count; round += 1)
      await store.rewrite('things', { filter, multi: false, next: (doc) => ({ ...doc, n: round + 1 }) });
    return statSync(file).size;
  };
  const early = await rounds(20);
  expect(await rounds(200)).toBeLessThan(early * 2);
  store.close();
});

describe('a sort that an index serves', () => {
  const docs = Array.from({ length: 600 }, (_, n) => ({
    _id: n,
    n: (n * 37) % 601,
    who: n % 3,
    deep: { n },
  }));
  let store: Store;
  let asked: number;
  beforeEach(async () => {
    store = new Store({ autoCreate: true });
    await store.insert('things', docs);
    store.addIndex('things', { name: 'n', keys: ['n'] });
    store.addIndex('things', { name: 'who_n', keys: ['who', 'n'] });
    asked = 0;
  });

  const page = async (criteria: Doc, sort: Record<string, 1 | -1>): Promise<unknown[]> => {
    const filter = await Filter.compile(criteria);
    const matches = filter.matches.bind(filter);
    filter.matches = (doc) => {
      asked += 1;
      return matches(doc);
    };
    return store.find('things', filter, { sort, skip: 2, limit: 3 }).map(({ n }) => n);
  };

  it('asks only about the documents that the page needs', async () => {
    expect(await page({}, { n: 1 })).toEqual([2, 3, 4].map((n) => n + (n >= 600 ? 1 : 0)));
    expect(await page({}, { n: -1 })).toEqual(
      [...docs]
        .map(({ n }) => n)
        .sort((a, b) => b - a)
        .slice(2, 5),
    );
    expect(asked).toBeLessThan(30);
  });

  it('begins behind what stands fixed in a compound index', async () => {
    await store.insert(
      'things',
      Array.from({ length: 300 }, (_, n) => ({ n: 1000 + n, who: 1 })),
    );
    const wanted = [1299, 1298, 1297, 1296, 1295].slice(2);
    expect(await page({ who: 1 }, { n: -1 })).toEqual(wanted);
    expect(asked).toBeLessThan(30);
  });

  it('is made in memory where a list or an object stands among the values', async () => {
    await store.insert('things', [{ n: [0.5, 9999] }, { n: { a: 1 } }]);
    const all = await find(store, {}, { n: -1 });
    expect(await page({}, { n: -1 })).toEqual(all.slice(2, 5).map(({ n }) => n));
  });
});
