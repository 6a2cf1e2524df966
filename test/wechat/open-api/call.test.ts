/** Calls of WeChat's server API: one token for everybody, repeated only where nothing is risked, every answer an outcome. */
import { failed, callWechat, ticketOf } from '../../../shared/wechat/open-api/call';
import type { Api } from '../../../shared/wechat/open-api/exchange-with-wechat';
import { app, openWechatWorld, type WechatWorld } from './wechat-world';

const read: Api<string> = {
  path: 'card/code/get',
  isRepeatable: true,
  codes: [40056],
  read: ({ openid }) => (typeof openid === 'string' ? openid : undefined),
};
const write: Api<true> = { path: 'card/modifystock', isRepeatable: false, read: () => true };

const tokensAsked = ({ asked }: WechatWorld): number =>
  asked.filter((path) => path === 'cgi-bin/stable_token').length;

describe('the access token', () => {
  test('is asked for once and used by every later call', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, app, write);
    await callWechat(world.wechat, app, write);
    expect(world.asked).toEqual(['cgi-bin/stable_token', 'card/modifystock', 'card/modifystock']);
  });

  test('is shared through the database, and never stands there as it is', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, app, write);
    await callWechat(world.another(), app, write);
    expect(tokensAsked(world)).toBe(1);
    expect(JSON.stringify([...world.stored.values()])).not.toContain('token-1');
    expect(world.logged.join('\n')).not.toContain('token-1');
  });

  test('is renewed five minutes before it ends', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, app, write);
    world.advance((7200 - 301) * 1000);
    await callWechat(world.wechat, app, write);
    expect(tokensAsked(world)).toBe(1);
    world.advance(2000);
    await callWechat(world.wechat, app, write);
    expect(tokensAsked(world)).toBe(2);
  });

  test('that WeChat refuses is renewed once by fifty calls at once, and each of them is repeated', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, app, write);
    world.token = 'gone';
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => callWechat(world.wechat, app, write)),
    );
    expect(outcomes.every(({ is }) => is === 'ok')).toBe(true);
    expect(tokensAsked(world)).toBe(2);
  });

  test('that WeChat refuses is renewed once by two processes with fifty calls each', async () => {
    const world = openWechatWorld();
    const processes = [world.wechat, world.another()];
    for (const one of processes) await callWechat(one, app, write);
    world.token = 'gone';
    const calls = processes.flatMap((one) => Array.from({ length: 50 }, () => callWechat(one, app, write)));
    expect((await Promise.all(calls)).every(({ is }) => is === 'ok')).toBe(true);
    expect(tokensAsked(world)).toBe(2);
  });

  test('is forced only when the usual way brings the refused one again', async () => {
    const world = openWechatWorld();
    const forced: unknown[] = [];
    world.next = () => {
      const { force_refresh: isForced } = JSON.parse(world.requests.at(-1)?.body ?? '{}') as Record<
        string,
        unknown
      >;
      forced.push(isForced);
      world.token = 'good';
      return { access_token: isForced === true ? 'good' : 'stale', expires_in: 7200 };
    };
    expect((await callWechat(world.wechat, app, write)).is).toBe('ok');
    expect(forced).toEqual([false, false, true]);
  });

  test('refused twice ends as a refusal, and the log says which app', async () => {
    const world = openWechatWorld();
    world.answer = () => ({ errcode: 42001, errmsg: 'access_token expired' });
    const outcome = await callWechat(world.wechat, app, write);
    expect(outcome).toMatchObject({ is: 'refused', code: 42001 });
    expect(world.asked.filter((path) => path === 'card/modifystock')).toHaveLength(2);
    expect(world.logged.join('\n')).toContain('wechat_token_refused');
  });

  test('that nobody hands out fails the call with a reason, and the next call tries again at once', async () => {
    const world = openWechatWorld();
    const right = world.next;
    world.next = () => ({ errcode: 40125, errmsg: 'invalid appsecret' });
    await expect(callWechat(world.wechat, app, write)).rejects.toMatchObject({ code: 'WECHAT_REFUSED' });
    world.next = right;
    expect((await callWechat(world.wechat, app, write)).is).toBe('ok');
    expect(world.pauses).toEqual([]);
  });

  test('of a process that died while it renewed is renewed by the next when the lease is over', async () => {
    const world = openWechatWorld();
    const id = `access_token:${app.appid}`;
    const leaseUntil = world.wechat.clock.now() + 2000;
    world.stored.set(id, { id, version: 4, sealed: '', expiresAt: 0, renewAt: 0, leaseUntil });
    expect((await callWechat(world.wechat, app, write)).is).toBe('ok');
    expect(tokensAsked(world)).toBe(1);
    expect(world.pauses.length).toBeGreaterThan(4);
  });

  test('still serves while another process renews it', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, app, write);
    world.advance((7200 - 200) * 1000);
    const id = `access_token:${app.appid}`;
    const kept = world.stored.get(id);
    if (kept) world.stored.set(id, { ...kept, leaseUntil: world.wechat.clock.now() + 9000 });
    expect((await callWechat(world.another(), app, write)).is).toBe('ok');
    expect([tokensAsked(world), world.pauses]).toEqual([1, []]);
  });
});

describe('a ticket', () => {
  test('is fetched with the token, kept per kind, and sealed', async () => {
    const world = openWechatWorld();
    world.answer = ({ url }) => ({
      errcode: 0,
      ticket: `ticket-${new URL(url).searchParams.get('type') ?? ''}`,
      expires_in: 7200,
    });
    expect(await ticketOf(world.wechat, app, 'jsapi')).toBe('ticket-jsapi');
    expect(await ticketOf(world.wechat, app, 'wx_card')).toBe('ticket-wx_card');
    expect(await ticketOf(world.another(), app, 'jsapi')).toBe('ticket-jsapi');
    expect(world.asked.filter((path) => path === 'cgi-bin/ticket/getticket')).toHaveLength(2);
    expect(JSON.stringify([...world.stored.values()])).not.toContain('ticket-');
  });
});

describe('an answer', () => {
  const cases: readonly (readonly [string, object | string, object])[] = [
    ['with what was asked for', { errcode: 0, openid: 'o1' }, { is: 'ok', value: 'o1' }],
    ['without errcode', { openid: 'o1' }, { is: 'ok', value: 'o1' }],
    ['with errcode as text', { errcode: '0', openid: 'o1' }, { is: 'ok', value: 'o1' }],
    ['whose field is missing', { errcode: 0 }, { is: 'unknown', why: 'unreadable' }],
    ['with a documented code', { errcode: 40056 }, { is: 'refused', code: 40056 }],
    ['with a global code', { errcode: 48001 }, { is: 'refused', code: 48001 }],
    ['with a code that nobody documents', { errcode: 99999 }, { is: 'unknown', why: 'undocumented' }],
    ['with an errcode of another kind', { errcode: {} }, { is: 'unknown', why: 'unreadable' }],
    ['of HTML', '<html>busy</html>', { is: 'unknown', why: 'unreadable' }],
    ['that was cut off', '{"errcode":0,"openid":"o', { is: 'unknown', why: 'unreadable' }],
    ['that is a list', '[]', { is: 'unknown', why: 'unreadable' }],
    ['of status 502', { status: 502, headers: {}, body: '' }, { is: 'unknown', why: 'busy' }],
    ['that never came', 'timeout', { is: 'unknown', why: 'timeout' }],
    ['of nobody', 'unreachable', { is: 'unsent', why: 'unreachable' }],
  ];

  test.each(cases)('%s has its outcome', async (_name, said, expected) => {
    const world = openWechatWorld();
    world.answer = () => said;
    expect(await callWechat(world.wechat, app, read)).toMatchObject(expected);
  });

  test('keeps WeChat’s code and request id, and not its words', async () => {
    const world = openWechatWorld();
    world.answer = () => ({ errcode: 40056, errmsg: 'invalid serial code 张三 rid: 6600aabb-11cc' });
    const outcome = await callWechat(world.wechat, app, read);
    expect(outcome).toMatchObject({ theirs: '40056 rid: 6600aabb-11cc' });
    expect(world.logged.join('\n')).not.toContain('张三');
  });
});

describe('a call without an answer', () => {
  test('is repeated at most twice where twice is once, with growing pauses', async () => {
    const world = openWechatWorld();
    world.answer = () => ({ errcode: -1, errmsg: 'system error' });
    expect(await callWechat(world.wechat, app, read)).toMatchObject({ is: 'unknown', why: 'busy' });
    expect(world.asked.filter((path) => path === read.path)).toHaveLength(3);
    expect(world.pauses).toHaveLength(2);
  });

  test('is not repeated where twice is twice', async () => {
    const world = openWechatWorld();
    world.answer = () => 'timeout';
    expect(await callWechat(world.wechat, app, write)).toMatchObject({ is: 'unknown' });
    expect(world.asked.filter((path) => path === write.path)).toHaveLength(1);
  });

  test('is not begun again when the function would end meanwhile', async () => {
    const world = openWechatWorld();
    world.answer = () => ({ errcode: -1 });
    const hurried = { ...world.wechat, deadline: world.wechat.clock.now() + 2000 };
    await callWechat(hurried, app, read);
    expect(world.asked.filter((path) => path === read.path).length).toBeLessThanOrEqual(2);
  });
});

describe('what an outcome that is no answer tells its caller', () => {
  test.each([
    [{ is: 'unsent', why: 'unreachable', theirs: 'the connection was refused' }, 'WECHAT_UNREACHABLE'],
    [{ is: 'unknown', why: 'timeout' }, 'WECHAT_UNKNOWN'],
    [{ is: 'refused', why: 'other', theirs: '45009', code: 45009 }, 'WECHAT_QUOTA'],
    [{ is: 'refused', why: 'other', theirs: '48001', code: 48001 }, 'WECHAT_REFUSED'],
  ] as const)('%o is %s', (outcome, code) => {
    expect(failed(outcome, 'the card')).toMatchObject({ code });
  });
});

test('a file goes as one part of a form, byte for byte', async () => {
  const world = openWechatWorld();
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
  const upload = { field: 'buffer', fileName: 'logo.png', contentType: 'image/png', bytes };
  await callWechat(world.wechat, app, { ...write, path: 'cgi-bin/media/uploadimg' }, { upload });
  const sent = world.requests.at(-1)?.bytes;
  expect(sent?.includes(bytes)).toBe(true);
  expect(world.requests.at(-1)?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=\w{16,}$/);
});
