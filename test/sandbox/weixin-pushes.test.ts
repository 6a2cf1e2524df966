/** What the sandbox of WeChat pushes, received by a merchant who was written from the documentation. */
import { createDecipheriv, createHash } from 'node:crypto';
import { decrypt, encrypt, sortedSha1 } from '../../scripts/sandbox/weixin/push-crypt';
import { containing, matching } from './world';
import { account, type Fields, mini, openWeixinWorld, type Pushed, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const demo = (): Record<'push' | 'official_account', Fields> =>
  world.weixin.demoConfig() as Record<'push' | 'official_account', Fields>;
const settings = (appid: string): Fields =>
  appid === mini.appid ? demo().push : (demo().official_account.push as Fields);
const sha1 = (...values: (string | null)[]): string =>
  createHash('sha1').update(values.map(String).sort().join('')).digest('hex');

const minute = 60_000;
const message = { Event: 'subscribe', FromUserName: 'oAnna0001', CreateTime: 1714112445 };
const push = (more: Fields = {}) => world.control({ event: 'push', message, ...more });

/** What a merchant in secure mode makes of a push: checks who it is from, and decrypts. */
function received({ url, body }: Pushed, appid = mini.appid): { query: URLSearchParams; text: string } {
  const { pathname, searchParams: query } = new URL(url);
  expect(pathname).toBe(`/notify/wechat/${appid}`);
  const { token, encoding_aes_key: encodingKey } = settings(appid);
  const [timestamp, nonce] = [query.get('timestamp'), query.get('nonce')];
  expect(query.get('signature')).toBe(sha1(String(token), timestamp, nonce));
  if (query.get('encrypt_type') !== 'aes') return { query, text: body };
  const encrypted = /"Encrypt":"([^"]*)"|<Encrypt><!\[CDATA\[(.*)\]\]>/.exec(body) ?? [];
  const cipher = encrypted[1] ?? encrypted[2] ?? '';
  expect(query.get('msg_signature')).toBe(sha1(String(token), timestamp, nonce, cipher));
  const key = Buffer.from(`${String(encodingKey)}=`, 'base64');
  const aes = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([aes.update(cipher, 'base64'), aes.final()]);
  const end = 20 + plain.readUInt32BE(16);
  expect(plain.subarray(end, plain.length - (plain.at(-1) ?? 0)).toString()).toBe(appid);
  return { query, text: plain.toString('utf8', 20, end) };
}
const only = (): Pushed => {
  expect(world.inbox).toHaveLength(1);
  return world.inbox[0] as Pushed;
};

describe('the published vectors', () => {
  // WeChat documentation, mini-program message push.
  const key = { encodingAesKey: 'A'.repeat(43), appid: 'wxba5fad812f8e6fb9' };
  const text =
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,' +
    '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}';
  const cipher =
    '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT' +
    '740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8Y' +
    'L/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=';
  const reply = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==';

  it('are signed alike', () => {
    expect(sortedSha1('AAAAA', '1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696');
    expect(sortedSha1('AAAAA', '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
    expect(sortedSha1('AAAAA', '1714112445', '415670741')).toBe('6c5c811b55cc85e0e1b54100749188c20beb3f5d');
    expect(sortedSha1('AAAAA', '1714112445', '415670741', cipher)).toBe(
      '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
    );
    expect(sortedSha1('AAAAA', '1713424427', '415670741', reply)).toBe(
      '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
    );
  });

  it('are encrypted and decrypted alike', () => {
    expect(encrypt(text, key, Buffer.from('a8eedb185eb2fecf'))).toBe(cipher);
    expect(decrypt(cipher, key)).toBe(text);
    expect(decrypt(reply, key)).toBe('{"demo_resp":"good luck"}');
    expect(encrypt('{"demo_resp":"good luck"}', key, Buffer.from('707722b803182950'))).toBe(reply);
  });

  it('pad by a whole block where the message fills one', () => {
    expect(encrypt('x'.repeat(26), key, Buffer.from('0123456789abcdef'))).toBe(
      'uMMzGtqcnpOzXOYBwDQNrTKqq1gfFL9ZipCOy/gYhNsj0EbDiLgmyIpctOWh4+FF28LepmxqkFHWq0/W1HpwVThBvOfqfojRqfSqOCcrXV+fVpED4mak/KZt2gsUJ7hv',
    );
  });

  it('are not opened with another appid', () => {
    expect(decrypt(cipher, { ...key, appid: mini.appid })).toBeUndefined();
  });
});

describe('a push', () => {
  it('to the mini-program is JSON, signed and encrypted', async () => {
    expect(await push()).toMatchObject({
      status: 200,
      body: { result: { name: 'subscribe', state: 'delivered' } },
    });
    const { query, text } = received(only());
    expect(query.get('openid')).toBe('oAnna0001');
    expect(JSON.parse(text)).toEqual({ ToUserName: 'gh_crosspaymini', MsgType: 'event', ...message });
  });

  it('to the official account is XML', async () => {
    await push({ app: 'official_account' });
    expect(received(only(), account.appid).text).toBe(
      '<xml><ToUserName><![CDATA[gh_crosspaydemo]]></ToUserName><FromUserName><![CDATA[oAnna0001]]></FromUserName>' +
        '<CreateTime>1714112445</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe]]></Event></xml>',
    );
  });

  it('in plain mode comes in clear, in compatible mode both ways', async () => {
    await push({ mode: 'plain' });
    expect(JSON.parse(received(only()).text)).toMatchObject(message);
    world.inbox.length = 0;
    await push({ mode: 'compatible', format: 'xml' });
    expect(only().body).toContain('<Event><![CDATA[subscribe]]></Event>');
    expect(received(only()).text).toContain('<Event><![CDATA[subscribe]]></Event>');
  });

  it('may have its fields beside the options of the control event', async () => {
    await world.control({
      event: 'push',
      MsgType: 'event',
      Event: 'subscribe',
      EventKey: 'K',
      mode: 'plain',
    });
    const told = JSON.parse(received(only()).text) as Fields;
    expect(told).toMatchObject({ Event: 'subscribe', EventKey: 'K' });
    expect(told).not.toHaveProperty('mode');
  });

  it('that is a message has a number that no double can hold', async () => {
    await world.control({ event: 'push', message: { MsgType: 'text', Content: '你好 ]]>' } });
    const { text } = received(only());
    expect(text).toMatch(/"MsgId":\d{18}[,}]/);
    expect(JSON.parse(text)).toMatchObject({
      MsgType: 'text',
      Content: '你好 ]]>',
      FromUserName: 'oDemoCustomer0001',
    });
  });

  it('leaves in so many copies', async () => {
    await push({ duplicate: 3 });
    expect(world.inbox).toHaveLength(3);
    expect(new Set(world.inbox.map((each) => received(each).text)).size).toBe(1);
  });

  it('needs an Event or a MsgType', async () => {
    expect(await push({ message: { a: 1 } })).toEqual({
      status: 400,
      body: { error: containing('needs Event or MsgType') },
    });
  });
});

describe('a push that is not acknowledged', () => {
  const attempts = async (event: string, hours: number, answer: Error | { status: number; body: string }) => {
    world.merchant.answer = () => answer;
    await push({ message: { ...message, Event: event } });
    await world.pass(hours * 60 * minute);
    const from = world.inbox[0]?.at ?? 0;
    return world.inbox.map(({ at }) => (at - from) / minute);
  };
  const down = new Error('no answer within 5 s');
  const wrong = { status: 500, body: '' };

  it('comes three times more at once', async () => {
    expect(await attempts('subscribe', 24, wrong)).toEqual([0, 0, 0, 0]);
    expect((await world.summary()).pushes).toMatchObject([{ state: 'given up', attempts: { length: 4 } }]);
  });

  it('of a claimed card comes again minutes later, and over a day where nobody answers', async () => {
    expect(await attempts('user_get_card', 48, wrong)).toEqual([0, 0, 0, 0, 5, 10, 15]);
    world.reset();
    const silent = await attempts('user_get_card', 48, down);
    expect(silent).toHaveLength(14);
    expect(silent.at(-1)).toBe(24 * 60);
  });

  it('of the store comes ten times in three and a half hours', async () => {
    expect(await attempts('channels_ec_order_pay', 24, down)).toHaveLength(10);
  });

  it('about a face comes once', async () => {
    expect(await attempts('face_identify', 24, down)).toEqual([0]);
  });

  it('is signed anew each time, and stops when it is acknowledged', async () => {
    let calls = 0;
    world.merchant.answer = () => (++calls < 3 ? down : { status: 200, body: '' });
    await push();
    expect(world.inbox).toHaveLength(3);
    expect(new Set(world.inbox.map(({ url }) => new URL(url).searchParams.get('nonce'))).size).toBe(3);
    expect((await world.summary()).pushes).toMatchObject([{ state: 'delivered' }]);
  });

  it('is forgotten by a reset', async () => {
    await attempts('user_get_card', 0, wrong);
    world.weixin.reset();
    world.inbox.length = 0;
    await world.pass(60 * minute);
    expect(world.inbox).toEqual([]);
  });

  it('is forgotten, too, when the reset comes while it is under way', async () => {
    world.merchant.answer = () => {
      world.weixin.reset();
      return wrong;
    };
    await push();
    expect(world.inbox).toHaveLength(1);
    expect((await world.summary()).pushes).toEqual([]);
  });
});

describe('a reply', () => {
  const text = '<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[welcome]]></Content></xml>';
  const sealed = (appid: string, signedWith?: string): { status: number; body: string } => {
    const { token, encoding_aes_key: key } = settings(account.appid);
    const Encrypt = encrypt(text, { encodingAesKey: String(key), appid }, Buffer.from('0123456789abcdef'));
    const signature = sortedSha1(signedWith ?? String(token), '1', '2', Encrypt);
    const body = `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt><MsgSignature>${signature}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>`;
    return { status: 200, body };
  };
  const replyTo = async (answer: { status: number; body: string }, more: Fields = {}) => {
    world.merchant.answer = () => answer;
    return (await push({ app: 'official_account', ...more })).body.result;
  };

  it('is opened and kept', async () => {
    expect(await replyTo(sealed(account.appid))).toMatchObject({ state: 'delivered', reply: text });
    expect(await replyTo({ status: 200, body: text }, { mode: 'plain' })).toMatchObject({ reply: text });
  });

  it('in clear, for another app, or signed with another token is no acknowledgement in secure mode', async () => {
    for (const answer of [{ status: 200, body: text }, sealed(mini.appid), sealed(account.appid, 'x')])
      expect(await replyTo(answer)).toMatchObject({ state: 'given up' });
  });

  it('to a virtual payment must carry ErrCode 0', async () => {
    const paid = { mode: 'plain', message: { ...message, Event: 'xpay_goods_deliver_notify' } };
    world.merchant.answer = () => ({ status: 200, body: 'success' });
    expect((await push(paid)).body.result).toMatchObject({ state: 'pending' });
    world.merchant.answer = () => ({ status: 200, body: '{"ErrCode":0,"ErrMsg":"success"}' });
    expect((await push(paid)).body.result).toMatchObject({ state: 'delivered' });
  });
});

describe('what is not WeChat', () => {
  it.each([
    ['signature', {}],
    ['appid', {}],
    ['tampered', {}],
    ['unsigned', {}],
    ['clear', {}],
    ['signature', { mode: 'plain' }],
  ])('%s %j would be noticed by a merchant who looks', async (forged, more) => {
    world.merchant.answer = () => ({ status: 401, body: 'no' });
    expect(await push({ forged, ...more })).toMatchObject({ body: { result: { status: 401, body: 'no' } } });
    const taken = (): unknown => {
      const { query, text } = received(only());
      expect(query.get('encrypt_type')).toBe('aes');
      return text;
    };
    expect(taken).toThrow();
  });

  it('cannot change a signed body in plain mode unnoticed by itself: there is nothing to notice', async () => {
    expect(await push({ forged: 'tampered', mode: 'plain' })).toMatchObject({ status: 400 });
  });

  it('may be old, or the last one again', async () => {
    expect(await world.control({ event: 'replay' })).toMatchObject({ status: 409 });
    await push({ age_s: 3600 });
    expect(received(only()).query.get('timestamp')).toBe(String(world.clock.now() / 1000 - 3600));
    await push();
    await world.control({ event: 'replay' });
    expect(world.inbox[2]).toMatchObject({ url: world.inbox[1]?.url, body: world.inbox[1]?.body });
  });
});

it('the check of the address expects its echo back', async () => {
  world.merchant.answer = ({ url, method }) => {
    expect(method).toBe('GET');
    const query = new URL(url).searchParams;
    const fits =
      query.get('signature') === sha1(String(demo().push.token), query.get('timestamp'), query.get('nonce'));
    return fits ? { status: 200, body: query.get('echostr') ?? '' } : { status: 401, body: '' };
  };
  expect((await world.control({ event: 'url_check' })).body.result).toEqual({
    status: 200,
    body: matching(/^\d+$/),
    passed: true,
  });
  expect((await world.control({ event: 'url_check', forged: true })).body.result).toMatchObject({
    status: 401,
    passed: false,
  });
});
