/**
 * What a cold start meets: a database that answers at once, and a PSP that only notes when the first byte comes. The answers are those
 * that the local cloud gave once, so that its own time is in no figure.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createListener, type AddressInfo, type Server } from 'node:net';
import { seedShop } from '../../demo/shop';
import { root } from '../../demo/world';
import { startLocalCloud, type LocalCloud } from '../../local-cloud';
import { createSandboxes, demoAppid } from '../../sandbox';

export interface Scene {
  /** Variables of a function that somebody reaches over HTTP. */
  readonly outside: Readonly<Record<string, string>>;
  /** Variables of a function that a buyer calls. */
  readonly buyer: Readonly<Record<string, string>>;
  /** The buyer's event of function `pay`. */
  readonly unifiedOrder: Readonly<Record<string, unknown>>;
  /** The first byte of the next connection to the PSP. */
  readonly firstByte: () => Promise<void>;
  close(): Promise<void>;
}

const BUYER = 'oBench00000000001';

export async function openScene(): Promise<Scene> {
  const psp = await pspEar();
  const cloud = await shopWith(psp.url);
  const replay = await replaying(`${cloud.url}/admin`);
  const outside = { ...cloud.sdkEnvironment(), TCB_CONTEXT_CNFG: JSON.stringify({ URL: replay.url }) };
  return {
    outside,
    buyer: { ...outside, ...identity },
    unifiedOrder: { action: 'unifiedorder', out_trade_no: await orderIn(cloud), pay_method: 'wechat' },
    firstByte: psp.firstByte,
    close: async () => {
      for (const server of [psp.server, replay.server]) server.close();
      await cloud.close();
    },
  };
}

const identity = {
  WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID',
  WX_OPENID: BUYER,
  WX_APPID: demoAppid,
  TCB_SOURCE: 'wx_client',
};

async function shopWith(endpoint: string): Promise<LocalCloud> {
  const cloud = await startLocalCloud({
    port: 0,
    functionsRoot: `${root}/dist/cloudfunctions`,
    cloudbaserc: `${root}/cloudbaserc.json`,
    httpRoutes: [],
    timers: false,
    seed: async (database, running) => {
      const sandboxes = await createSandboxes({
        clock: running.clock,
        origin: () => running.url,
        post: async () => ({ status: 200, body: '' }),
      });
      await seedShop(database, { provider: 'yaband', url: running.url, sandboxes });
    },
  });
  const [config] = await cloud.database.find('config', { _id: 'payment' });
  const yaband = (config?.providers as Readonly<Record<string, object>>).yaband;
  await cloud.database.put('config', {
    ...config,
    _id: 'payment',
    providers: { yaband: { ...yaband, endpoint } },
  });
  return cloud;
}

async function orderIn(cloud: LocalCloud): Promise<unknown> {
  const event = { action: 'createorder', items: [{ goods_id: 'tulips', quantity: 1 }] };
  const { result } = await cloud.functions.invoke('pay', event, {
    source: 'wx_client',
    identity: { openid: BUYER, appid: demoAppid },
  });
  return (result as { out_trade_no?: unknown }).out_trade_no;
}

/** A PSP over TLS that never answers. */
async function pspEar() {
  const waiting: (() => void)[] = [];
  const server = createListener((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => waiting.shift()?.());
  });
  const firstByte = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  return { server, firstByte, url: `https://127.0.0.1:${await portOf(server)}/pay` };
}

/** Asks the cloud behind it once for each question, and knows the answer from then on. */
async function replaying(cloud: string) {
  const answers = new Map<string, Promise<string>>();
  const ask = (question: string, body: string): Promise<string> => {
    const known = answers.get(question);
    if (known) return known;
    const asked = fetch(cloud, { method: 'POST', body }).then((reply) => reply.text());
    answers.set(question, asked);
    return asked;
  };
  return answering((body) => ask(questionIn(body), body));
}

/** What a call asks, without what is new in each. */
function questionIn(body: string): string {
  const { action, collectionName, query } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  return JSON.stringify([action, collectionName, query]);
}

async function answering(answer: (body: string) => Promise<string>) {
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then(answer)
      .then((text) => response.setHeader('content-type', 'application/json; charset=utf-8').end(text));
  });
  return { server, url: `http://127.0.0.1:${await portOf(server)}/admin` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
