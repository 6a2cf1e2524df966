/** Function login over HTTP: redirections to listed pages only, tickets that serve once, and errors that are errors. */
import { createHash } from 'node:crypto';
import type { HttpResult } from '../../shared/kernel/http-event';
import { endless, tricks } from './address-tricks';
import {
  ACCOUNT,
  ACCOUNT_SECRET,
  failWith,
  openIdentityWorld,
  wechatDocument,
  type IdentityWorld,
  type Result,
} from './identity-world';

const PAGE = 'https://shop.example/member?from=card#points';
const OPENID = 'oWebVisitor_0001-abcdefghijk';
const CALLBACK = '/login/oauth/callback';

const json = ({ body }: HttpResult): Result => JSON.parse(body) as Result;
const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

const begin = (world: IdentityWorld, redirect = PAGE, event: object = {}): Promise<HttpResult> =>
  world.get(`/login/oauth?${query({ redirect })}`, event);

async function stateOf(world: IdentityWorld, redirect = PAGE): Promise<string> {
  const { headers } = await begin(world, redirect);
  return new URL(headers.location ?? '').searchParams.get('state') ?? '';
}

const codeOf = ({ weixin }: IdentityWorld, change: object = {}): string => {
  const tokens = { access_token: 'MARKER-ACCESS', refresh_token: 'MARKER-REFRESH', expires_in: 7200 };
  return weixin.code({ appid: ACCOUNT, answer: { ...tokens, openid: OPENID, ...change } });
};

const comeBack = (world: IdentityWorld, code: string, state: string): Promise<HttpResult> =>
  world.get(`${CALLBACK}?${query({ code, state })}`);

async function ticketOf(world: IdentityWorld): Promise<string> {
  const { headers } = await comeBack(world, codeOf(world), await stateOf(world));
  return new URL(headers.location ?? '').searchParams.get('ticket') ?? '';
}

const identity = (world: IdentityWorld, ticket: string): Promise<HttpResult> =>
  world.get(`/login/oauth/identity?${query({ ticket })}`);

describe('a sign-in', () => {
  test('goes to WeChat, comes back, and the page swaps its ticket for who it was', async () => {
    const world = openIdentityWorld();
    const there = await begin(world);
    const page = new URL(there.headers.location ?? '');
    expect([there.statusCode, there.body, page.origin]).toEqual([302, '', 'https://open.weixin.qq.com']);
    expect([...page.searchParams.keys()]).toEqual([
      'appid',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
    expect(page.searchParams.get('redirect_uri')).toBe(`https://api.example${CALLBACK}`);

    const back = await comeBack(
      world,
      codeOf(world, { unionid: 'uUnion-1' }),
      page.searchParams.get('state') ?? '',
    );
    expect(back.statusCode).toBe(302);
    expect(back.headers.location).toMatch(
      /^https:\/\/shop\.example\/member\?from=card&ticket=[0-9a-f]{64}#points$/,
    );

    const ticket = new URL(back.headers.location ?? '').searchParams.get('ticket') ?? '';
    const told = await identity(world, ticket);
    expect([told.statusCode, json(told)]).toEqual([
      200,
      { errcode: 0, openid: OPENID, unionid: 'uUnion-1', redirect: PAGE },
    ]);
  });

  test('works as well where the access service strips the route', async () => {
    const world = openIdentityWorld();
    const { headers } = await world.get(`/oauth?${query({ redirect: PAGE })}`);
    const state = new URL(headers.location ?? '').searchParams.get('state') ?? '';
    const back = await world.get(`/oauth/callback?${query({ code: codeOf(world), state })}`);
    expect(back.statusCode).toBe(302);
  });

  test.each([
    ['https://shop.example', 'https://shop.example?ticket='],
    ['https://shop.example/a#/b?c', 'https://shop.example/a?ticket='],
    ['https://shop.example/a?b=%20+c', 'https://shop.example/a?b=%20+c&ticket='],
  ])('comes back to %s as %s…', async (redirect, beginning) => {
    const world = openIdentityWorld();
    const { headers } = await comeBack(world, codeOf(world), await stateOf(world, redirect));
    expect(headers.location?.startsWith(beginning)).toBe(true);
  });

  test('asks for the unionid too where the page wants that', async () => {
    const world = openIdentityWorld();
    const { headers } = await world.get(
      `/login/oauth?${query({ redirect: PAGE, scope: 'snsapi_userinfo' })}`,
    );
    expect(headers.location).toContain('&scope=snsapi_userinfo&');
  });

  test('that WeChat’s person declines is a 400', async () => {
    const world = openIdentityWorld();
    const result = await world.get(`${CALLBACK}?${query({ state: await stateOf(world) })}`);
    expect([result.statusCode, json(result).errcode]).toEqual([400, 1002]);
  });
});

describe('the page to come back to', () => {
  test.each(tricks)('is never %j', async (redirect) => {
    const world = openIdentityWorld();
    const result = await begin(world, redirect);
    expect([result.statusCode, json(result).errcode, result.headers.location]).toEqual([
      400,
      1002,
      undefined,
    ]);
  });

  test('is never one without an end', async () => {
    for (const redirect of endless) {
      expect((await begin(openIdentityWorld(), redirect)).statusCode).toBe(400);
    }
  });

  test('is that of the state, whatever comes along with it', async () => {
    const world = openIdentityWorld();
    const [code, state] = [codeOf(world), await stateOf(world)];
    const more = {
      redirect: 'https://pages.example:8443/',
      redirect_uri: 'https://evil.example/',
      ticket: 'x',
    };
    const { headers } = await world.get(`${CALLBACK}?${query({ code, state, ...more })}`);
    expect(headers.location).toMatch(
      /^https:\/\/shop\.example\/member\?from=card&ticket=[0-9a-f]{64}#points$/,
    );
  });
});

describe('the way back', () => {
  test.each([
    ['127.0.0.1:7070', 'http://127.0.0.1:7070'],
    ['localhost:9', 'http://localhost:9'],
    ['API.example', 'https://api.example'],
    ['pages.example:8443', 'https://pages.example:8443'],
  ])('under host %s begins with %s', async (host, origin) => {
    const { headers } = await begin(openIdentityWorld(), PAGE, { headers: { Host: host } });
    expect(new URL(headers.location ?? '').searchParams.get('redirect_uri')).toBe(`${origin}${CALLBACK}`);
  });

  test.each([
    'evil.example',
    'api.example.evil.example',
    'api.example@evil.example',
    'api.example/x',
    'evil.example?api.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:7070@evil.example',
    '',
    undefined,
  ])('under host %j is nowhere, and the merchant is told what to list', async (host) => {
    const world = openIdentityWorld();
    const result = await begin(world, PAGE, { headers: { host } });
    expect([result.statusCode, json(result).errcode]).toEqual([500, 2002]);
    expect(json(result).errmsg).toContain('oauth_hosts');
    expect(world.passes.size).toBe(0);
  });

  test('is not told by headers that anybody can add', async () => {
    const headers = {
      host: 'api.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    };
    const result = await begin(openIdentityWorld(), PAGE, { headers });
    expect(result.headers.location).not.toContain('evil');
  });

  test('leads on once, however many come with one state', async () => {
    const world = openIdentityWorld();
    const state = await stateOf(world);
    const codes = Array.from({ length: 20 }, () => codeOf(world));
    const results = await Promise.all(codes.map((code) => comeBack(world, code, state)));
    const statuses = results.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([302, ...Array.from({ length: 19 }, () => 400)]);
    expect(world.weixin.asked.filter((path) => path.startsWith('sns'))).toHaveLength(1);
  });

  test.each([
    ['a forged state', { code: 'abcdefgh01', state: 'f'.repeat(64) }, 400, 4001],
    ['no state', { code: 'abcdefgh01' }, 400, 1002],
    ['nothing', {}, 400, 1002],
    ['an endless code', { code: 'x'.repeat(100_000), state: 'f'.repeat(64) }, 400, 1002],
  ])('with %s is no way', async (_what, values, statusCode, errcode) => {
    const result = await openIdentityWorld().get(`${CALLBACK}?${query(values)}`);
    expect([result.statusCode, json(result).errcode]).toEqual([statusCode, errcode]);
  });

  test('with two states is no way', async () => {
    const world = openIdentityWorld();
    const state = await stateOf(world);
    const values = { code: codeOf(world), state: [state, state] };
    expect((await world.get(CALLBACK, { queryStringParameters: values })).statusCode).toBe(400);
  });

  test.each([
    ['of a made-up person', { is_snapshotuser: 1 }, 403, 4004],
    ['of nobody', { openid: '' }, 502, 3102],
  ])('%s ends there', async (_what, change, statusCode, errcode) => {
    const world = openIdentityWorld();
    const result = await comeBack(world, codeOf(world, change), await stateOf(world));
    expect([result.statusCode, json(result).errcode, result.headers.location]).toEqual([
      statusCode,
      errcode,
      undefined,
    ]);
  });

  test('with a used code ends there', async () => {
    const world = openIdentityWorld();
    const code = codeOf(world);
    await comeBack(world, code, await stateOf(world));
    const result = await comeBack(world, code, await stateOf(world));
    expect([result.statusCode, json(result).errcode]).toEqual([400, 4003]);
  });
});

describe('a ticket', () => {
  test('serves once of twenty questions at once', async () => {
    const world = openIdentityWorld();
    const ticket = await ticketOf(world);
    const results = await Promise.all(Array.from({ length: 20 }, () => identity(world, ticket)));
    const statuses = results.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
  });

  test('serves for two minutes', async () => {
    const world = openIdentityWorld();
    const [one, two] = [await ticketOf(world), await ticketOf(world)];
    world.advance(2 * 60_000 - 1);
    expect((await identity(world, one)).statusCode).toBe(200);
    world.advance(1);
    expect(json(await identity(world, two))).toMatchObject({ errcode: 4001 });
  });

  test('is swapped by the action too, and only once in all', async () => {
    const world = openIdentityWorld();
    const ticket = await ticketOf(world);
    expect(await world.call({ action: 'oauth', ticket }, { openid: '' })).toEqual({
      errcode: 0,
      openid: OPENID,
      redirect: PAGE,
    });
    expect(json(await identity(world, ticket))).toMatchObject({ errcode: 4001 });
  });

  test('is no state, and a state is no ticket', async () => {
    const world = openIdentityWorld();
    const [ticket, state] = [await ticketOf(world), await stateOf(world)];
    expect(json(await comeBack(world, codeOf(world), ticket))).toMatchObject({ errcode: 4001 });
    expect(json(await identity(world, state))).toMatchObject({ errcode: 4001 });
  });

  test.each(['', 'x', 'f'.repeat(64), 'F'.repeat(64), 'f'.repeat(65)])(
    'like %j is nobody’s',
    async (ticket) => {
      const result = await identity(openIdentityWorld(), ticket);
      expect(result.statusCode).toBe(400);
      expect(json(result)).not.toHaveProperty('openid');
    },
  );

  test('is stored as a hash only', async () => {
    const world = openIdentityWorld();
    const ticket = await ticketOf(world);
    expect(JSON.stringify([[...world.passes], [...world.users], world.logged])).not.toContain(ticket);
  });
});

describe('a page’s signature', () => {
  test('is answered as the action does', async () => {
    const world = openIdentityWorld();
    const url = 'https://shop.example/a?b=1&c=%20';
    const result = await world.get(`/login/jssdk?${query({ url })}`);
    const { errcode, appId, timestamp, nonceStr, signature } = json(result);
    const text = `jsapi_ticket=TICKET-jsapi-${ACCOUNT}&noncestr=${String(nonceStr)}&timestamp=${String(timestamp)}&url=${url}`;
    expect([result.statusCode, errcode, appId, signature]).toEqual([
      200,
      0,
      ACCOUNT,
      createHash('sha1').update(text).digest('hex'),
    ]);
  });

  test('of another host is a 400', async () => {
    const result = await openIdentityWorld().get(`/jssdk?${query({ url: 'https://evil.example/' })}`);
    expect([result.statusCode, json(result).errcode]).toEqual([400, 1002]);
  });
});

describe('everything else', () => {
  const ways = ['/login/jssdk', '/login/oauth', CALLBACK, '/login/oauth/identity'];

  test.each(['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'get ', '', undefined, ['GET', 'GET']])(
    'by method %j is a 405',
    async (httpMethod) => {
      for (const way of ways) {
        const result = await openIdentityWorld().get(way, { httpMethod });
        expect([result.statusCode, result.headers.allow]).toEqual([405, 'GET']);
      }
    },
  );

  test.each([
    '/',
    '/login',
    '/login/login',
    '/login/phone',
    '/login/oauth/x',
    '/oauth/callback/x',
    '/toString',
    '/__proto__',
  ])('under path %s is a 404', async (path) => {
    const result = await openIdentityWorld().get('/', { path });
    expect([result.statusCode, json(result).errcode]).toEqual([404, 1001]);
  });

  test.each([null, 7, ['/login/jssdk'], '/login/oauth?x', '/login%2foauth'])(
    'under path %j is a 404',
    async (path) => {
      expect((await openIdentityWorld().get('/', { path })).statusCode).toBe(404);
    },
  );

  test('with a body that is none of a page’s is refused', async () => {
    const result = await openIdentityWorld().get('/login/jssdk', { body: 'x'.repeat(65_537) });
    expect([result.statusCode, json(result).errcode]).toEqual([413, 1001]);
  });

  test('does no action that needs a person', async () => {
    const result = await openIdentityWorld().get('/login/oauth?action=phone&code=abcdefgh01');
    expect([result.statusCode, json(result).errcode]).toEqual([400, 1002]);
  });

  test('opens itself to no other origin and stays in no cache', async () => {
    const world = openIdentityWorld();
    const results = [await begin(world), await identity(world, 'x'), await world.get('/login/x')];
    results.push(
      await world.get('/login/jssdk', { headers: { origin: 'https://shop.example', host: 'api.example' } }),
    );
    for (const { headers } of results) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    }
  });

  test('that goes wrong is JSON with the code, and a status that says whose fault it is', async () => {
    const world = openIdentityWorld(null);
    const missing = await begin(world);
    expect([missing.statusCode, json(missing).errcode]).toEqual([500, 2001]);
    world.config.set('wechat', wechatDocument);
    world.advance(2);
    world.weixin.instead = () => failWith('timeout');
    const away = await comeBack(world, 'abcdefgh01', await stateOf(world));
    expect([away.statusCode, json(away).errcode]).toEqual([502, 3102]);
    expect(away.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

test('no token, code, state, ticket or secret is in a log, an error or a stored document', async () => {
  const world = openIdentityWorld();
  const [code, state] = [codeOf(world), await stateOf(world)];
  const { headers } = await comeBack(world, code, state);
  const ticket = new URL(headers.location ?? '').searchParams.get('ticket') ?? 'none';
  const replies = [
    await comeBack(world, code, state),
    await comeBack(world, codeOf(world, { is_snapshotuser: 1 }), await stateOf(world)),
    await identity(world, ticket),
    await identity(world, ticket),
  ];
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([400, 403, 200, 400]);
  const seen = JSON.stringify([replies, world.logged, [...world.users], [...world.passes]]);
  for (const marker of ['MARKER', code, state, ticket, ACCOUNT_SECRET]) expect(seen).not.toContain(marker);
});
