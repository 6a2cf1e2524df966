/** What looks like a signature and is none, keys that sign nothing, and MD5 with the key behind the text. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { signRsaSha256, verifyRsaSha256 } from '../../shared/codecs/rsa';
import { signRsaPss, verifyRsaPss } from '../../shared/codecs/rsa-pss';
import { signMd5KeyAppended } from '../../shared/codecs/sorted-params';
import { Secret } from '../../shared/kernel/secret';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const exchangeOnly = generateKeyPairSync('x25519').publicKey;

describe.each([
  ['RSA with SHA-256', signRsaSha256, verifyRsaSha256],
  ['RSA-PSS', signRsaPss, verifyRsaPss],
] as const)('%s', (_name, sign, verify) => {
  const right = sign('text', rsa.privateKey);

  test('is base64 alone: nothing before, within or after it is skipped', () => {
    expect(verify('text', right, rsa.publicKey)).toBe(true);
    const [head, tail] = [right.slice(0, 100), right.slice(100)];
    for (const wrong of [
      ` ${right}`,
      `!${right}`,
      `${right}!`,
      `${right}\n`,
      `${head} ${tail}`,
      `${right}=`,
      '',
    ])
      expect(verify('text', wrong, rsa.publicKey)).toBe(false);
  });

  test('is refused, without an exception, under a key that can sign nothing', () => {
    expect(verify('text', right, exchangeOnly)).toBe(false);
  });
});

test('a text is hashed with the key behind it, both as UTF-8', () => {
  expect(signMd5KeyAppended('订单1', new Secret('clé'))).toBe(
    createHash('md5').update('订单1clé').digest('hex'),
  );
});
