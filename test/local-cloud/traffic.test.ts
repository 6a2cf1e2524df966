// What comes in from outside is written down, and can be sent again to see whether the answers are still the same.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRecording, LINE_LIMIT, FILE_LIMIT } from '../../scripts/local-cloud/traffic/recording';
import { replay } from '../../scripts/local-cloud/traffic/replay';
import { temporaryFolder } from '../temporary-folder';
import { post, startCloud, type StartedCloud } from './fixture';

const counter = `const cloud = require('wx-server-sdk');
cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
exports.main = async ({ step = 1, fill = '' }) => {
  const totals = cloud.database().collection('totals');
  const { data } = await totals.where({ _id: 'all' }).get();
  const total = (data[0] ? data[0].total : 0) + step;
  await totals.doc('all').set({ data: { total } });
  return { total, timestamp: Date.now(), fill, openid: cloud.getWXContext().OPENID };
};`;
const hook = `exports.main = async ({ httpMethod, headers, body, isBase64Encoded }) => ({
  statusCode: 202, headers: { 'set-cookie': 'session=s3cr3t-answer' },
  body: [httpMethod, body, isBase64Encoded, headers.authorization || 'nobody', headers['x-kind'] || ''].join(' ') });`;
const tick = {
  source: 'exports.main = async ({ TriggerName }) => TriggerName;',
  config: { triggers: [{ name: 'daily', type: 'timer', config: '0 0 3 * * * *' }] },
};

let started: StartedCloud;
let file: string;
let folder: string;
beforeAll(async () => {
  started = await startCloud(
    { counter, hook, tick },
    {
      autoCreate: true,
      httpRoutes: [{ path: '/hook', function: 'hook' }],
      permissions: { totals: 'READONLY' },
    },
  );
});
afterAll(async () => started.stop());
beforeEach(async () => {
  folder = temporaryFolder('traffic');
  file = path.join(folder, 'one.jsonl');
  await started.cloud.reset();
});
afterEach(() => started.cloud.traffic.stop());

const to = (route: string): string => `${started.cloud.url}${route}`;
const record = (body: object) => post(to('/control/record'), body);
const count = (data: object = {}, headers: Record<string, string> = {}) =>
  post(to('/wx/callFunction'), { name: 'counter', data }, { 'x-wx-openid': 'oAda', ...headers });

async function replayed(ignore: readonly string[] = []) {
  const said: string[] = [];
  const outcome = await replay({
    url: started.cloud.url,
    recording: readRecording(file),
    ignore,
    say: (line) => said.push(line),
  });
  return { ...outcome, said };
}

/** One of each kind that is written down, and some that are not. */
async function ordinaryTraffic(): Promise<void> {
  await count();
  await count({ step: 4 });
  await fetch(to('/hook/a?b=1'), { method: 'PUT', body: 'plain', headers: { 'x-kind': 'mine' } });
  await post(
    to('/wx/database'),
    { action: 'database.getDocument', collectionName: 'totals', query: '{}', queryType: 'WHERE' },
    { 'x-wx-openid': 'oAda' },
  );
  await post(to('/control/timer'), { function: 'tick' });
  await fetch(to('/control/clock'));
}

test('calls, HTTP access, database calls and timers are written down as they came, with what was answered', async () => {
  expect((await record({ file })).body).toMatchObject({ file, recorded: 0 });
  await ordinaryTraffic();
  expect((await record({ file: null })).body).toEqual({ file: null });
  await count();
  const { exchanges, broken } = readRecording(file);
  expect(broken).toEqual([]);
  expect(exchanges.map(({ request, answer }) => [request.method, request.url, answer.status])).toEqual([
    ['POST', '/wx/callFunction', 200],
    ['POST', '/wx/callFunction', 200],
    ['PUT', '/hook/a?b=1', 202],
    ['POST', '/wx/database', 200],
    ['POST', '/control/timer', 200],
  ]);
  expect(exchanges[0]?.request.headers).toMatchObject({ 'x-wx-openid': 'oAda' });
  expect(JSON.parse(exchanges[1]?.request.body ?? '')).toEqual({ name: 'counter', data: { step: 4 } });
  expect(JSON.parse(exchanges[1]?.answer.body ?? '')).toMatchObject({ result: { total: 5 } });
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('an emptied cloud answers the same again; a cloud that goes on tells what it answers otherwise, and where', async () => {
  await record({ file });
  await ordinaryTraffic();
  await record({ file: null });
  await started.cloud.reset();
  const again = await replayed();
  expect(again).toMatchObject({ same: 5, differ: 0, skipped: 0 });
  expect(again.said[0]).toBe('1 same: POST /wx/callFunction counter');
  const later = await replayed();
  expect(later).toMatchObject({ same: 2, differ: 3, skipped: 0 });
  expect(later.said[0]).toBe('1 differs: POST /wx/callFunction counter: result.total: 1 became 6');
  expect(later.said.at(-1)).toBe('2 same, 3 differ, 0 skipped');
  expect(await replayed(['total', 'data'])).toMatchObject({ same: 5, differ: 0 });
});

test('another status is a difference, and so is no answer at all', async () => {
  await record({ file });
  await fetch(to('/hook'));
  await record({ file: null });
  writeFileSync(file, readFileSync(file, 'utf8').replace('"status":202', '"status":200'));
  expect((await replayed()).said[0]).toBe('1 differs: GET /hook: status 200 became 202');
  const nobody = { url: 'http://127.0.0.1:9', recording: readRecording(file), ignore: [], say: jest.fn() };
  expect(await replay(nobody)).toMatchObject({ same: 0, differ: 1 });
});

test('no credential is written down, and what was answered to one says what is missing', async () => {
  await record({ file });
  const secret = {
    authorization: 'Bearer s3cr3t',
    cookie: 's=s3cr3t',
    'x-api-key': 's3cr3t',
    'x-cloudbase-context': 's3cr3t',
  };
  await count({}, secret);
  await post(to('/wx/callHTTPFunction'), { name: 'nobody', header: { Authorization: 's3cr3t', 'x-a': '1' } });
  await fetch(to('/hook'), { headers: { Authorization: 'Bearer known' } });
  const text = readFileSync(file, 'utf8');
  expect(text.split('\n').filter(Boolean)).toHaveLength(3);
  expect(text).not.toContain('s3cr3t');
  expect(text).toContain('x-a');
  expect(readRecording(file).exchanges[0]?.request.withheld).toEqual(
    expect.arrayContaining(Object.keys(secret)),
  );
  await record({ file: null });
  const { said } = await replayed();
  expect(said[2]).toContain('3 differs: GET /hook (sent without authorization): body: ');
});

test('bytes that are no text come back as the same bytes', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x0a]);
  await record({ file });
  await fetch(to('/hook'), { method: 'POST', body: bytes, headers: { 'content-type': 'image/png' } });
  await record({ file: null });
  expect(readFileSync(file, 'utf8')).toContain(bytes.toString('base64'));
  expect(await replayed()).toMatchObject({ same: 1, differ: 0 });
});

test('an answer without a body, as to HEAD, is recorded without one', async () => {
  await record({ file });
  await fetch(to('/hook'), { method: 'HEAD' });
  await record({ file: null });
  expect(readRecording(file).exchanges[0]?.answer).toEqual({ status: 202, body: '' });
  expect(await replayed()).toMatchObject({ same: 1, differ: 0 });
});

test('credentials inside of a call of an HTTP function are withheld however its address is written', async () => {
  await record({ file });
  const call = { name: 'nobody', header: { Cookie: 's3cr3t' } };
  for (const route of ['/wx/callHTTPFunction?x=1', '/wx/callHTTPFunction/x', '/wx/call%48TTPFunction'])
    await post(to(route), call);
  const { exchanges } = readRecording(file);
  expect(exchanges.map(({ request }) => request.withheld)).toEqual([['cookie'], ['cookie'], ['cookie']]);
  expect(readFileSync(file, 'utf8')).not.toContain('s3cr3t');
});

test('requests that overlap are replayed in the order in which they came', async () => {
  await record({ file });
  await count();
  await record({ file: null });
  const line = JSON.parse(readFileSync(file, 'utf8')) as { no: number };
  writeFileSync(file, [3, 1, 2].map((no) => JSON.stringify({ ...line, no })).join('\n'));
  expect(readRecording(file).exchanges.map(({ line: number, no }) => [number, no])).toEqual([
    [2, 1],
    [3, 2],
    [1, 3],
  ]);
});

test('a broken line is named by its number and why, and the others are replayed', async () => {
  await record({ file });
  await fetch(to('/hook'));
  await record({ file: null });
  const good = readFileSync(file, 'utf8').trim();
  const absolute = good.replace('"url":"/hook"', '"url":"http://example.com/"');
  const header = good.replace('"headers":{', '"headers":{"x-bad":"a\\nb",');
  writeFileSync(
    file,
    ['{"at":1', '', good, '{"\\u001b[2J":1}', absolute, header, 'x'.repeat(LINE_LIMIT + 1)].join('\n'),
  );
  const { same, skipped, said } = await replayed();
  expect([same, skipped]).toEqual([1, 5]);
  const named = said.filter((line) => line.includes('skipped:'));
  expect(named.map((line) => Number(line.split(' ')[0]))).toEqual([1, 4, 5, 6, 7]);
  expect(named.join('')).not.toContain('\u001b');
  expect(named[2]).toContain('request.url');
  expect(named[4]).toContain(`more than ${LINE_LIMIT}`);
  expect(said.at(-1)).toBe('1 same, 0 differ, 5 skipped');
});

test('an exchange that is too long for a line is left out and counted, and a full file ends the recording', async () => {
  await record({ file });
  await count({ fill: 'x'.repeat(LINE_LIMIT / 2) });
  await count();
  const state = await (await fetch(to('/control/record'))).json();
  expect(state).toMatchObject({ file, recorded: 1, left_out: 1 });
  await record({ file: null });
  appendFileSync(file, Buffer.alloc(FILE_LIMIT - statSync(file).size - 100, '\n'));
  await record({ file });
  expect((await count()).status).toBe(200);
  expect(await (await fetch(to('/control/record'))).json()).toEqual({ file: null });
  expect(statSync(file).size).toBeLessThanOrEqual(FILE_LIMIT);
  appendFileSync(file, Buffer.alloc(200, '\n'));
  expect(() => readRecording(file)).toThrow(`more than ${FILE_LIMIT}`);
});

test('a recording goes on in a file that is there, and touches nothing that is no recording', async () => {
  await record({ file });
  await fetch(to('/hook'));
  await record({ file });
  await fetch(to('/hook'));
  expect(readRecording(file).exchanges).toHaveLength(2);
  const other = path.join(folder, 'package.json');
  const refused = await record({ file: other });
  expect([refused.status, existsSync(other)]).toEqual([400, false]);
  expect(refused.body.error).toContain('.jsonl');
  expect((await record({ file: path.join(folder, 'none', 'a.jsonl') })).status).toBe(400);
  expect((await record({ files: file })).status).toBe(400);
  const pipe = path.join(folder, 'pipe.jsonl');
  execFileSync('mkfifo', [pipe]);
  expect((await record({ file: pipe })).body.error).toContain('is no file');
  expect(started.cloud.traffic.state()).toMatchObject({ file });
});

test('a file that holds no exchange is no successful replay', () => {
  writeFileSync(file, '\n{}\n');
  expect(() => readRecording(file)).toThrow(/one\.jsonl: no recorded exchange in it.*line 2/);
  expect(() => readRecording(folder)).toThrow('is no file');
});
