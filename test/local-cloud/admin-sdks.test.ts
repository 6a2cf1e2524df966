// tcb-admin-node and @cloudbase/node-sdk, both unmodified, against the local cloud.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, rejection, startCloud } from './fixture';
import { loadNodeSdk, loadTcbAdminNode, type AdminDatabase } from './sdk';

const projectRoot = path.resolve(__dirname, '../..');

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud({
    echo: 'exports.main = async (event) => ({ echo: event, source: process.env.TCB_SOURCE });',
  }));
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => stop());
beforeEach(async () => {
  await cloud.reset();
  for (const name of ['orders', 'wallets']) cloud.database.ensureCollection(name);
});

function admin(): ReturnType<typeof loadTcbAdminNode> {
  const sdk = loadTcbAdminNode();
  sdk.init({ env: 'local', secretId: 'local', secretKey: 'local', serviceUrl: `${cloud.url}/admin` });
  return sdk;
}

function nodeSdk(): ReturnType<ReturnType<typeof loadNodeSdk>['init']> {
  const sdk = loadNodeSdk();
  return sdk.init({ env: sdk.SYMBOL_CURRENT_ENV });
}

describe('tcb-admin-node', () => {
  it('adds, finds, changes, counts and removes documents', async () => {
    const db = admin().database();
    const orders = db.collection('orders');
    const when = new Date('2026-02-03T04:05:06.007Z');
    await orders.add({ _id: 'a', n: 1, when });
    await orders.doc('b').set({ n: 2, inner: { x: 1 } });
    expect(
      await orders.where({ n: db.command.gt(1) }).update({ n: db.command.inc(5), inner: { y: 2 } }),
    ).toMatchObject({ updated: 1 });
    expect(
      (
        await orders
          .where({ n: db.command.gte(0) })
          .orderBy('n', 'desc')
          .get()
      ).data,
    ).toEqual([
      { _id: 'b', n: 7, inner: { x: 1, y: 2 } },
      { _id: 'a', n: 1, when },
    ]);
    expect(await orders.where({ _id: /^A$/i }).count()).toMatchObject({ total: 1 });
    expect(
      await orders
        .aggregate()
        .group({ _id: null, t: db.command.aggregate.sum('$n') })
        .end(),
    ).toMatchObject({ data: [{ _id: null, t: 8 }] });
    expect(await orders.where({ n: 1 }).remove()).toMatchObject({ deleted: 1 });
  });

  it('gets errors returned with their code', async () => {
    const db = admin().database();
    expect(await db.collection('nowhere').doc('x').get()).toMatchObject({
      code: 'DATABASE_COLLECTION_NOT_EXIST',
    });
    await db.collection('orders').add({ _id: 'a' });
    const again = await db.collection('orders').doc('a').create({ _id: 'a' });
    expect(again).toMatchObject({
      code: 'DATABASE_REQUEST_FAILED',
      message: expect.stringContaining('E11000') as string,
    });
  });

  it('commits what its transactions read, add, set, change and delete', async () => {
    const db = admin().database();
    await cloud.database.put('wallets', { _id: 'w', n: 10 });
    await db.runTransaction(async (transaction) => {
      const wallets = transaction.collection('wallets');
      expect((await wallets.doc('w').get()).data).toMatchObject({ n: 10 });
      await wallets.doc('w').update({ n: db.command.inc(5) });
      await wallets.add({ _id: 'added', n: 1 });
      await wallets.doc('passing').set({ n: 3 });
      await wallets.doc('passing').delete();
    });
    expect(await cloud.database.find('wallets', {}, { sort: { _id: 1 } })).toEqual([
      { _id: 'added', n: 1 },
      { _id: 'w', n: 15 },
    ]);
  });

  it('calls functions and keeps files', async () => {
    const sdk = admin();
    const answer = await sdk.callFunction({ name: 'echo', data: { x: 1 } });
    expect(answer.result).toEqual({ echo: { x: 1 }, source: 'scf' });
    const { fileID } = await sdk.uploadFile({ cloudPath: 'a/b c.txt', fileContent: Buffer.from('bytes') });
    expect(fileID).toBe('cloud://local.local/a/b c.txt');
  });

  it('reaches the cloud by an HTTP proxy setting alone', async () => {
    const script =
      "const t=require('tcb-admin-node');t.init({env:t.getCurrentEnv()});" +
      "t.database().collection('orders').count().then(r=>console.log(JSON.stringify(r)))";
    const env = { PATH: process.env.PATH, ...cloud.sdkEnvironment(), http_proxy: cloud.url };
    const child = spawn(process.execPath, ['-e', script], { cwd: projectRoot, env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    expect(JSON.parse(output)).toMatchObject({ total: 0 });
  });
});

/** Three read-modify-write transactions at once, each taking 1. */
async function race(db: AdminDatabase): Promise<PromiseSettledResult<unknown>[]> {
  await cloud.database.put('wallets', { _id: 'w', n: 10 });
  const take = (): Promise<unknown> =>
    db.runTransaction(async (transaction) => {
      const wallet = transaction.collection('wallets').doc('w');
      const n = Number((await wallet.get()).data.n);
      await wallet.update({ n: n - 1 });
    });
  return Promise.allSettled([take(), take(), take()]);
}

describe('@cloudbase/node-sdk', () => {
  it('finds the cloud by environment variables alone', async () => {
    await nodeSdk().database().collection('orders').add({ _id: 'a', n: 1 });
    expect(await cloud.database.find('orders')).toEqual([{ _id: 'a', n: 1 }]);
  });

  it('throws service errors with their code', async () => {
    const error = await rejection(nodeSdk().database().collection('nowhere').get());
    expect(error).toMatchObject({ code: 'DATABASE_COLLECTION_NOT_EXIST' });
  });

  it.each([
    ['node-sdk', () => nodeSdk().database()],
    ['tcb-admin-node', () => admin().database()],
  ])('%s loses no update when transactions race', async (_name, database) => {
    const settled = await race(database());
    const committed = settled.filter(({ status }) => status === 'fulfilled').length;
    expect(committed).toBeGreaterThan(0);
    expect(await cloud.database.find('wallets')).toEqual([{ _id: 'w', n: 10 - committed }]);
  });
});

describe('the service address', () => {
  it('answers what it does not emulate with a code and the name of the action', async () => {
    const answer = await post(`${cloud.url}/admin`, { action: 'database.teleport' });
    expect(answer).toMatchObject({
      status: 200,
      body: { code: 'NOT_EMULATED', message: expect.stringContaining('database.teleport') as string },
    });
    const missing = await post(`${cloud.url}/admin`, { action: 'database.getDocument' });
    expect(missing.body).toMatchObject({
      code: 'INVALID_PARAM',
      message: expect.stringContaining('"collectionName"') as string,
    });
  });

  it('counts every database call by its action', async () => {
    await nodeSdk().database().collection('orders').add({ n: 1 });
    await admin().database().collection('orders').count();
    expect(cloud.database.calls()).toBe(2);
    expect(cloud.database.callLog.byAction()).toEqual({
      'database.insertDocument': 1,
      'database.countDocument': 1,
    });
  });
});
