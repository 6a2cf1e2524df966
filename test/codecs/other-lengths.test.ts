/** What was sealed with the right key, but under a nonce or with a tag of another length, does not open: short ones can be guessed. */
import { createCipheriv, hkdfSync, type CipherGCMTypes } from 'node:crypto';
import { openAes256Gcm, openHexAes256Gcm } from '../../shared/codecs/aead';
import { openParts } from '../../shared/codecs/sealed-parts';
import { unseal } from '../../shared/codecs/sealed-text';
import { Secret } from '../../shared/kernel/secret';

const KEY = Buffer.alloc(32, 7);
const CIPHER: CipherGCMTypes = 'aes-256-gcm';

interface Made {
  readonly nonce: Buffer;
  readonly data: Buffer;
  readonly tag: Buffer;
}

/** By node:crypto. */
function made(text: string, nonceBytes: number, key = KEY, about?: string): Made {
  const nonce = Buffer.alloc(nonceBytes, 'n');
  const cipher = createCipheriv(CIPHER, key, nonce);
  if (about !== undefined) cipher.setAAD(Buffer.from(about));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { nonce, data, tag: cipher.getAuthTag() };
}

const shortTags = [4, 8, 12, 13, 14, 15];

describe('at WeChat Pay', () => {
  const open = ({ nonce, data, tag }: Made, tagBytes = 16): string | undefined =>
    openAes256Gcm(
      {
        ciphertext: Buffer.concat([data, tag.subarray(0, tagBytes)]).toString('base64'),
        nonce: nonce.toString(),
        associatedData: '',
      },
      new Secret(KEY.toString()),
    );

  test('nonces have 12 to 16 bytes', () => {
    const sizes = [8, 11, 12, 13, 16, 17, 24];
    expect(sizes.filter((bytes) => open(made('text', bytes)) === 'text')).toEqual([12, 13, 16]);
  });

  test('a tag has 16 bytes, even of an empty text', () => {
    expect(open(made('', 12))).toBe('');
    for (const bytes of shortTags) expect(open(made('', 12), bytes)).toBeUndefined();
  });
});

describe('at VR Payment', () => {
  const open = ({ nonce, data, tag }: Made, tagBytes = 16): string | undefined =>
    openHexAes256Gcm(
      {
        ciphertext: data.toString('hex'),
        nonce: nonce.toString('hex'),
        tag: tag.subarray(0, tagBytes).toString('hex'),
      },
      new Secret(KEY.toString('hex')),
    );

  test('nonces have 12 bytes and tags 16', () => {
    expect(open(made('text', 12))).toBe('text');
    for (const bytes of [11, 13, 16]) expect(open(made('text', bytes))).toBeUndefined();
    for (const bytes of shortTags) expect(open(made('text', 12), bytes)).toBeUndefined();
  });
});

describe('in calls of WeChat', () => {
  const open = ({ nonce, data, tag }: Made, tagBytes = 16): string | undefined =>
    openParts(
      {
        iv: nonce.toString('base64'),
        data: data.toString('base64'),
        authtag: tag.subarray(0, tagBytes).toString('base64'),
      },
      new Secret(KEY.toString('base64')),
      'path',
    );
  const sealed = (nonceBytes: number): Made => made('text', nonceBytes, KEY, 'path');

  test('nonces have 12 bytes and tags 16', () => {
    expect(open(sealed(12))).toBe('text');
    for (const bytes of [11, 13, 16]) expect(open(sealed(bytes))).toBeUndefined();
    for (const bytes of shortTags) expect(open(sealed(12), bytes)).toBeUndefined();
  });
});

test('a text that is kept has a tag of 16 bytes, even an empty one', () => {
  const secret = new Secret('a secret');
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'crosspay a token', 32));
  const { nonce, tag } = made('', 12, key);
  const kept = (tagBytes: number): string =>
    Buffer.concat([nonce, tag.subarray(0, tagBytes)]).toString('base64url');
  expect(unseal(kept(16), secret, 'a token')).toBe('');
  for (const bytes of [0, ...shortTags]) expect(unseal(kept(bytes), secret, 'a token')).toBeUndefined();
});
