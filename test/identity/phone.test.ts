/** The phone number: one code, one call, of this mini-program, kept only where the merchant says so and never in clear. */
import {
  failWith,
  MINI,
  OPENID,
  openIdentityWorld,
  SECRET,
  wechatDocument,
  type IdentityWorld,
  type Result,
} from './identity-world';

const PATH = 'wxa/business/getuserphonenumber';
const NUMBER = '13900001234';

const info = (change: object = {}): object => ({
  phoneNumber: NUMBER,
  purePhoneNumber: NUMBER,
  countryCode: '86',
  watermark: { timestamp: 1_795_000_000, appid: MINI },
  ...change,
});

const answer = (change: object = {}): object => ({ errcode: 0, errmsg: 'ok', phone_info: info(change) });

const codeFor = ({ weixin }: IdentityWorld, change: object = {}, grant: object = {}): string =>
  weixin.code({ appid: MINI, openid: OPENID, answer: answer(change), ...grant });

const ask = (world: IdentityWorld, code: unknown, who: object = {}): Promise<Result> =>
  world.call({ action: 'phone', code }, who);

const asked = ({ weixin }: IdentityWorld): number => weixin.asked.filter((path) => path === PATH).length;

const keeping = { ...wechatDocument, keep_phone: true };

describe('a phone number', () => {
  test('is told for the code of the button, and the code goes with the caller’s openid', async () => {
    const world = openIdentityWorld();
    const code = codeFor(world);
    expect(await ask(world, code)).toEqual({
      errcode: 0,
      phone_number: NUMBER,
      country_code: '86',
      pure_phone_number: NUMBER,
    });
    expect(JSON.parse(world.weixin.requests.at(-1)?.body ?? '')).toEqual({ code, openid: OPENID });
  });

  test.each([
    ['with its country', { phoneNumber: '+447700900123', purePhoneNumber: '7700900123', countryCode: '44' }],
    [
      'whose country is a number',
      { phoneNumber: '+18765550123', purePhoneNumber: '8765550123', countryCode: 1 },
    ],
    [
      'whose country has a plus',
      { phoneNumber: '+31 6 1234 5678', purePhoneNumber: '612345678', countryCode: '+31' },
    ],
  ])('from abroad is told as WeChat tells it, %s', async (_what, foreign) => {
    const world = openIdentityWorld();
    expect(await ask(world, codeFor(world, foreign))).toEqual({
      errcode: 0,
      phone_number: foreign.phoneNumber,
      pure_phone_number: foreign.purePhoneNumber,
      country_code: String(foreign.countryCode).replace('+', ''),
    });
  });

  test.each([
    ['of another mini-program', { appid: 'wx00000000000000f9', timestamp: 1 }],
    ['of nobody', {}],
    ['that is missing', undefined],
    ['that is a text', MINI],
  ])('under a watermark %s is not believed', async (_what, watermark) => {
    const world = openIdentityWorld(keeping);
    const result = await ask(world, codeFor(world, { watermark }));
    expect(result).toMatchObject({ errcode: 4003 });
    expect(JSON.stringify([result, world.logged])).not.toContain(NUMBER);
    expect(world.users.size).toBe(0);
  });

  test.each([
    ['no number', { phoneNumber: undefined }],
    ['words for a number', { phoneNumber: 'call me' }],
    ['a list', { purePhoneNumber: [NUMBER] }],
    ['no country', { countryCode: null }],
    ['an endless number', { phoneNumber: '1'.repeat(5000) }],
  ])('that WeChat tells with %s is no answer', async (_what, change) => {
    const world = openIdentityWorld();
    expect(await ask(world, codeFor(world, change))).toMatchObject({ errcode: 3102 });
  });
});

describe('a code', () => {
  test.each([
    undefined,
    null,
    7,
    '',
    'short',
    'with space in it',
    'x'.repeat(513),
    ['abcdefghij'],
    { $ne: null },
    'abcdefgh"ij',
    'abcdefgh&access_token=1',
    'ａｂｃｄｅｆｇｈ',
    'abcdefgh\n',
  ])('like %j is refused before any call', async (code) => {
    const world = openIdentityWorld();
    const result = await ask(world, code);
    expect(result).toMatchObject({ errcode: 1002, errmsg: expect.stringContaining('code') as unknown });
    expect(world.weixin.asked).toEqual([]);
  });

  test('without an end is refused in few words', async () => {
    const { errcode, errmsg } = await ask(openIdentityWorld(), 'x'.repeat(1_000_000));
    expect(errcode).toBe(1002);
    expect(String(errmsg).length).toBeLessThan(200);
  });

  test('serves once', async () => {
    const world = openIdentityWorld();
    const code = codeFor(world);
    await ask(world, code);
    expect(await ask(world, code)).toMatchObject({
      errcode: 4003,
      errmsg: expect.stringMatching(/^CODE_REJECTED: .*tap again/) as unknown,
    });
  });

  test('serves once of twenty calls at once', async () => {
    const world = openIdentityWorld();
    const code = codeFor(world);
    const results = await Promise.all(Array.from({ length: 20 }, () => ask(world, code)));
    const codes = results.map(({ errcode }) => errcode).sort();
    expect(codes).toEqual([0, ...Array.from({ length: 19 }, () => 4003)]);
  });

  test('that is over is refused', async () => {
    const world = openIdentityWorld();
    const code = codeFor(world);
    world.advance(5 * 60_000);
    expect(await ask(world, code)).toMatchObject({ errcode: 4003 });
  });

  test('of somebody else, of another mini-program or of nobody is refused', async () => {
    const world = openIdentityWorld();
    const codes = [
      codeFor(world, {}, { openid: 'o-somebody-else' }),
      codeFor(world, {}, { appid: 'wx00000000000000f9' }),
      'neverheardof',
    ];
    for (const code of codes) expect(await ask(world, code)).toMatchObject({ errcode: 4003 });
  });

  test('of nobody who is signed in is not sent', async () => {
    const world = openIdentityWorld();
    expect(await ask(world, codeFor(world), { openid: '' })).toMatchObject({ errcode: 1003 });
    expect(world.weixin.asked).toEqual([]);
  });
});

describe('an answer that says nothing', () => {
  const cases: readonly (readonly [string, () => object | string, number])[] = [
    ['that never came', () => failWith('timeout'), 3102],
    ['that was cut off', () => failWith('cut_off'), 3102],
    ['of HTML', () => '<html>busy</html>', 3102],
    ['of half an object', () => '{"errcode":0,"phone_info":{"phoneNumber":"139', 3102],
    ['of a busy WeChat', () => ({ errcode: -1, errmsg: 'system error' }), 3102],
    ['in a code that nobody documents', () => ({ errcode: 99_999, errmsg: 'tomorrow' }), 3102],
    ['that the app may not call this', () => ({ errcode: 48_001, errmsg: 'api unauthorized' }), 3101],
    ['that the app asked too often', () => ({ errcode: 45_011, errmsg: 'frequency limited' }), 3104],
    ['that the person is blocked', () => ({ errcode: 40_226, errmsg: 'code blocked' }), 3101],
  ];

  test.each(cases)('%s has its code, and the code is not sent again', async (_what, said, errcode) => {
    const world = openIdentityWorld(keeping);
    world.weixin.instead = (path) => (path === PATH ? said() : undefined);
    expect(await ask(world, codeFor(world))).toMatchObject({ errcode });
    expect(asked(world)).toBe(1);
    expect(world.users.size).toBe(0);
  });

  test('asks for a new tap', async () => {
    const world = openIdentityWorld();
    world.weixin.instead = (path) => (path === PATH ? failWith('timeout') : undefined);
    expect(String((await ask(world, codeFor(world))).errmsg)).toMatch(/^WECHAT_UNKNOWN: .*tap again/);
  });

  test('of nobody at all left nothing behind, so the same code is sent again', async () => {
    const world = openIdentityWorld();
    let failures = 2;
    world.weixin.instead = (path) => (path === PATH && failures-- > 0 ? failWith('unreachable') : undefined);
    expect(await ask(world, codeFor(world))).toMatchObject({ errcode: 0 });
  });
});

describe('keep_phone', () => {
  test('keeps the number in the record, sealed, and the next login tells it to its owner', async () => {
    const world = openIdentityWorld(keeping);
    await ask(world, codeFor(world), { unionid: 'u-1' });
    const [record] = [...world.users.values()];
    expect(record).toMatchObject({
      openid: OPENID,
      unionid: 'u-1',
      phone_sealed: expect.any(String) as unknown,
    });
    expect(JSON.stringify(record)).not.toContain(NUMBER);
    expect(await world.call({ action: 'login' })).toMatchObject({
      user: { phone_number: NUMBER, country_code: '86', pure_phone_number: NUMBER },
    });
  });

  test.each([undefined, false, 'true', 1])('of %j keeps nothing', async (keep_phone) => {
    const world = openIdentityWorld({ ...wechatDocument, keep_phone });
    expect(await ask(world, codeFor(world))).toMatchObject({ errcode: 0 });
    expect([...world.users.values()].filter((one) => one.phone_sealed !== null)).toEqual([]);
  });

  test('that was taken back no longer tells the number', async () => {
    const world = openIdentityWorld(keeping);
    await ask(world, codeFor(world));
    world.config.set('wechat', wechatDocument);
    world.advance(2);
    expect((await world.call({ action: 'login' })).user).not.toHaveProperty('phone_number');
  });

  test.each([
    ['under another secret', { ...keeping, secret: 'another-secret-of-the-mini-progr' }],
    ['under a configuration with mistakes', { ...keeping, appid: 7 }],
  ])('%s lets people log in without their number', async (_what, document) => {
    const world = openIdentityWorld(keeping);
    await ask(world, codeFor(world));
    world.config.set('wechat', document);
    world.advance(2);
    const result = await world.call({ action: 'login' });
    expect(result).toMatchObject({ errcode: 0 });
    expect(result.user).not.toHaveProperty('phone_number');
  });

  test('seals for one record: copied into another it is nobody’s', async () => {
    const world = openIdentityWorld(keeping);
    await ask(world, codeFor(world));
    await world.call({ action: 'login' }, { openid: 'o-thief' });
    const [theirs, own] = [world.users.get(`${MINI}:o-thief`), world.users.get(`${MINI}:${OPENID}`)];
    if (theirs) theirs.phone_sealed = own?.phone_sealed;
    expect((await world.call({ action: 'login' }, { openid: 'o-thief' })).user).not.toHaveProperty(
      'phone_number',
    );
  });

  test('keeps the newest number', async () => {
    const world = openIdentityWorld(keeping);
    await ask(world, codeFor(world));
    await ask(world, codeFor(world, { phoneNumber: '13700004321', purePhoneNumber: '13700004321' }));
    expect(await world.call({ action: 'login' })).toMatchObject({ user: { phone_number: '13700004321' } });
  });
});

describe('without a secret', () => {
  const platformOnly = { _id: 'wechat', appid: MINI };

  test('the platform asks, as its SDK spells it', async () => {
    const world = openIdentityWorld(platformOnly);
    const calls: unknown[] = [];
    world.cloudApi = (name, data) => {
      calls.push([name, data]);
      return { errCode: 0, errMsg: 'ok', phoneInfo: info() };
    };
    expect(await ask(world, 'abcdefgh01')).toMatchObject({ errcode: 0, phone_number: NUMBER });
    expect(calls).toEqual([['phonenumber.getPhoneNumber', { code: 'abcdefgh01', openid: OPENID }]]);
    expect(world.weixin.asked).toEqual([]);
  });

  test('the watermark is checked all the same', async () => {
    const world = openIdentityWorld(platformOnly);
    world.cloudApi = () => ({ errCode: 0, phoneInfo: info({ watermark: { appid: 'wx00000000000000f9' } }) });
    expect(await ask(world, 'abcdefgh01')).toMatchObject({ errcode: 4003 });
  });

  test('a used code is a used code', async () => {
    const world = openIdentityWorld(platformOnly);
    world.cloudApi = () => ({ errcode: 40_029 });
    expect(await ask(world, 'abcdefgh01')).toMatchObject({ errcode: 4003 });
  });

  test('keep_phone is a mistake that is told before the code is spent', async () => {
    const world = openIdentityWorld({ ...platformOnly, keep_phone: true });
    let calls = 0;
    world.cloudApi = () => ({ errCode: 0, phoneInfo: info(), calls: (calls += 1) });
    expect(await ask(world, 'abcdefgh01')).toMatchObject({
      errcode: 2002,
      errmsg: expect.stringContaining('keep_phone needs secret') as unknown,
    });
    expect(calls).toBe(0);
  });
});

describe('the configuration', () => {
  test('that is missing, or names no mini-program, is said', async () => {
    expect(await ask(openIdentityWorld(null), 'abcdefgh01')).toMatchObject({ errcode: 2001 });
    const world = openIdentityWorld({ _id: 'wechat', appid: 'gh_1', secret: 5, endpoint: 'ftp://x' });
    const { errcode, errmsg } = await ask(world, 'abcdefgh01');
    expect(errcode).toBe(2002);
    for (const field of ['appid', 'endpoint']) expect(errmsg).toContain(field);
  });

  test('in a shared environment is that of the calling app', async () => {
    const world = openIdentityWorld();
    const own = 'wx00000000000000c3';
    world.config.set(`wechat_${own}`, { ...wechatDocument, appid: own, secret: 'secret-of-c3-0123456789' });
    const told = { ...answer({ watermark: { appid: own } }) };
    world.weixin.instead = (path, { body }) => {
      if (path !== 'cgi-bin/stable_token') return path === PATH ? told : undefined;
      return (JSON.parse(body) as Result).appid === own ? { access_token: 't', expires_in: 7200 } : undefined;
    };
    const who = { openid: 'o-visitor', appid: own, fromAppid: own };
    expect(await ask(world, 'abcdefgh01', who)).toMatchObject({ errcode: 0, phone_number: NUMBER });
  });
});

test('no number, code, token or secret is in a log, an error or a stored document', async () => {
  const world = openIdentityWorld(keeping);
  const spent = codeFor(world);
  const results = [await ask(world, spent), await ask(world, spent), await ask(world, `${spent}MARKER`)];
  world.weixin.instead = (path) =>
    path === PATH ? { errcode: 40_029, errmsg: `no ${NUMBER} ${spent}` } : undefined;
  results.push(await ask(world, codeFor(world)));
  const seen = JSON.stringify([results.slice(1), world.logged, [...world.users.values()]]);
  expect(results[0]).toMatchObject({ errcode: 0 });
  for (const marker of [NUMBER, spent, 'MARKER', 'TOKEN-', SECRET]) expect(seen).not.toContain(marker);
});
