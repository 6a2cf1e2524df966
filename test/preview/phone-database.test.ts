// wx.cloud.database() of the phone against a local cloud: the chain, WeChat's shapes and errors, and watch.
import { database } from '../../scripts/preview/phone/wx/database/database';
import { Realtime } from '../../scripts/preview/phone/wx/database/realtime';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';

type Answer = Record<string, unknown>;
interface Calls {
  success?: (answer: Answer) => void;
  fail?: (answer: Answer) => void;
  complete?: (answer: Answer) => void;
}
type Call = (options?: Calls & { data?: unknown }) => Promise<Answer>;
interface Snapshot {
  readonly id: number;
  readonly type?: string;
  readonly docs: Answer[];
  readonly docChanges: Answer[];
}
interface Listening {
  onChange: (snapshot: Snapshot) => void;
  onError: (failure: Answer) => void;
}
interface Chain {
  where(condition: object): Chain;
  orderBy(field: string, direction: string): Chain;
  limit(most: number): Chain;
  skip(count: number): Chain;
  field(projection: object): Chain;
  doc(id: string): Chain;
  aggregate(): Chain;
  match(condition: object): Chain;
  group(by: object): Chain;
  sort(by: object): Chain;
  get: Call;
  add: Call;
  set: Call;
  update: Call;
  remove: Call;
  count: Call;
  end: Call;
  watch(listening: Partial<Listening>): { close(): Promise<void> };
}
type Maker = ((...given: unknown[]) => unknown) & (new (...given: unknown[]) => unknown);
interface Database {
  collection(name: string): Chain;
  command: Record<string, (...given: unknown[]) => unknown>;
  Geo: Record<string, Maker>;
  serverDate: (options?: object) => unknown;
  RegExp: (options: object) => unknown;
}

let started: StartedCloud;
let cloud: LocalCloud;
let address: string;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  started = await startCloud({}, { permissions: { goods: 'READONLY', closed: 'ADMINONLY' } });
  ({ cloud } = started);
  globalThis.fetch = (path, options) => realFetch(`${address}${path as string}`, options);
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  await started.stop();
});
beforeEach(async () => {
  address = cloud.url;
  await cloud.reset();
  for (const name of ['notes', 'goods', 'closed']) cloud.database.ensureCollection(name);
});

const person = (openid: string) =>
  ({ openid, unionid: 'u', appid: 'wx', language: 'en', faceTrouble: 0 }) as const;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const watcher of opened.splice(0)) await watcher.close();
});

function databaseOf(openid = 'oA', options: object = {}): Database {
  return database(person(openid), new Realtime(person(openid)), options) as Database;
}
const goods = (...docs: Answer[]) => docs.forEach((doc) => cloud.database.insert('goods', doc));
const failure = async (asked: Promise<Answer>): Promise<Answer> =>
  asked.then(
    () => ({ errMsg: 'nothing failed' }),
    (failed: unknown) => failed as Answer,
  );

describe('a document', () => {
  it('is added, changed, replaced and removed in the shapes of WeChat', async () => {
    const db = databaseOf();
    const notes = db.collection('notes');
    const _ = db.command;
    const added = await notes.add({ data: { n: 1, list: ['a'] } });
    expect(added).toEqual({ _id: expect.any(String) as string, errMsg: 'collection.add:ok' });
    const doc = notes.doc(String(added._id));
    expect(await doc.update({ data: { n: _.inc(2), list: _.push('b') } })).toEqual({
      stats: { updated: 1 },
      errMsg: 'document.update:ok',
    });
    expect(await doc.get()).toEqual({
      data: { _id: added._id, _openid: 'oA', n: 3, list: ['a', 'b'] },
      errMsg: 'document.get:ok',
    });
    expect(await doc.set({ data: { n: 9 } })).toEqual({
      _id: added._id,
      stats: { updated: 1, created: 0 },
      errMsg: 'document.set:ok',
    });
    expect(await notes.doc('new').set({ data: { n: 5 } })).toMatchObject({
      stats: { updated: 0, created: 1 },
    });
    expect(await doc.remove()).toEqual({ stats: { removed: 1 }, errMsg: 'document.remove:ok' });
  });

  it('that is missing is a failure, or null where that was asked for', async () => {
    expect(await failure(databaseOf().collection('notes').doc('x').get())).toEqual({
      errCode: -1,
      errMsg: 'document.get:fail document with _id x does not exist',
    });
    const lenient = databaseOf('oA', { throwOnNotFound: false });
    expect(await lenient.collection('notes').doc('x').get()).toMatchObject({ data: null });
  });

  it('keeps dates, the time of the server, places and patterns', async () => {
    const db = databaseOf();
    const notes = db.collection('notes');
    const at = new Date(86_400_000);
    const data = { at, now: db.serverDate(), place: db.Geo.Point?.(113, 23), text: 'Hello' };
    const { _id } = await notes.add({ data });
    const { data: found } = await notes.doc(String(_id)).get();
    expect(found).toMatchObject({ at, place: { longitude: 113, latitude: 23 } });
    expect((found as { now: unknown }).now).toBeInstanceOf(Date);
    const { Point } = db.Geo;
    expect(Point && new Point(113, 23)).toEqual(data.place);
    const pattern = { text: db.RegExp({ regexp: '^hel', options: 'i' }), at };
    expect(await notes.where(pattern).count()).toEqual({ total: 1, errMsg: 'collection.count:ok' });
    const near = { place: db.command.geoNear?.({ geometry: data.place, maxDistance: 10 }) };
    expect((await notes.where(near).get()).data).toHaveLength(1);
  });
});

describe('a query', () => {
  it('is read in order, page by page, with the fields that are wanted', async () => {
    goods(...Array.from({ length: 30 }, (_, n) => ({ _id: `g${n}`, n, more: true })));
    const db = databaseOf();
    const query = db.collection('goods').where({ n: db.command.gt?.(5) });
    const page = await query.orderBy('n', 'desc').skip(1).limit(2).field({ n: true, _id: false }).get();
    expect(page).toEqual({ data: [{ n: 28 }, { n: 27 }], errMsg: 'collection.get:ok' });
    expect((await query.get()).data).toHaveLength(20);
    expect((await query.limit(100).get()).data).toHaveLength(20);
  });

  it('changes and removes what is the person’s own', async () => {
    const mine = databaseOf('oA').collection('notes');
    await mine.add({ data: { n: 1 } });
    await databaseOf('oB')
      .collection('notes')
      .add({ data: { n: 1 } });
    expect(await mine.where({ n: 1 }).update({ data: { n: 2 } })).toEqual({
      stats: { updated: 1 },
      errMsg: 'collection.update:ok',
    });
    expect(await mine.where({ n: 2 }).remove()).toEqual({
      stats: { removed: 1 },
      errMsg: 'collection.remove:ok',
    });
    expect(await cloud.database.find('notes')).toMatchObject([{ _openid: 'oB', n: 1 }]);
  });

  it('goes through a pipeline', async () => {
    goods({ kind: 'tea', n: 1 }, { kind: 'tea', n: 2 }, { kind: 'cup', n: 4 });
    const db = databaseOf();
    const grouped = db
      .collection('goods')
      .aggregate()
      .match({ n: db.command.gt?.(0) })
      .group({
        _id: '$kind',
        sum: { $sum: '$n' },
      });
    expect(await grouped.sort({ _id: 1 }).end()).toEqual({
      list: [
        { _id: 'cup', sum: 4 },
        { _id: 'tea', sum: 3 },
      ],
      errMsg: 'collection.aggregate:ok',
    });
  });
});

describe('a failure', () => {
  it.each<[string, number, string, (db: Database) => Promise<Answer>]>([
    [
      'a closed collection',
      -502003,
      'collection.get:fail -502003 database permission denied. ',
      (db) => db.collection('closed').get(),
    ],
    [
      'a missing one',
      -502005,
      'collection.count:fail -502005 database collection not exists. ',
      (db) => db.collection('nowhere').count(),
    ],
    [
      'an unknown operator',
      -502002,
      'collection.get:fail -502002 database invalid command. ',
      (db) =>
        db
          .collection('goods')
          .where({ n: { $nothing: 1 } })
          .get(),
    ],
    [
      'a foreign document',
      -502003,
      'collection.add:fail -502003',
      (db) => db.collection('closed').add({ data: { n: 1 } }),
    ],
    [
      'data that is no object',
      -1,
      'collection.add:fail parameter.data should be object instead of undefined',
      (db) => db.collection('notes').add({}),
    ],
    [
      'a change of nothing',
      -401002,
      'document.update:fail options.data must not be empty',
      (db) => db.collection('notes').doc('a').update({ data: {} }),
    ],
    [
      'a pipeline over what is closed',
      -502003,
      'collection.aggregate:fail -502003',
      (db) => db.collection('closed').aggregate().end(),
    ],
  ])('of %s has the number %i', async (_, errCode, errMsg, ask) => {
    const failed = await failure(ask(databaseOf()));
    expect(failed).toEqual({ errCode, errMsg: expect.stringContaining(errMsg) as string });
  });

  it('has a number, too, where the cloud cannot be reached', async () => {
    address = 'http://127.0.0.1:1';
    expect(await failure(databaseOf().collection('goods').get())).toMatchObject({ errCode: -1 });
  });
});

it('callbacks hear what promises are given', async () => {
  goods({ _id: 'a' });
  const db = databaseOf();
  const heard: Answer[] = [];
  await new Promise<void>((resolve) => {
    const calls = { success: (one: Answer) => heard.push(one), complete: () => resolve() };
    expect(db.collection('goods').get(calls)).toBeUndefined();
  });
  await new Promise<void>((resolve) => {
    void db
      .collection('closed')
      .doc('x')
      .remove({ fail: (one) => heard.push(one), complete: () => resolve() });
  });
  expect(heard).toMatchObject([{ data: [{ _id: 'a' }] }, { errCode: -502003 }]);
});

describe('watch', () => {
  /** Watches; `next` is the next snapshot, or failure. */
  function watch(chain: Chain): { next(): Promise<Snapshot & Answer>; close(): Promise<void> } {
    const heard: (Snapshot & Answer)[] = [];
    let wake = (): void => undefined;
    const hear = (one: object): void => {
      heard.push(one as Snapshot & Answer);
      wake();
    };
    const watcher = chain.watch({ onChange: hear, onError: hear });
    opened.push(watcher);
    return {
      close: () => watcher.close(),
      next: async () => {
        while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const [first] = heard.splice(0, 1);
        if (!first) throw new Error('nothing was heard');
        return first;
      },
    };
  }
  const update = (_id: string, change: Answer) => cloud.database.update('goods', { _id }, change);

  it('tells what is there, and each change with its kind', async () => {
    const at = new Date(5);
    goods({ _id: 'a', n: 1, at }, { _id: 'b', n: 2 });
    const db = databaseOf();
    const watched = watch(db.collection('goods').where({ n: db.command.lt?.(10) }));
    const first = await watched.next();
    expect(first).toMatchObject({ type: 'init', docs: [{ _id: 'a', at }, { _id: 'b' }] });
    expect(first.docChanges[0]).toMatchObject({
      id: first.id,
      dataType: 'init',
      queueType: 'init',
      docId: 'a',
      doc: { _id: 'a', n: 1 },
    });
    await update('a', { $set: { n: 5 } });
    const second = await watched.next();
    expect(second).toMatchObject({ id: first.id + 1, docs: [{ n: 5 }, { n: 2 }] });
    expect(second).not.toHaveProperty('type');
    expect(second.docChanges).toMatchObject([
      { dataType: 'update', queueType: 'update', updatedFields: { n: 5 }, removedFields: [] },
    ]);
  });

  it('of one document, and of an order with a limit', async () => {
    goods({ _id: 'a', n: 1 }, { _id: 'b', n: 2 }, { _id: 'c', n: 3 });
    const collection = databaseOf().collection('goods');
    const [one, top] = [watch(collection.doc('a')), watch(collection.orderBy('n', 'desc').limit(2))];
    expect((await one.next()).docs).toMatchObject([{ _id: 'a' }]);
    expect((await top.next()).docs).toMatchObject([{ _id: 'c' }, { _id: 'b' }]);
    await update('a', { $set: { n: 9 } });
    expect((await one.next()).docs).toMatchObject([{ n: 9 }]);
    expect((await top.next()).docChanges).toMatchObject([
      { dataType: 'update', queueType: 'enqueue', docId: 'a' },
      { dataType: 'limit', queueType: 'dequeue', docId: 'b' },
    ]);
  });

  it('of what is refused fires onError, and throws nothing', async () => {
    const failed = await watch(databaseOf().collection('closed')).next();
    expect(failed).toBeInstanceOf(Error);
    expect(failed).toMatchObject({
      errCode: -402002,
      errMsg: expect.stringContaining('DATABASE_PERMISSION_DENIED') as string,
    });
  });

  it('without onError is refused at once', () => {
    const chain = databaseOf().collection('goods');
    expect(() => chain.watch({ onChange: () => undefined })).toThrow('parameter.onError should be function');
  });

  it('that is closed hears nothing more, and another one begins afresh', async () => {
    const collection = databaseOf().collection('goods');
    const [closed, kept] = [watch(collection), watch(collection)];
    await Promise.all([closed.next(), kept.next()]);
    await closed.close();
    goods({ _id: 'a' });
    expect((await kept.next()).docs).toHaveLength(1);
    await kept.close();
    expect(await watch(collection).next()).toMatchObject({ type: 'init', docs: [{ _id: 'a' }] });
    const heard = closed.next();
    await expect(Promise.race([heard, Promise.resolve('nothing')])).resolves.toBe('nothing');
  });

  it('hears after a restart of the cloud what it has missed', async () => {
    goods({ _id: 'a', n: 1 }, { _id: 'b', n: 1 });
    const watched = watch(databaseOf().collection('goods'));
    const { id } = await watched.next();
    const other = await startLocalCloud({
      port: 0,
      functionsRoot: started.root,
      httpRoutes: [],
      timers: false,
      permissions: { goods: 'READONLY' },
    });
    try {
      other.database.ensureCollection('goods');
      other.database.insert('goods', { _id: 'a', n: 2 });
      address = other.url;
      // What waits at the cloud that went away is broken off.
      goods({ _id: 'c' });
      expect((await watched.next()).docs).toHaveLength(3);
      const missed = await watched.next();
      expect([missed.id, missed.docs]).toEqual([id + 2, [{ _id: 'a', n: 2 }]]);
      expect(missed.docChanges.map(({ dataType, docId }) => [dataType, docId])).toEqual([
        ['update', 'a'],
        ['remove', 'b'],
        ['remove', 'c'],
      ]);
      await watched.close();
    } finally {
      address = cloud.url;
      await other.close();
    }
  });
});
