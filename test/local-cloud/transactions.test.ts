// Transactions against one another and against plain writes, as MongoDB has them.
import { setImmediate } from 'node:timers/promises';
import type { Rewritten } from '../../scripts/local-cloud/database/change';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { Store } from '../../scripts/local-cloud/database/store';
import { updated } from '../../scripts/local-cloud/database/update/update';
import { startCloud, type StartedCloud } from './fixture';
import { loadNodeSdk, type AdminDatabase } from './sdk';

let store: Store;
beforeEach(() => {
  store = new Store({ autoCreate: true });
  store.insertNow('goods', [
    { _id: 'tea', stock: 1 },
    { _id: 'cup', stock: 5 },
  ]);
});
afterEach(() => store.close());

type Changes = Doc | null;

/** A write in a transaction where one is named; null removes. */
async function write(criteria: Doc, change: Changes, id?: string): Promise<Rewritten> {
  const filter = await Filter.compile(criteria);
  const next = (doc: Doc): Doc | null | undefined => (change ? updated(doc, change) : null);
  return store.rewrite('goods', { filter, multi: true, next }, id === undefined ? id : store.transaction(id));
}

const add = async (doc: Doc, id?: string): Promise<unknown> =>
  store.insert('goods', [doc], id === undefined ? id : store.transaction(id));

const read = async (criteria: Doc, id?: string): Promise<Doc[]> =>
  store.find(
    'goods',
    await Filter.compile(criteria),
    {},
    id === undefined ? undefined : store.transaction(id),
  );

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await setImmediate();
}

/** Whether a promise has an outcome before everything that was due has run. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  const waiting = Symbol('waiting');
  const turn = turns(5).then(() => waiting);
  return (await Promise.race([promise.catch(() => undefined), turn])) === waiting;
}

const sell = { $inc: { stock: -1 } };
const inStock = { _id: 'tea', stock: { $gt: 0 } };

describe('a plain write that waits for a transaction', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a change', () => write({ _id: 'tea' }, { $set: { seen: true } })],
    ['a change of many', () => write({}, { $set: { seen: true } })],
    ['a removal', () => write({ _id: 'tea' }, null)],
  ])('%s', async (_name, plain) => {
    const id = store.begin();
    await write(inStock, sell, id);
    const waiting = plain();
    expect(await isWaiting(waiting)).toBe(true);
    await store.commit(id);
    await waiting;
  });

  it('decides on what stands then: the last one is sold once', async () => {
    const id = store.begin();
    await write(inStock, sell, id);
    const waiting = write(inStock, sell);
    await store.commit(id);
    expect(await waiting).toEqual({ matched: 0, changed: 0, after: [] });
    expect(await read({ _id: 'tea' })).toEqual([{ _id: 'tea', stock: 0 }]);
  });

  it('goes on as if nothing had been when the transaction is rolled back', async () => {
    const id = store.begin();
    await write(inStock, sell, id);
    const waiting = write(inStock, sell);
    store.abort(id);
    expect((await waiting).after).toEqual([{ _id: 'tea', stock: 0 }]);
  });

  it('waits for an _id that is being inserted, and is refused when it has come', async () => {
    const id = store.begin();
    await add({ _id: 'pot' }, id);
    const waiting = add({ _id: 'pot', late: true });
    expect(await isWaiting(waiting)).toBe(true);
    await store.commit(id);
    await expect(waiting).rejects.toThrow('E11000');
    expect(await read({ _id: 'pot' })).toEqual([{ _id: 'pot' }]);
  });

  it('inserts an _id whose insertion was rolled back', async () => {
    const id = store.begin();
    await add({ _id: 'pot' }, id);
    const waiting = add({ _id: 'pot', late: true });
    store.abort(id);
    await waiting;
    expect(await read({ _id: 'pot' })).toEqual([{ _id: 'pot', late: true }]);
  });

  it('inserts an _id whose removal it waited for', async () => {
    const id = store.begin();
    await write({ _id: 'tea' }, null, id);
    const waiting = add({ _id: 'tea', stock: 9 });
    expect(await isWaiting(waiting)).toBe(true);
    await store.commit(id);
    await waiting;
    expect(await read({ _id: 'tea' })).toEqual([{ _id: 'tea', stock: 9 }]);
  });

  it('waits for a value that a transaction has taken in a unique index', async () => {
    store.addIndex('goods', { name: 'code', keys: ['code'], unique: true, sparse: true });
    const id = store.begin();
    await write({ _id: 'tea' }, { $set: { code: 7 } }, id);
    const waiting = [add({ _id: 'pot', code: 7 }), write({ _id: 'cup' }, { $set: { code: 7 } })];
    for (const one of waiting) expect(await isWaiting(one)).toBe(true);
    await store.commit(id);
    for (const one of waiting) await expect(one).rejects.toThrow('E11000');
  });

  it('stands in nobody’s way while it waits', async () => {
    const id = store.begin();
    await write({ _id: 'tea' }, sell, id);
    const many = write({}, { $set: { seen: true } });
    await write({ _id: 'cup' }, sell);
    await store.commit(id);
    expect((await many).after).toEqual([
      { _id: 'tea', stock: 0, seen: true },
      { _id: 'cup', stock: 4, seen: true },
    ]);
  });

  it('waits no longer than the transaction may live', async () => {
    const hasty = new Store({ autoCreate: true, transactionLifetimeMs: 20 });
    hasty.insertNow('goods', [{ _id: 'tea' }]);
    const filter = await Filter.compile({ _id: 'tea' });
    const next = (doc: Doc): Doc => ({ ...doc, seen: true });
    await hasty.rewrite('goods', { filter, multi: false, next }, hasty.transaction(hasty.begin()));
    expect((await hasty.rewrite('goods', { filter, multi: false, next })).changed).toBe(1);
    hasty.close();
  });

  it('gives up with a conflict when one transaction after the other comes first', async () => {
    const filter = await Filter.compile({ _id: 'tea' });
    const next = (doc: Doc): Doc => ({ ...doc, seen: true });
    const hasty = new Store({ autoCreate: true, transactionLifetimeMs: 50 });
    hasty.insertNow('goods', [{ _id: 'tea' }]);
    const change = { filter, multi: false, next };
    const hold = async (): Promise<string> => {
      const id = hasty.begin();
      await hasty.rewrite('goods', change, hasty.transaction(id));
      return id;
    };
    let held = await hold();
    let outcome: unknown;
    const waiting = hasty.rewrite('goods', change).then(
      (written) => (outcome = written),
      (error: unknown) => (outcome = error),
    );
    // The next one holds the document before whoever waited for this one has looked.
    while (outcome === undefined) {
      hasty.abort(held);
      held = await hold();
      await setImmediate();
    }
    await waiting;
    expect(outcome).toHaveProperty('message', expect.stringContaining('TransactionConflict'));
    hasty.close();
  });
});

describe('two transactions', () => {
  it('the second writer of a document is aborted, and the first one commits', async () => {
    const [one, other] = [store.begin(), store.begin()];
    await write({ _id: 'tea' }, sell, one);
    await expect(write({ _id: 'tea' }, sell, other)).rejects.toThrow('TransactionConflict');
    expect(() => store.transaction(other)).toThrow('TransactionNotExist');
    await store.commit(one);
    expect(await read({ _id: 'tea' })).toEqual([{ _id: 'tea', stock: 0 }]);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['the same _id', (id) => add({ _id: 'pot' }, id)],
    ['the same value of a unique index', (id) => add({ code: 7 }, id)],
  ])('do not both insert %s', async (_name, insertIn) => {
    store.addIndex('goods', { name: 'code', keys: ['code'], unique: true, sparse: true });
    const [one, other] = [store.begin(), store.begin()];
    await insertIn(one);
    await expect(insertIn(other)).rejects.toThrow('TransactionConflict');
    await store.commit(one);
  });

  it('conflict when the other one committed after this one’s snapshot', async () => {
    const [one, other] = [store.begin(), store.begin()];
    await read({ _id: 'cup' }, one);
    await write({ _id: 'tea' }, sell, other);
    await add({ _id: 'pot' }, other);
    await store.commit(other);
    await expect(write({ _id: 'tea' }, sell, one)).rejects.toThrow('TransactionConflict');
    const late = store.begin();
    await write({ _id: 'tea' }, sell, late);
    store.abort(late);
  });

  it('may both decide on what the other one changes: write skew, as in MongoDB', async () => {
    const [one, other] = [store.begin(), store.begin()];
    expect(await read({ _id: 'cup', stock: 5 }, one)).toHaveLength(1);
    expect(await read({ _id: 'tea', stock: 1 }, other)).toHaveLength(1);
    await write({ _id: 'tea' }, sell, one);
    await write({ _id: 'cup' }, sell, other);
    await store.commit(one);
    await store.commit(other);
    expect((await read({})).map(({ stock }) => stock)).toEqual([0, 4]);
  });
});

describe('a transaction', () => {
  it('reads its own writes and, of others, what was there at its first operation', async () => {
    const id = store.begin();
    await add({ _id: 'pot' }, id);
    await write({ _id: 'cup' }, sell, id);
    await write({ _id: 'tea' }, sell);
    await add({ _id: 'late' });
    expect(await read({}, id)).toEqual([{ _id: 'tea', stock: 1 }, { _id: 'cup', stock: 4 }, { _id: 'pot' }]);
    expect((await read({})).map(({ _id: name }) => name)).toEqual(['tea', 'cup', 'late']);
    store.abort(id);
  });

  it('still reads what was removed after its first operation', async () => {
    const id = store.begin();
    await read({ _id: 'cup' }, id);
    await write({ _id: 'tea' }, null);
    expect(await read({ stock: 1 }, id)).toEqual([{ _id: 'tea', stock: 1 }]);
    store.abort(id);
  });

  it('that nobody ends is rolled back, and its documents are free again', async () => {
    const hasty = new Store({ autoCreate: true, transactionLifetimeMs: 20 });
    const id = hasty.begin();
    const transaction = hasty.transaction(id);
    await hasty.insert('goods', [{ _id: 'tea' }], transaction);
    await transaction.over;
    await expect(hasty.commit(id)).rejects.toThrow('TransactionNotExist');
    expect(await hasty.insert('goods', [{ _id: 'tea' }])).toEqual(['tea']);
    hasty.close();
  });
});

describe('through the SDK', () => {
  let started: StartedCloud;
  let db: AdminDatabase;
  beforeAll(async () => {
    started = await startCloud({}, { autoCreate: true });
    Object.assign(process.env, started.cloud.sdkEnvironment());
    const sdk = loadNodeSdk();
    db = sdk.init({ env: sdk.SYMBOL_CURRENT_ENV }).database();
    await started.cloud.database.put('goods', { _id: 'tea', stock: 1 });
  });
  afterAll(async () => started.stop());

  it('updateAndReturn sells the last one once', async () => {
    const _ = db.command;
    const transaction = await db.startTransaction();
    await transaction
      .collection('goods')
      .doc('tea')
      .update({ stock: _.inc(-1) });
    const waiting = db
      .collection('goods')
      .where({ stock: _.gt(0) })
      .updateAndReturn({ stock: _.inc(-1) });
    await started.cloud.database.find('goods');
    await transaction.commit();
    expect(await waiting).toMatchObject({ updated: 0, doc: null });
    expect(await started.cloud.database.find('goods')).toEqual([{ _id: 'tea', stock: 0 }]);
  });

  it('set of a document that a transaction inserts replaces it afterwards', async () => {
    const transaction = await db.startTransaction();
    await transaction.collection('goods').add({ _id: 'pot', n: 1 });
    const waiting = db.collection('goods').doc('pot').set({ n: 2 });
    await transaction.commit();
    await waiting;
    expect(await started.cloud.database.find('goods', { _id: 'pot' })).toEqual([{ _id: 'pot', n: 2 }]);
  });
});
