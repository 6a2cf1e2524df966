/**
 * Calls that are encrypted and signed beside TLS: by WeChat's published example, by another tool's, and against a server that vouches for
 * nothing or for something else.
 */
import { constants, createPublicKey, verify } from 'node:crypto';
import { readCertificate, readPrivateKey } from '../../../shared/codecs/keys';
import { signRsaPss, verifyRsaPss } from '../../../shared/codecs/rsa-pss';
import { openParts, sealParts } from '../../../shared/codecs/sealed-parts';
import type { HttpRequest } from '../../../shared/kernel/http';
import { Secret } from '../../../shared/kernel/secret';
import { readApiSecurity, type ApiSecurity } from '../../../shared/wechat/api-security';
import { callWechat } from '../../../shared/wechat/open-api/call';
import { openReply, securedRequest, securityOf } from '../../../shared/wechat/open-api/secured-exchange';
import { readWechatConfig } from '../../../shared/wechat/wechat-config';
import {
  answering,
  ask,
  blockOf,
  NOW,
  NUMBER,
  phone,
  PHONE,
  PLATFORM,
  readRequest,
  secured,
  securedBy,
} from './secured-server';
import * as keys from './security-keys';
import { app, openWechatWorld } from './wechat-world';

/** WeChat documentation, "server API signature and encryption", example of getuserriskrank, read 2026-11. */
const published = {
  address: 'https://api.weixin.qq.com/wxa/getuserriskrank',
  appid: 'wxba6223c06417af7b',
  aesSn: 'fa05fe1e5bcc79b81ad5ad4b58acf787',
  aesKey: new Secret('otUpngOjU+nVQaWJIC3D/yMLV17RKaP6t4Ot9tbnzLY='),
  asked: 1635927954,
  answered: 1635927956,
  request:
    '{"iv":"fmW/zNxXlytUZBgj","data":"0IDVdrPtSPF/Oe2CTXCV2vVNPbVJdJlP2WaTMQnoYLh5iCrrSNfQFh25EnStDMf0hLlVNBCZQtf9NaV0m4aRA4AAYIO7oR/Ge+4yY4EmZp5EVPB42xjScgMx5X3D4VdLCfynXIUKUtZHZvk1zmLVE3RauzJgiM1BB1CPmwcENo3MTJ0z8Vfkf5tMv54kOXobDLlV5rfqKdAX7gM/rP82DgZdt9vvZX44ipdbHIjJvw83ZXAFtvftdVw2Qd8=","authtag":"5qeM/2vZv+6KtScN94IpMg=="}',
  requestSignature:
    'wcSSWHZunjz9VKl9q+If9deiyECXDAELfAJNZ4+5T+NhFr8zfhkwdQtlgQ7nN5xs99R57La9UjBTRBGge2KYyshWtw7HIMPAqWNsnpHvx0b2f7s6Bt7OpfOQLlIfNgepgTVmUwrqW8/7A12szj7tCe/bRFilwnaX6N0w4duHlfL7ic7IIZXouvy9dLRAa5GtEk1eD/LPWRiKh0SvJ3znPY/pSiQW9zSkXVdj9UGGM8qcKLzPGJ7gSmt3ZOPkFapk9wqFmhJwQj//xN5+hUlr2UiNPMNSHve5Y2ADLsNHqk5t7RfAZ8nW9/8lzhVt4t+toy1FeehxCGIC8qgmjIl1hg==',
  appPublicKey: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3FoQOmOl5/CF5hF7ta4E
zCy2LaU3Eu2k9DBwQ73J82I53Sx9LAgM1DH3IsYohRRx/BESfbdDI2powvr6QYKV
IC+4Yavwg7gzhZRxWWmT1HruEADCZAgkUCu+9Il/9FPuitPSoIpBd07NqdkkRe82
NBOfrKTdhge/5zd457fl7J81Q5VTIxO8vvq7FSw7k6Jtv+eOjR6SZOWbbUO7f9r4
UuUkXmvdGv21qiqtaO1EMw4tUCELzY73M7NpCH3RorlommYX3P6q0VrkDHrCE0/Q
MhmHsF+46E+IRcJ3wtEj3p/mO1VoCpEhawC1U728ZUTwWNEii8hPEhcNAZTKaQMa
TQIDAQAB
-----END PUBLIC KEY-----`,
  platformSn: '79ba700ea147819f640941bceb38b1d1',
  platformKey: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzkP2qWQKaTWSvcWkXR72
lzeQay/PlEDT9hGfL3E8ojJXZRUwNm9FD6YMeyJBAUTp62DjnsoVhLFMMq0i1t2X
qElBUZ4C+DSao9gT1KQdEZN8v8CddFsoEbYYLY5xo9ICmuws56uyNrLaZ772kXxU
fJtXxqjHvwA2xTvkb847dXWIQTSzk+aCWqTwMSLD2AH90YnOw19fDO/InKJQ/1m6
Nh7HKOxL79kZ1I5SSov+2H7XrIePxqVx3KBrpgZ9YQPJaS3+L8HbxzDHifPCTzGC
u6uJ89ou4yTT73AlAsJ8Cf9/vPIesLw9wPVe+9G31UE0wEBJezfvXQ4PLJV/aWQy
CQIDAQAB
-----END PUBLIC KEY-----`,
  answer:
    '{"iv":"r2WDQt56rEAmMuoR","data":"HExs66Ik3el+iM4IpeQ7SMEN934FRLFYOd3EmeaIrpP4EPTHckoco6O+PaoRZRa3lqaPRZT7r52f7LUok6gLxc6cdR8C4vpIIfh4xfLC4L7FNy9GbuMK1hcoi8b7gkWJcwZMkuCFNEDmqn3T49oWzAQOrY4LZnnnykv6oUJotdAsnKvmoJkLK7hRh7M2B1d2UnTnRuoIyarXc5Iojwoghx4BOvnV","authtag":"z2BFD8QctKXTuBlhICGOjQ=="}',
  answerSignature:
    'Ht0VfQkkEweJ4hU266C14Aj64H9AXfkwNi5zxUZETCvR2svU1ZYdosDhFX/voLj1TyszqKsVxAlENGt7PPZZ8RQX7jnA4SKhiPUhW4LTbyTenisHJ+ohSfDjYnXavjQsBHspFS+BlPHuSSJ2xyQzw1+HuC6nid09ZL4FnGSYo4OI5MJrSb9xLzIVZMIDuUQchGKi/KaB1KzxECLEZcfjqbAgmxC7qOmuBLyO1WkHYDM95NJrHJWba5xv4wrwPru9yYTJSNRnlM+zrW5w9pOubC4Jtj3szTAEuOz9AcqUmgaAvMLNAIa8hfODLRe3n/cu4SgYlN/ZkNRU4QXVNbPGMg==',
};

const securityWith = (change: Partial<ApiSecurity> = {}): ApiSecurity => ({
  aesKey: new Secret(keys.aesKey),
  aesSn: keys.aesSn,
  privateKey: readPrivateKey(keys.appPrivateKey),
  sn: NUMBER,
  serial: 'none',
  platform: { ...readCertificate(keys.platformCertificate), serial: PLATFORM },
  apis: [PHONE],
  ...change,
});

describe('by WeChat’s published example', () => {
  const security = securityWith({
    aesKey: published.aesKey,
    aesSn: published.aesSn,
    platform: { serial: published.platformSn, key: createPublicKey(published.platformKey) },
  });
  const call = { appid: published.appid, address: published.address, security };

  test('a request is encrypted byte for byte', () => {
    const fields = {
      appid: published.appid,
      openid: 'oEWzBfmdLqhFS2mTXCo2E4Y9gJAM',
      scene: 0,
      client_ip: '127.0.0.1',
    };
    const nonce = {
      iv: Buffer.from('fmW/zNxXlytUZBgj', 'base64'),
      n: 'o89QaPVsRu1yppIZzvSZc4',
    };
    const { body, headers } = securedRequest(call, fields, nonce, published.asked);
    expect(body).toBe(published.request);
    expect(headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'Wechatmp-Appid': published.appid,
      'Wechatmp-TimeStamp': String(published.asked),
      'Wechatmp-Signature': headers['Wechatmp-Signature'],
    });
  });

  test('a signature covers address, appid, time and body, and no number of a key', () => {
    const text = [published.address, published.appid, published.asked, published.request].join('\n');
    const key = createPublicKey(published.appPublicKey);
    expect(verifyRsaPss(text, published.requestSignature, key)).toBe(true);
    expect(verifyRsaPss(`${text} `, published.requestSignature, key)).toBe(false);
  });

  test('an answer is verified and decrypted', () => {
    const headers = {
      'wechatmp-appid': published.appid,
      'wechatmp-timestamp': String(published.answered),
      'wechatmp-serial': published.platformSn,
      'wechatmp-signature': published.answerSignature,
      'wechatmp-serial-deprecated': '2171af9cdf1d7404423852e7e183d852',
      'wechatmp-signature-deprecated': 'AAAA',
    };
    const answer = { errcode: 0, errmsg: 'getuserriskrank succ', risk_rank: 0, unoin_id: 2258658297 };
    expect(openReply(call, { status: 200, headers, body: published.answer }, published.answered)).toEqual({
      answer,
      isEnding: false,
    });
  });
});

describe('by another tool', () => {
  const { address, appid, timestamp } = keys.pythonAnswer;

  test('a request is the same, and an answer is read while it is fresh and its certificate lasts', () => {
    const call = { appid, address, security: securityWith() };
    const nonce = {
      iv: Buffer.from(keys.pythonRequest.iv, 'hex'),
      n: keys.pythonRequest.n,
    };
    expect(securedRequest(call, { code: 'abc' }, nonce, timestamp).body).toBe(keys.pythonRequest.body);
    const headers = {
      'wechatmp-appid': appid,
      'wechatmp-timestamp': String(timestamp),
      'wechatmp-serial': PLATFORM,
      'wechatmp-signature': keys.pythonAnswer.signature,
    };
    const reply = { status: 200, headers, body: keys.pythonAnswer.body };
    const answer = { errcode: 0, phone_info: { phoneNumber: '+447700900123' } };
    expect(openReply(call, reply, timestamp + 300)).toMatchObject({ answer });
    const over = { problem: 'the answer is signed as of another time' };
    expect(openReply(call, reply, timestamp + 301)).toEqual(over);

    const endingAt = (notAfter: number) => ({
      ...call,
      security: { ...call.security, platform: { ...call.security.platform, notAfter } },
    });
    expect(openReply(endingAt(timestamp * 1000), reply, timestamp)).toMatchObject({ answer });
    const ended = { problem: 'the certificate is over' };
    expect(openReply(endingAt(timestamp * 1000 - 1), reply, timestamp)).toEqual(ended);
  });

  test('parts that do not fit together are not opened', () => {
    const key = new Secret(keys.aesKey);
    const parts = sealParts('text', key, 'about', Buffer.alloc(12, 1));
    expect(openParts(parts, key, 'about')).toBe('text');
    expect(openParts(parts, key, 'other')).toBeUndefined();
    expect(
      openParts({ ...parts, authtag: Buffer.alloc(4).toString('base64') }, key, 'about'),
    ).toBeUndefined();
    expect(openParts({ ...parts, iv: '' }, key, 'about')).toBeUndefined();
    expect(
      openParts({ ...parts, data: Buffer.from('tExt').toString('base64') }, key, 'about'),
    ).toBeUndefined();
  });

  test('a signature of ours fits, and none that is malformed does', () => {
    const key = createPublicKey(keys.appPrivateKey);
    const signature = signRsaPss('text', readPrivateKey(keys.appPrivateKey));
    const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify('sha256', Buffer.from('text'), options, Buffer.from(signature, 'base64'))).toBe(true);
    for (const bad of ['', '!', 'AAAA', `${signature}AAAA`])
      expect(verifyRsaPss('text', bad, key)).toBe(false);
  });
});

describe('a secured call', () => {
  test('carries everything but its token inside, and is answered', async () => {
    const world = openWechatWorld();
    world.answer = answering({ errcode: 0, phone: '1' });
    expect(await ask(world)).toEqual({ is: 'ok', value: '1' });
    const request = world.requests.at(-1);
    if (!request) throw new Error('nothing was sent');
    expect(request.method).toBe('POST');
    expect(request.url).toBe(`https://wechat.test/${PHONE}?access_token=${world.token}`);
    expect(request.body).not.toContain('MARKER');
    expect(readRequest(request)).toMatchObject({
      code: 'MARKER',
      lang: 'en',
      _appid: app.appid,
      _timestamp: NOW,
    });
    expect(world.asked).toEqual(['cgi-bin/stable_token', PHONE]);
    expect(world.logged.join('\n')).not.toContain('MARKER');
    expect(world.logged.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ event: 'exchange', operation: 'cgi-bin/stable_token' }),
      expect.objectContaining({ event: 'exchange', party: 'wechat', operation: PHONE, outcome: 'ok' }),
    ]);
  });

  test('is encrypted with 12 bytes and a word that no other call has', async () => {
    const world = openWechatWorld();
    world.answer = answering({ errcode: 0, phone: '1' });
    await ask(world);
    await ask(world);
    const sent = world.requests.filter(({ url }) => url.includes(PHONE));
    const nonces = sent.map(({ body }) => (JSON.parse(body) as { iv: string }).iv);
    expect(nonces.map((iv) => Buffer.from(iv, 'base64').length)).toEqual([12, 12]);
    expect(new Set(nonces).size).toBe(2);
    const words = sent.map((request) => readRequest(request)._n);
    expect(words).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(new Set(words).size).toBe(2);
  });

  test.each([
    ['none', false, false],
    ['header', true, false],
    ['signed', true, true],
  ] as const)('says the number of its key as configured: %s', async (serial, isInHeader, isSigned) => {
    const world = openWechatWorld();
    world.answer = answering({ errcode: 0, phone: '1' });
    await ask(world, securedBy(blockOf({ serial })));
    const { url = '', headers = {}, body = '' } = world.requests.at(-1) ?? {};
    expect(headers['Wechatmp-Serial']).toBe(isInHeader ? NUMBER : undefined);
    const text = [url.split('?')[0], app.appid, NOW, ...(isSigned ? [NUMBER] : []), body].join('\n');
    const key = createPublicKey(keys.appPrivateKey);
    expect(verifyRsaPss(text, headers['Wechatmp-Signature'] ?? '', key)).toBe(true);
  });

  test('is one for the APIs that the configuration names; others go as they are', async () => {
    const world = openWechatWorld();
    await callWechat(world.wechat, secured, { ...phone, path: 'cgi-bin/other' }, { body: { code: 'clear' } });
    expect(world.requests.at(-1)?.body).toBe('{"code":"clear"}');
  });

  test('is none without the block, none that asks with GET, and none that brings a file', () => {
    const upload = { field: 'f', fileName: 'a.png', contentType: 'image/png', bytes: Buffer.from('x') };
    expect(securityOf(secured, phone, {})).toMatchObject({ apis: [PHONE] });
    expect(securityOf(app, phone, {})).toBeUndefined();
    expect(securityOf(secured, { ...phone, method: 'GET' }, {})).toBeUndefined();
    expect(securityOf(secured, phone, { upload })).toBeUndefined();
  });

  test('believes a documented no that is vouched for', async () => {
    const world = openWechatWorld();
    world.answer = answering({ errcode: 40029 });
    expect(await ask(world)).toMatchObject({ is: 'refused', code: 40029 });
  });

  const ANOTHER_TIME = 'the answer is signed as of another time';
  const ANOTHER_KEY = 'the answer is signed with a key that is not configured';
  const NO_FIT = 'the signature of the answer does not fit';
  const UNREADABLE = 'the answer cannot be decrypted, or was encrypted for another call';

  test.each<readonly [string, string, (request: HttpRequest) => object]>([
    ['in clear', ANOTHER_TIME, () => ({ errcode: 0, phone: 'forged' })],
    ['with a no in clear', `${ANOTHER_TIME} (40029)`, () => ({ errcode: 40029 })],
    ['signed by nobody', NO_FIT, answering({ phone: 'forged' }, { headers: { 'wechatmp-signature': '' } })],
    [
      'signed by somebody else',
      NO_FIT,
      answering({ phone: 'forged' }, { headers: { 'wechatmp-signature': published.answerSignature } }),
    ],
    [
      'signed with a key that is not configured',
      ANOTHER_KEY,
      answering({ phone: 'forged' }, { serial: 'other000' }),
    ],
    [
      'signed with two keys that are not configured',
      ANOTHER_KEY,
      answering(
        { phone: 'forged' },
        {
          serial: 'other000',
          headers: {
            'wechatmp-serial-deprecated': 'other001',
            'wechatmp-signature-deprecated': published.answerSignature,
          },
        },
      ),
    ],
    ['for another app', NO_FIT, answering({ phone: 'forged' }, { appid: 'wx00000000000000bb' })],
    ['of ten minutes ago', ANOTHER_TIME, answering({ phone: 'forged' }, { timestamp: NOW - 600 })],
    ['of ten minutes ahead', ANOTHER_TIME, answering({ phone: 'forged' }, { timestamp: NOW + 600 })],
    [
      'of a time with a word before it',
      ANOTHER_TIME,
      answering({ phone: 'forged' }, { timestamp: `x${NOW}` }),
    ],
    [
      'of a time with a word behind it',
      ANOTHER_TIME,
      answering({ phone: 'forged' }, { timestamp: `${NOW}x` }),
    ],
    [
      'encrypted for another call',
      UNREADABLE,
      answering({ phone: 'forged' }, { about: 'https://wechat.test/cgi-bin/other|x|1|y' }),
    ],
    [
      'with another app inside',
      UNREADABLE,
      answering({ phone: 'forged' }, { inside: { _appid: 'wx00000000000000bb' } }),
    ],
    [
      'with another time inside',
      UNREADABLE,
      answering({ phone: 'forged' }, { inside: { _timestamp: NOW - 1 } }),
    ],
    [
      'changed on the way',
      NO_FIT,
      (request) => {
        const reply = answering({ phone: 'forged' })(request);
        return { ...reply, body: reply.body.replace('"data":"', '"data":"A') };
      },
    ],
  ])('whose answer is %s says nothing: perhaps it happened', async (_what, problem, answer) => {
    const world = openWechatWorld();
    world.answer = answer;
    expect(await ask(world)).toEqual({ is: 'unknown', why: 'unverified', theirs: problem });
    expect(world.asked).toEqual(['cgi-bin/stable_token', PHONE]);
  });

  test('whose answer is an error of a gateway says nothing, whatever vouches for it', async () => {
    const world = openWechatWorld();
    world.answer = (request) => ({ ...answering({ phone: 'forged' })(request), status: 502 });
    expect(await ask(world)).toEqual({ is: 'unknown', why: 'busy', theirs: 'status 502' });
  });

  test('is signed with a certificate that ends soon: it is believed, and the log says so', async () => {
    const world = openWechatWorld();
    world.answer = (request) => {
      const reply = answering({ phone: '1' })(request);
      const { 'wechatmp-signature': old = '' } = reply.headers;
      const headers = {
        ...reply.headers,
        'wechatmp-serial': 'new00000',
        'wechatmp-signature': 'AAAA',
        'wechatmp-serial-deprecated': PLATFORM,
        'wechatmp-signature-deprecated': old,
      };
      return { ...reply, headers };
    };
    expect(await ask(world)).toEqual({ is: 'ok', value: '1' });
    expect(world.logged).toContain(JSON.stringify({ event: 'wechat_certificate_ends', appid: app.appid }));
  });

  test('is not believed when the certificate is over', async () => {
    const world = openWechatWorld();
    const end = Date.UTC(2040, 0, 1);
    world.advance(end - NOW * 1000);
    world.answer = answering({ phone: 'old' }, { timestamp: end / 1000 });
    expect(await ask(world)).toMatchObject({
      is: 'unknown',
      why: 'unverified',
      theirs: 'the certificate is over',
    });
  });

  test('whose token is refused in clear gets a new token, for that harms nobody, and is sent once more', async () => {
    const world = openWechatWorld();
    await ask(world);
    world.answer = (request, token) =>
      token === 'fresh' ? answering({ phone: '1' })(request) : { errcode: 40001 };
    world.next = () => ({ access_token: 'fresh', expires_in: 7200 });
    expect(await ask(world)).toEqual({ is: 'ok', value: '1' });
    world.answer = () => ({ errcode: 40001 });
    expect(await ask(world)).toMatchObject({ is: 'unknown', why: 'unverified' });
  });
});

describe('the configuration', () => {
  const configWith = (api_security: unknown) =>
    readWechatConfig('wechat', { appid: app.appid, secret: 's', api_security }).need('app').app;
  const readFrom = (block: unknown) => readApiSecurity(configWith(block).apiSecurity?.());

  test('is off without the block, and by the guide where nothing else is said', () => {
    expect(configWith(undefined).apiSecurity).toBeUndefined();
    expect(readFrom(blockOf())).toMatchObject({
      serial: 'none',
      apis: [PHONE],
      platform: { serial: PLATFORM },
    });
  });

  test('parses its keys once', () => {
    const block = blockOf();
    expect(readFrom(block)).toBe(readFrom(block));
  });

  test('that is wrong names every field at the first call, and shows no key', async () => {
    const wrong = {
      aes_key: 'AAAA',
      sn: '',
      private_key: keys.platformCertificate,
      apis: [],
      serial: 'maybe',
      certificate: 'MARKER',
      aes_sn: undefined,
    };
    const error = await ask(openWechatWorld(), securedBy(blockOf(wrong))).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    for (const part of [
      'aes_key must be base64 of 32 bytes',
      'aes_sn is missing',
      'sn must',
      'private_key holds a CERTIFICATE',
      'certificate is not PEM',
      'apis must name',
      'serial must be one of',
    ]) {
      expect((error as Error).message).toContain(part);
    }
    expect((error as Error).message).not.toContain('MARKER');
    await expect(ask(openWechatWorld(), securedBy('on'))).rejects.toThrow('must be an object');
  });

  test('prints nothing of itself', () => {
    expect(JSON.stringify(configWith(blockOf()))).not.toContain(NUMBER);
  });
});
