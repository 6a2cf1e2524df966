/** Collection `wechat_pushes` in the local cloud, through the unmodified SDK: what is kept, found due and forgotten. */
import { cloudPushes } from '../../shared/adapters/cloud-pushes';
import type { TakenPush } from '../../shared/wechat/message-push/taken-pushes';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud } from '../local-cloud/fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;
const before = { ...process.env };

beforeAll(async () => {
  ({ cloud, stop } = await startCloud());
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => {
  process.env = before;
  await stop();
});

const aPush = (id: string, change: Partial<TakenPush> = {}): TakenPush => ({
  id,
  version: 1,
  appid: 'wx0000000000000001',
  what: 'user_get_card',
  state: 'received',
  receivedAt: 1000,
  attempts: 1,
  leaseUntil: 6000,
  dueAt: 66_000,
  sealed: 'c2VhbGVk',
  signed: undefined,
  ...change,
});

test('nothing is due, known or old before the first push', async () => {
  expect(await cloudPushes.get('a')).toBeUndefined();
  expect(await cloudPushes.due(99_000, 10)).toEqual([]);
  expect(await cloudPushes.removeReceivedBefore(99_000, 10)).toBe(0);
});

test('a push is inserted once, read as it was written, and replaced by whoever knows its version', async () => {
  const one = aPush('once');
  const inserted = await Promise.all(Array.from({ length: 20 }, () => cloudPushes.insert(one)));
  expect(inserted.filter(Boolean)).toHaveLength(1);
  expect(await cloudPushes.get('once')).toEqual(one);
  const done = aPush('once', { state: 'done', version: 2, dueAt: undefined, sealed: '', signed: 'other' });
  const replaced = await Promise.all(Array.from({ length: 20 }, () => cloudPushes.replace(done, 1)));
  expect(replaced.filter(Boolean)).toHaveLength(1);
  expect(await cloudPushes.get('once')).toEqual(done);
});

test('what is due is found, the longest due first, and neither what is done nor what nobody waits for', async () => {
  await cloudPushes.insert(aPush('later', { dueAt: 70_000 }));
  await cloudPushes.insert(aPush('sooner', { dueAt: 60_000 }));
  await cloudPushes.insert(aPush('not yet', { dueAt: 70_001 }));
  await cloudPushes.insert(aPush('given up', { dueAt: undefined }));
  await cloudPushes.insert(aPush('done', { state: 'done' }));
  const due = async (limit: number): Promise<readonly string[]> =>
    (await cloudPushes.due(70_000, limit)).map(({ id }) => id);
  expect(await due(10)).toEqual(['sooner', 'later']);
  expect(await due(1)).toEqual(['sooner']);
});

test('only so many are forgotten at once, the oldest first, and none that is younger', async () => {
  for (const at of [5, 3, 9, 4]) await cloudPushes.insert(aPush(`old ${at}`, { receivedAt: at }));
  expect(await cloudPushes.removeReceivedBefore(9, 2)).toBe(2);
  expect(
    await Promise.all(['old 3', 'old 4', 'old 5', 'old 9'].map((id) => cloudPushes.get(id))),
  ).toMatchObject([undefined, undefined, { id: 'old 5' }, { id: 'old 9' }]);
  expect(await cloudPushes.removeReceivedBefore(9, 2)).toBe(1);
});

test('a document that somebody spoilt still says which message it is about', async () => {
  await cloud.database.put('wechat_pushes', { _id: 'spoilt', state: 'what', attempts: 'x', due_at: 'soon' });
  expect(await cloudPushes.get('spoilt')).toMatchObject({ state: 'received', attempts: 0, leaseUntil: 0 });
});
