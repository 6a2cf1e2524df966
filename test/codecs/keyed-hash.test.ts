/** A keyed hash recognises a text and says nothing about it to those without the secret. */
import { createHmac, hkdfSync } from 'node:crypto';
import { keyedHash } from '../../shared/codecs/keyed-hash';
import { Secret } from '../../shared/kernel/secret';

const secret = new Secret('the-app-secret');

test('it is HMAC-SHA256 under a key that HKDF makes of the secret and of what the text is', () => {
  const key = Buffer.from(hkdfSync('sha256', 'the-app-secret', '', 'crosspay hash certificate', 32));
  const expected = createHmac('sha256', key).update('110101').digest('base64url');
  expect(keyedHash('110101', secret, 'certificate')).toBe(expected);
});

test('it is the same for the same text, and another one for another text, secret or kind', () => {
  const hashes = [
    keyedHash('a', secret, 'certificate'),
    keyedHash('b', secret, 'certificate'),
    keyedHash('a', new Secret('another'), 'certificate'),
    keyedHash('a', secret, 'phone'),
  ];
  expect(new Set(hashes).size).toBe(4);
  expect(keyedHash('a', secret, 'certificate')).toBe(hashes[0]);
});
