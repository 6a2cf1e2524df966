/** Tokens and tickets of WeChat's server API, asked for as a merchant's server would. */
import { holding, matching, requestOf } from './world';
import { account, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;
const stable = (more: object = {}) =>
  world.post('/cgi-bin/stable_token', '', { grant_type: 'client_credential', ...mini, ...more });
const plain = () => world.get('/cgi-bin/token', { grant_type: 'client_credential', ...mini });
/** A harmless call: 40029 says that the token was good. */
const probe = (token: string) => world.post('/wxa/business/getuserphonenumber', token, { code: 'none' });
const errcodeOf = async (token: string): Promise<unknown> => (await probe(token)).errcode;

describe('stable_token', () => {
  it('answers the same token until five minutes before its end, with the seconds that are left', async () => {
    const first = await stable();
    expect(first).toEqual({ access_token: matching(/^[0-9A-Za-z_-]{100,512}$/), expires_in: 7200 });
    await world.pass(114 * minute);
    expect(await stable()).toEqual({ ...first, expires_in: 360 });
    await world.pass(minute);
    const next = await stable();
    expect(next.access_token).not.toBe(first.access_token);
    expect(await errcodeOf(String(first.access_token))).toBe(40029);
    await world.pass(5 * minute);
    expect(await errcodeOf(String(first.access_token))).toBe(42001);
    expect(await errcodeOf(String(next.access_token))).toBe(40029);
  });

  it('when forced gives a new token and kills the old one, at most every 30 s and 20 times a day', async () => {
    const old = await world.token();
    const forced = await stable({ force_refresh: true });
    expect(await errcodeOf(old)).toBe(40001);
    expect(await errcodeOf(String(forced.access_token))).toBe(40029);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45011 });
    for (let n = 1; n < 20; n++) {
      await world.pass(30_000);
      expect(await stable({ force_refresh: true })).toHaveProperty('access_token');
    }
    await world.pass(30_000);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
    await world.pass(24 * 60 * minute);
    expect(await stable({ force_refresh: true })).toHaveProperty('access_token');
  });

  it('is refused with a wrong appid, secret or grant type, with a request id for support', async () => {
    expect(await stable({ appid: 'wx0' })).toEqual({
      errcode: 40013,
      errmsg: matching(/^invalid appid rid: [0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{8}$/),
    });
    expect(await stable({ secret: account.secret })).toMatchObject({ errcode: 40125 });
    expect(await stable({ grant_type: 'password' })).toMatchObject({ errcode: 40002 });
    expect(await stable({ appid: undefined })).toMatchObject({ errcode: 41002 });
  });

  it('answers 10,000 calls a minute and no more', async () => {
    const body = JSON.stringify({ grant_type: 'client_credential', ...mini });
    const request = requestOf('/sandbox/weixin/cgi-bin/stable_token', { method: 'POST', body });
    for (let n = 0; n < 10_000; n++) await world.weixin.mounts[0]?.handle(request);
    expect(await stable()).toMatchObject({ errcode: 45011 });
    await world.pass(minute);
    expect(await stable()).toHaveProperty('access_token');
  });
});

describe('token', () => {
  it('is new each time; the one before works five minutes longer, and stable tokens are not touched', async () => {
    const stableOne = await world.token();
    const { access_token: first } = await plain();
    const { access_token: second } = await plain();
    expect(second).not.toBe(first);
    expect(await errcodeOf(String(first))).toBe(40029);
    await world.pass(5 * minute);
    expect(await errcodeOf(String(first))).toBe(40001);
    expect(await errcodeOf(String(second))).toBe(40029);
    expect(await errcodeOf(stableOne)).toBe(40029);
  });
});

it('a call without a token, with something that is none, and with one that nobody issued is refused', async () => {
  expect(await errcodeOf('')).toBe(41001);
  expect(await errcodeOf('abc')).toBe(40014);
  expect(await errcodeOf('9'.repeat(100))).toBe(40001);
});

it('a token of the other app is not let through', async () => {
  expect(await errcodeOf(await world.token(account))).toBe(48001);
});

describe('tickets', () => {
  const ticket = async (type: string, app = account) =>
    world.get('/cgi-bin/ticket/getticket', { access_token: await world.token(app), type });

  it('are of two types, each app has its own, and they stay the same while they live', async () => {
    const card = await ticket('wx_card');
    expect(card).toMatchObject({ errcode: 0, errmsg: 'ok', expires_in: 7200 });
    expect(await ticket('wx_card')).toEqual(card);
    expect((await ticket('jsapi')).ticket).not.toBe(card.ticket);
    expect((await ticket('wx_card', mini)).ticket).not.toBe(card.ticket);
    await world.pass(116 * minute);
    expect((await ticket('wx_card')).ticket).not.toBe(card.ticket);
  });

  it('of an unknown type are refused, and a ticket is no token', async () => {
    expect(await ticket('card')).toMatchObject({ errcode: 40097 });
    const { ticket: one } = await ticket('jsapi');
    expect(await errcodeOf(String(one))).toBe(40001);
  });
});

it('the summary counts what was handed out', async () => {
  await world.token();
  await world.token();
  await stable({ force_refresh: true });
  const { apps } = await world.summary();
  expect(apps).toContainEqual(
    holding({ appid: mini.appid, token_calls: 3, tokens_issued: 2, forced_refreshes: 1 }),
  );
  expect(apps).toContainEqual(holding({ appid: account.appid, token_calls: 0, tokens_issued: 0 }));
});

it('token_expired ends the tokens of one app or of both', async () => {
  const [one, two] = [await world.token(), await world.token(account)];
  await world.control({ event: 'token_expired', app: 'mini_program' });
  expect(await errcodeOf(one)).toBe(42001);
  expect(await errcodeOf(two)).toBe(48001);
  await world.control({ event: 'token_expired' });
  expect(await errcodeOf(two)).toBe(42001);
  expect(await world.token()).not.toBe(one);
});
