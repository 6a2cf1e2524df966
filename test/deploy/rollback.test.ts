/** The way back, and several environments at once, against the stand-in of the management API. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloudApi } from '../../scripts/deploy/cloud-api';
import { keptIn } from '../../scripts/deploy/kept';
import { readPlan } from '../../scripts/deploy/plan';
import { rollBack } from '../../scripts/deploy/rollback';
import { eachOf, reportLines } from '../../scripts/deploy/several';
import { deploy, type Deployment } from '../../scripts/deploy/whole';
import { readWish } from '../../scripts/deploy/wish';
import { fakeCli } from './fake-cli';
import { changesOf, startStandIn, type StandIn } from './stand-in';

const root = path.join(__dirname, '..', '..');
const names = ['pay', 'notify'];
let standIn: StandIn;
let folder: string;

beforeEach(async () => {
  standIn = await startStandIn();
  folder = mkdtempSync(path.join(tmpdir(), 'rollback-test-'));
});
afterEach(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true });
});

function built(version: string, of: readonly string[] = names): void {
  for (const name of of) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'index.js'), `exports.main = () => '${name} ${version}';`);
  }
}

function world(env = 'shop-1'): Deployment {
  const plan = readPlan(root, names);
  const wait = (): Promise<void> => Promise.resolve();
  const settings = { secretId: 'id', secretKey: 'secret', region: 'ap-shanghai', wait };
  return {
    api: cloudApi({ ...settings, address: () => standIn.url }),
    cli: fakeCli(standIn.url),
    env,
    plan: {
      ...plan,
      functions: plan.functions.map((one) => ({ ...one, folder: path.join(folder, one.name) })),
    },
    kept: keptIn(path.join(folder, 'before', env)),
    wait,
    say: () => undefined,
  };
}

const online = (): readonly string[] => names.map((name) => standIn.functions.get(name)?.zip ?? '');

test('functions go back to what the last deployment replaced, and a second time nothing changes', async () => {
  built('1');
  await deploy(world());
  const first = online();
  built('2');
  await deploy(world());
  expect(online()).not.toEqual(first);
  expect((await rollBack(world())).changes).toBe(2);
  expect(online()).toEqual(first);
  standIn.calls.length = 0;
  expect((await rollBack(world())).changes).toBe(0);
  expect(changesOf(standIn.calls)).toEqual([]);
});

test('only what the last deployment replaced goes back, not what an earlier one did', async () => {
  built('1');
  await deploy(world());
  built('2', ['notify']);
  await deploy(world());
  built('3', ['pay']);
  await deploy(world());
  await deploy(world());
  const [, notify] = online();
  expect((await rollBack(world())).changes).toBe(1);
  expect(online()[1]).toBe(notify);
});

test('a deployment that was broken off and run again goes back to what was online before it began', async () => {
  built('1');
  await deploy(world());
  const first = online();
  built('2');
  standIn.invoked = () => ({ errcode: 5000 });
  await expect(deploy(world())).rejects.toThrow('did not answer');
  standIn.invoked = (name) => (name === 'notify' ? { statusCode: 401 } : { errcode: 0 });
  built('3');
  await deploy(world());
  await rollBack(world());
  expect(online()).toEqual(first);
});

test('settings, variables and timers stay when functions go back', async () => {
  built('1');
  await deploy(world());
  built('2');
  await deploy(world());
  const notify = standIn.functions.get('notify');
  if (notify) notify.variables = [{ Key: 'TZ', Value: 'Asia/Shanghai' }];
  const before = JSON.stringify([notify?.settings, notify?.triggers, notify?.variables]);
  await rollBack(world());
  expect(JSON.stringify([notify?.settings, notify?.triggers, notify?.variables])).toBe(before);
});

test('where nothing was replaced there is no way back, and it says so', async () => {
  built('1');
  await deploy(world());
  await expect(rollBack(world())).rejects.toThrow('nothing is kept here');
});

test('code that names a file outside its folder is not unpacked', () => {
  const kept = keptIn(path.join(folder, 'before'));
  kept.keep('pay', zipNaming('../evil.js'));
  expect(() => kept.unpack('pay', path.join(folder, 'out'))).toThrow('outside its folder');
  expect(readdirSync(folder)).not.toContain('evil.js');
});

/** A zip file of one stored, empty file. */
function zipNaming(name: string): Buffer {
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(46 + name.length, 42);
  entry.write(name, 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  const local = Buffer.alloc(30 + name.length);
  return Buffer.concat([entry, local, end]);
}

test('several environments have one report, and one that fails stops no other', async () => {
  built('1');
  const { envs } = readWish(['--env', 'shop-2', '--env', 'shop-1', '--env', 'shop-1']);
  expect(envs).toEqual(['shop-2', 'shop-1']);
  const outcomes = await eachOf(envs, async (env) => `${(await deploy(world(env))).changes} changed`);
  expect(outcomes.map(({ isDone }) => isDone)).toEqual([false, true]);
  const [head, failed, done] = reportLines(outcomes);
  expect(head).toBe('1 of 2 environments stand as planned:');
  expect(failed).toMatch(/^✖ shop-2: .*no environment shop-2/);
  expect(done).toBe('  shop-1: 2 changed');
});
