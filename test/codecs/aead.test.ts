/** AES-256-GCM: the published vectors open, and nothing that was touched does. */
import { openAes256Gcm, type Sealed } from '../../shared/codecs/aead';
import { Secret } from '../../shared/kernel/secret';
import { readCertificate } from '../../shared/codecs/keys';
import { certificateVector, gcmVectors } from '../fixtures/vectors';

/** Every version of `bytes` that differs in one bit. */
function* oneBitOff(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield changed;
  }
}

describe.each(gcmVectors)('vector $name', ({ key, plain, ...sealed }) => {
  const secret = new Secret(key);

  test('opens to the published text', () => {
    expect(openAes256Gcm(sealed, secret)).toBe(plain);
  });

  test('does not open with any bit of ciphertext or tag changed', () => {
    for (const changed of oneBitOff(Buffer.from(sealed.ciphertext, 'base64'))) {
      expect(openAes256Gcm({ ...sealed, ciphertext: changed.toString('base64') }, secret)).toBeUndefined();
    }
  });

  test.each(['nonce', 'associatedData'] as const)('does not open with any bit of the %s changed', (part) => {
    for (const changed of oneBitOff(Buffer.from(sealed[part]))) {
      expect(openAes256Gcm({ ...sealed, [part]: changed.toString('latin1') }, secret)).toBeUndefined();
    }
  });

  test('does not open with any bit of the key changed', () => {
    for (const changed of oneBitOff(Buffer.from(key))) {
      expect(openAes256Gcm(sealed, new Secret(changed.toString('latin1')))).toBeUndefined();
    }
  });

  test.each([
    ['a longer associated text', { associatedData: `${sealed.associatedData}x` }],
    ['a short nonce', { nonce: sealed.nonce.slice(0, 11) }],
    ['a long nonce', { nonce: 'x'.repeat(17) }],
    ['an empty nonce', { nonce: '' }],
    ['an empty ciphertext', { ciphertext: '' }],
    ['less than a tag', { ciphertext: Buffer.alloc(15).toString('base64') }],
    [
      'a tag cut to 12 bytes',
      { ciphertext: Buffer.from(sealed.ciphertext, 'base64').subarray(0, -4).toString('base64') },
    ],
    ['no base64', { ciphertext: '!!!!' }],
  ] as readonly (readonly [string, Partial<Sealed>])[])(
    'does not open with %s, and does not throw',
    (_what, change) => {
      expect(openAes256Gcm({ ...sealed, ...change }, secret)).toBeUndefined();
    },
  );

  test('does not open with a key of 16 bytes', () => {
    expect(openAes256Gcm(sealed, new Secret(key.slice(0, 16)))).toBeUndefined();
  });
});

test('the published certificate download opens to the certificate that its serial names', () => {
  const {
    ciphertext,
    nonce,
    associated_data: associatedData,
    apiv3_key: key,
    serial_no: serial,
  } = certificateVector;
  const pem = openAes256Gcm({ ciphertext, nonce, associatedData }, new Secret(key));
  const certificate = readCertificate(pem ?? '');
  expect(certificate.serial).toBe(serial);
  expect(certificate.notBefore).toBe(Date.UTC(2023, 8, 19, 15, 15, 58));
  expect(certificate.notAfter).toBe(Date.UTC(2028, 8, 17, 15, 15, 58));
});
