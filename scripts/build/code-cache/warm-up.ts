/**
 * A process of its own, run by the Node for which code is compiled: loads a function, has it do what a cold start does, and writes what V8
 * compiled meanwhile. Nothing leaves the machine: database and PSP are a server of this process.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Script } from 'node:vm';
import { requireIn } from './loader';
import { codeCacheOf } from './place';

interface Sdk {
  readonly DYNAMIC_CURRENT_ENV: unknown;
  init(options: object): void;
  database(): { collection(name: string): Query };
}

interface Query {
  where(condition: object): Query;
  limit(count: number): Query;
  get(): Promise<unknown>;
  update(options: object): Promise<unknown>;
  add(options: object): Promise<unknown>;
}

type Client = (options: object) => Promise<unknown>;
type Main = (event: unknown, context: unknown) => unknown;

const [folder = '', digest = ''] = process.argv.slice(2);

const ANSWER = { data: { list: [], updated: 1, total: 0, insertedIds: ['1'] }, requestId: '0' };
const events: readonly object[] = [
  { httpMethod: 'POST', path: '/v3', headers: {}, body: '{"resource":{}}' },
  {
    httpMethod: 'POST',
    path: '/yaband',
    headers: {},
    body: JSON.stringify({ sign: '0'.repeat(64), data: {} }),
  },
  { action: 'listgoods' },
  { action: 'unifiedorder', out_trade_no: 'CP1', pay_method: 'wechat' },
];

async function main(): Promise<void> {
  const server = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(ANSWER)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  Object.assign(process.env, platform(url));
  const scripts = new Map<string, Script>();
  const load = requireIn(folder, require, {
    of: () => undefined,
    onLoaded: (file, script) => scripts.set(file, script),
  });
  const { main: handler } = load('./main.js') as { main: Main };
  for (const event of events) await Promise.resolve(handler(event, {})).catch(() => undefined);
  if (has('wx-server-sdk.js')) await useSdk(load('./wx-server-sdk.js') as Sdk);
  if (has('request-promise.js')) await useClient(load('./request-promise.js') as Client, url);
  const cache = codeCacheOf(folder, digest);
  mkdirSync(cache, { recursive: true });
  for (const [file, script] of scripts) writeFileSync(path.join(cache, file), script.createCachedData());
  // The function's kept connections and the server would hold the process.
  process.exit();
}

const has = (file: string): boolean => existsSync(path.join(folder, file));

async function useClient(client: Client, uri: string): Promise<void> {
  const answer = { simple: false, resolveWithFullResponse: true, encoding: null };
  await client({ ...answer, method: 'POST', uri, body: 'x', pool: {} });
}

async function useSdk(cloud: Sdk): Promise<void> {
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  const orders = cloud.database().collection('orders');
  await orders.where({ _id: 'CP1' }).limit(1).get();
  await orders
    .where({ _id: 'CP1', version: 1 })
    .update({ data: { state: 'paid', at: new Date(0), lines: [{ n: 1 }] } });
  await orders.add({ data: { _id: 'CP2', state: 'created' } });
}

const platform = (url: string) => ({
  TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${url}admin` }),
  TENCENTCLOUD_RUNENV: 'SCF',
  TENCENTCLOUD_REGION: 'ap-shanghai',
  SCF_NAMESPACE: 'local',
  TCB_ENV: 'local',
  TENCENTCLOUD_SECRETID: 'local',
  TENCENTCLOUD_SECRETKEY: 'local',
  TENCENTCLOUD_SESSIONTOKEN: 'local',
  TCB_SOURCE: 'wx_client',
  WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID',
  WX_OPENID: 'oWarmUp',
  WX_APPID: 'wxwarmup',
});

void main();
