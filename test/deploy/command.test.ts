/**
 * `npm run deploy` as it is typed, from the build to the way back, against the stand-in of the management API. With a CLI that does what
 * 2.12.10 was seen to do; with the real one, and a Node of the cloud's version, where they are named:
 * `CLOUDBASE_CLI=…/bin/tcb CLOUD_NODE=…/bin/node npx jest test/deploy/command.test.ts`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipped } from '../../scripts/deploy/zip';
import { temporaryFolder } from '../temporary-folder';
import { copyOfTheTree, type TreeCopy } from '../tree-copy';
import { fakeCli } from './fake-cli';
import { hostsLeadTo, type Hosts } from './hosts';
import { startStandIn, type StandIn } from './stand-in';

const keys = { TENCENTCLOUD_SECRETID: 'AKIDofthestandin', TENCENTCLOUD_SECRETKEY: 'Kofthestandin' };
const { CLOUDBASE_CLI: realCli, CLOUD_NODE: cloudNode = process.execPath } = process.env;
const ofOurs = `${process.execPath} --import tsx ${path.join(__dirname, 'fake-tcb.ts')}`;

const functions = ['notify', 'login'].flatMap((name) => ['--only', name]);

let standIn: StandIn;
let hosts: Hosts;
let tree: TreeCopy;
let folder: string;
let words: string;
let before: ReadonlyMap<string, Buffer>;

/** A `tcb` on the PATH that writes down with which words it was started. */
function putOnPath(cli: string): void {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/sh\necho "$@" >> '${words}'\ncd '${tree.path}' && exec ${cli} "$@"\n`;
  writeFileSync(path.join(bin, 'tcb'), script, { mode: 0o755 });
}

function deploy(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const env = {
    ...hosts.variables,
    ...keys,
    PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    TMPDIR: path.join(folder, 'tmp'),
  };
  const typed = ['--import', 'tsx', 'scripts/deploy.ts', '--env', 'shop-1', ...functions, ...args];
  const child = spawn(process.execPath, typed, { cwd: tree.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

const online = (name: string): ReadonlyMap<string, Buffer> =>
  unzipped(Buffer.from(standIn.functions.get(name)?.zip ?? '', 'base64'));

/** Function notify as an earlier version has it, online. */
async function deployedBefore(): Promise<void> {
  const old = path.join(folder, 'old');
  mkdirSync(old);
  writeFileSync(path.join(old, 'index.js'), 'exports.main = () => ({ statusCode: 401 });');
  await fakeCli(standIn.url).upload('notify', old, true);
}

/** The real one is a tool that somebody installs, and is tried where it is named. */
const clis = [
  ['a CLI that does what 2.12.10 was seen to do', ofOurs],
  ...(realCli === undefined ? [] : [['the real CLI', realCli] as const]),
] as const;

describe.each(clis)('with %s', (_name, cli) => {
  beforeAll(async () => {
    const started = await startStandIn();
    standIn = started;
    folder = temporaryFolder('deploy-command');
    words = path.join(folder, 'words');
    tree = copyOfTheTree();
    mkdirSync(path.join(folder, 'tmp'));
    putOnPath(cli);
    hosts = await hostsLeadTo(started, folder);
    await deployedBefore();
    before = online('notify');
  });

  afterAll(async () => {
    hosts.close();
    tree.remove();
    await standIn.close();
  });

  test('a Node of another path compiles the functions, and what it compiled is online', async () => {
    mkdirSync(path.join(folder, 'another place'));
    const node = path.join(folder, 'another place', 'node');
    symlinkSync(cloudNode, node);
    const { code, said } = await deploy('--node', node);
    expect(said).toContain('+ function notify: new code');
    expect(said).toContain('+ function login: made');
    expect(said).toMatch(/^2 changed$/m);
    expect(code).toBe(0);
    for (const name of ['notify', 'login'])
      expect([...online(name).keys()]).toContainEqual(expect.stringMatching(/^code-cache\/.+\/main\.js$/));
  }, 300_000);

  test('--rollback brings back the very code that was online before, and a second time changes nothing', async () => {
    const login = online('login');
    const back = await deploy('--rollback');
    expect(back.said).toContain('+ function notify: back to the code before');
    expect(back.code).toBe(0);
    expect(online('notify')).toEqual(before);
    expect(online('login')).toEqual(login);
    expect((await deploy('--rollback')).said).toMatch(/^nothing changed$/m);
  }, 300_000);

  test('no process was started with a key among its words, and no login is left', () => {
    const typed = readFileSync(words, 'utf8');
    expect(typed).toContain('fn code update notify');
    for (const key of Object.values(keys)) expect(typed).not.toContain(key);
    expect(readdirSync(path.join(folder, 'tmp')).filter((name) => name.startsWith('deploy-'))).toEqual([]);
  });
});
