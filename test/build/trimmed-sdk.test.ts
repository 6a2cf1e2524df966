/** The trimmed bundle of wx-server-sdk says the same on the wire as the package itself, and hears the same. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { bundleVendor } from '../../scripts/build/vendor';
import { temporaryFolder, startCloud, type StartedCloud } from '../local-cloud/fixture';

const root = path.resolve(__dirname, '../..');

/** A call that fails for another reason would compare nothing. */
const MEANT_TO_FAIL = [
  'add again',
  'doc.get of none',
  'missing collection',
  'callFunction of none',
  'openapi with a file',
  'openapi that is refused',
];

/** What went one way, and what came back. */
interface Exchange {
  readonly asked: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: Buffer;
}

let folder: string;
let remove: () => void;
let started: StartedCloud;

beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  const echo = `exports.main = async (event) => ({ heard: event, by: 'echo' });`;
  started = await startCloud({ echo }, { openApiPermissions: false });
  const { wx } = started.cloud;
  wx.openApi.set('security.msgSecCheck', (params) => ({
    errcode: 0,
    trace_id: '12345678901234567890',
    params,
  }));
  wx.openApi.set('security.imgSecCheck', () => ({ errcode: 87014, errmsg: 'risky content' }));
  wx.openApi.set('wxacode.get', () => ({ contentType: 'image/png', buffer: Buffer.from([1, 2, 255]) }));
  wx.pay.set('unifiedOrder', (params) => ({ return_code: 'SUCCESS', result_code: 'SUCCESS', params }));
  wx.cloudId = (cloudId) => ({ cloudID: cloudId, data: { phoneNumber: '13800000000' } });
  await bundleVendor(root, path.join(folder, 'vendor'), 'node18');
  writeFileSync(path.join(folder, 'file.csv'), '日期,amount\n2026-11-24,100\n');
});
afterAll(async () => {
  await started.stop();
  remove();
});

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A server before the cloud that notes everything. What a first run was answered, a second is answered too, in the same order. */
class Recorder {
  readonly exchanges: Exchange[] = [];
  private readonly server: Server;
  private replayed: readonly Exchange[] = [];

  constructor(private readonly cloudUrl: string) {
    this.server = createServer((request, response) => {
      void this.serve(request).then(({ status, headers, answer }) =>
        response.writeHead(status, headers).end(answer),
      );
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** The next run meets the answers of the last one. */
  rewind(): readonly string[] {
    this.replayed = this.exchanges.splice(0);
    return this.replayed.map(({ asked }) => asked);
  }

  private async serve(request: IncomingMessage): Promise<Exchange> {
    const body = await bodyOf(request);
    const { method = '', url = '', rawHeaders } = request;
    const asked = [`${method} ${url}`, ...rawHeaders, body.toString('latin1')].join('\n');
    const known = this.replayed[this.exchanges.length];
    const exchange = known ? { ...known, asked } : await this.forward(request, body, asked);
    this.exchanges.push(exchange);
    return exchange;
  }

  private async forward({ method = '', url = '', headers }: IncomingMessage, body: Buffer, asked: string) {
    const { host: _host, connection: _connection, 'transfer-encoding': _encoding, ...sent } = headers;
    const reply = await fetch(`${this.cloudUrl}${url}`, {
      method,
      headers: sent as Record<string, string>,
      ...(body.length > 0 ? { body } : {}),
    });
    const type = reply.headers.get('content-type');
    const bytes = Buffer.from(await reply.arrayBuffer());
    const answer = type?.includes('json')
      ? Buffer.from(bytes.toString().replaceAll(this.cloudUrl, this.url))
      : bytes;
    return { asked, status: reply.status, headers: type === null ? {} : { 'content-type': type }, answer };
  }
}

/** Runs every call through the SDK at a path; answers what it made of the answers. */
async function results(sdk: string, url: string): Promise<readonly (readonly [string, unknown])[]> {
  const script = path.join(__dirname, 'every-call.cjs');
  const child = spawn(process.execPath, [script, sdk, path.join(folder, 'file.csv')], {
    env: {
      ...started.cloud.sdkEnvironment(),
      TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${url}/admin` }),
      WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID',
      WX_OPENID: 'oWire0001',
      WX_APPID: 'wxwire0001',
      WX_API_TOKEN: 'token',
      TCB_SOURCE: 'wx_client',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, said] = [[] as Buffer[], [] as Buffer[]];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise((resolve) => {
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(Buffer.concat(said).toString().slice(-2000));
  return JSON.parse(Buffer.concat(out).toString()) as (readonly [string, unknown])[];
}

test('every kind of call sends the same bytes, and makes the same of what comes back', async () => {
  const recorder = await new Recorder(started.cloud.url).listen();
  try {
    const ofPackage = await results(path.join(root, 'node_modules/wx-server-sdk'), recorder.url);
    const sentByPackage = recorder.rewind();
    const ofBundle = await results(path.join(folder, 'vendor/wx-server-sdk.js'), recorder.url);
    const sentByBundle = recorder.rewind();
    expect(sentByBundle).toEqual(sentByPackage);
    expect(ofBundle).toEqual(ofPackage);
    expect(sentByPackage.length).toBeGreaterThan(40);
    const failed = ofPackage.filter(([, one]) => typeof one === 'object' && one && 'message' in one);
    expect(failed.map(([name]) => name)).toEqual(MEANT_TO_FAIL);
  } finally {
    recorder.close();
  }
});

test('what was left out says so when it is used, and how to put it back', () => {
  const code = `const cloud = require(process.argv[1]); cloud.init({ env: 'local' }); cloud.ai()`;
  const { stderr } = spawnSync(process.execPath, ['-e', code, path.join(folder, 'vendor/wx-server-sdk.js')], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(
    'node-sdk/dist/ai.createAI is not in this bundle. scripts/build/trimmed/packages.ts',
  );
});
