// HTTP access in front of functions: the event that a function gets and the response that it makes.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud } from './fixture';

const echo = `exports.main = async (event) => event;`;
const answer = `
  exports.main = async (event) => {
    const answers = {
      '/xml': { statusCode: 201, headers: { 'content-type': 'application/xml', 'x-a': 'b' }, body: '<ok/>' },
      '/bytes': { statusCode: 200, headers: { 'content-type': 'image/png' }, body: Buffer.from([0, 255, 7]).toString('base64'), isBase64Encoded: true },
      '/object': { errcode: 0 },
      '/text': 'success',
      '/number': 7,
      '/teapot': { statusCode: 418 },
      '/cookies': { statusCode: 200, headers: { 'Set-Cookie': ['a=1; Path=/', 'b=2'], 'X-One': 'x' }, body: 'ok' },
      '/moved': { statusCode: 302, headers: { Location: '/notify/deep/text' } },
      '/length': { statusCode: 200, headers: { 'Content-Length': 99, 'Content-Type': 'text/plain' }, body: 'four' },
      '/chinese': { statusCode: 200, headers: { 'x-name': '微信' }, body: 'ok' },
      '/newline': { statusCode: 200, headers: { 'x-name': 'a\\r\\nset-cookie: b=1' }, body: 'ok' },
      '/badname': { statusCode: 200, headers: { 'x name': 'a' }, body: 'ok' },
      '/badlist': { statusCode: 200, headers: { 'set-cookie': ['a=1', '名=2'] }, body: 'ok' },
      '/nostatus': { statusCode: 99 },
    };
    if (event.path === '/throw') throw new Error('no');
    return answers[event.path];
  };`;
const who = `
  const cloud = require('wx-server-sdk');
  exports.main = async () => cloud.getWXContext();`;

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud(
    { echo, answer, who },
    {
      httpRoutes: [
        { path: '/notify', function: 'echo' },
        { path: '/notify/deep', function: 'answer' },
        { path: '/kept', function: 'echo', passPath: true },
        { path: '/who', function: 'who' },
      ],
    },
  ));
});
afterAll(async () => stop());

async function eventOf(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  return (await (await fetch(cloud.url + path, init)).json()) as Record<string, unknown>;
}

describe('the event', () => {
  it('has the path behind the route, the method, the query and lower-case headers', async () => {
    const event = await eventOf('/notify/yaband/x?a=1&b=%C3%BC', { headers: { 'X-Signature': 'S' } });
    expect(event).toMatchObject({
      path: '/yaband/x',
      httpMethod: 'GET',
      queryStringParameters: { a: '1', b: 'ü' },
      body: '',
      isBase64Encoded: false,
      requestContext: { requestId: expect.any(String) as string, envId: 'local' },
    });
    expect(event.headers).toMatchObject({ 'x-signature': 'S' });
    expect(await eventOf('/notify')).toMatchObject({ path: '/' });
  });

  it('keeps the route in the path where the route says so', async () => {
    expect(await eventOf('/kept/yaband')).toMatchObject({ path: '/kept/yaband' });
  });

  it.each(['application/json', 'text/xml; charset=utf-8', 'application/x-www-form-urlencoded', 'text/plain'])(
    'carries a body of %s as the text that was sent',
    async (type) => {
      const body = ' <a>ü</a>\\r\\n{"n":1.0}  ';
      expect(
        await eventOf('/notify', { method: 'POST', headers: { 'content-type': type }, body }),
      ).toMatchObject({ body, isBase64Encoded: false });
    },
  );

  it('carries any other body as base64', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    const event = await eventOf('/notify', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
    expect(event).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });
  });

  it('names no user, whatever the sender claims', async () => {
    expect(await eventOf('/who', { headers: { 'x-wx-openid': 'oA' } })).toEqual({
      ENV: 'local',
      SOURCE: 'wx_http',
    });
  });
});

describe('the response', () => {
  it.each([
    ['/xml', 201, 'application/xml', '<ok/>'],
    ['/object', 200, 'application/json; charset=utf-8', '{"errcode":0}'],
    ['/text', 200, 'text/plain; charset=utf-8', 'success'],
    ['/number', 200, 'text/plain; charset=utf-8', '7'],
    ['/teapot', 418, null, ''],
    ['/none', 200, null, ''],
  ])('of %s has the status, type and body that the function gave', async (path, status, type, body) => {
    const response = await fetch(`${cloud.url}/notify/deep${path}`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ]);
  });

  it('is bytes again where the function sent base64', async () => {
    const response = await fetch(`${cloud.url}/notify/deep/bytes`);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 7]);
  });

  it('has a list of cookies as so many cookies', async () => {
    const response = await fetch(`${cloud.url}/notify/deep/cookies`);
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect([response.status, response.headers.get('x-one')]).toEqual([200, 'x']);
  });

  it('can lead elsewhere', async () => {
    const response = await fetch(`${cloud.url}/notify/deep/moved`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/notify/deep/text']);
    expect(await (await fetch(`${cloud.url}/notify/deep/moved`)).text()).toBe('success');
  });

  it('has the length that it has, whatever the function says', async () => {
    const response = await fetch(`${cloud.url}/notify/deep/length`);
    expect([response.headers.get('content-length'), await response.text()]).toEqual(['4', 'four']);
  });

  it.each([
    ['/chinese', 'the header "x-name" with the value "微信"'],
    ['/newline', 'the header "x-name" with the value "a\\r\\nset-cookie: b=1"'],
    ['/badname', 'the header "x name" with the value "a"'],
    ['/badlist', 'the header "set-cookie" with the value "名=2"'],
    ['/nostatus', 'the statusCode 99 is not one from 200 to 599'],
  ])('of %s, which HTTP does not allow, is a 500 that says why', async (path, text) => {
    const response = await fetch(`${cloud.url}/notify/deep${path}`);
    expect([response.status, response.headers.get('set-cookie')]).toEqual([500, null]);
    const { code, message } = (await response.json()) as { code: string; message: string };
    expect(code).toBe('FUNCTIONS_EXECUTE_FAIL');
    expect(message).toContain(text);
  });

  it('is a 500 with a code when the function throws', async () => {
    const response = await fetch(`${cloud.url}/notify/deep/throw`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'FUNCTIONS_EXECUTE_FAIL', message: 'Error: no' });
  });

  it('is a 413 for a body over 6 MB', async () => {
    const body = Buffer.alloc(6 * 1024 * 1024 + 1);
    const response = await fetch(`${cloud.url}/notify`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'EXCEED_MAX_PAYLOAD_SIZE' });
  });
});

describe('a page of another origin', () => {
  const foreign = { origin: 'https://shop.example' };

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('reaches the function with %s', async (method) => {
    const response = await fetch(`${cloud.url}/notify/x`, { method, headers: foreign });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ httpMethod: method, path: '/x', headers: foreign });
  });

  it('asks the function with OPTIONS what it allows', async () => {
    const headers = { ...foreign, 'access-control-request-method': 'POST' };
    expect(await eventOf('/notify', { method: 'OPTIONS', headers })).toMatchObject({
      httpMethod: 'OPTIONS',
      headers,
    });
  });

  it.each([
    '/control/reset',
    '/admin',
    '/wx/callFunction',
    '/wx/callHTTPFunction',
    '/storage/a',
    '/nowhere',
    '/notifying',
  ])('does not reach %s, however the path is written', async (path) => {
    const post = { method: 'POST', headers: foreign, body: '{}' };
    for (const written of [path, path.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`)])
      expect((await fetch(cloud.url + written, post)).status).toBe(403);
  });
});
