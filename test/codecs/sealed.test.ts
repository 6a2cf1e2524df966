/** What seals and opens again: AES-ECB of v2, hex AES-GCM of VR Payment, texts that are kept, and parts in calls of WeChat's. */
import { createCipheriv, hkdfSync } from 'node:crypto';
import { openHexAes256Gcm } from '../../shared/codecs/aead';
import { openAes256Ecb } from '../../shared/codecs/aes-ecb';
import { openParts, sealParts } from '../../shared/codecs/sealed-parts';
import { seal, unseal } from '../../shared/codecs/sealed-text';
import { Secret } from '../../shared/kernel/secret';

const TEXT = 'text with ünïcödé, 中文 and 😀';

/** Every text that differs from this one in one character of its alphabet. */
function* oneOff(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    const other = text.charAt(at) === 'A' ? 'B' : 'A';
    yield text.slice(0, at) + other + text.slice(at + 1);
  }
}

describe('a text that is kept sealed', () => {
  const secret = new Secret('a secret of the configuration');
  const nonce = '00112233445566778899aabb';
  const sealed = seal(TEXT, secret, 'a token', nonce);

  test('opens under its secret, for what it is about, and nothing else', () => {
    expect(unseal(sealed, secret, 'a token')).toBe(TEXT);
    expect(unseal(sealed, new Secret('another secret'), 'a token')).toBeUndefined();
    expect(unseal(sealed, secret, 'another token')).toBeUndefined();
  });

  test('is nonce, ciphertext and tag under a key derived for what it is about', () => {
    const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'crosspay a token', 32));
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex'));
    const parts = [Buffer.from(nonce, 'hex'), cipher.update(TEXT, 'utf8'), cipher.final()];
    expect(sealed).toBe(Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64url'));
  });

  test('does not open when a character of it was changed or lost', () => {
    const bits = (text: string): Buffer => Buffer.from(text, 'base64url');
    for (const other of oneOff(sealed))
      if (!bits(other).equals(bits(sealed))) expect(unseal(other, secret, 'a token')).toBeUndefined();
    for (let length = 0; length < sealed.length; length += 1)
      expect(unseal(sealed.slice(0, length), secret, 'a token')).toBeUndefined();
  });

  test('may be empty', () => {
    expect(unseal(seal('', secret, 'a token', nonce), secret, 'a token')).toBe('');
  });
});

describe('parts sealed for a call of WeChat', () => {
  const key = new Secret(Buffer.alloc(32, 7).toString('base64'));
  const nonce = Buffer.alloc(12, 9);
  const parts = sealParts(TEXT, key, 'path|appid|1', nonce);

  test('open with their key, for what they are about, and are as node:crypto makes them', () => {
    expect(openParts(parts, key, 'path|appid|1')).toBe(TEXT);
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32, 7), nonce);
    cipher.setAAD(Buffer.from('path|appid|1'));
    const data = Buffer.concat([cipher.update(TEXT, 'utf8'), cipher.final()]);
    expect(parts).toEqual({
      iv: nonce.toString('base64'),
      data: data.toString('base64'),
      authtag: cipher.getAuthTag().toString('base64'),
    });
  });

  test('do not open with another key, about something else, or with a part that was changed', () => {
    expect(
      openParts(parts, new Secret(Buffer.alloc(32, 8).toString('base64')), 'path|appid|1'),
    ).toBeUndefined();
    expect(openParts(parts, new Secret('short'), 'path|appid|1')).toBeUndefined();
    expect(openParts(parts, key, 'path|appid|2')).toBeUndefined();
    for (const name of ['iv', 'data', 'authtag'] as const) {
      const cut = Buffer.from(parts[name], 'base64').subarray(0, -1).toString('base64');
      for (const other of [
        '',
        cut,
        `${parts[name].slice(0, -4)}AAAA`,
        Buffer.from(`${parts[name]}AAAA`, 'base64').toString('base64'),
      ])
        if (other !== parts[name])
          expect(openParts({ ...parts, [name]: other }, key, 'path|appid|1')).toBeUndefined();
    }
    // A tag of twelve bytes is a weaker proof, and none here; a nonce of another length is another mode.
    const short = Buffer.from(parts.authtag, 'base64').subarray(0, 12).toString('base64');
    expect(openParts({ ...parts, authtag: short }, key, 'path|appid|1')).toBeUndefined();
    const long = createCipheriv('aes-256-gcm', Buffer.alloc(32, 7), Buffer.alloc(16, 9));
    long.setAAD(Buffer.from('path|appid|1'));
    const data = Buffer.concat([long.update(TEXT, 'utf8'), long.final()]).toString('base64');
    const other = {
      iv: Buffer.alloc(16, 9).toString('base64'),
      data,
      authtag: long.getAuthTag().toString('base64'),
    };
    expect(openParts(other, key, 'path|appid|1')).toBeUndefined();
  });
});

describe('AES-256-GCM in hex', () => {
  const key = new Secret('0a'.repeat(32));
  const nonce = '0b'.repeat(12);
  const cipher = createCipheriv(
    'aes-256-gcm',
    Buffer.from('0a'.repeat(32), 'hex'),
    Buffer.from(nonce, 'hex'),
  );
  const ciphertext = Buffer.concat([cipher.update(TEXT, 'utf8'), cipher.final()]).toString('hex');
  const sealed = { ciphertext, nonce, tag: cipher.getAuthTag().toString('hex') };

  test('opens in either case of letters', () => {
    expect(openHexAes256Gcm(sealed, key)).toBe(TEXT);
    const upper = {
      ciphertext: ciphertext.toUpperCase(),
      nonce: nonce.toUpperCase(),
      tag: sealed.tag.toUpperCase(),
    };
    expect(openHexAes256Gcm(upper, new Secret('0A'.repeat(32)))).toBe(TEXT);
  });

  test('does not open with a part that was changed, cut, longer, or is no hex', () => {
    for (const name of ['ciphertext', 'nonce', 'tag'] as const) {
      const good = sealed[name];
      const others = [
        '',
        good.slice(2),
        good.slice(0, -2),
        `${good}00`,
        good.slice(1),
        `${good}0`,
        `zz${good.slice(2)}`,
        `${good}zz`,
        ` ${good}`,
        `${good}\n`,
        `0c${good.slice(2)}`,
        `${good.slice(0, -2)}zz`,
      ];
      for (const other of others.filter((one) => one !== good))
        expect([name, other, openHexAes256Gcm({ ...sealed, [name]: other }, key)]).toEqual([
          name,
          other,
          undefined,
        ]);
    }
    expect(openHexAes256Gcm(sealed, new Secret('0d'.repeat(32)))).toBeUndefined();
    expect(openHexAes256Gcm(sealed, new Secret('0a'.repeat(16)))).toBeUndefined();
  });

  test('takes a nonce of twelve bytes and a tag of sixteen, and no others that would open', () => {
    for (const size of [8, 16]) {
      const other = createCipheriv('aes-256-gcm', Buffer.from('0a'.repeat(32), 'hex'), Buffer.alloc(size));
      const text = Buffer.concat([other.update(TEXT, 'utf8'), other.final()]).toString('hex');
      const parts = { ciphertext: text, nonce: '00'.repeat(size), tag: other.getAuthTag().toString('hex') };
      expect(openHexAes256Gcm(parts, key)).toBeUndefined();
    }
    for (const bytes of [12, 15])
      expect(openHexAes256Gcm({ ...sealed, tag: sealed.tag.slice(0, bytes * 2) }, key)).toBeUndefined();
  });
});

describe('AES-256-ECB', () => {
  const key = new Secret('0123456789abcdef0123456789abcdef');
  const closed = (bytes: Buffer): string => {
    const cipher = createCipheriv('aes-256-ecb', Buffer.from(key.reveal()), null);
    return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64');
  };
  const sealed = closed(Buffer.from(TEXT));

  test('opens with its key alone', () => {
    expect(openAes256Ecb(sealed, key)).toBe(TEXT);
    expect(openAes256Ecb(sealed, new Secret('x'.repeat(32)))).toBeUndefined();
    expect(openAes256Ecb(sealed, new Secret('short'))).toBeUndefined();
  });

  test('takes plain base64 and nothing around it', () => {
    for (const other of [
      '',
      ` ${sealed}`,
      `${sealed}\n`,
      `${sealed}=`,
      `!${sealed}`,
      `${sealed}!`,
      sealed.replace('=', ''),
      '===',
      'A',
    ])
      if (other !== sealed)
        expect([other, openAes256Ecb(other, key)].slice(1)).toEqual([isSameBytes(other) ? TEXT : undefined]);
  });

  const isSameBytes = (other: string): boolean =>
    /^[A-Za-z0-9+/]+={0,2}$/.test(other) &&
    Buffer.from(other, 'base64').equals(Buffer.from(sealed, 'base64'));

  test('opens to text only: bytes that are no UTF-8 are none', () => {
    expect(openAes256Ecb(closed(Buffer.from([0x61, 0xff, 0xfe])), key)).toBeUndefined();
    expect(openAes256Ecb(closed(Buffer.from('ok')), key)).toBe('ok');
  });
});
