// The local cloud as a package, in a project that has nothing to do with this one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildLocalCloud } from '../../scripts/build/local-cloud-package';
import { temporaryFolder } from '../temporary-folder';
import { post } from './fixture';

const root = path.join(__dirname, '..', '..');
const theirJest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');

const wish = `const cloud = require('wx-server-sdk');
cloud.init();
exports.main = async ({ text }) => {
  const { OPENID } = cloud.getWXContext();
  const db = cloud.database();
  const { data } = await db.collection('limits').where({ _id: 'wishes' }).get();
  const { total } = await db.collection('wishes').where({ openid: OPENID }).count();
  if (total >= data[0].most) return { refused: process.env.WORDS };
  return db.collection('wishes').add({ data: { openid: OPENID, text, at: new Date(0) } });
};`;

const theirTest = `test('a wish is kept for whoever made it, up to the limit', async () => {
  const ada = cloud.as({ openid: 'oAda' });
  await ada.call('wish', { text: 'a bicycle' });
  expect(await cloud.find('wishes')).toMatchObject([{ openid: 'oAda', text: 'a bicycle' }]);
  expect(await ada.call('wish', { text: 'a boat' })).toEqual({ refused: 'enough' });
  await cloud.reset();
  expect(await cloud.find('wishes')).toEqual([]);
});
test('the SDK of the test file reaches the same cloud', async () => {
  const sdk = require('wx-server-sdk');
  sdk.init({ env: 'wishes-1' });
  expect((await sdk.database().collection('limits').get()).data).toEqual([{ _id: 'wishes', most: 1 }]);
});`;

let project: string;

/** A file of the project. */
function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
  writeFileSync(path.join(project, name), text);
}

beforeAll(async () => {
  project = temporaryFolder('their-project');
  const built = path.join(root, 'dist', 'local-cloud');
  await buildLocalCloud(root, built);
  mkdirSync(path.join(project, 'node_modules'));
  symlinkSync(built, path.join(project, 'node_modules', 'crosspay-local-cloud'));
  symlinkSync(
    path.join(root, 'node_modules', 'wx-server-sdk'),
    path.join(project, 'node_modules', 'wx-server-sdk'),
  );
  write('project.config.json', '\ufeff{ "cloudfunctionRoot": "functions/" }');
  write('functions/wish/index.js', wish);
  write('functions/hook/index.js', 'exports.main = () => ({ statusCode: 202, body: "taken" });');
  write('seed.json', '{"_id":"wishes","most":1}\n\n');
  const declared = {
    env: 'wishes-1',
    httpRoutes: [{ path: '/hook', function: 'hook' }],
    collections: { limits: { seed: 'seed.json' }, wishes: { indexes: [{ name: 'who', keys: ['openid'] }] } },
    onlyDeclared: true,
    variables: { WORDS: 'enough' },
  };
  write('local-cloud.json', JSON.stringify(declared));
  write('package.json', JSON.stringify({ name: 'theirs', jest: { preset: 'crosspay-local-cloud' } }));
  write('wish.test.js', theirTest);
});

const own = () => ({ cwd: project, env: { PATH: process.env.PATH, TZ: 'UTC' } });

test('their tests have a cloud of their own for each file, seeded and as the platform would call it', () => {
  const { status, stderr } = spawnSync(process.execPath, [theirJest, '--rootDir', project], {
    ...own(),
    encoding: 'utf8',
  });
  expect(stderr).toContain('2 passed');
  expect(status).toBe(0);
});

/** Starts the command; answers its address when it is ready. */
async function started(
  ...words: readonly string[]
): Promise<{ child: ChildProcess; url: string; said: () => string }> {
  const command = path.join(project, 'node_modules', 'crosspay-local-cloud', 'cli.mjs');
  const child = spawn(process.execPath, [command, '--port', '0', ...words], own());
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      const ready = /^ready (\S+)$/m.exec(text)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(text)));
  });
  return { child, url, said: () => text };
}

async function ended(child: ChildProcess): Promise<void> {
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await over;
}

test('the command serves their functions and routes, keeps the data, and moves it in and out as JSON lines', async () => {
  const dates =
    '{"_id":"w1","openid":"oBob","at":{"$date":"2026-01-02T03:04:05.000Z"},"n":{"$numberLong":"12"}}\n';
  write('wishes.json', dates);
  const data = ['--data', path.join(project, 'data')];
  const { child, url } = await started(...data, '--import', 'wishes=wishes.json');
  const call = await post(`${url}/wx/callFunction`, { name: 'wish', data: {} }, { 'x-wx-openid': 'oBob' });
  expect(call.body).toMatchObject({ result: { refused: 'enough' } });
  expect(await (await fetch(`${url}/hook`)).text()).toBe('taken');
  await ended(child);
  const words = [...data, '--export', 'wishes=out.json'];
  const command = path.join(project, 'node_modules', 'crosspay-local-cloud', 'cli.mjs');
  const { status, stdout } = spawnSync(process.execPath, [command, ...words], { ...own(), encoding: 'utf8' });
  expect([status, stdout.trim()]).toEqual([0, 'wishes: 1 documents into out.json']);
  const out = JSON.parse(readFileSync(path.join(project, 'out.json'), 'utf8')) as unknown;
  expect(out).toEqual({ _id: 'w1', openid: 'oBob', at: { $date: '2026-01-02T03:04:05Z' }, n: 12 });
});

test.each([
  ['a line that holds no document', 'bad.json', '{"_id":1}\n[1]\n', 'bad.json:2: a line holds one document'],
  ['a line that is no JSON', 'bad.json', '{"_id":\n', 'bad.json:1: not Extended JSON'],
])('%s is named by file and line, and the command ends', async (_what, name, text, words) => {
  write(name, text);
  await expect(started('--import', `wishes=${name}`)).rejects.toThrow(words);
});

test('a field of local-cloud.json that nobody knows is named', async () => {
  const before = readFileSync(path.join(project, 'local-cloud.json'), 'utf8');
  write('local-cloud.json', '{ "collection": {} }');
  await expect(started()).rejects.toThrow(/local-cloud\.json: .*"collection"/);
  write('local-cloud.json', before);
});

test('what the command recorded is replayed by it, on a new cloud or on the one that runs', async () => {
  const before = readFileSync(path.join(project, 'local-cloud.json'), 'utf8');
  write('local-cloud.json', JSON.stringify({ ...JSON.parse(before), record: 'day.jsonl' }));
  const { child, url } = await started();
  const wishes = [{ text: 'a bicycle' }, { text: 'a boat' }];
  for (const data of wishes)
    await post(`${url}/wx/callFunction`, { name: 'wish', data }, { 'x-wx-openid': 'oEve' });
  await fetch(`${url}/hook`);
  const recorded = readFileSync(path.join(project, 'day.jsonl'), 'utf8');
  const replay = (...words: readonly string[]) => {
    const command = path.join(project, 'node_modules', 'crosspay-local-cloud', 'cli.mjs');
    const all = [command, '--replay', 'day.jsonl', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { ...own(), encoding: 'utf8' });
    return [status, (stdout + stderr).trim().split('\n').at(-1)];
  };
  expect(replay()).toEqual([1, '2 same, 1 differ, 0 skipped']);
  expect(replay('--ignore', '_id')).toEqual([0, '3 same, 0 differ, 0 skipped']);
  expect(readFileSync(path.join(project, 'day.jsonl'), 'utf8')).toBe(recorded);
  await post(`${url}/control/record`, { file: null });
  expect(replay('--url', url, '--ignore', '_id')).toEqual([1, '2 same, 1 differ, 0 skipped']);
  expect(replay('--url', url, '--empty', '--ignore', '_id')).toEqual([0, '3 same, 0 differ, 0 skipped']);
  expect(replay('--url', 'https://example.com')).toEqual([1, expect.stringContaining('a local cloud only')]);
  await ended(child);
  write('local-cloud.json', before);
});
