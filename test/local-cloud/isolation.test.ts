// Many people at once, and functions that misbehave: nobody gets somebody else's identity, and nobody else is harmed.
import { execFileSync } from 'node:child_process';
import { isThorough } from '../thorough';
import { post, rejection, startCloud, type StartedCloud } from './fixture';

const bad = `
  const fs = require('node:fs');
  exports.main = async ({ how }) => {
    if (how === 'spin') for (;;);
    if (how === 'exit') process.exit(3);
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (how === 'log') for (;;) console.log('x'.repeat(10_000));
    if (how === 'pipe') for (;;) { try { fs.writeSync(1, 'y'.repeat(10_000) + '\\n'); } catch { /* the pipe is full */ } }
    if (how === 'long') { console.log('z'.repeat(50_000_000)); return 'printed'; }
    if (how === 'buffers') { const kept = []; for (;;) kept.push(Buffer.alloc(4 * 1024 * 1024, 1)); }
    if (how === 'objects') { const kept = []; for (;;) kept.push(Array(1000).fill(0).map(() => ({}))); }
    if (how === 'child') require('node:child_process').spawn('sleep', ['4321']);
    if (how === 'reject') Promise.reject(new Error('nobody waits for this'));
    return new Promise(() => {});
  };`;

const sources = {
  who: {
    source: `
      const cloud = require('wx-server-sdk');
      cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
      const seen = [];
      exports.main = async ({ wait = 0, claims }) => {
        const before = cloud.getWXContext();
        await new Promise((resolve) => setTimeout(resolve, wait));
        const after = cloud.getWXContext();
        return { claims, before: [before.OPENID, before.UNIONID ?? null], after: [after.OPENID, after.UNIONID ?? null] };
      };`,
    timeout: 60,
  },
  bad: { source: bad, timeout: 1, memorySize: 128 },
  // Has the time to come to its limit of memory, however busy the machine is.
  greedy: { source: bad, timeout: 60, memorySize: 128 },
} as const;

let started: StartedCloud;
beforeAll(async () => {
  started = await startCloud(sources);
});
afterAll(async () => started.stop());

interface Seen {
  readonly claims: string;
  readonly before: readonly [string, string | null];
  readonly after: readonly [string, string | null];
}

async function ask(openid: string, unionid: string | undefined, wait: number): Promise<Seen> {
  const headers = { 'x-wx-openid': openid, ...(unionid === undefined ? {} : { 'x-wx-unionid': unionid }) };
  const data = { wait, claims: openid };
  const { body } = await post(`${started.cloud.url}/wx/callFunction`, { name: 'who', data }, headers);
  return body.result as Seen;
}

it('keeps everybody apart who calls at once', async () => {
  const people = Array.from({ length: isThorough ? 1000 : 150 }, (_, n) => ({
    openid: `o${n}`,
    // Every third has no unionid, which must not be the one of the call before.
    unionid: n % 3 === 0 ? undefined : `u${n}`,
    wait: n % 7,
  }));
  const answers = await Promise.all(people.map(({ openid, unionid, wait }) => ask(openid, unionid, wait)));
  const expected = people.map(({ openid, unionid = null }) => ({
    claims: openid,
    before: [openid, unionid],
    after: [openid, unionid],
  }));
  expect(answers).toEqual(expected);
});

describe('a function that', () => {
  const outcomes = [
    ['spin', 'bad', 'FUNCTIONS_TIME_LIMIT_EXCEEDED'],
    ['never', 'bad', 'FUNCTIONS_TIME_LIMIT_EXCEEDED'],
    ['log', 'bad', /TIME_LIMIT|MEMORY_LIMIT/],
    ['pipe', 'bad', 'FUNCTIONS_TIME_LIMIT_EXCEEDED'],
    ['buffers', 'greedy', 'FUNCTIONS_MEMORY_LIMIT_EXCEEDED'],
    ['objects', 'greedy', 'FUNCTIONS_MEMORY_LIMIT_EXCEEDED'],
    ['exit', 'bad', 'FUNCTIONS_EXECUTE_FAIL'],
    ['kill', 'bad', 'FUNCTIONS_EXECUTE_FAIL'],
    ['reject', 'bad', 'FUNCTIONS_EXECUTE_FAIL'],
  ] as const;

  it.each(outcomes)(
    'misbehaves by %s ends alone, and others are served meanwhile',
    async (how, name, code) => {
      const memory = process.memoryUsage.rss();
      const ended = rejection(started.cloud.functions.invoke(name, { how }, { source: 'wx_client' }));
      const others = await Promise.all(['oA', 'oB', 'oC'].map((openid) => ask(openid, undefined, 20)));
      expect(others.map(({ after }) => after[0])).toEqual(['oA', 'oB', 'oC']);
      expect((await ended).code).toMatch(code);
      expect(process.memoryUsage.rss() - memory).toBeLessThan(150 * 1024 * 1024);
    },
  );

  it('prints one line of 50 MB leaves 1 MB of it, and a word that there was more', async () => {
    const { requestId } = await logged('long');
    const lines = started.cloud.logs.entries({ requestId });
    const length = lines.reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBeLessThan(1.1 * 1024 * 1024);
    expect(lines.at(-1)?.text).toMatch(/printed more than 1 MB: the rest is dropped/);
  });

  it('started a process that goes on is ended with it', async () => {
    await rejection(started.cloud.functions.invoke('bad', { how: 'child' }, { source: 'wx_client' }));
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain('sleep 4321');
  });
});

async function logged(how: string): Promise<{ requestId: string }> {
  return started.cloud.functions.invoke('bad', { how }, { source: 'wx_client' });
}
