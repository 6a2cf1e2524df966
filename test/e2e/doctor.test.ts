// `npm run doctor` on an environment: one that runs here, one that is reached as a real one is, and what PSPs answer it.
import { spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { root } from '../../scripts/demo/world';
import { compiledCommand } from '../compiled-command';
import { OPERATOR, openWorld, type Running } from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(async () => running.world.close());

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

async function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { TENCENTCLOUD_SECRETID: _id, TENCENTCLOUD_SECRETKEY: _key, ...rest } = process.env;
  const child = spawn(process.execPath, [await compiledCommand('doctor'), ...args], {
    cwd: root,
    env: { ...rest, ...env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

/** Brings what is meant for Tencent's service to the local cloud; the SDK sends it by http_proxy. */
async function proxy(): Promise<Server & { readonly url: string; readonly hosts: Set<string> }> {
  const hosts = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    hosts.add(incoming.headers.host ?? '');
    const { method } = incoming;
    const headers = { ...incoming.headers, host: new URL(running.world.url).host };
    const passed = request(`${running.world.url}/admin`, { method, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${port}`, hosts });
}

test('a real environment is read with its keys, and this machine’s own address is wrong there', async () => {
  const between = await proxy();
  const keys = { TENCENTCLOUD_SECRETID: 'id', TENCENTCLOUD_SECRETKEY: 'key' };
  const asInTheCloud = {
    TENCENTCLOUD_RUNENV: 'SCF',
    http_proxy: between.url,
    HTTP_PROXY: between.url,
    NO_PROXY: '',
    no_proxy: '',
  };
  try {
    const { code, said } = await doctor(['--env', 'local'], { ...keys, ...asInTheCloud });
    expect(said).toContain('notify_url is an address of this machine alone');
    expect(said).toMatch(/\n1 problems\n$/);
    expect(code).toBe(1);
    expect([...between.hosts].join()).toMatch(/tcb-admin\.tencentyun\.com/);
  } finally {
    between.close();
  }
});

test('without its keys it says which are wanted', async () => {
  const { code, said } = await doctor(['--env', 'shop-1a2b3c']);
  expect(said).toContain('set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY');
  expect(code).toBe(2);
});

test('this machine is not looked for behind the proxy of the environment', async () => {
  const nobody = 'http://127.0.0.1:9';
  const behind = { HTTP_PROXY: nobody, http_proxy: nobody, HTTPS_PROXY: nobody, https_proxy: nobody };
  const { code, said } = await doctor(['--url', running.world.url], {
    ...behind,
    NO_PROXY: '',
    no_proxy: '',
  });
  expect(said).toMatch(/0 problems\n$/);
  expect(code).toBe(0);
});

test('every PSP is asked something harmless, and one that does not know the account is named', async () => {
  const online = ['--url', running.world.url, '--online'];
  const good = await doctor(online);
  expect(good.said).toMatch(/v2 knows the account; as expected it knows no such order/);
  expect(good.code).toBe(0);
  const key = { 'providers.v2.key': 'sesame0open1sesame2open3sesame45' };
  await running.world.cloud.database.update('config', { _id: 'payment' }, { $set: key });
  const bad = await doctor(online);
  expect(bad.code).toBe(1);
  expect(bad.said).toMatch(/v2 refused the question: .*签名错误/);
  expect(bad.said).not.toContain('sesame');
});

test('an operator’s phone hears what the doctor would say', async () => {
  await running.world.cloud.database.update(
    'config',
    { _id: 'payment' },
    { $set: { order_minutes: 'soon' } },
  );
  await new Promise((resolve) => setTimeout(resolve, 700));
  const { problems } = await running.call('pay', { action: 'problems' }, OPERATOR);
  expect(problems).toEqual([
    {
      config_id: 'payment',
      field: 'order_minutes',
      code: 'quoted_count',
      errmsg: expect.stringContaining('must be a whole number') as unknown,
      why: expect.any(String) as unknown,
      fix: expect.stringContaining('Give a number of minutes') as unknown,
    },
  ]);
});

/** The lines of the log that say what is wrong with the configuration. */
const explained = (): readonly unknown[] =>
  running.world.cloud.logs
    .entries()
    .map(({ text }) => text)
    .filter((text) => text.includes('"config_problem"'))
    .map((text) => JSON.parse(text.slice(text.indexOf('{'))) as unknown);

test('a call that a wrong configuration refuses says why and what to do: in the log, and to an operator alone', async () => {
  const problem = {
    config_id: 'payment',
    field: 'order_minutes',
    code: 'quoted_count',
    why: 'No order can be made while it is wrong.',
    fix: 'Give a number of minutes, or leave the field away.',
  };
  const order = { action: 'createorder', items: [{ goods_id: 'tulips', quantity: 1 }] };
  const [shopper, operator] = [await running.call('pay', order), await running.call('pay', order, OPERATOR)];
  expect(operator).toMatchObject({ errcode: 2002, problems: [problem] });
  expect(shopper).toMatchObject({ errcode: 2002 });
  expect(shopper).not.toHaveProperty('problems');
  expect(explained()).toContainEqual(expect.objectContaining(problem));
  const before = explained().length;
  await running.call('pay', order);
  expect(explained()).toHaveLength(before);
});

test('so does a notice that cannot be checked', async () => {
  const spoilt = { 'providers.yaband.key': '' };
  await running.world.cloud.database.update('config', { _id: 'payment' }, { $set: spoilt });
  await new Promise((resolve) => setTimeout(resolve, 700));
  const reply = await fetch(`${running.world.url}/notify/yaband`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sign: 'a'.repeat(64),
      data: { order_id: 'CP1', trade_id: '1', pay_status: 'paid' },
    }),
  });
  expect(reply.status).toBe(500);
  const about = { field: 'providers.yaband.key', fix: expect.any(String) as unknown };
  expect(explained()).toContainEqual(expect.objectContaining(about));
});
