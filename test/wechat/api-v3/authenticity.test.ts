/** Messages of WeChat Pay v3: which are authentic, what an answer says, and the word for each reason not to believe it. */
import { readPublicKey } from '../../../shared/codecs/keys';
import type { Env, TrustedKey } from '../../../shared/kernel/exchange';
import type { HttpReply } from '../../../shared/kernel/http';
import { authenticity, couldNotAnswer, errorIn, openAnswer } from '../../../shared/wechat/api-v3/open';
import { PUBLIC_KEY_ID, signedReply, signText } from '../../fixtures/v3/platform';
import { merchantPublicKeyPem, secondPublicKeyPem } from '../../fixtures/vectors';

const NOW = 1_780_000_000;
const known: TrustedKey = { serial: PUBLIC_KEY_ID, key: readPublicKey(merchantPublicKeyPem) };
const at = (seconds: number, ...keys: readonly TrustedKey[]): Env => ({
  now: seconds * 1000,
  nonce: '',
  keys: keys.length > 0 ? keys : [known],
});

type Change = Readonly<Record<string, string | undefined>>;
const headersOf = (entries: Change): HttpReply['headers'] =>
  Object.fromEntries(Object.entries(entries).filter((one): one is [string, string] => one[1] !== undefined));

/** A message with other headers than its signed ones; those that are undefined are left out. */
function message(change: Change = {}): HttpReply {
  const reply = signedReply(200, '{"a":1}', NOW);
  const others = Object.entries(change).map(([name, value]) => [`wechatpay-${name}`, value] as const);
  return { ...reply, headers: headersOf({ ...reply.headers, ...Object.fromEntries(others) }) };
}

/** A message that the platform signed with this timestamp and nonce. */
const signedAs = (timestamp: string, nonce: string): HttpReply =>
  message({ timestamp, nonce, signature: signText(`${timestamp}\n${nonce}\n{"a":1}\n`) });

describe('a message is authentic', () => {
  test('when a key that we know signed it for this moment', () => {
    expect(authenticity(message(), at(NOW))).toBe('authentic');
  });

  test('with the longest nonce, and without the name of the scheme', () => {
    expect(authenticity(signedAs(String(NOW), '~'.repeat(128)), at(NOW))).toBe('authentic');
    expect(authenticity(message({ 'signature-type': undefined }), at(NOW))).toBe('authentic');
  });

  test.each([
    [299.999, 'authentic'],
    [-299.999, 'authentic'],
    [300, 'stale'],
    [-300, 'stale'],
  ])('seen %f seconds from its time: %s', (offset, expected) => {
    expect(authenticity(message(), at(NOW + offset))).toBe(expected);
  });

  test('of twelve digits of seconds, and of no more', () => {
    const [longest, longer] = ['100000000000', '1000000000000'];
    expect(authenticity(signedAs(longest, 'n'), at(Number(longest)))).toBe('authentic');
    expect(authenticity(signedAs(longer, 'n'), at(Number(longer)))).toBe('unsigned');
  });

  test('under a key that is in force, up to its last millisecond', () => {
    expect(authenticity(message(), at(NOW, { ...known, notAfter: NOW * 1000 + 1 }))).toBe('authentic');
    expect(authenticity(message(), at(NOW, { ...known, notAfter: NOW * 1000 }))).toBe('unknown_key');
  });

  test('under the key that its serial names, and under no other', () => {
    const second: TrustedKey = { serial: 'SECOND', key: readPublicKey(secondPublicKeyPem) };
    expect(authenticity(message(), at(NOW, second, known))).toBe('authentic');
    expect(authenticity(message({ serial: 'SECOND' }), at(NOW, known, second))).toBe('bad_signature');
    expect(authenticity(message(), at(NOW, second))).toBe('unknown_key');
  });

  test('only with the body that was signed', () => {
    expect(authenticity({ ...message(), body: '{"a":2}' }, at(NOW))).toBe('bad_signature');
  });
});

describe('a message is unsigned', () => {
  test.each(['timestamp', 'nonce', 'signature', 'serial'])('without its %s', (name) => {
    expect(authenticity(message({ [name]: undefined }), at(NOW))).toBe('unsigned');
    expect(authenticity(message({ [name]: '' }), at(NOW))).toBe('unsigned');
  });

  test.each([
    ['a sign before its seconds', `-${NOW}`, 'n'],
    ['a fraction behind them', `${NOW}.0`, 'n'],
    ['a space in its nonce', String(NOW), 'a b'],
    ['a line end before its nonce', String(NOW), '\nn'],
    ['a line end behind it', String(NOW), 'n\n'],
    ['a nonce of 129 characters', String(NOW), 'n'.repeat(129)],
  ])('with %s, whoever signed it', (_what, timestamp, nonce) => {
    expect(authenticity(signedAs(timestamp, nonce), at(NOW))).toBe('unsigned');
  });

  test('in another scheme', () => {
    expect(authenticity(message({ 'signature-type': 'WECHATPAY2-SM2-WITH-SM3' }), at(NOW))).toBe('unsigned');
  });
});

const unknown = (why: string) => ({ unknown: { is: 'unknown', why } });
const unsigned = (status: number, body: string): HttpReply => ({ status, headers: {}, body });

describe('an answer', () => {
  const open = (reply: HttpReply) => openAnswer(reply, at(NOW));

  test.each([200, 202, 299])('of status %i that is vouched for says what its body says', (status) => {
    expect(open(signedReply(status, '{"a":1}', NOW))).toEqual({ body: { a: 1 } });
  });

  test('without a body says nothing more', () => {
    expect(open(signedReply(204, '', NOW))).toEqual({ body: {} });
  });

  test.each([
    [200, '<html>'],
    [200, '[1]'],
    [300, '{"a":1}'],
    [302, ''],
    [399, '{"code":"SIGN_ERROR"}'],
  ])('of status %i and %j is unreadable, though it is vouched for', (status, body) => {
    expect(open(signedReply(status, body, NOW))).toEqual(unknown('unreadable'));
  });

  test.each([200, 302])('of status %i that nobody signed is not believed', (status) => {
    expect(open(unsigned(status, '{"a":1}'))).toEqual(unknown('unverified'));
  });

  test('that is wrongly signed or too old is not believed, whatever it says', () => {
    for (const reply of [signedReply(200, '{}', NOW), signedReply(404, '{"code":"ORDER_NOT_EXIST"}', NOW)]) {
      expect(openAnswer(reply, at(NOW + 300))).toEqual(unknown('unverified'));
      expect(open({ ...reply, body: `${reply.body} ` })).toEqual(unknown('unverified'));
    }
  });

  test('that names a key which we do not know says so, whatever it says', () => {
    for (const status of [200, 404]) {
      const reply = signedReply(status, '{"code":"ORDER_NOT_EXIST"}', NOW);
      const stranger = { ...reply, headers: { ...reply.headers, 'wechatpay-serial': 'OTHER' } };
      expect(open(stranger)).toEqual(unknown('unknown_key'));
    }
  });

  test.each([400, 401, 404, 499])('of status %i is an error, signed or not', (status) => {
    const error = { error: { code: 'SIGN_ERROR', words: '错误的签名' } };
    const body = '{"code":"SIGN_ERROR","message":"错误的签名"}';
    expect(open(signedReply(status, body, NOW))).toEqual(error);
    expect(open(unsigned(status, body))).toEqual(error);
  });

  test.each([500, 502, 429])('of status %i is trouble, signed or not', (status) => {
    expect(open(signedReply(status, '{"code":"SYSTEM_ERROR"}', NOW))).toEqual(unknown('busy'));
    expect(open(unsigned(status, '{"code":"SYSTEM_ERROR"}'))).toEqual(unknown('busy'));
  });

  test('is trouble from status 500 on, and of 4xx for 429 alone', () => {
    const troubled = [200, 428, 429, 430, 499, 500, 599].filter((status) =>
      couldNotAnswer(unsigned(status, '')),
    );
    expect(troubled).toEqual([429, 500, 599]);
  });
});

describe('the error in a body', () => {
  test('is its code and its words, which may be missing', () => {
    expect(errorIn({ code: 'NO_AUTH', message: 'in words' })).toEqual({
      error: { code: 'NO_AUTH', words: 'in words' },
    });
    expect(errorIn({ code: 'NO_AUTH' })).toEqual({ error: { code: 'NO_AUTH', words: '' } });
  });

  test.each([undefined, {}, { code: 1 }, { message: 'in words' }])('is unreadable as %j', (body) => {
    expect(errorIn(body)).toEqual(unknown('unreadable'));
  });
});
