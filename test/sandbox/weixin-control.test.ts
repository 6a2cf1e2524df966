/** Faults and control requests of the sandbox of WeChat's server API, and what it keeps. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { containing } from './world';
import { anna, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const fault = (api: string, kind: string, more: Fields = {}) =>
  world.control({ fault: { api, kind, ...more } });
/** Asks for a phone number; a code is worth one answer. */
async function ask(code: string): Promise<Response> {
  const address = `${world.url}/sandbox/weixin/wxa/business/getuserphonenumber`;
  return fetch(`${address}?access_token=${await world.token()}`, {
    method: 'POST',
    body: JSON.stringify({ code }),
    signal: AbortSignal.timeout(200),
  });
}
const press = async (): Promise<string> => String((await world.client('phone', { openid: anna.mini })).code);
const errcode = async (code: string): Promise<unknown> =>
  ((await (await ask(code)).json()) as Fields).errcode;

describe('a fault', () => {
  it.each([
    ['timeout_after_effect', 40029],
    ['timeout_before_effect', 0],
  ])('%s: no answer, and the next try gets %d', async (kind, after) => {
    await fault('getuserphonenumber', kind);
    const code = await press();
    await expect(ask(code)).rejects.toThrow();
    expect(await errcode(code)).toBe(after);
  });

  it('http_500, html: something in front answers, and nothing happens', async () => {
    await fault('wxa/business/getuserphonenumber', 'http_500');
    const code = await press();
    expect((await ask(code)).status).toBe(500);
    await fault('getuserphonenumber', 'html');
    expect(await (await ask(code)).text()).toMatch(/^<html>/);
    expect(await errcode(code)).toBe(0);
  });

  it('truncated: half an answer after the effect', async () => {
    await fault('getuserphonenumber', 'truncated');
    const code = await press();
    await expect(ask(code).then((reply) => reply.text())).rejects.toThrow();
    expect(await errcode(code)).toBe(40029);
  });

  it.each([
    ['busy', {}, -1],
    ['token_invalid', {}, 40001],
    ['unknown_code', {}, 99991234],
    ['unknown_code', { errcode: 61007 }, 61007],
  ])('%s %j: said instead of the effect', async (kind, more, said) => {
    await fault('getuserphonenumber', kind, { times: 2, ...more });
    const code = await press();
    expect(await errcode(code)).toBe(said);
    expect(await errcode(code)).toBe(said);
    expect(await errcode(code)).toBe(0);
  });

  it('of one call does not touch another', async () => {
    await fault('jscode2session', 'busy');
    expect(await errcode(await press())).toBe(0);
    expect((await world.summary()).faults).toHaveLength(1);
  });
});

describe('a control request that cannot be followed says what is possible', () => {
  it.each([
    ['an unknown event', { event: 'rain' }, 'one of token_expired, face, card_got'],
    ['nothing', {}, 'give "fault", or "event"'],
    ['an unknown call', { fault: { api: 'nothing', kind: 'busy' } }, '/cgi-bin/stable_token'],
    ['an unknown kind', { fault: { api: 'any', kind: 'rain' } }, 'timeout_after_effect'],
    ['an unknown app', { event: 'token_expired', app: 'x' }, 'official_account'],
    ['an unknown field', { event: 'token_expired', aap: 'x' }, 'aap'],
    ['a field of the wrong type', { event: 'face', out_seq_no: 'a', verify_ret: 'smile' }, 'wrong_person'],
  ])('%s', async (_what, body, said) => {
    expect(await world.control(body)).toEqual({ status: 400, body: { error: containing(said) } });
  });

  it('a face that nobody started is not found', async () => {
    expect(await world.control({ event: 'face', out_seq_no: 'none', verify_ret: 'pass' })).toMatchObject({
      status: 404,
    });
  });

  it('what the app does not do is not found either', async () => {
    expect(await world.client('dance', {})).toEqual({ error: containing('login, phone, face') });
    expect(await world.client('login', { openid: 'anna' })).toEqual({ error: containing('openid: must be') });
  });
});

it('a capability that is taken away gives 48001', async () => {
  await world.control({ event: 'revoke', api: 'getuserphonenumber' });
  expect(await errcode(await press())).toBe(48001);
  await world.control({ event: 'grant', api: 'getuserphonenumber' });
  expect(await errcode(await press())).toBe(0);
});

it('a call that does not exist, by the wrong method, without a body, not in JSON, with escaped text', async () => {
  expect(await world.get('/cgi-bin/nothing')).toMatchObject({ errcode: 40066 });
  expect(await world.get('/cgi-bin/stable_token')).toMatchObject({ errcode: 43002 });
  expect(await world.post('/cgi-bin/token', '', {})).toMatchObject({ errcode: 43001 });
  const send = async (body: string): Promise<unknown> => {
    const reply = await fetch(`${world.url}/sandbox/weixin/cgi-bin/stable_token`, { method: 'POST', body });
    return ((await reply.json()) as Fields).errcode;
  };
  expect(await send('')).toBe(44002);
  expect(await send('a=1')).toBe(47001);
  expect(await send(JSON.stringify([mini]))).toBe(47001);
  expect(await send('{"grant_type":"\\u5f20"}')).toBe(40033);
});

it('what happened survives a restart, and a reset forgets it', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'crosspay-weixin-'));
  const before = await openWeixinWorld({ dataDir });
  const token = await before.token();
  const { code } = await before.client('phone', { openid: anna.mini });
  before.merchant.answer = () => ({ status: 500, body: '' });
  await before.control({ event: 'card_got', openid: anna.mini });
  await before.close();
  const after = await openWeixinWorld({ dataDir });
  expect(await after.token()).toBe(token);
  const body = { code, openid: anna.mini };
  expect(await after.post('/wxa/business/getuserphonenumber', token, body)).toMatchObject({ errcode: 0 });
  expect((await after.summary()).members).toMatchObject([{ openid: anna.account, status: 'NORMAL' }]);
  await after.pass(6 * 60_000);
  expect(after.inbox).toHaveLength(1);
  after.reset();
  expect((await after.summary()).members).toEqual([]);
  expect(await after.token()).not.toBe(token);
  await after.close();
  await rm(dataDir, { recursive: true });
});

it('the demo shop has the document that its functions read', () => {
  expect(world.weixin.demoConfig()).toMatchObject({
    _id: 'wechat',
    ...mini,
    endpoint: `${world.url}/sandbox/weixin`,
    push: { mode: 'secure', encoding_aes_key: expect.stringMatching(/^[0-9A-Za-z]{43}$/) as unknown },
    official_account: {
      appid: 'wxcrosspaydemo0002',
      oauth_hosts: expect.arrayContaining(['127.0.0.1']) as unknown,
    },
    face: { version: 2 },
    member: { card_id: 'pDemoMemberCardOfTheShop0001' },
  });
});
