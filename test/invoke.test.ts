/** `npm run invoke`: one call of a built function, its result as JSON, and an exit code that scripts can use. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { startWorld, type World } from '../scripts/demo/world';
import { readCall } from '../scripts/invoke/call';
import { compiledCommand } from './compiled-command';
import { copyOfTheTree } from './tree-copy';
import { readyKeys } from './ready-keys';

const root = resolve(__dirname, '..');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not spawnSync: the world that answers runs in this very process. */
async function invoke(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [await compiledCommand('invoke'), ...args], { cwd: root });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  return new Promise((done) => child.on('close', (status) => done({ status, stdout, stderr })));
}

describe('a call', () => {
  test('is a function, a JSON object and a caller', () => {
    expect(readCall(['pay', '{"action":"listgoods"}'], 'oX')).toEqual({
      name: 'pay',
      data: { action: 'listgoods' },
      openid: 'oX',
    });
    expect(readCall(['login'], undefined)).toEqual({ name: 'login', data: {}, openid: undefined });
  });

  test.each([
    [[], /^which function\?/],
    [['pay', '{action:1}'], /is not JSON .* single quotes/],
    [['pay', '[1]'], /must be a JSON object/],
    [['pay', '"listgoods"'], /must be a JSON object/],
    [['pay', '{"action":', '"x"}'], /"x"}" is too much/],
  ])('of %j is refused in words', (words, why) => {
    expect(() => readCall(words, undefined)).toThrow(why);
  });
});

describe('in a world that runs', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ port: 0, provider: 'yaband', timers: false, newKey: readyKeys() });
  });
  afterAll(() => world.close());

  const there = (...args: readonly string[]): Promise<Ended> => invoke(...args, '--url', world.url);

  test('prints the result as JSON, says where it called, and ends with 0', async () => {
    const { status, stdout, stderr } = await there('pay', '{"action":"listgoods"}');
    expect(JSON.parse(stdout)).toMatchObject({ errcode: 0, goods: expect.any(Array) as unknown });
    expect(stderr).toContain(`calling the world that runs at ${world.url}`);
    expect(status).toBe(0);
  });

  test('calls as the person that --openid names', async () => {
    const { stdout } = await there('login', '{"action":"login"}', '--openid', 'oSomebody');
    expect(JSON.parse(stdout)).toMatchObject({ errcode: 0, openid: 'oSomebody' });
  });

  test('ends with 1 when the function refuses', async () => {
    const { status, stdout } = await there('pay', '{"action":"listorders"}');
    expect(JSON.parse(stdout)).toMatchObject({ errmsg: expect.stringMatching(/^NOT_SIGNED_IN/) as unknown });
    expect(status).toBe(1);
  });

  test('names the functions that there are when asked for another', async () => {
    const { status, stdout, stderr } = await there('pya', '{}');
    expect(stderr).toContain('"pya" does not exist; there are: ');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  test('does not take --data or --provider, which are that world’s own', async () => {
    const { status, stderr } = await there('pay', '{}', '--provider', 'v3');
    expect(stderr).toContain('--url names a world that runs already');
    expect(status).toBe(1);
  });
});

test('says so when nothing runs at --url', async () => {
  const { status, stderr } = await invoke('pay', '{}', '--url', 'http://127.0.0.1:1');
  expect(stderr).toContain('no CrossPay runs at http://127.0.0.1:1');
  expect(status).toBe(1);
});

test('starts a world of its own for --provider, builds it, and stops it again', () => {
  const tree = copyOfTheTree();
  try {
    const ended = tree.run('scripts/invoke.ts', 'pay', '{"action":"listgoods"}', '--provider', 'latipay');
    expect(ended.stderr).toMatch(/calling a world started for this call at http:\/\/127\.0\.0\.1:\d+/);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      errcode: 0,
      goods: expect.arrayContaining([expect.objectContaining({ fee_type: 'NZD' })]) as unknown,
    });
    expect(ended.status).toBe(0);
  } finally {
    tree.remove();
  }
});
