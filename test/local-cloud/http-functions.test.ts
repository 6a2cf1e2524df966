// HTTP functions: a web server of their own behind scf_bootstrap, reached by callHTTPFunction and by HTTP access.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, rejection, startCloud } from './fixture';

const bootstrap =
  '#!/bin/bash\n# starts the server\nexport GREETING=hello\n/var/lang/node18/bin/node server.js\n';

const echo = `
  const http = require('node:http');
  let served = 0;
  let atOnce = 0;
  let most = 0;
  http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      served += 1;
      atOnce += 1;
      most = Math.max(most, atOnce);
      response.on('close', () => (atOnce -= 1));
      console.log('served ' + request.url);
      if (request.url === '/exit') process.exit(4);
      if (request.url === '/never') return;
      if (request.url === '/cookies') return response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end('made');
      const { method, url, headers } = request;
      const body = Buffer.concat(chunks).toString();
      const answer = { method, url, headers, body, served, most, now: Date.now(), pid: process.pid, greeting: process.env.GREETING, env: process.env.TCB_ENV };
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)), url === '/slow' ? 300 : 0);
    });
  }).listen(9000, () => console.log('up'));`;

const http = { source: '', type: 'HTTP', timeout: 2 };
let cloud: LocalCloud;
let root: string;
let stop: () => Promise<void>;

function writeServer(name: string, server: string, start = bootstrap): void {
  mkdirSync(path.join(root, name), { recursive: true });
  writeFileSync(path.join(root, name, 'server.js'), server);
  const file = path.join(root, name, 'scf_bootstrap');
  writeFileSync(file, start);
  chmodSync(file, 0o755);
}

beforeAll(async () => {
  ({ cloud, root, stop } = await startCloud(
    { web: http, elsewhere: http, broken: http, windows: http, event: 'exports.main = () => 1;' },
    {
      httpRoutes: [
        { path: '/api', function: 'web' },
        { path: '/kept', function: 'web', passPath: true },
      ],
    },
  ));
  writeServer('web', echo);
  writeServer('elsewhere', echo.replace('9000', '3000'));
  writeServer('broken', `throw new TypeError('no server');`);
  writeServer('windows', echo, bootstrap.replaceAll('\n', '\r\n'));
});
afterAll(async () => stop());

const call = (
  name: string,
  more: object = {},
  headers: Record<string, string> = {},
): ReturnType<typeof post> => post(`${cloud.url}/wx/callHTTPFunction`, { name, ...more }, headers);

interface Echo {
  readonly headers: Record<string, string>;
  readonly pid: number;
  /** So many requests were served at the same time at most. */
  readonly most: number;
  readonly now: number;
}

describe('callHTTPFunction', () => {
  it('hands on method, path, header and data, and answers data, statusCode and header', async () => {
    const { body } = await call('web', {
      path: '/orders?a=1',
      method: 'POST',
      header: { 'X-Own': 'mine' },
      data: { n: 1, name: '中文' },
    });
    expect(body).toMatchObject({
      errMsg: 'cloud.callHTTPFunction:ok',
      statusCode: 200,
      header: { 'content-type': 'application/json' },
      data: {
        method: 'POST',
        url: '/orders?a=1',
        headers: { 'x-own': 'mine', 'content-type': 'application/json' },
        body: '{"n":1,"name":"中文"}',
        greeting: 'hello',
        env: 'local',
      },
    });
    const { body: read } = await call('web', { path: 'list', data: { page: 2, of: '中' } });
    expect(read.data).toMatchObject({ method: 'GET', url: '/list?page=2&of=%E4%B8%AD', body: '' });
  });

  it('puts the caller into headers that nobody else can set', async () => {
    const header = { 'x-wx-openid': 'oForged', 'X-WX-UnionID': 'uForged' };
    const { body } = await call('web', { header }, { 'x-wx-openid': 'oA', 'x-wx-appid': 'wxA' });
    const { headers } = body.data as Echo;
    const seen = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-wx-')));
    expect(seen).toEqual({ 'x-wx-openid': 'oA', 'x-wx-appid': 'wxA', 'x-wx-source': 'wx_client' });
    const { body: nobody } = await call('web', { header });
    expect((nobody.data as Echo).headers).not.toHaveProperty('x-wx-openid');
  });

  it('of an event function, an HTTP function called as one, or none is refused in words', async () => {
    expect((await call('event')).body.errMsg).toContain('"event" is an event function');
    expect((await call('nothing')).body).toMatchObject({ errCode: -501000 });
    expect((await rejection(cloud.functions.invoke('web', {}, { source: 'wx_client' }))).message).toContain(
      '"web" is an HTTP function',
    );
    expect((await post(`${cloud.url}/wx/callHTTPFunction`, {})).status).toBe(400);
  });
});

describe('HTTP access', () => {
  it('reaches the same function, with the path behind the route and the raw body', async () => {
    const response = await fetch(`${cloud.url}/api/a%20b?x=%2F`, { method: 'PUT', body: Buffer.from('ü') });
    expect(await response.json()).toMatchObject({ method: 'PUT', url: '/a%20b?x=%2F', body: 'ü' });
    expect(await (await fetch(`${cloud.url}/api?x=1`)).json()).toMatchObject({ url: '/?x=1' });
    expect(await (await fetch(`${cloud.url}/kept/a`)).json()).toMatchObject({ url: '/kept/a' });
  });

  it('hands its answer on, lists of cookies too', async () => {
    const response = await fetch(`${cloud.url}/api/cookies`);
    expect([response.status, await response.text()]).toEqual([201, 'made']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });
});

describe('an instance', () => {
  it('serves one request at a time, as the platform has it', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(async () => (await call('web', { path: '/slow' })).body.data),
    );
    // Whether there are two instances or three depends on when the third request came.
    expect(new Set(answers.map((data) => (data as Echo).pid)).size).toBeGreaterThan(1);
    expect(answers.map((data) => (data as Echo).most)).toEqual([1, 1, 1]);
  });

  it('prints into the log under the request', async () => {
    const { body } = await call('web', { path: '/printed' });
    const lines = cloud.logs.entries({ requestId: String(body.requestID) });
    expect(lines.map(({ functionName, text }) => `${functionName} ${text}`)).toContain('web served /printed');
  });

  it('sees the local clock', async () => {
    await post(`${cloud.url}/control/clock`, { advance_ms: 86_400_000 });
    const { now } = (await call('web')).body.data as Echo;
    expect(Math.abs(now - Date.now() - 86_400_000)).toBeLessThan(5000);
    await cloud.reset();
  });

  it.each([
    ['web', '/never', 'FUNCTIONS_TIME_LIMIT_EXCEEDED | errMsg: Invoking task timed out after 2 seconds'],
    ['web', '/exit', 'ended (exit code 4)'],
    ['elsewhere', '/', 'listens on port 3000: the platform sends requests to port 9000'],
    ['broken', '/', 'TypeError: no server'],
    ['windows', '/', 'Windows line ends'],
  ])('of %s that fails at %s says why, and the next call works', async (name, target, text) => {
    expect((await call(name, { path: target })).body.errMsg).toContain(text);
    expect((await call('web')).body.statusCode).toBe(200);
  });
});
