// The database on a bad day, seen through the unmodified SDK.
import { post, rejection, startCloud, type StartedCloud } from './fixture';
import { loadWxServerSdk, type WxDatabase } from './sdk';

let started: StartedCloud;
let database: WxDatabase;
beforeAll(async () => {
  started = await startCloud({}, { autoCreate: true });
  Object.assign(process.env, started.cloud.sdkEnvironment());
  const sdk = loadWxServerSdk();
  sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
  database = sdk.database();
});
afterAll(async () => started.stop());
beforeEach(async () => {
  await started.cloud.reset();
  await started.cloud.database.insert('stock', { _id: 'tea', left: 5 });
});

const plan = (fault: object, path = '') =>
  post(`${started.cloud.url}/control/fault${path}`, { database: fault });
const take = (): Promise<unknown> =>
  database
    .collection('stock')
    .doc('tea')
    .update({ data: { left: database.command.inc(-1) } });
const left = async (): Promise<unknown> => (await started.cloud.database.find('stock'))[0]?.left;

test.each([
  ['conflict', 5, 'TransactionConflict'],
  ['limit', 5, '-501003'],
  ['http_500', 5, undefined],
  ['drop_before', 5, undefined],
  ['drop_after', 4, undefined],
])('%s fails once, with %d left of five, and the next call is well', async (kind, after, code) => {
  expect((await plan({ action: 'modifyDocument', kind, times: 1 })).body).toMatchObject({ ok: true });
  const failed = await rejection(take());
  if (code !== undefined) expect(`${failed.message}${String(failed.errCode)}`).toContain(code);
  expect(await left()).toBe(after);
  await take();
  expect(await left()).toBe(after - 1);
});

test('slow does it, and answers after three seconds', async () => {
  await plan({ kind: 'slow' });
  const from = performance.now();
  await take();
  expect(performance.now() - from).toBeGreaterThan(2900);
  expect(await left()).toBe(4);
});

test('a rate befalls every so many calls, whatever they are, until it is removed', async () => {
  const fault = { action: 'any', kind: 'limit', rate: 0.25 };
  await plan(fault);
  const outcomes: string[] = [];
  for (let call = 0; call < 8; call += 1)
    outcomes.push(
      await database
        .collection('stock')
        .doc('tea')
        .get()
        .then(
          () => 'well',
          () => 'failed',
        ),
    );
  const quarter = ['well', 'well', 'well', 'failed'];
  expect(outcomes).toEqual([...quarter, ...quarter]);
  expect((await plan(fault, '/remove')).body).toEqual({ ok: true, pending: [] });
});

test('other actions are left alone, and the fault waits', async () => {
  await plan({ action: 'database.insertDocument', kind: 'conflict', times: 2 });
  await take();
  expect(started.cloud.faults.pending()).toMatchObject([{ kind: 'conflict', times: 2 }]);
});

test.each([
  [{ kind: 'never' }, 'database.kind'],
  [{ kind: 'slow', times: 0 }, 'database.times'],
  [{ kind: 'slow', rate: 2 }, 'database.rate'],
  [{ kind: 'slow', action: '$where' }, 'database.action'],
  [{ kind: 'slow', often: 1 }, 'often'],
])('%j is refused, and says why', async (fault, words) => {
  const { status, body } = await plan(fault);
  expect(status).toBe(400);
  expect(body.error).toContain(words);
});
