/** Function login against WeChat's sandbox, over the local port: a phone number, a web sign-in from page to page, a signature. */
import { createHash } from 'node:crypto';
import { CUSTOMER, openWorld, type Result, type Running } from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());

const login = (data: Result, openid?: string): Promise<Result> => running.call('login', data, openid);

const page = (): string => `${running.world.url}/a/page?of=mine`;

async function open(address: string): Promise<{ status: number; location: string; body: Result }> {
  const reply = await fetch(new URL(address, running.world.url), { redirect: 'manual' });
  const text = await reply.text();
  return {
    status: reply.status,
    location: reply.headers.get('location') ?? '',
    body: text.startsWith('{') ? (JSON.parse(text) as Result) : { text },
  };
}

/** From this page through WeChat's and back to it; `more` is what the person's app does differently. */
async function signedIn(more = ''): Promise<{ status: number; location: string; body: Result }> {
  const start = await open(`/login/oauth?redirect=${encodeURIComponent(page())}`);
  expect(start.status).toBe(302);
  const there = await open(start.location.replace('#', `${more}#`));
  expect(there.status).toBe(302);
  return open(there.location);
}

/** All that this world stores and logs; a collection that nobody has written to is not there yet. */
async function everything(): Promise<string> {
  const { database, logs } = running.world.cloud;
  const stored: unknown[] = [];
  for (const name of ['users', 'oauth_passes', 'wechat_credentials']) {
    database.ensureCollection(name);
    stored.push(await database.find(name, {}));
  }
  return JSON.stringify([stored, logs.entries()]);
}

test('in a shared environment the caller is the person of the calling app', async () => {
  const reply = await fetch(`${running.world.url}/wx/callFunction`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...{ 'x-wx-openid': 'oOwner00000001', 'x-wx-appid': 'wxcrosspaydemo0001' },
      ...{ 'x-wx-from-openid': 'oVisitor000001', 'x-wx-from-appid': 'wx00000000000000c3' },
    },
    body: JSON.stringify({ name: 'login', data: { action: 'login', openid: 'oForged0000001' } }),
  });
  const { result } = (await reply.json()) as { result: Result };
  expect(result).toMatchObject({ errcode: 0, openid: 'oVisitor000001' });
  const found = await running.world.cloud.database.find('users', {});
  expect(found.map(({ _id }) => _id)).toContain('wx00000000000000c3:oVisitor000001');
  expect(JSON.stringify(found)).not.toMatch(/oOwner|oForged/);
});

describe('a phone number', () => {
  const tap = async (more: Result = {}): Promise<string> => {
    const { body } = await running.post('/sandbox/weixin/client/phone', { openid: CUSTOMER, ...more });
    return String(body.code);
  };

  test('comes for a tap, is kept sealed, and is told at the next login', async () => {
    const code = await tap({ phone_number: '7700900123', country_code: '44' });
    const phone = { phone_number: '+447700900123', country_code: '44', pure_phone_number: '7700900123' };
    expect(await login({ action: 'phone', code })).toEqual({ errcode: 0, ...phone });
    expect(await login({ action: 'login' })).toMatchObject({ errcode: 0, user: phone });
    const seen = await everything();
    for (const marker of ['7700900123', code]) expect(seen).not.toContain(marker);
  });

  test('comes once, and only to the person who tapped', async () => {
    const code = await tap();
    expect(await login({ action: 'phone', code }, 'oSomebodyElse0001')).toMatchObject({ errcode: 4003 });
    expect(await login({ action: 'phone', code })).toMatchObject({ errcode: 0 });
    expect(await login({ action: 'phone', code })).toMatchObject({ errcode: 4003 });
  });
});

describe('a web sign-in', () => {
  test('ends at the page with a ticket, which tells once who it was', async () => {
    const back = await signedIn();
    expect(back.status).toBe(302);
    const [address, ticket = ''] = back.location.split('&ticket=');
    expect(address).toBe(page());
    const told = await open(`/login/oauth/identity?ticket=${ticket}`);
    expect(told).toMatchObject({ status: 200, body: { errcode: 0, redirect: page() } });
    expect(told.body.openid).toMatch(/^oOA_/);
    expect(await open(`/login/oauth/identity?ticket=${ticket}`)).toMatchObject({ status: 400 });
    expect(await everything()).not.toContain(ticket);
  });

  test('works by the actions as well, for a page that WeChat sends code and state to', async () => {
    const { url } = await login({ action: 'oauthstart', redirect: page() }, '');
    const { location } = await open(String(url));
    expect(location.startsWith(page())).toBe(true);
    const { code, state } = Object.fromEntries(new URL(location).searchParams);
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => login({ action: 'oauth', code, state }, '')),
    );
    expect(answers.filter(({ errcode }) => errcode === 0)).toMatchObject([{ redirect: page() }]);
    expect(answers.filter(({ errcode }) => errcode === 4001)).toHaveLength(2);
  });

  test('of a person whom a page preview made up is refused', async () => {
    expect(await signedIn('&snapshot=1')).toMatchObject({ status: 403, body: { errcode: 4004 } });
  });

  test('leaves no token of WeChat’s anywhere', async () => {
    await signedIn();
    // What the sandbox's access and refresh tokens begin with.
    expect(await everything()).not.toMatch(/"(99|98|97)_[0-9a-f]{40}/);
  });

  test('leads to no page that is not listed', async () => {
    expect(await open('/login/oauth?redirect=https%3A%2F%2Fevil.example%2F')).toMatchObject({
      status: 400,
      location: '',
    });
  });
});

test('a page’s signature is made with the ticket that WeChat’s server knows', async () => {
  const { status, body } = await open(`/login/jssdk?url=${encodeURIComponent(`${page()}#x`)}`);
  expect([status, body.errcode, body.appId]).toEqual([200, 0, 'wxcrosspaydemo0002']);
  const { ticket } = await ticketOfWeixin();
  const text = `jsapi_ticket=${ticket}&noncestr=${String(body.nonceStr)}&timestamp=${String(body.timestamp)}&url=${page()}`;
  expect(body.signature).toBe(createHash('sha1').update(text).digest('hex'));
});

/** The account's ticket as whoever has its secret gets it: WeChat hands out the same one while it lasts. */
async function ticketOfWeixin(): Promise<{ ticket: string }> {
  const [document] = await running.world.cloud.database.find('config', { _id: 'wechat' });
  const { appid, secret } = document?.official_account as Record<string, string>;
  const { body } = await running.post('/sandbox/weixin/cgi-bin/stable_token', {
    ...{ grant_type: 'client_credential', appid, secret },
  });
  const query = `access_token=${String(body.access_token)}&type=jsapi`;
  const answer = await open(`/sandbox/weixin/cgi-bin/ticket/getticket?${query}`);
  return { ticket: String(answer.body.ticket) };
}
