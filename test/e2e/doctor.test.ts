// `npm run doctor` on an environment: one that runs here, one that is reached as a real one is, and what PSPs answer it.
import { spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { root } from '../../scripts/demo/world';
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

function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { TENCENTCLOUD_SECRETID: _id, TENCENTCLOUD_SECRETKEY: _key, ...rest } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/doctor.ts', ...args], {
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
