/**
 * From the clone to a test payment by the README alone: the commands of its section are typed one after the other, and what they put into
 * the stand-in of the cloud is what runs, sells and is paid. The configuration goes by --url to what runs: the stand-in has no database.
 * With the real CLI: `CLOUDBASE_CLI=…/bin/tcb npx jest test/deploy/walk.test.ts`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { read } from '../documents/lines';
import { commandsIn, text } from '../documents/pages';
import { temporaryFolder } from '../temporary-folder';
import { copyOfTheTree, type TreeCopy } from '../tree-copy';
import { runDeployed, type DeployedCloud } from './deployed-cloud';
import { hostsLeadTo, type Hosts } from './hosts';
import { changesOf, startStandIn, type StandIn } from './stand-in';

type Result = Readonly<Record<string, unknown>>;

const keys = { TENCENTCLOUD_SECRETID: 'AKIDofthestandin', TENCENTCLOUD_SECRETKEY: 'Kofthestandin' };
const OPERATOR = 'oDemoOperator0001';
const CUSTOMER = 'oCustomerOne00001';

/** The blocks of commands below a heading, up to the next one. */
function commandsOf(page: string, heading: string): readonly string[] {
  const start = page.indexOf(`\n## ${heading}\n`);
  const rest = page.slice(start + 4);
  const ends = [rest.indexOf('\n### '), rest.indexOf('\n## ')].filter((at) => at > 0);
  return commandsIn(rest.slice(0, Math.min(...ends)));
}

const commands = commandsOf(text('README.md'), 'Into the cloud');

let standIn: StandIn;
let hosts: Hosts;
let tree: TreeCopy;
let folder: string;
let deployed: DeployedCloud | undefined;

beforeAll(async () => {
  const started = await startStandIn();
  standIn = started;
  folder = temporaryFolder('walk');
  tree = copyOfTheTree();
  mkdirSync(path.join(folder, 'bin'));
  const ofOurs = `${process.execPath} --import tsx ${path.join(__dirname, 'fake-tcb.ts')}`;
  const tcb = process.env['CLOUDBASE_CLI'] ?? ofOurs;
  const script = `#!/bin/sh\ncd '${tree.path}' && exec ${tcb} "$@"\n`;
  writeFileSync(path.join(folder, 'bin', 'tcb'), script, { mode: 0o755 });
  hosts = await hostsLeadTo(started, folder);
  // Whoever calls a function calls what was deployed.
  standIn.invoked = async (name, event) => {
    deployed ??= await runDeployed(standIn, folder);
    return (await deployed.cloud.functions.invoke(name, event, { source: 'wx_trigger' })).result;
  };
});

afterAll(async () => {
  await deployed?.close();
  hosts.close();
  tree.remove();
  await standIn.close();
});

const running = (): DeployedCloud => {
  if (!deployed) throw new Error('nothing was deployed');
  return deployed;
};

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A command of the README, in the copy of the repository; `more` is what a person would answer. */
function type(line: string, more: readonly string[] = []): Promise<Ended> {
  const { name, words } = read(line);
  const env = {
    ...hosts.variables,
    ...keys,
    PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const typed = ['--import', 'tsx', `scripts/${name}.ts`, ...words, ...more];
  const child = spawn(process.execPath, typed, { cwd: tree.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

async function pay(data: Result, openid = CUSTOMER): Promise<Result> {
  const reply = await fetch(`${running().cloud.url}/wx/callFunction`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-wx-openid': openid,
      'x-wx-appid': 'wxcrosspaydemo0001',
    },
    body: JSON.stringify({ name: 'pay', data }),
  });
  return ((await reply.json()) as { result: Result }).result;
}

const line = (start: string): string => {
  const found = commands.find((one) => one.startsWith(start));
  if (found === undefined) throw new Error(`the README has no ${start}`);
  return found;
};

test('the README needs five commands', () => {
  expect(commands).toEqual([
    'git clone URL crosspay',
    'cd crosspay',
    expect.stringMatching(/^export TENCENTCLOUD_SECRETID=\S+ TENCENTCLOUD_SECRETKEY=\S+$/),
    'npm run deploy -- --env ID',
    'npm run config -- guide --env ID',
  ]);
  expect(commandsOf(text('README.zh-CN.md'), '部署到云端')).toEqual(commands);
});

test('the fourth deploys, and the functions that it calls are those that it has sent', async () => {
  const { code, said } = await type(line('npm run deploy').replace('ID', 'shop-1'));
  expect({ code, said }).toMatchObject({ code: 0 });
  for (const name of standIn.functions.keys()) expect(said).toContain(`function ${name}: called, answers`);
  expect([...standIn.functions.keys()]).toEqual(expect.arrayContaining(['pay', 'notify', 'login']));
}, 300_000);

test('the fifth writes the configuration and something to buy, and a test payment is paid by its notice', async () => {
  const { cloud, sandboxes } = running();
  const answers = {
    ...sandboxes.demoConfig('yaband'),
    currency: 'EUR',
    notify_url: `${cloud.url}/notify`,
    operators: OPERATOR,
  };
  const set = Object.entries(answers).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const guide = line('npm run config').replace('--env ID', `--url ${cloud.url}`);
  const ended = await type(guide, ['--pay-sp', 'yaband', ...set, '--yes', '--trial-goods']);
  expect(ended).toMatchObject({ code: 0 });
  const { key } = sandboxes.demoConfig('yaband');
  expect(ended.said).not.toContain(key);

  expect(await pay({ action: 'listgoods' })).toMatchObject({
    errcode: 0,
    goods: [{ goods_id: 'trial', price: 10, fee_type: 'EUR' }],
  });
  const { out_trade_no } = await pay({ action: 'createorder', items: [{ goods_id: 'trial', quantity: 1 }] });
  expect(await pay({ action: 'unifiedorder', out_trade_no })).toMatchObject({ errcode: 0 });
  const reply = await fetch(`${cloud.url}/control/sandbox`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pay_sp: 'yaband', out_trade_no, event: 'pay' }),
  });
  expect(reply.status).toBe(200);
  await sandboxes.idle();
  // By the notice over the deployed route alone: nobody has asked.
  const [order] = await cloud.database.find('orders', { _id: out_trade_no });
  expect(order).toMatchObject({ state: 'paid', total_fee: 10 });
  expect((await pay({ action: 'refund', out_trade_no }, OPERATOR)).errcode).toBe(0);
  expect(cloud.database.indexes('orders').length).toBeGreaterThan(5);
  expect(await cloud.fireTimer('notify')).toBeDefined();
}, 300_000);

test('deployed a second time nothing changes, and the guide offers no goods to a shop that has some', async () => {
  const before = changesOf(standIn.calls).length;
  const again = await type(line('npm run deploy').replace('ID', 'shop-1'));
  expect(again).toMatchObject({ code: 0, said: expect.stringMatching(/^nothing changed$/m) as unknown });
  expect(changesOf(standIn.calls)).toHaveLength(before);
  const guide = line('npm run config').replace('--env ID', `--url ${running().cloud.url}`);
  const ended = await type(guide, ['--pay-sp', 'yaband', '--yes', '--trial-goods']);
  expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('nothing differs') as unknown });
  expect(ended.said).not.toContain('trial');
}, 300_000);
