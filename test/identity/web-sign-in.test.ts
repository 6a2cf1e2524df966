/** Signing in on a web page: a state for one page and one use, a code for one exchange, and nobody made up. */
import { passKind } from '../../shared/adapters/cloud-passes';
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

const PAGE = 'https://shop.example/member?from=card';
const EXCHANGE = 'sns/oauth2/access_token';
const OPENID = 'oWebVisitor_0001-abcdefghijk';

/** What WeChat answers for a code; the tokens are markers. */
const answer = (change: object = {}): object => ({
  access_token: 'MARKER-ACCESS',
  expires_in: 7200,
  refresh_token: 'MARKER-REFRESH',
  openid: OPENID,
  scope: 'snsapi_base',
  ...change,
});

const codeOf = ({ weixin }: IdentityWorld, change: object = {}): string =>
  weixin.code({ appid: ACCOUNT, answer: answer(change) });

const nobody = { openid: '' };
const start = (world: IdentityWorld, redirect: unknown = PAGE, more: object = {}): Promise<Result> =>
  world.call({ action: 'oauthstart', redirect, ...more }, nobody);
const finish = (world: IdentityWorld, code: unknown, state: unknown): Promise<Result> =>
  world.call({ action: 'oauth', code, state }, nobody);

async function stateOf(world: IdentityWorld, redirect = PAGE): Promise<string> {
  const { url } = await start(world, redirect);
  return new URL(String(url)).searchParams.get('state') ?? '';
}

const exchanges = ({ weixin }: IdentityWorld): number =>
  weixin.asked.filter((path) => path === EXCHANGE).length;

describe('the address of WeChat’s page', () => {
  test('has its parameters in WeChat’s order, and asks nothing of the person', async () => {
    const { errcode, url } = await start(openIdentityWorld());
    expect(errcode).toBe(0);
    expect(url).toMatch(
      new RegExp(
        `^https://open\\.weixin\\.qq\\.com/connect/oauth2/authorize\\?appid=${ACCOUNT}` +
          '&redirect_uri=https%3A%2F%2Fshop\\.example%2Fmember%3Ffrom%3Dcard' +
          '&response_type=code&scope=snsapi_base&state=[0-9a-f]{64}#wechat_redirect$',
      ),
    );
  });

  test.each([
    [
      'http://127.0.0.1:7070/sandbox/weixin/',
      'http://127.0.0.1:7070/sandbox/weixin/connect/oauth2/authorize?',
    ],
    ['https://hk.api.weixin.qq.com', 'https://open.weixin.qq.com/connect/oauth2/authorize?'],
    ['https://weixin.qq.com.evil.example', 'https://weixin.qq.com.evil.example/connect/oauth2/authorize?'],
  ])('with endpoint %s begins with %s', async (endpoint, beginning) => {
    const { url } = await start(openIdentityWorld({ ...wechatDocument, endpoint }));
    expect(String(url).startsWith(beginning)).toBe(true);
  });

  test('asks for the unionid too where the page wants that, and for nothing else', async () => {
    const world = openIdentityWorld();
    expect((await start(world, PAGE, { scope: 'snsapi_userinfo' })).url).toContain('&scope=snsapi_userinfo&');
    expect(await start(world, PAGE, { scope: 'snsapi_base&state=x' })).toMatchObject({ errcode: 1002 });
  });

  test('has another state each time, and the database knows only their hashes', async () => {
    const world = openIdentityWorld();
    const states = [await stateOf(world), await stateOf(world)];
    expect(new Set(states).size).toBe(2);
    expect(world.passes.size).toBe(2);
    const seen = JSON.stringify([[...world.passes], world.logged]);
    for (const state of states) expect(seen).not.toContain(state);
  });

  test.each(tricks)('does not exist for the page %j, and nothing is stored', async (redirect) => {
    const world = openIdentityWorld();
    expect(await start(world, redirect)).toEqual({
      errcode: 1002,
      errmsg: expect.stringContaining('redirect') as unknown,
    });
    expect(world.passes.size).toBe(0);
  });

  test('does not exist for a page without an end', async () => {
    const world = openIdentityWorld();
    for (const redirect of endless) expect(await start(world, redirect)).toMatchObject({ errcode: 1002 });
    expect(world.passes.size).toBe(0);
  });

  test.each([
    ['http://shop.example/', 1002],
    ['http://127.0.0.1:7070/page', 0],
    ['http://127.0.0.1:7071/page', 1002],
  ])('for %s is given only where nobody can listen on the way', async (redirect, errcode) => {
    expect(await start(openIdentityWorld(), redirect)).toMatchObject({ errcode });
  });

  test.each(['?ticket=1', '?a=1&code=x', '?state=', '?tick%65t=1', '?a?&ticket=1#b'])(
    'is not given to a page that brings %s along',
    async (query) => {
      expect(await start(openIdentityWorld(), `https://shop.example/${query}`)).toMatchObject({
        errcode: 1002,
      });
    },
  );
});

describe('who comes back', () => {
  test('is told once, with the page that the state was for, and has a record', async () => {
    const world = openIdentityWorld();
    expect(await finish(world, codeOf(world), await stateOf(world))).toEqual({
      errcode: 0,
      openid: OPENID,
      redirect: PAGE,
    });
    expect([...world.users.values()]).toMatchObject([{ appid: ACCOUNT, openid: OPENID, unionid: null }]);
  });

  test('is told with the unionid where WeChat tells it', async () => {
    const world = openIdentityWorld();
    const code = codeOf(world, { scope: 'snsapi_userinfo', unionid: 'uUnion-1' });
    expect(await finish(world, code, await stateOf(world))).toMatchObject({
      openid: OPENID,
      unionid: 'uUnion-1',
    });
    expect([...world.users.values()]).toMatchObject([{ unionid: 'uUnion-1' }]);
  });

  test('goes to the page of the state, whatever page the caller names', async () => {
    const world = openIdentityWorld();
    const [one, two] = [await stateOf(world), await stateOf(world, 'https://shop.example/other')];
    const event = { action: 'oauth', code: codeOf(world), state: two, redirect: PAGE };
    expect(await world.call(event)).toMatchObject({ redirect: 'https://shop.example/other' });
    expect(await finish(world, codeOf(world), one)).toMatchObject({ redirect: PAGE });
  });

  test.each([1, '1', true, 'yes', null, {}])('with is_snapshotuser %j is nobody', async (is_snapshotuser) => {
    const world = openIdentityWorld();
    const code = codeOf(world, { is_snapshotuser, unionid: 'uUnion-1' });
    const result = await finish(world, code, await stateOf(world));
    expect(result).toMatchObject({ errcode: 4004 });
    expect(JSON.stringify(result)).not.toContain(OPENID);
    expect(world.users.size).toBe(0);
  });

  test.each([0, '0', undefined])('with is_snapshotuser %j is a person', async (is_snapshotuser) => {
    const world = openIdentityWorld();
    expect(await finish(world, codeOf(world, { is_snapshotuser }), await stateOf(world))).toMatchObject({
      errcode: 0,
    });
  });

  test.each([
    ['no openid', { openid: undefined }],
    ['an openid that is a list', { openid: [OPENID] }],
    ['an openid with a query', { openid: '{"$ne":null}' }],
    ['an endless openid', { openid: 'o'.repeat(129) }],
    ['a unionid that is a number', { unionid: 7 }],
  ])('with %s is not understood', async (_what, change) => {
    const world = openIdentityWorld();
    expect(await finish(world, codeOf(world, change), await stateOf(world))).toMatchObject({ errcode: 3102 });
    expect(world.users.size).toBe(0);
  });
});

describe('a state', () => {
  test('serves once of twenty calls at once, and one code is exchanged', async () => {
    const world = openIdentityWorld();
    const state = await stateOf(world);
    const codes = Array.from({ length: 20 }, () => codeOf(world));
    const results = await Promise.all(codes.map((code) => finish(world, code, state)));
    const errcodes = results.map(({ errcode }) => errcode).sort();
    expect(errcodes).toEqual([0, ...Array.from({ length: 19 }, () => 4001)]);
    expect(exchanges(world)).toBe(1);
  });

  test('that is used, forged or over is not found, and no code is spent', async () => {
    const world = openIdentityWorld();
    const used = await stateOf(world);
    await finish(world, codeOf(world), used);
    const over = await stateOf(world);
    world.advance(10 * 60_000);
    const code = codeOf(world);
    for (const state of [used, over, 'f'.repeat(64)]) {
      expect(await finish(world, code, state)).toMatchObject({ errcode: 4001 });
    }
    expect(exchanges(world)).toBe(1);
    expect(await finish(world, code, await stateOf(world))).toMatchObject({ errcode: 0 });
  });

  test('still serves just before its ten minutes are over', async () => {
    const world = openIdentityWorld();
    const state = await stateOf(world);
    world.advance(10 * 60_000 - 1);
    expect(await finish(world, codeOf(world), state)).toMatchObject({ errcode: 0 });
  });

  test.each([
    undefined,
    null,
    '',
    7,
    'f'.repeat(63),
    'F'.repeat(64),
    `${'f'.repeat(64)}0`,
    { $ne: '' },
    ['f'.repeat(64)],
  ])('like %j is refused before anything is read', async (state) => {
    const world = openIdentityWorld();
    const result = await finish(world, codeOf(world), state);
    expect(result).toMatchObject({ errcode: 1002, errmsg: expect.stringContaining('state') as unknown });
    expect(world.weixin.asked).toEqual([]);
  });

  test('that was hashed is no state: whoever reads the database has none', async () => {
    const world = openIdentityWorld();
    await stateOf(world);
    const [stored] = [...world.passes.keys()];
    expect(await finish(world, codeOf(world), stored)).toMatchObject({ errcode: 4001 });
  });

  test('for a page that is no longer listed, or of another account, serves nobody', async () => {
    const { official_account } = wechatDocument as { official_account: Result };
    for (const [change, errcode] of [
      [{ oauth_hosts: ['pages.example:8443'] }, 1002],
      [{ appid: 'wx00000000000000f9' }, 4001],
    ] as const) {
      const world = openIdentityWorld();
      const state = await stateOf(world);
      world.config.set('wechat', { ...wechatDocument, official_account: { ...official_account, ...change } });
      world.advance(2);
      expect(await finish(world, codeOf(world), state)).toMatchObject({ errcode });
      expect(exchanges(world)).toBe(0);
    }
  });

  test('is not used up while the configuration has a mistake', async () => {
    const world = openIdentityWorld();
    const state = await stateOf(world);
    world.config.set('wechat', { ...wechatDocument, official_account: {} });
    world.advance(2);
    expect(await finish(world, codeOf(world), state)).toMatchObject({ errcode: 2002 });
    world.config.set('wechat', wechatDocument);
    world.advance(2);
    expect(await finish(world, codeOf(world), state)).toMatchObject({ errcode: 0 });
  });
});

describe('a code', () => {
  test('that is used, over or of another account is refused', async () => {
    const world = openIdentityWorld();
    const [used, over] = [codeOf(world), codeOf(world)];
    await finish(world, used, await stateOf(world));
    expect(await finish(world, used, await stateOf(world))).toMatchObject({ errcode: 4003 });
    world.advance(5 * 60_000);
    const foreign = world.weixin.code({ appid: 'wx00000000000000a1', answer: answer() });
    for (const code of [over, foreign, 'neverheardof']) {
      expect(await finish(world, code, await stateOf(world))).toMatchObject({ errcode: 4003 });
    }
  });

  test('goes to WeChat with the account’s secret and nowhere else', async () => {
    const world = openIdentityWorld();
    const code = codeOf(world);
    await finish(world, code, await stateOf(world));
    const { url } = world.weixin.requests.at(-1) ?? { url: '' };
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      appid: ACCOUNT,
      secret: ACCOUNT_SECRET,
      code,
      grant_type: 'authorization_code',
    });
  });

  test.each([undefined, '', 'short', 'abcdefgh&appid=x', 'x'.repeat(513), ['abcdefghij'], { $ne: '' }])(
    'like %j is refused with its name, and the state is not used up',
    async (code) => {
      const world = openIdentityWorld();
      const state = await stateOf(world);
      expect(await finish(world, code, state)).toMatchObject({
        errcode: 1002,
        errmsg: expect.stringContaining('code') as unknown,
      });
      expect(await finish(world, codeOf(world), state)).toMatchObject({ errcode: 0 });
    },
  );

  const cases: readonly (readonly [string, () => object | string, number])[] = [
    ['never comes', () => failWith('timeout'), 3102],
    ['is cut off', () => failWith('cut_off'), 3102],
    ['is HTML', () => '<html>busy</html>', 3102],
    ['is "busy"', () => ({ errcode: -1, errmsg: 'system error' }), 3102],
    ['is a code of tomorrow', () => ({ errcode: 77_777 }), 3102],
    ['comes from nobody', () => failWith('unreachable'), 3103],
    ['is about the secret', () => ({ errcode: 40_125, errmsg: 'invalid appsecret' }), 3101],
    ['is about the quota', () => ({ errcode: 45_011 }), 3104],
    ['is about the person', () => ({ errcode: 40_226 }), 3101],
  ];

  test.each(cases)('whose answer %s is sent once', async (_what, said, errcode) => {
    const world = openIdentityWorld();
    world.weixin.instead = (path) => (path === EXCHANGE ? said() : undefined);
    expect(await finish(world, codeOf(world), await stateOf(world))).toMatchObject({ errcode });
    expect(exchanges(world)).toBe(1);
    expect(world.users.size).toBe(0);
  });
});

test('a web sign-in needs the official account in the configuration, and says so', async () => {
  const world = openIdentityWorld({ ...wechatDocument, official_account: { appid: 'x', oauth_hosts: 'y' } });
  const { errcode, errmsg } = await start(world);
  expect(errcode).toBe(2002);
  for (const field of ['official_account.appid', 'official_account.secret', 'official_account.oauth_hosts']) {
    expect(errmsg).toContain(field);
  }
  expect(await start(openIdentityWorld(null))).toMatchObject({ errcode: 2001 });
});

test('WeChat’s tokens, the code and the secret are in no answer, log, error or document', async () => {
  const world = openIdentityWorld();
  const code = codeOf(world, { unionid: 'uUnion-1' });
  const results = [
    await finish(world, code, await stateOf(world)),
    await finish(world, code, await stateOf(world)),
  ];
  results.push(await finish(world, codeOf(world, { is_snapshotuser: 1 }), await stateOf(world)));
  results.push(await finish(world, codeOf(world, { openid: 5 }), await stateOf(world)));
  world.weixin.instead = (path) =>
    path === EXCHANGE ? { errcode: 40_030, errmsg: 'invalid refresh_token MARKER-REFRESH' } : undefined;
  results.push(await finish(world, codeOf(world), await stateOf(world)));
  expect(results.map(({ errcode }) => errcode)).toEqual([0, 4003, 4004, 3102, 3102]);
  const seen = JSON.stringify([results, world.logged, [...world.users], [...world.passes]]);
  for (const marker of ['MARKER', code, ACCOUNT_SECRET]) expect(seen).not.toContain(marker);
});

describe('a stored pass', () => {
  const document = {
    ...{ kind: 'ticket', appid: ACCOUNT, redirect: PAGE, openid: OPENID, unionid: null },
    ...{ created_at: 1, expires_at: 2, used_at: null },
  };

  test('is read as it was written', () => {
    const read = passKind.fromDocument({ ...document, _id: 'hash', version: 2 });
    expect(
      'value' in read ? [read.value.id, read.value.version, passKind.toDocument(read.value)] : read,
    ).toEqual(['hash', 2, document]);
  });

  test.each(['kind', 'redirect', 'expires_at'])(
    'whose %s is missing serves nobody, and is named',
    (field) => {
      const read = passKind.fromDocument({ ...document, _id: 'hash', [field]: undefined });
      expect(read).toMatchObject({ problems: [expect.stringContaining(field) as unknown] });
    },
  );
});
