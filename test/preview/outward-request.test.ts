// The route that asks other hosts in the phone's place serves the phone, and nobody else.
import { startLocalCloud } from '../../scripts/local-cloud';
import type { LocalCloud } from '../../scripts/local-cloud';
import { previewMounts } from '../../scripts/preview/mount';
import { temporaryFolder } from '../temporary-folder';
import { startEchoHost } from './echo-host';
import type { EchoHost } from './echo-host';

let host: EchoHost;
let cloud: LocalCloud;

beforeAll(async () => {
  host = await startEchoHost();
  cloud = await startLocalCloud({
    port: 0,
    functionsRoot: temporaryFolder('no-functions'),
    httpRoutes: [],
    timers: false,
    mounts: () => previewMounts(temporaryFolder('no-site')),
  });
});
afterAll(async () => {
  await cloud.close();
  await host.close();
});

const ask = (headers: Record<string, string>, body: object = { url: host.url }, method = 'POST') =>
  fetch(`${cloud.url}/wx/request`, {
    method,
    headers,
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
const phone = { 'x-wx-openid': 'oPerson' };

test('the phone gets the answer', async () => {
  const response = await ask(phone);
  expect([response.status, await response.json()]).toMatchObject([200, { method: 'GET', url: '/' }]);
});

test.each([
  ['nobody who is signed in', {}, 401],
  ['a page of another origin', { ...phone, origin: 'https://elsewhere.example' }, 403],
  ['a sandboxed page', { ...phone, origin: 'null' }, 403],
])('%s is refused before anything is asked', async (_, headers, status) => {
  expect((await ask(headers)).status).toBe(status);
});

test('no link leads through it', async () => {
  expect((await ask(phone, {}, 'GET')).status).toBe(405);
});

test.each([
  ['no address', {}, 400],
  ['a file', { url: 'file:///etc/passwd' }, 502],
  ['data', { url: 'data:text/plain,x' }, 502],
])('%s is not asked for', async (_, body, status) => {
  expect((await ask(phone, body)).status).toBe(status);
});

test('what it answers is never a page of the preview', async () => {
  const { headers } = await ask(phone);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('the mini-program says neither whose connection it is nor where it comes from', async () => {
  const header = { Host: 'other.example', Referer: 'https://other.example', 'X-Own': '1' };
  const { headers } = (await (await ask(phone, { url: host.url, header })).json()) as { headers: object };
  expect(headers).toMatchObject({ host: new URL(host.url).host, 'x-own': '1' });
  expect(headers).not.toHaveProperty('referer');
});
