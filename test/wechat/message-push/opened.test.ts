/** What an event of the HTTP access service becomes on its way to a message, and the word for each reason why it becomes none. */
import type { HttpEvent } from '../../../shared/kernel/http-event';
import { Secret } from '../../../shared/kernel/secret';
import { openPush, readPush, readUrlCheck } from '../../../shared/wechat/message-push/open-push';
import type { Push } from '../../../shared/wechat/wechat-config';
import { account, miniProgram } from './push-world';
import { pushed, sha1, urlCheck, type HttpPush, type Message, type Settings } from './pusher';

const NOW = 1_795_000_000;
const text = { ToUserName: 'gh_1', FromUserName: 'oPerson1', MsgType: 'text', MsgId: '1', Content: 'hello' };
const signed = { timestamp: String(NOW), nonce: '415670741' };

type Change = Readonly<Record<string, string | undefined>>;

/** The event with other parameters, of which those that are undefined are left out. */
function eventOf({ body, queryStringParameters }: HttpPush, change: Change = {}): HttpEvent {
  const all = Object.entries({ ...queryStringParameters, ...change });
  const query = Object.fromEntries(all.filter((one): one is [string, string] => one[1] !== undefined));
  return { method: 'POST', path: [], headers: {}, query, body };
}

const pushOf = ({ appid, token, aesKey, mode }: Settings): Push => ({
  appid,
  token: new Secret(token),
  encodingAesKey: new Secret(aesKey),
  mode,
});

const plain: Settings = { ...miniProgram, mode: 'plain' };
const at = { timestamp: signed.timestamp, nonce: signed.nonce };

describe('a signature, a timestamp and a nonce are of their form, or the query is unsigned:', () => {
  const good = sha1('AAAAA', signed.timestamp, signed.nonce);
  const wrong: readonly (readonly [string, Change])[] = [
    ['no timestamp', { timestamp: undefined }],
    ['a timestamp of 13 digits', { timestamp: '1'.repeat(13) }],
    ['a timestamp with a sign', { timestamp: `-${NOW}` }],
    ['a timestamp with a unit', { timestamp: `${NOW}s` }],
    ['no nonce', { nonce: undefined }],
    ['a nonce of 65 characters', { nonce: '1'.repeat(65) }],
    ['a nonce that begins with a space', { nonce: ' 1' }],
    ['a nonce that ends with one', { nonce: '1 ' }],
    ['no signature', { signature: undefined }],
    ['a signature with a digit too much', { signature: `${good}0` }],
    ['a signature with a digit too much before it', { signature: `0${good}` }],
    ['a signature that is not hexadecimal', { signature: 'x'.repeat(40) }],
  ];

  test.each(wrong)('%s, in the check of an address', (_what, change) => {
    expect(readUrlCheck(eventOf(urlCheck(plain, NOW), change))).toEqual({ refused: 'unsigned' });
  });

  test.each(wrong)('%s, in a push', (_what, change) => {
    expect(readPush(eventOf(pushed(plain, text, at), change))).toEqual({ refused: 'unsigned' });
  });

  test('the longest are taken', () => {
    const longest = { timestamp: '1'.repeat(12), nonce: '!'.repeat(63) + '~', signature: 'A'.repeat(40) };
    const { signature, ...rest } = longest;
    expect(readUrlCheck(eventOf(urlCheck(plain, NOW), longest))).toMatchObject({ signature, signed: rest });
    expect(readPush(eventOf(pushed(plain, text, at), longest))).toMatchObject({ signature, signed: rest });
  });
});

describe('what is to be echoed', () => {
  const check = (echostr: string | undefined) => readUrlCheck(eventOf(urlCheck(plain, NOW), { echostr }));

  test.each(['4375120948345356249', '中', 'x'.repeat(512)])('may be %j', (echostr) => {
    const nonce = '1514711492';
    const signature = sha1('AAAAA', String(NOW), nonce);
    expect(check(echostr)).toEqual({ signed: { timestamp: String(NOW), nonce }, signature, echostr });
  });

  test.each([undefined, '', 'x'.repeat(513), '\nx', 'x\n', 'a\r\nb', '\ud800'])(
    'is malformed as %j',
    (echostr) => {
      expect(check(echostr)).toEqual({ refused: 'malformed' });
    },
  );
});

describe('a push is read', () => {
  test('in clear, with the signature of its query', () => {
    const signature = sha1('AAAAA', signed.timestamp, signed.nonce);
    expect(readPush(eventOf(pushed(plain, text, at)))).toEqual({
      signed,
      body: { format: 'json', fields: text },
      signature,
      cipherText: undefined,
    });
  });

  test.each(['aes', undefined])('encrypted, with the signature of its message, when it says %s', (type) => {
    const push = pushed(miniProgram, text, at);
    const { Encrypt } = JSON.parse(push.body) as { Encrypt: string };
    const signature = sha1('AAAAA', signed.timestamp, signed.nonce, Encrypt);
    expect(readPush(eventOf(push, { encrypt_type: type }))).toMatchObject({ signature, cipherText: Encrypt });
  });

  test('and is unsigned where an encrypted message has only the signature of its query', () => {
    const push = pushed(miniProgram, text, at);
    expect(readPush(eventOf(push, { msg_signature: undefined }))).toEqual({ refused: 'unsigned' });
  });

  test.each(['', 'hello', '{"Encrypt":"AAAA"}', '{"Encrypt":["AAAA"]}', '{"Encrypt":{}}', '{"a":1}'])(
    'as malformed with the body %j, when it says that it is encrypted',
    (body) => {
      const push = { ...pushed(miniProgram, text, at), body };
      expect(readPush(eventOf(push))).toEqual({ refused: 'malformed' });
    },
  );
});

describe('a push that was read is opened', () => {
  const open = (push: Push, as: Settings, message: Message = text, change: Change = {}) => {
    const received = readPush(eventOf(pushed(as, message, at), change));
    if ('refused' in received) throw new Error(received.refused);
    return openPush(push, received);
  };

  test.each([
    ['plain', 'json'],
    ['plain', 'xml'],
    ['compatible', 'json'],
    ['secure', 'xml'],
  ] as const)('in mode %s and as %s', (mode, format) => {
    const settings = { ...miniProgram, mode, format };
    const opened = open(pushOf(settings), settings);
    expect(opened).toMatchObject({ format, signed, message: { appid: miniProgram.appid, fields: text } });
  });

  test.each([
    [plain, miniProgram],
    [miniProgram, plain],
    [{ ...miniProgram, mode: 'compatible' } as const, plain],
  ])('or refused for its mode', (ours, theirs) => {
    expect(open(pushOf(ours), theirs)).toEqual({ refused: 'mode' });
  });

  test('or refused for a signature that does not fit', () => {
    const signature = { signature: sha1('BBBBB', signed.timestamp, signed.nonce) };
    expect(open(pushOf(plain), plain, text, signature)).toEqual({ refused: 'bad_signature' });
    expect(open(pushOf(miniProgram), { ...miniProgram, token: 'BBBBB' })).toEqual({
      refused: 'bad_signature',
    });
  });

  test('or refused for the cipher text of another key or another app, and where no key is known', () => {
    const refused = { refused: 'cipher' };
    expect(open(pushOf(miniProgram), { ...miniProgram, aesKey: account.aesKey })).toEqual(refused);
    expect(open(pushOf(miniProgram), { ...miniProgram, appid: account.appid })).toEqual(refused);
    expect(open({ ...pushOf(miniProgram), encodingAesKey: undefined }, miniProgram)).toEqual(refused);
  });

  test('or malformed where it holds no message', () => {
    for (const settings of [plain, miniProgram])
      expect(open(pushOf(settings), settings, { ToUserName: 'gh_1' })).toEqual({ refused: 'malformed' });
  });

  test('or malformed where what was encrypted is neither XML nor JSON', () => {
    const cipherText =
      'uMMzGtqcnpOzXOYBwDQNrTKqq1gfFL9ZipCOy/gYhNsj0EbDiLgmyIpctOWh4+FF28LepmxqkFHWq0/W1HpwVThBvOfqfojRqfSqOCcrXV+fVpED4mak/KZt2gsUJ7hv';
    const signature = sha1('AAAAA', signed.timestamp, signed.nonce, cipherText);
    const push = { ...pushOf(miniProgram), appid: 'wxba5fad812f8e6fb9' };
    const body = { format: 'json', fields: {} } as const;
    expect(openPush(push, { signed, body, signature, cipherText })).toEqual({ refused: 'malformed' });
  });
});
