// Functions in their own processes: identity, concurrency, time limits, logs, the clock, timers.
import { utimesSync } from 'node:fs';
import path from 'node:path';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, rejection, startCloud, writeFunction } from './fixture';

const sources = {
  who: `
    const cloud = require('wx-server-sdk');
    cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
    exports.main = async ({ wait = 0 }) => {
      const before = cloud.getWXContext();
      await new Promise((resolve) => setTimeout(resolve, wait));
      return { before, after: cloud.getWXContext(), pid: process.pid };
    };`,
  store: `
    const cloud = require('wx-server-sdk');
    cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
    exports.main = async ({ id }) => {
      await cloud.database().collection('orders').add({ data: { _id: id } });
      return (await cloud.database().collection('orders').doc(id).get()).data;
    };`,
  chain: `
    const cloud = require('wx-server-sdk');
    cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
    exports.main = async () => (await cloud.callFunction({ name: 'who', data: {} })).result;`,
  bad: `
    exports.main = async ({ how }) => {
      if (how === 'throw') throw new TypeError('no such goods');
      if (how === 'crash') setImmediate(() => { throw new RangeError('out of range'); });
      if (how === 'exit') process.exit(3);
      if (how === 'large') return 'x'.repeat(1100 * 1024);
      if (how === 'huge') return 'x'.repeat(7 * 1024 * 1024);
      return new Promise(() => {});
    };`,
  slow: {
    source: `exports.main = ({ wait }) => new Promise((resolve) => setTimeout(resolve, wait, 'done'));`,
    timeout: 1,
  },
  context: {
    source: `exports.main = async (event, context) => context;`,
    timeout: 7,
    memorySize: 512,
  },
  undeclared: `exports.main = async (event, context) => context.memory_limit_in_mb;`,
  broken: `require('./not-there'); exports.main = () => 1;`,
  environment: `
    exports.main = async () => process.env;`,
  clock: `
    const loaded = new Date();
    exports.main = async () => {
      const dates = [new Date(), new Date(5), Date()];
      return {
        now: Date.now(), viaNew: dates[0].getTime(), fixed: dates[1].getTime(),
        isDate: dates[0] instanceof Date && loaded.constructor === Date && dates[1].toISOString() === '1970-01-01T00:00:00.005Z',
        textYear: new Date(dates[2]).getFullYear(),
      };
    };`,
  talk: `exports.main = async () => { console.log('first\\nsecond'); console.error('warned'); };`,
  tick: `exports.main = async (event) => ({ event, trigger: process.env.TRIGGER_SRC, source: process.env.TCB_SOURCE, keys: process.env.WX_CONTEXT_KEYS });`,
};

let cloud: LocalCloud;
let root: string;
let stop: () => Promise<void>;

const client = { source: 'wx_client' } as const;
const call = (
  name: string,
  data: object = {},
  headers: Record<string, string> = {},
): ReturnType<typeof post> => post(`${cloud.url}/wx/callFunction`, { name, data }, headers);

beforeAll(async () => {
  process.env.PARENT_SECRET = 'not for functions';
  ({ cloud, root, stop } = await startCloud(sources, {
    functionEnv: { NODE_PATH: path.resolve(__dirname, '../../node_modules'), SHOP: 'demo' },
  }));
  cloud.database.ensureCollection('orders');
});
afterAll(async () => stop());

describe('a call from the mini-program', () => {
  it('is answered as wx.cloud.callFunction answers, with the identity of the headers', async () => {
    const headers = {
      'x-wx-openid': 'oA',
      'x-wx-appid': 'wxA',
      'x-wx-unionid': 'uA',
      'x-wx-from-openid': 'oF',
      'x-wx-from-appid': 'wxF',
    };
    const { status, body } = await call('who', {}, headers);
    expect(status).toBe(200);
    expect(body).toMatchObject({ errMsg: 'cloud.callFunction:ok', requestID: expect.any(String) as string });
    expect((body.result as { before: unknown }).before).toEqual({
      OPENID: 'oA',
      APPID: 'wxA',
      UNIONID: 'uA',
      FROM_OPENID: 'oF',
      FROM_APPID: 'wxF',
      CLIENTIP: '127.0.0.1',
      ENV: 'local',
      SOURCE: 'wx_client',
    });
  });

  it('keeps four users apart, before and after they wait', async () => {
    const users = ['u1', 'u2', 'u3', 'u4'];
    const answers = await Promise.all(
      users.map((user, at) => call('who', { wait: 800 - 200 * at }, { 'x-wx-openid': user })),
    );
    const seen = answers.map(
      ({ body }) => body.result as { before: { OPENID: string }; after: { OPENID: string }; pid: number },
    );
    expect(seen.map(({ before }) => before.OPENID)).toEqual(users);
    expect(seen.map(({ after }) => after.OPENID)).toEqual(users);
    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(4);
  });

  it('reuses a warm process without the identity of the call before', async () => {
    const started = cloud.functions.started();
    await call('who', {}, { 'x-wx-openid': 'oA' });
    const { body } = await call('who');
    expect(cloud.functions.started()).toBe(started);
    expect((body.result as { before: unknown }).before).toEqual({
      CLIENTIP: '127.0.0.1',
      ENV: 'local',
      SOURCE: 'wx_client',
    });
  });

  it.each([
    ['throw', -504002, /no such goods/],
    ['crash', -504002, /RangeError: out of range/],
    ['exit', -504002, /exit code 3/],
    ['large', -604001, /bytes/],
    ['huge', -604001, /bytes/],
  ])('that fails by %s says so in readable words', async (how, errCode, text) => {
    const { status, body } = await call('bad', { how });
    expect({ status, errCode: body.errCode }).toEqual({ status: 200, errCode });
    expect(body.errMsg).toMatch(/^cloud\.callFunction:fail /);
    expect(body.errMsg).toMatch(text);
    expect(body.errMsg).not.toMatch(/local-cloud|runner\.cjs/);
  });

  it('of a function that is not there, or cannot be loaded, says which and why', async () => {
    expect((await call('nothing')).body).toMatchObject({
      errCode: -501000,
      errMsg: expect.stringContaining('"nothing" does not exist') as string,
    });
    expect((await call('broken')).body).toMatchObject({
      errCode: -504002,
      errMsg: expect.stringContaining("Cannot find module './not-there'") as string,
    });
    expect((await post(`${cloud.url}/wx/callFunction`, { data: {} })).status).toBe(400);
  });
});

describe('a function process', () => {
  it('sees the platform and the composed variables, and nothing of the parent', async () => {
    const { result } = await cloud.functions.invoke('environment', {}, client);
    expect(result).toMatchObject({ SHOP: 'demo', TENCENTCLOUD_RUNENV: 'SCF', TCB_ENV: 'local' });
    expect(result).not.toHaveProperty('PARENT_SECRET');
    expect(result).not.toHaveProperty('HOME');
  });

  it('is told in its context who it is and when it will be ended, anew for every call', async () => {
    const identity = { openid: 'oA' };
    const first = await cloud.functions.invoke('context', {}, { ...client, identity });
    const second = await cloud.functions.invoke('context', {}, { source: 'wx_http' });
    expect(first.result).toMatchObject({
      request_id: first.requestId,
      function_name: 'context',
      function_version: '$LATEST',
      namespace: 'local',
      memory_limit_in_mb: 512,
      time_limit_in_ms: 7000,
      tencentcloud_region: 'ap-shanghai',
      environ: expect.stringContaining('WX_OPENID=oA;') as string,
      environment: expect.stringContaining('"WX_OPENID":"oA"') as string,
    });
    expect(second.result).toMatchObject({ request_id: second.requestId, time_limit_in_ms: 7000 });
    expect(JSON.stringify(second.result)).not.toContain('oA');
    expect((await cloud.functions.invoke('undeclared', {}, client)).result).toBe(256);
  });

  it('reaches the database with the unmodified SDK, and its calls are counted under its request', async () => {
    const { result, requestId } = await cloud.functions.invoke('store', { id: 'o1' }, client);
    expect(result).toEqual({ _id: 'o1' });
    const calls = cloud.database.callLog.entries(requestId);
    expect(calls.map(({ action, functionName }) => `${functionName ?? ''} ${action}`)).toEqual([
      'store database.insertDocument',
      'store database.getDocument',
    ]);
  });

  it('calls another function without passing its caller on', async () => {
    const { result } = await cloud.functions.invoke('chain', {}, { ...client, identity: { openid: 'oA' } });
    expect((result as { before: unknown }).before).toEqual({ ENV: 'local', SOURCE: 'wx_client,scf' });
  });

  it('is ended when it exceeds the time limit of cloudbaserc.json, and the next call works', async () => {
    const error = await rejection(cloud.functions.invoke('slow', { wait: 60_000 }, client));
    expect(error).toMatchObject({
      code: 'FUNCTIONS_TIME_LIMIT_EXCEEDED',
      message: 'Invoking task timed out after 1 seconds',
    });
    expect((await cloud.functions.invoke('slow', { wait: 0 }, client)).result).toBe('done');
  });

  it('serves no more calls at once than the pool allows; the others wait', async () => {
    const small = await startCloud({ slow: sources.slow.source }, { instances: 2 });
    const calls = Array.from({ length: 5 }, () => small.cloud.functions.invoke('slow', { wait: 50 }, client));
    expect((await Promise.all(calls)).map(({ result }) => result)).toEqual(Array(5).fill('done'));
    expect(small.cloud.functions.started()).toBe(2);
    await small.stop();
  });

  it('is replaced when the function was built anew', async () => {
    writeFunction(root, 'built', 'exports.main = () => 1;');
    expect((await cloud.functions.invoke('built', {}, client)).result).toBe(1);
    writeFunction(root, 'built', 'exports.main = () => 2;');
    utimesSync(path.join(root, 'built', 'index.js'), 1, 1);
    expect((await cloud.functions.invoke('built', {}, client)).result).toBe(2);
  });

  it('is started ahead of the first call by warm()', async () => {
    writeFunction(root, 'early', 'exports.main = () => process.uptime();');
    await cloud.functions.warm('early');
    const started = cloud.functions.started();
    await cloud.functions.invoke('early', {}, client);
    expect(cloud.functions.started()).toBe(started);
  });

  it('prints into the log under its name and request', async () => {
    const { requestId } = await cloud.functions.invoke('talk', {}, client);
    const lines = cloud.logs
      .entries({ requestId })
      .map(({ functionName, stream, text }) => `${functionName} ${stream} ${text}`);
    expect(lines).toEqual(['talk stdout first', 'talk stdout second', 'talk stderr warned']);
  });
});

describe('the local clock', () => {
  it('is what a function sees as now, however it asks', async () => {
    const ahead = 400 * 86_400_000;
    expect((await post(`${cloud.url}/control/clock`, { advance_ms: ahead })).body).toMatchObject({
      offset_ms: ahead,
    });
    const { result } = await cloud.functions.invoke('clock', {}, client);
    const seen = result as { now: number; viaNew: number; fixed: number; isDate: boolean; textYear: number };
    for (const time of [seen.now, seen.viaNew])
      expect(Math.abs(time - Date.now() - ahead)).toBeLessThan(5000);
    expect(seen).toMatchObject({
      fixed: 5,
      isDate: true,
      textYear: new Date(Date.now() + ahead).getFullYear(),
    });
    await cloud.reset();
  });
});

describe('timer triggers', () => {
  const everyMinute = { triggers: [{ name: 'poll', type: 'timer', config: '0 */1 * * * * *' }] };

  it('can be fired by hand and bring a timer event without identity', async () => {
    writeFunction(root, 'tick', sources.tick, everyMinute);
    const { status, body } = await post(`${cloud.url}/control/timer`, { function: 'tick' });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({
      event: {
        Type: 'Timer',
        TriggerName: 'poll',
        Message: '',
        Time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
      trigger: 'timer',
      source: 'wx_trigger',
      keys: 'WX_API_TOKEN',
    });
    expect((await post(`${cloud.url}/control/timer`, { function: 'talk' })).body.error).toContain(
      'no timer trigger',
    );
  });

  it('fire by the local clock, one run at a time', async () => {
    const source = `
      exports.main = async (event) => {
        console.log(event.Time);
        await new Promise((resolve) => setTimeout(resolve, 300));
      };`;
    const timed = await startCloud({ tick: { source, config: everyMinute } }, { timers: true });
    const { clock, logs } = timed.cloud;
    const runs = async (count: number): Promise<string[]> => {
      while (logs.entries().length < count) await new Promise((resolve) => logs.onLine(resolve));
      return logs.entries().map(({ text }) => text);
    };
    clock.advance(60_000);
    clock.advance(60_000);
    const [first = ''] = await runs(1);
    expect(first).toMatch(/:00Z$/);
    clock.advance(120_000);
    expect(logs.entries()).toHaveLength(1);
    // The next run is planned when the first is over; then the clock brings it.
    while (logs.entries().length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      clock.advance(60_000);
    }
    const [, second = ''] = await runs(2);
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(240_000);
    await timed.stop();
  });

  it('of a wrong cron line stop the start with the line and the function', async () => {
    const config = { triggers: [{ name: 'poll', type: 'timer', config: '* * * * *' }] };
    const started = startCloud({ tick: { source: sources.tick, config } }, { timers: true });
    await expect(started).rejects.toThrow(/timer poll of tick: "\* \* \* \* \*" is no seven-field cron line/);
  });
});

describe('warm processes of a careless platform', () => {
  it('keep the identity of the call before when dirtyWarmInstances asks for it', async () => {
    const dirty = await startCloud({ who: sources.who }, { dirtyWarmInstances: true });
    await dirty.cloud.functions.invoke('who', {}, { ...client, identity: { openid: 'oA' } });
    const { result } = await dirty.cloud.functions.invoke('who', {}, { source: 'wx_http' });
    expect((result as { before: unknown }).before).toMatchObject({ OPENID: 'oA', SOURCE: 'wx_http' });
    await dirty.stop();
  });
});

it('runs no function outside of its folder', async () => {
  const error = await rejection(cloud.functions.invoke('../who', {}, client));
  expect(error.code).toBe('FUNCTION_NOT_FOUND');
});
