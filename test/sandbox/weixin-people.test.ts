/** Who somebody is: login codes, phone numbers and web login at the sandbox of WeChat's server API. */
import { createHmac } from 'node:crypto';
import { matching } from './world';
import { account, anna, bert, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;

describe('code2Session', () => {
  const login = async (openid = anna.mini, more: Fields = {}) =>
    String((await world.client('login', { openid, ...more })).code);
  const session = (js_code: string, more: Record<string, string> = {}) =>
    world.get('/sns/jscode2session', { ...mini, js_code, grant_type: 'authorization_code', ...more });

  it('turns a code into openid, session key and unionid, once', async () => {
    const code = await login();
    expect(await session(code)).toEqual({
      openid: anna.mini,
      unionid: anna.unionid,
      session_key: matching(/^[0-9A-Za-z+/]{22}==$/),
    });
    expect(await session(code)).toMatchObject({ errcode: 40163 });
  });

  it('refuses a code after five minutes, an invented one, and one of the phone button', async () => {
    const code = await login();
    await world.pass(5 * minute);
    expect(await session(code)).toMatchObject({ errcode: 40029 });
    expect(await session('invented')).toMatchObject({ errcode: 40029 });
    const { code: phone } = await world.client('phone', { openid: anna.mini });
    expect(await session(String(phone))).toMatchObject({ errcode: 40029 });
  });

  it('refuses wrong secrets, the official account, a missing code and users who are a risk', async () => {
    expect(await session(await login(), { secret: 'wrong' })).toMatchObject({ errcode: 40125 });
    expect(await session(await login(), account)).toMatchObject({ errcode: 40013 });
    expect(await session('')).toMatchObject({ errcode: 41008 });
    expect(await session(await login(anna.mini, { high_risk: true }))).toMatchObject({ errcode: 40226 });
  });

  it('gives a key that checksession knows until the next login replaces it', async () => {
    const check = async (path: string, key: string) =>
      world.get(path, {
        access_token: await world.token(),
        openid: anna.mini,
        sig_method: 'hmac_sha256',
        signature: createHmac('sha256', key).digest('hex'),
      });
    const first = String((await session(await login())).session_key);
    expect(await check('/wxa/checksession', first)).toMatchObject({ errcode: 0 });
    const second = String((await session(await login())).session_key);
    expect(await check('/wxa/checksession', first)).toMatchObject({ errcode: 87009 });
    const { session_key: third } = await check('/wxa/resetusersessionkey', second);
    expect(await check('/wxa/checksession', String(third))).toMatchObject({ errcode: 0 });
  });
});

describe('getuserphonenumber', () => {
  const press = async (more: Fields = {}) =>
    String((await world.client('phone', { openid: anna.mini, ...more })).code);
  const phone = async (body: Fields) =>
    world.post('/wxa/business/getuserphonenumber', await world.token(), body);

  it('tells the number behind a code, once', async () => {
    const code = await press();
    expect(await phone({ code, openid: anna.mini })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: matching(/^139\d{8}$/),
        purePhoneNumber: matching(/^139\d{8}$/),
        countryCode: '86',
        watermark: { timestamp: world.clock.now() / 1000, appid: mini.appid },
      },
    });
    expect(await phone({ code })).toMatchObject({ errcode: 40029 });
  });

  it('writes a foreign number with its country', async () => {
    const code = await press({ phone_number: '612345678', country_code: '31' });
    expect((await phone({ code })).phone_info).toMatchObject({
      phoneNumber: '+31612345678',
      purePhoneNumber: '612345678',
      countryCode: '31',
    });
  });

  it('refuses the code of somebody else, which stays good, and one older than five minutes', async () => {
    const code = await press();
    expect(await phone({ code, openid: bert.mini })).toMatchObject({ errcode: 40029 });
    expect(await phone({ code, openid: anna.mini })).toMatchObject({ errcode: 0 });
    const late = await press();
    await world.pass(5 * minute);
    expect(await phone({ code: late })).toMatchObject({ errcode: 40029 });
  });
});

describe('web login', () => {
  const authorize = async (more: Record<string, string> = {}, state = 'abc123') => {
    const query = new URLSearchParams({
      appid: account.appid,
      redirect_uri: 'http://127.0.0.1:9/back?keep=1',
      response_type: 'code',
      scope: 'snsapi_userinfo',
      state,
      ...more,
    });
    const address = `${world.url}/sandbox/weixin/connect/oauth2/authorize?${query.toString()}`;
    return fetch(address, { redirect: 'manual' });
  };
  const back = async (more: Record<string, string> = {}) =>
    new URL((await authorize(more)).headers.get('location') ?? 'about:blank').searchParams;
  const trade = (code: string | null) =>
    world.get('/sns/oauth2/access_token', { ...account, code: code ?? '', grant_type: 'authorization_code' });

  it('comes back with code and state, and the code is worth a token once', async () => {
    const came = await back({ as: anna.mini });
    expect([...came.keys()]).toEqual(['keep', 'code', 'state']);
    expect(came.get('state')).toBe('abc123');
    const grant = await trade(came.get('code'));
    expect(grant).toMatchObject({
      openid: anna.account,
      unionid: anna.unionid,
      scope: 'snsapi_userinfo',
      expires_in: 7200,
    });
    expect(await trade(came.get('code'))).toMatchObject({ errcode: 40163 });
    const asked = { access_token: String(grant.access_token), openid: anna.account };
    expect(await world.get('/sns/userinfo', asked)).toMatchObject({ unionid: anna.unionid });
    expect(await world.get('/sns/auth', { ...asked, openid: bert.account })).toMatchObject({
      errcode: 40003,
    });
  });

  it('with snsapi_base tells the openid alone', async () => {
    const grant = await trade((await back({ as: anna.account, scope: 'snsapi_base' })).get('code'));
    expect(grant).toMatchObject({ openid: anna.account, scope: 'snsapi_base' });
    expect(grant).not.toHaveProperty('unionid');
    const asked = { access_token: String(grant.access_token), openid: anna.account };
    expect(await world.get('/sns/userinfo', asked)).toMatchObject({ errcode: 48001 });
    expect(await world.get('/sns/auth', asked)).toMatchObject({ errcode: 0 });
  });

  it('marks a user of the page preview, who is nobody', async () => {
    const grant = await trade((await back({ as: anna.mini, snapshot: '1' })).get('code'));
    expect(grant).toMatchObject({ is_snapshotuser: 1 });
    expect(grant.openid).not.toBe(anna.account);
    expect(grant).not.toHaveProperty('unionid');
    const asked = { access_token: String(grant.access_token), openid: String(grant.openid) };
    expect(await world.get('/sns/userinfo', asked)).toMatchObject({ errcode: 48001 });
  });

  it('comes back without a code when the user says no', async () => {
    expect([...(await back({ deny: '1' })).keys()]).toEqual(['keep', 'state']);
  });

  it('refuses a code after five minutes, and tokens after their time; the refresh token lasts 30 days', async () => {
    const late = (await back()).get('code');
    await world.pass(5 * minute);
    expect(await trade(late)).toMatchObject({ errcode: 42003 });
    const grant = await trade((await back()).get('code'));
    await world.pass(120 * minute);
    const asked = { access_token: String(grant.access_token), openid: String(grant.openid) };
    expect(await world.get('/sns/auth', asked)).toMatchObject({ errcode: 42001 });
    const refresh = { appid: account.appid, grant_type: 'refresh_token' };
    const again = { ...refresh, refresh_token: String(grant.refresh_token) };
    const fresh = await world.get('/sns/oauth2/refresh_token', again);
    expect(fresh).toMatchObject({ openid: grant.openid, refresh_token: grant.refresh_token });
    await world.pass(30 * 24 * 60 * minute);
    expect(await world.get('/sns/oauth2/refresh_token', again)).toMatchObject({ errcode: 42002 });
    expect(await world.get('/sns/oauth2/refresh_token', { ...again, refresh_token: 'x' })).toMatchObject({
      errcode: 40030,
    });
  });

  it.each([
    ['another order of the parameters', { appid: mini.appid }],
    ['a domain that is not registered', { redirect_uri: 'https://example.com/' }],
    ['an unknown scope', { scope: 'snsapi_login' }],
    ['a state with other signs', { state: 'a-b' }],
  ])('shows a page instead of going on for %s', async (_what, wrong) => {
    const reply = await authorize(wrong);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('location')).toBeNull();
    expect(await reply.text()).toContain('Something went wrong');
  });
});
