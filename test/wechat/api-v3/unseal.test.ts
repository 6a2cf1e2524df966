/** What WeChat Pay v3 seals: opened where it says how, and has its parts. */
import { createCipheriv } from 'node:crypto';
import { Secret } from '../../../shared/kernel/secret';
import { unsealObject, unsealText } from '../../../shared/wechat/api-v3/unseal';

const KEY = 'an APIv3 key has 32 characters!!';
const key = new Secret(KEY);

/** By node:crypto; `about` is left out where it is undefined, which vouches for an empty one. */
function sealed(text: string, about?: string): Readonly<Record<string, string>> {
  const cipher = createCipheriv('aes-256-gcm', KEY, 'twelve bytes');
  cipher.setAAD(Buffer.from(about ?? ''));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const parts = {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: bytes.toString('base64'),
    nonce: 'twelve bytes',
  };
  return about === undefined ? parts : { ...parts, associated_data: about };
}

test('a sealed text opens, with or without what it is bound to', () => {
  expect(unsealText(sealed('订单', 'transaction'), key)).toBe('订单');
  expect(unsealText(sealed('订单'), key)).toBe('订单');
  expect(unsealText({ ...sealed('订单', 'transaction'), associated_data: 'refund' }, key)).toBeUndefined();
});

test.each(['algorithm', 'ciphertext', 'nonce', 'associated_data'])('without its %s it does not', (name) => {
  const { [name]: _, ...rest } = sealed('text', 'transaction');
  expect(unsealText(rest, key)).toBeUndefined();
});

test('another algorithm is not tried', () => {
  expect(unsealText({ ...sealed('text'), algorithm: 'AEAD_AES_128_GCM' }, key)).toBeUndefined();
});

test('an object is one only where its text is JSON of one', () => {
  expect(unsealObject(sealed('{"a":1}'), key)).toEqual({ a: 1 });
  for (const text of ['[1]', 'x', '']) expect(unsealObject(sealed(text), key)).toBeUndefined();
  expect(unsealObject({ ...sealed('{"a":1}'), nonce: 'another one.' }, key)).toBeUndefined();
});
