// Whom functions trust: the authority that the caller of `npm start` names, the project's own, and the sandboxes', all at once.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { rootCertificates } from 'node:tls';
import { buildWorld, startWorld, type World } from '../../scripts/demo/world';
import { certificate } from '../../scripts/sandbox/x509';
import { post, startCloud, temporaryFolder, type StartedCloud } from './fixture';
import { readyKeys } from '../ready-keys';

const key = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** A server at 127.0.0.1 whose certificate the authority has signed. */
interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** An authority of one's own, and servers that it vouches for. */
class Authority {
  readonly pem: string;
  private readonly issuer: { readonly commonName: string; readonly key: KeyObject };

  constructor(commonName: string) {
    this.issuer = { commonName, key: key() };
    this.pem = certificate({ ...this.issuer, extension: 'authority', now: Date.now() });
  }

  async serve(answer: RequestListener): Promise<Served> {
    const own = key();
    const wish = { commonName: '127.0.0.1', key: own, issuer: this.issuer, now: Date.now() };
    const cert = certificate({ ...wish, extension: 'loopback' });
    const server = createServer({ cert, key: own.export({ type: 'pkcs8', format: 'pem' }) }, answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }
}

const visit = `
  const { readFileSync } = require('node:fs');
  const https = require('node:https');
  const certificates = () => readFileSync(process.env.NODE_EXTRA_CA_CERTS, 'utf8').split('BEGIN').length - 1;
  exports.main = ({ url }) => url === undefined ? certificates() : new Promise((resolve) => {
    https.get(url, ({ statusCode }) => resolve(statusCode)).on('error', ({ code }) => resolve(code));
  });`;

const { folder, remove } = temporaryFolder();
const fileOf = (name: string, ...parts: readonly string[]): string => {
  const file = path.join(folder, name);
  writeFileSync(file, parts.join(''));
  return file;
};
const callers = new Authority('the caller');
const sandboxes = new Authority('the sandboxes');
const projects = new Authority('the project');
const strangers = new Authority('a stranger');
const everybody = [callers, sandboxes, projects, strangers];
const before = process.env.NODE_EXTRA_CA_CERTS;

let served: readonly Served[];
let started: StartedCloud | undefined;
let lines: string[];

beforeAll(async () => {
  served = await Promise.all(everybody.map((each) => each.serve((_, response) => response.end())));
});
beforeEach(() => {
  lines = [];
});
afterEach(async () => {
  if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
  else process.env.NODE_EXTRA_CA_CERTS = before;
  await started?.stop();
  started = undefined;
});
afterAll(async () => {
  await Promise.all(served.map(async ({ close }) => close()));
  remove();
});

/** Starts a cloud whose caller has set NODE_EXTRA_CA_CERTS. */
async function start(
  caller: string | undefined,
  declared?: string,
  own: string | undefined = fileOf('sandboxes.pem', sandboxes.pem),
): Promise<void> {
  if (caller !== undefined) process.env.NODE_EXTRA_CA_CERTS = caller;
  const envVariables: Record<string, string> =
    declared === undefined ? {} : { NODE_EXTRA_CA_CERTS: declared };
  started = await startCloud(
    { visit: { source: visit, envVariables } },
    {
      functionEnv: own === '' ? {} : { NODE_EXTRA_CA_CERTS: own },
      log: (line) => lines.push(line),
    },
  );
}

/** What a function gets from the servers of the caller, the sandboxes, the project and a stranger. */
async function visits(): Promise<readonly unknown[]> {
  const visit = async ({ url }: Served): Promise<unknown> =>
    (await started?.cloud.functions.invoke('visit', { url }, { source: 'wx_client' }))?.result;
  return Promise.all(served.map(visit));
}

const REFUSED = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';

test('the caller’s authority is in force beside the sandboxes’, and no other', async () => {
  await start(fileOf('caller.pem', callers.pem));
  expect(await visits()).toEqual([200, 200, REFUSED, REFUSED]);
  expect(lines).toEqual([]);
});

test('what the project declares for a function is in force beside both', async () => {
  await start(fileOf('caller.pem', callers.pem), fileOf('project.pem', projects.pem));
  expect(await visits()).toEqual([200, 200, 200, REFUSED]);
});

test('without a caller’s file the sandboxes’ alone is in force', async () => {
  delete process.env.NODE_EXTRA_CA_CERTS;
  await start(undefined);
  expect(await visits()).toEqual([REFUSED, 200, REFUSED, REFUSED]);
});

test('the caller’s alone is in force where there are no sandboxes', async () => {
  await start(fileOf('caller.pem', callers.pem), undefined, '');
  expect(await visits()).toEqual([200, REFUSED, REFUSED, REFUSED]);
});

test('a bundle of public authorities costs a function nothing, and its own one is in force', async () => {
  await start(fileOf('system.pem', ...rootCertificates.map((pem) => `${pem}\n`), callers.pem));
  expect(await visits()).toEqual([200, 200, REFUSED, REFUSED]);
  const read = await started?.cloud.functions.invoke('visit', {}, { source: 'wx_client' });
  expect(read?.result).toBe(2);
});

test('several certificates with text between them are all in force', async () => {
  await start(fileOf('bundle.pem', 'Our authorities\r\n', callers.pem, '# and the other:\n', projects.pem));
  expect(await visits()).toEqual([200, 200, 200, REFUSED]);
});

describe('a caller’s file that is of no use is told in one clear line, and everything else works:', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n';

  test.each([
    [
      'one that does not exist',
      () => path.join(folder, 'nowhere.pem'),
      /nowhere\.pem cannot be read: .*ENOENT: no such file or directory\./,
    ],
    [
      'a folder',
      () => {
        mkdirSync(path.join(folder, 'folder.pem'));
        return path.join(folder, 'folder.pem');
      },
      /folder\.pem cannot be read: .*EISDIR/,
    ],
    ['one without a certificate', () => fileOf('key.pem', 'nothing'), /key\.pem holds no certificate in PEM/],
    [
      'one with a certificate that is none',
      () => fileOf('broken.pem', broken),
      /certificate 1 in .*broken\.pem is none/,
    ],
  ])('%s', async (_, file, line) => {
    await start(file());
    expect(lines).toEqual([expect.stringMatching(line)]);
    expect(lines[0]).toMatch(/^NODE_EXTRA_CA_CERTS: /);
    expect(await visits()).toEqual([REFUSED, 200, REFUSED, REFUSED]);
    expect(lines).toHaveLength(1);
  });

  test('a broken certificate does not take the good ones beside it away', async () => {
    await start(fileOf('half.pem', broken, callers.pem));
    expect(await visits()).toEqual([200, 200, REFUSED, REFUSED]);
    expect(lines).toEqual([expect.stringMatching(/certificate 1 in .*half\.pem is none/)]);
  });
});

describe('the whole of it', () => {
  let world: World;
  let front: Served;
  let asked: string[];

  beforeAll(async () => {
    await buildWorld();
    process.env.NODE_EXTRA_CA_CERTS = fileOf('caller.pem', callers.pem);
    world = await startWorld({ port: 0, provider: 'v2', timers: false, newKey: readyKeys() });
    asked = [];
    front = await callers.serve((request, response) => {
      const { url = '' } = request;
      asked.push(url);
      void buffer(request)
        .then((body) => fetch(`${world.url}/sandbox/v2${url}`, { method: 'POST', body }))
        .then(async (reply) => response.end(await reply.text()));
    });
  });
  afterAll(async () => {
    await front.close();
    await world.close();
  });

  const pay = async (data: object, openid = 'oCustomerOne00001'): Promise<Record<string, unknown>> => {
    const who = { 'x-wx-openid': openid, 'x-wx-appid': 'wxcrosspaydemo0001' };
    const { body } = await post(`${world.url}/wx/callFunction`, { name: 'pay', data }, who);
    return body.result as Record<string, unknown>;
  };

  test('takes an order through the caller’s server, and refunds it at the sandbox’s', async () => {
    const { database } = world.cloud;
    const [config] = await database.find('config', { _id: 'payment' });
    const { providers } = config as { providers: { v2: object } };
    const v2 = { ...providers.v2, endpoint: front.url };
    await database.put('config', { ...config, _id: 'payment', providers: { ...providers, v2 } });

    const items = [{ goods_id: 'tulips', quantity: 1 }];
    const { out_trade_no } = await pay({ action: 'createorder', items });
    expect(await pay({ action: 'unifiedorder', out_trade_no })).toMatchObject({ errcode: 0 });
    expect(asked).toContain('/pay/unifiedorder');
    await post(`${world.url}/control/sandbox`, { pay_sp: 'v2', out_trade_no, event: 'pay' });
    await world.sandboxes.idle();
    expect(await pay({ action: 'refund', out_trade_no }, 'oDemoOperator0001')).toMatchObject({ errcode: 0 });
  });
});
