/** The trimmed bundle of request-promise sends the same bytes as the package itself. */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { bundleVendor } from '../../scripts/build/vendor';
import { temporaryFolder } from '../local-cloud/fixture';

const root = path.resolve(__dirname, '../..');
let folder: string;
let remove: () => void;
let server: Server;
let heard: string[] = [];

beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  await bundleVendor(root, folder, 'node18');
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    const at = heard.push('') - 1;
    socket.on('data', (bytes) => {
      heard[at] = `${heard[at] ?? ''}${bytes.toString('latin1')}`;
      const cookie = 'Set-Cookie: kept=no\r\nLocation: /elsewhere';
      socket.end(`HTTP/1.1 302 Found\r\n${cookie}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => {
  server.close();
  remove();
});

/** As shared/adapters/http.ts sends, one after the other; prints what came back. */
const calls = `
  const rp = require(process.argv[1]);
  const url = process.argv[2];
  const common = { simple: false, resolveWithFullResponse: true, followRedirect: false, encoding: null, strictSSL: true,
    rejectUnauthorized: true, pool: {} };
  const send = async (more) => {
    const response = await rp({ ...common, ...more }).then((one) => one, (error) => ({ failed: error.message }));
    const { statusCode, headers, body, failed } = response;
    return { statusCode, headers, body: body && body.toString('base64'), failed };
  };
  (async () => {
    const headers = { 'Content-Type': 'application/json', Accept: '*/*', 'X-Own': 'é' };
    const results = [
      await send({ method: 'POST', uri: url + '/a?b=c%20d&e=%E9%83%81', headers, body: '{"body":"郁金香"}' }),
      await send({ method: 'POST', uri: url + '/bytes', headers, body: Buffer.from([0, 1, 255]) }),
      await send({ method: 'GET', uri: url, headers }),
      await send({ method: 'DELETE', uri: url + '/x', headers }),
      await send({ method: 'PUT', uri: url + '/x', headers }),
      await send({ method: 'GET', uri: 'http://127.0.0.1:1/' }),
    ];
    console.log(JSON.stringify(results));
  })();`;

async function run(client: string, environment: Readonly<Record<string, string>> = {}) {
  heard = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const child = spawn(process.execPath, ['-e', calls, client, url], { env: environment });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  await new Promise((resolve) => {
    child.once('close', resolve);
  });
  return { heard, results: JSON.parse(Buffer.concat(out).toString()) as unknown[] };
}

const ofPackage = path.join(root, 'node_modules/request-promise');
const ofBundle = (): string => path.join(folder, 'request-promise.js');

test('requests and answers are the same', async () => {
  const before = await run(ofPackage);
  expect(before.heard).toHaveLength(5);
  expect(before.results).toHaveLength(6);
  expect(await run(ofBundle())).toEqual(before);
});

test('so are those that a proxy of the environment gets', async () => {
  const proxy = { HTTP_PROXY: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const before = await run(ofPackage, proxy);
  expect(before.heard).toHaveLength(6);
  expect(await run(ofBundle(), proxy)).toEqual(before);
});
