// The unmodified wx-server-sdk of this project against the local cloud's database.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { rejection, startCloud } from './fixture';
import { loadWxServerSdk, type WxDatabase, type WxServerSdk } from './sdk';

let cloud: LocalCloud;
let sdk: WxServerSdk;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud());
  Object.assign(process.env, cloud.sdkEnvironment());
  sdk = loadWxServerSdk();
  sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
});
afterAll(async () => stop());

beforeEach(async () => {
  await cloud.reset();
  for (const name of ['orders', 'wallets']) cloud.database.ensureCollection(name);
});

const orders = (): ReturnType<WxDatabase['collection']> => sdk.database().collection('orders');

describe('documents', () => {
  it('come back with the types they were written with', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    await orders()
      .doc('a')
      .set({
        data: { n: 1, big: 9_007_199_254_740_991, half: 0.5, at, tags: ['x'], who: { ok: true }, none: null },
      });
    const { data } = await orders().doc('a').get();
    expect(data).toEqual({
      _id: 'a',
      n: 1,
      big: 9_007_199_254_740_991,
      half: 0.5,
      at,
      tags: ['x'],
      who: { ok: true },
      none: null,
    });
    expect(data.at).toBeInstanceOf(Date);
  });

  it('are found by conditions, in order, with the wanted fields only', async () => {
    const _ = sdk.database().command;
    for (const n of [1, 2, 3, 4]) await orders().add({ data: { _id: `o${n}`, n, secret: n } });
    const found = await orders()
      .where({ n: _.gt(1).and(_.lt(4)) })
      .orderBy('n', 'desc')
      .field({ n: true })
      .get();
    expect(found.data).toEqual([
      { _id: 'o3', n: 3 },
      { _id: 'o2', n: 2 },
    ]);
    expect(
      (
        await orders()
          .where(_.or([{ n: 1 }, { n: _.in([4, 9]) }]))
          .count()
      ).total,
    ).toBe(2);
    expect(
      (
        await orders()
          .where({ _id: sdk.database().RegExp({ regexp: '^O[12]$', options: 'i' }) })
          .count()
      ).total,
    ).toBe(2);
  });

  it('are changed by update operators', async () => {
    const _ = sdk.database().command;
    await orders().add({ data: { _id: 'a', n: 1, tags: ['x'], who: { name: 'A' }, gone: 1 } });
    const change = { n: _.inc(2), tags: _.push(['y']), 'who.vip': true, gone: _.remove() };
    expect((await orders().doc('a').update({ data: change })).stats.updated).toBe(1);
    expect((await orders().doc('a').get()).data).toEqual({
      _id: 'a',
      n: 3,
      tags: ['x', 'y'],
      who: { name: 'A', vip: true },
    });
    expect((await orders().where({ n: 3 }).remove()).stats.removed).toBe(1);
  });

  it('take server dates from the local clock', async () => {
    cloud.clock.advance(86_400_000);
    await orders().add({ data: { _id: 'a', at: sdk.database().serverDate({ offset: 1000 }) } });
    const { data } = await orders().doc('a').get();
    const ahead = (data as { at: Date }).at.getTime() - Date.now();
    expect(Math.abs(ahead - 86_401_000)).toBeLessThan(5000);
  });

  it('are grouped by aggregations', async () => {
    const $ = sdk.database().command.aggregate;
    for (const [k, v] of [
      ['a', 1],
      ['a', 3],
      ['b', 5],
    ] as const)
      await orders().add({ data: { k, v } });
    const grouped = await orders()
      .aggregate()
      .group({ _id: '$k', total: $.sum('$v') })
      .sort({ _id: 1 })
      .end();
    expect(grouped.list).toEqual([
      { _id: 'a', total: 4 },
      { _id: 'b', total: 5 },
    ]);
  });
});

describe('conditional updates', () => {
  it('are won by exactly one of many racing writers', async () => {
    await orders().add({ data: { _id: 'a', version: 1, winner: '' } });
    const writers = Array.from({ length: 12 }, (_, n) =>
      orders()
        .where({ _id: 'a', version: 1 })
        .update({ data: { version: 2, winner: `w${n}` } }),
    );
    const updated = (await Promise.all(writers)).map((result) => result.stats.updated);
    expect(updated.filter((count) => count === 1)).toHaveLength(1);
    const winner = `w${updated.indexOf(1)}`;
    expect((await orders().doc('a').get()).data).toEqual({ _id: 'a', version: 2, winner });
  });
});

describe('errors', () => {
  it('say -502005 for a missing collection, on reading and on adding', async () => {
    const missing = sdk.database().collection('nowhere');
    for (const attempt of [missing.doc('a').get(), missing.add({ data: {} })]) {
      const error = await rejection(attempt);
      expect(error.errCode).toBe(-502005);
      expect(error.message).toContain('Db or Table not exist');
    }
  });

  it('say -502001 and E11000 for a taken _id and for a unique index', async () => {
    cloud.database.ensureIndex('orders', { name: 'trade_no', keys: ['out_trade_no'], unique: true });
    await orders().add({ data: { _id: 'a', out_trade_no: 'T1' } });
    const byIndex = await rejection(orders().add({ data: { out_trade_no: 'T1' } }));
    expect(byIndex).toMatchObject({
      errCode: -502001,
      message: expect.stringMatching(/E11000.*index: trade_no/) as string,
    });
    const byId = await rejection(orders().add({ data: { _id: 'a', out_trade_no: 'T2' } }));
    expect(byId).toMatchObject({
      errCode: -502001,
      message: expect.stringMatching(/E11000.*index: _id_/) as string,
    });
    const update = await rejection(
      orders()
        .doc('b')
        .set({ data: { out_trade_no: 'T1' } }),
    );
    expect(update.message).toContain('E11000');
  });

  it('count a missing field as null in a unique index, unless it is sparse', async () => {
    cloud.database.ensureIndex('orders', { name: 'dense', keys: ['a'], unique: true });
    cloud.database.ensureIndex('orders', { name: 'sparse', keys: ['b'], unique: true, sparse: true });
    await orders().add({ data: { a: 1 } });
    await orders().add({ data: {} });
    const second = await rejection(orders().add({ data: {} }));
    expect(second.message).toMatch(/index: dense/);
  });

  it('say that a missing document does not exist', async () => {
    const error = await rejection(orders().doc('none').get());
    expect(error).toMatchObject({
      errCode: -1,
      message: expect.stringContaining('does not exist') as string,
    });
  });

  it('say -502002 for an operator that is not emulated, on an empty collection too', async () => {
    const error = await rejection(
      orders()
        .where({ place: { $where: 'true' } })
        .get(),
    );
    expect(error).toMatchObject({
      errCode: -502002,
      message: expect.stringContaining('$where') as string,
    });
  });

  it('refuse a document of more than 16 MB, added or set', async () => {
    const data = { text: 'x'.repeat(17 * 1024 * 1024) };
    for (const attempt of [() => orders().add({ data }), () => orders().doc('a').set({ data })])
      expect((await rejection(attempt())).message).toContain('max size: 16777216');
  });

  it('refuse arithmetic on a value that is no number', async () => {
    await orders().add({ data: { _id: 'a', n: 'text' } });
    const error = await rejection(
      orders()
        .doc('a')
        .update({ data: { n: sdk.database().command.inc(1) } }),
    );
    expect(error.message).toContain('non-numeric type');
  });

  it('name an environment that does not exist', async () => {
    const error = await rejection(sdk.database({ env: 'elsewhere' }).collection('orders').count());
    expect(error.message).toContain('"elsewhere" does not exist');
  });
});

describe('transactions', () => {
  const wallet = (): ReturnType<ReturnType<WxDatabase['collection']>['doc']> =>
    sdk.database().collection('wallets').doc('w');
  const balance = async (): Promise<unknown> => (await wallet().get()).data.n;
  beforeEach(async () => cloud.database.put('wallets', { _id: 'w', n: 100 }));

  it('commit several documents together and see their own writes', async () => {
    const seen = await sdk.database().runTransaction(async (transaction) => {
      await transaction
        .collection('wallets')
        .doc('w')
        .update({ data: { n: sdk.database().command.inc(-30) } });
      await transaction.collection('orders').add({ data: { _id: 'o', paid: 30 } });
      return (await transaction.collection('wallets').doc('w').get()).data.n;
    });
    expect(seen).toBe(70);
    expect(await balance()).toBe(70);
    expect((await orders().doc('o').get()).data).toEqual({ _id: 'o', paid: 30 });
  });

  it('leave nothing behind when they are rolled back', async () => {
    const transaction = await sdk.database().startTransaction();
    await transaction
      .collection('wallets')
      .doc('w')
      .update({ data: { n: 0 } });
    await transaction.rollback();
    expect(await balance()).toBe(100);
    const late = await rejection(transaction.commit());
    expect(late).toMatchObject({ code: 'DATABASE_TRANSACTION_FAIL' });
  });

  it('read one snapshot, whatever is committed meanwhile', async () => {
    const transaction = await sdk.database().startTransaction();
    await transaction.collection('wallets').doc('w').get();
    await sdk
      .database()
      .collection('wallets')
      .doc('w')
      .update({ data: { n: 1 } });
    expect((await transaction.collection('wallets').doc('w').get()).data).toMatchObject({ n: 100 });
    await transaction.rollback();
    expect(await balance()).toBe(1);
  });

  it('abort the second writer of a document at once', async () => {
    const [first, second] = await Promise.all([
      sdk.database().startTransaction(),
      sdk.database().startTransaction(),
    ]);
    await first
      .collection('wallets')
      .doc('w')
      .update({ data: { n: 1 } });
    const lost = await rejection(
      second
        .collection('wallets')
        .doc('w')
        .update({ data: { n: 2 } }),
    );
    expect(lost.message).toContain('TransactionConflict');
    await first.commit();
    expect(await balance()).toBe(1);
  });

  it('make a plain write wait until they are over', async () => {
    const transaction = await sdk.database().startTransaction();
    await transaction
      .collection('wallets')
      .doc('w')
      .update({ data: { n: 1 } });
    const plain = sdk
      .database()
      .collection('wallets')
      .doc('w')
      .update({ data: { n: sdk.database().command.inc(10) } });
    await transaction.commit();
    expect((await plain).stats.updated).toBe(1);
    expect(await balance()).toBe(11);
  });
});
