/** A deployment against a stand-in of the management API; the CLI is one that does what the real one was seen to do. */
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uploadWords } from '../../scripts/deploy/cli';
import { cloudApi } from '../../scripts/deploy/cloud-api';
import { keptIn } from '../../scripts/deploy/kept';
import { planLines, readPlan, type Plan } from '../../scripts/deploy/plan';
import { collections } from '../../scripts/deploy/stored';
import { deploy, type Deployed } from '../../scripts/deploy/whole';
import { fakeCli } from './fake-cli';
import { changesOf, startStandIn, type StandIn } from './stand-in';

const root = path.join(__dirname, '..', '..');
let standIn: StandIn;
let built: string;
const waits: number[] = [];
const said: string[] = [];

beforeEach(async () => {
  standIn = await startStandIn();
  built = mkdtempSync(path.join(tmpdir(), 'built-'));
  for (const { name } of readPlan(root, []).functions) {
    mkdirSync(path.join(built, name));
    writeFileSync(path.join(built, name, 'index.js'), `exports.main = () => '${name}';`);
  }
  waits.length = 0;
  said.length = 0;
});

afterEach(async () => {
  await standIn.close();
  rmSync(built, { recursive: true });
  rmSync(`${built}-before`, { recursive: true, force: true });
});

const planned = (only: readonly string[] = []): Plan => {
  const plan = readPlan(root, only);
  return {
    ...plan,
    functions: plan.functions.map((one) => ({ ...one, folder: path.join(built, one.name) })),
  };
};

function deployed(plan = planned(), env = 'shop-1'): Promise<Deployed> {
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const keys = { secretId: 'id', secretKey: 'secret', region: 'ap-shanghai' };
  const api = cloudApi({ ...keys, wait, address: () => standIn.url });
  const say = (line: string): void => void said.push(line);
  return deploy({ api, cli: fakeCli(standIn.url), env, plan, kept: keptIn(`${built}-before`), wait, say });
}

test('everything planned is online afterwards, closed to phones, and each function answers', async () => {
  const { changes, host } = await deployed();
  expect(changes).toBe(planLines(planned()).length);
  expect(host).toBe('shop-1.example.com');
  expect([...standIn.functions.keys()]).toEqual(planned().functions.map(({ name }) => name));
  expect([...standIn.collections.keys()]).toEqual(collections.map(({ name }) => name));
  expect(new Set([...standIn.collections.values()].map(({ acl }) => acl))).toEqual(new Set(['ADMINONLY']));
  expect(standIn.collections.get('orders')?.indexes).toHaveLength(15);
  expect([...standIn.routes.keys()]).toEqual(['/notify', '/login']);
  expect(standIn.functions.get('notify')?.triggers).toHaveLength(1);
  expect(said.filter((line) => line.endsWith('called, answers'))).toHaveLength(6);
});

test('a second time nothing changes, and it says so', async () => {
  await deployed();
  standIn.calls.length = 0;
  expect((await deployed()).changes).toBe(0);
  expect(changesOf(standIn.calls)).toEqual([]);
});

test('broken off at any call that changes something, it is completed by running it again', async () => {
  const all = planned();
  const plan = {
    ...all,
    functions: all.functions.filter(({ name }) => ['pay', 'notify'].includes(name)),
    collections: all.collections.filter(({ name }) => ['config', 'orders'].includes(name)),
  };
  await deployed(plan);
  const held = (): string =>
    JSON.stringify([[...standIn.functions], [...standIn.collections], [...standIn.routes]]);
  const whole = held();
  const changing = changesOf(standIn.calls).length;
  expect(changing).toBe(10);
  for (let broken = 1; broken <= changing; broken += 1) {
    await standIn.close();
    standIn = await startStandIn();
    let count = 0;
    standIn.refuse = (action) =>
      changesOf([action]).length > 0 && ++count >= broken ? 'FailedOperation' : undefined;
    await expect(deployed(plan)).rejects.toThrow();
    standIn.refuse = () => undefined;
    await deployed(plan);
    expect(held()).toBe(whole);
  }
});

test.each(['CreateFunction', 'CreateTrigger', 'ModifyDatabaseACL', 'UpdateTable', 'CreateCloudBaseGWAPI'])(
  'what calls itself done (%s) and is not there is a failure',
  async (action) => {
    standIn.ignored.add(action);
    await expect(deployed()).rejects.toThrow();
  },
);

test('an upload that failed with exit code 0 is a failure that repeats what the CLI said', async () => {
  await deployed();
  writeFileSync(path.join(built, 'pay', 'index.js'), 'changed');
  standIn.refuse = (action) => (action === 'UpdateFunctionCode' ? 'InvalidParameter' : undefined);
  await expect(deployed()).rejects.toThrow(/pay is not online as built \(index\.js\).*InvalidParameter/);
});

test('variables that somebody set online stay when others are set', async () => {
  await deployed();
  const pay = standIn.functions.get('pay');
  if (pay) pay.variables = [{ Key: 'TZ', Value: 'Asia/Shanghai' }];
  const plan = planned(['pay']);
  const functions = plan.functions.map((one) => ({ ...one, envVariables: { NEW: '1' } }));
  expect((await deployed({ ...plan, functions })).changes).toBe(1);
  expect(pay?.variables).toEqual([
    { Key: 'TZ', Value: 'Asia/Shanghai' },
    { Key: 'NEW', Value: '1' },
  ]);
});

test('a timer at other times is set anew', async () => {
  await deployed();
  const notify = standIn.functions.get('notify');
  if (notify) notify.triggers = [{ TriggerName: 'poll', TriggerDesc: '{"cron":"0 0 3 * * * *"}' }];
  expect((await deployed()).changes).toBe(1);
  expect(notify?.triggers).toHaveLength(1);
});

test('who asks too often is answered later; each wait is longer, and there is an end', async () => {
  let refusals = 2;
  standIn.refuse = (action) =>
    action === 'CreateTable' && refusals-- > 0 ? 'RequestLimitExceeded' : undefined;
  await deployed();
  expect(waits).toEqual([1000, 2000]);
  standIn.refuse = () => 'RequestLimitExceeded';
  await expect(deployed()).rejects.toThrow();
  expect(waits.slice(2)).toEqual([1000, 2000, 4000, 8000, 16_000]);
});

test('an environment that the account has not, and keys that are wrong, change nothing', async () => {
  await expect(deployed(planned(), 'shop-2')).rejects.toThrow('no environment shop-2');
  standIn.refuse = () => 'AuthFailure.SignatureFailure';
  await expect(deployed()).rejects.toThrow();
  expect(changesOf(standIn.calls)).toEqual([]);
});

test('a function that does not answer in its own words stops it', async () => {
  standIn.invoked = (name) => (name === 'notify' ? { statusCode: 200 } : { errcode: 0 });
  await expect(deployed()).rejects.toThrow('notify is online but did not answer');
});

test('a route that leads elsewhere is left alone', async () => {
  standIn.routes.set('/notify', { Path: '/notify', Name: 'other', EnableAuth: false });
  await expect(deployed()).rejects.toThrow('leads to other');
  expect(standIn.routes.get('/notify')?.Name).toBe('other');
});

test('--only narrows the plan, and names what there is', () => {
  expect(planLines(planned(['notify']))).toEqual([
    'function notify: Nodejs18.15, 20 s, 256 MB, timer poll (0 */1 * * * * *)',
  ]);
  expect(planLines(planned(['routes']))).toHaveLength(2);
  expect(() => planned(['nothing'])).toThrow('--only is one of: functions, database, routes, pay');
});

test('both generations of the CLI are spoken to in their own words', () => {
  const upload = { env: 'shop-1', name: 'pay', folder: 'f', isNew: false };
  expect(uploadWords(2, upload).slice(0, 6)).toEqual(['fn', 'code', 'update', 'pay', '--envId', 'shop-1']);
  expect(uploadWords(3, { ...upload, isNew: true }).slice(2, 5)).toEqual(['pay', '--env-id', 'shop-1']);
});

test('each collection that is made is described in docs/data.md, and no other', () => {
  const text = readFileSync(path.join(root, 'docs', 'data.md'), 'utf8');
  const described = [...text.matchAll(/^## `(\w+)`/gm)].map(([, name]) => name);
  expect(collections.map(({ name }) => name).sort()).toEqual(described.sort());
  expect(readdirSync(built)).toHaveLength(6);
});
