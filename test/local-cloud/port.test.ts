// The shared port: mounts, misbehaving replies, control routes, and who is let in.
import { request as httpRequest } from 'node:http';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { json, type WebReply, type WebRequest } from '../../scripts/local-cloud/web';
import { post, startCloud } from './fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;
let resets = 0;

const replies: Record<string, WebReply> = {
  '/product/hang': { hang: true },
  '/product/cut': { status: 200, body: 'x'.repeat(1000), cutAt: 10 },
  '/product/late': { status: 200, body: 'late', delayMs: 120 },
};

beforeAll(async () => {
  ({ cloud, stop } = await startCloud(
    {},
    {
      seed: (database) => {
        database.ensureCollection('config');
        database.insert('config', { _id: 'payment', pay_sp: 'yaband' });
      },
      onReset: () => {
        resets += 1;
      },
      mounts: ({ url }) => [
        {
          prefix: '/product',
          handle: (request: WebRequest) => replies[request.path] ?? json({ path: request.path, url }),
        },
        { prefix: '/product/inner', handle: () => json('inner') },
      ],
    },
  ));
});
afterAll(async () => stop());

/** A request with headers that fetch would not let through. */
async function raw(options: {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
}): Promise<{ status: number; body: string }> {
  const { port } = new URL(cloud.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject).end();
  });
}

describe('mounted products', () => {
  it('get what is under their prefix, the longest one first', async () => {
    expect(await (await fetch(`${cloud.url}/product/a%20b`)).json()).toEqual({
      path: '/product/a b',
      url: cloud.url,
    });
    expect(await (await fetch(`${cloud.url}/product/inner/x`)).json()).toBe('inner');
    expect(await (await fetch(`${cloud.url}/product/innermost`)).json()).toMatchObject({
      path: '/product/innermost',
    });
  });

  it('can answer late, cut off and never', async () => {
    const started = performance.now();
    expect(await (await fetch(`${cloud.url}/product/late`)).text()).toBe('late');
    expect(performance.now() - started).toBeGreaterThan(100);
    const cut = await fetch(`${cloud.url}/product/cut`);
    expect(cut.headers.get('content-length')).toBe('1000');
    await expect(cut.text()).rejects.toThrow();
    await expect(fetch(`${cloud.url}/product/hang`, { signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /timeout/i,
    );
  });

  it('cannot share a prefix', async () => {
    const twice = (): WebReply => json(1);
    const started = startCloud({}, { mounts: () => [{ prefix: '/admin', handle: twice }] });
    await expect(started).rejects.toThrow('/admin is mounted twice');
  });

  it('are named when a path belongs to none of them', async () => {
    const response = await fetch(`${cloud.url}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(/\/nowhere.*\/admin.*\/product/) as string,
    });
  });
});

describe('control routes', () => {
  it('start over: database seeded afresh, clock and logs back, the composer told', async () => {
    const before = resets;
    cloud.database.insert('config', { _id: 'more' });
    await post(`${cloud.url}/control/clock`, { advance_ms: 5000 });
    expect(await post(`${cloud.url}/control/reset`, {})).toEqual({ status: 200, body: { ok: true } });
    expect(await cloud.database.find('config')).toEqual([{ _id: 'payment', pay_sp: 'yaband' }]);
    expect(await (await fetch(`${cloud.url}/control/clock`)).json()).toMatchObject({ offset_ms: 0 });
    expect(resets).toBe(before + 1);
  });

  it.each([
    ['clock', { advance_ms: -1 }, /advance_ms/],
    ['clock', { advance: 5 }, /advance_ms/],
    ['timer', { name: 'x' }, /"function"/],
  ])('%s refuses the body %j and says what it wants', async (route, body, text) => {
    const answer = await post(`${cloud.url}/control/${route}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(text);
  });
});

describe('the door', () => {
  it('is closed to host names that are not this machine', async () => {
    const answer = await raw({ path: '/control/clock', headers: { host: 'evil.example:7070' } });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('evil.example') as string });
    expect((await raw({ path: '/control/clock', headers: { host: 'localhost:7070' } })).status).toBe(200);
  });

  it('is closed to writes by pages of other origins, open to its own', async () => {
    const foreign = { method: 'POST', path: '/control/reset', headers: { origin: 'https://evil.example' } };
    expect((await raw(foreign)).status).toBe(403);
    expect((await raw({ ...foreign, headers: { origin: 'null' } })).status).toBe(403);
    expect((await raw({ ...foreign, headers: { origin: cloud.url } })).status).toBe(200);
  });

  it('is no proxy to the outside', async () => {
    expect((await raw({ path: 'http://example.com/admin' })).status).toBe(403);
  });

  it.each([
    ['TENCENTCLOUD_SECRETID', `AKID${'a1B2'.repeat(8)}`, /TENCENTCLOUD_SECRETID looks like a real/],
    ['TENCENT_SECRET_ID', `AKID${'a1B2'.repeat(8)}`, /TENCENT_SECRET_ID looks like a real/],
    ['TCB_CONTEXT_CNFG', '{"URL":"https://env.tcb-api.example.com/admin"}', /env\.tcb-api\.example\.com/],
  ])('does not open with a real-looking %s around', async (name, value, text) => {
    const before = process.env[name];
    process.env[name] = value;
    try {
      await expect(startCloud()).rejects.toThrow(text);
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    }
  });

  it('says what to do when the port is taken', async () => {
    const port = Number(new URL(cloud.url).port);
    await expect(startCloud({}, { port })).rejects.toThrow(/Port \d+ is taken.*-- --port 0/);
  });

  it('says what to do when the functions are not built', async () => {
    await expect(startCloud({}, { functionsRoot: '/does/not/exist' })).rejects.toThrow(/npm run build/);
  });
});
