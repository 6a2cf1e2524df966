/** Every usual mistake with a PEM text gets the sentence that says which mistake it is. */
import { generateKeyPairSync } from 'node:crypto';
import { PemError, readCertificate, readPrivateKey, readPublicKey } from '../../shared/codecs/keys';
import { merchantKeyPem, merchantPublicKeyPem, platformCertificatePem } from '../fixtures/vectors';

const pkcs1 = readPrivateKey(merchantKeyPem).export({ type: 'pkcs1', format: 'pem' }).toString();
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const asPrivate = { type: 'pkcs8', format: 'pem' } as const;
const asPublic = { type: 'spki', format: 'pem' } as const;

const lines = (pem: string): string[] => pem.trim().split('\n');
const withoutBreaks = (pem: string): string => lines(pem).join('');
const withSpaces = (pem: string): string => lines(pem).join(' ');
const withoutMiddle = (pem: string): string =>
  [...lines(pem).slice(0, 8), ...lines(pem).slice(12)].join('\n');
const withoutEnd = (pem: string): string => lines(pem).slice(0, -1).join('\n');

/** The message of the PemError that reading gives. */
function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof PemError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a private key', () => {
  test.each([
    ['as PKCS#8', merchantKeyPem],
    ['as PKCS#1', pkcs1],
    ['with \\n written out', lines(merchantKeyPem).join('\\n')],
    ['with Windows line ends', lines(merchantKeyPem).join('\r\n')],
    ['with blank lines around it', `\n\n${merchantKeyPem}\n\n`],
  ])('%s is read', (_how, pem) => {
    expect(readPrivateKey(pem).asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  test.each([
    ['is empty', '', 'is not PEM: it must begin with -----BEGIN PRIVATE KEY-----'],
    [
      'is bare base64',
      lines(merchantKeyPem).slice(1, -1).join('\n'),
      'is not PEM: it must begin with -----BEGIN PRIVATE KEY-----',
    ],
    [
      'is the serial number',
      '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
      'is not PEM: it must begin with -----BEGIN PRIVATE KEY-----',
    ],
    ['is a certificate', platformCertificatePem, 'holds a CERTIFICATE, but a PRIVATE KEY is wanted'],
    ['is a public key', merchantPublicKeyPem, 'holds a PUBLIC KEY, but a PRIVATE KEY is wanted'],
    [
      'has lost its line breaks',
      withoutBreaks(merchantKeyPem),
      'has lost its line breaks: paste it with them, or write \\n for each',
    ],
    [
      'has spaces for line breaks',
      withSpaces(merchantKeyPem),
      'has lost its line breaks: paste it with them, or write \\n for each',
    ],
    ['has lost its last line', withoutEnd(merchantKeyPem), 'has no -----END PRIVATE KEY----- line'],
    [
      'has lost lines in the middle',
      withoutMiddle(merchantKeyPem),
      'cannot be read: its base64 text is damaged or cut off',
    ],
    [
      'is too short a key',
      short.privateKey.export(asPrivate).toString(),
      'is an RSA key of 1024 bits, at least 2048 are wanted',
    ],
    ['is an elliptic key', elliptic.privateKey.export(asPrivate).toString(), 'is a ec key, RSA is wanted'],
  ])('that %s is refused with its exact mistake', (_what, pem, message) => {
    expect(complaint(() => readPrivateKey(pem))).toBe(message);
  });

  test('is never quoted in the message', () => {
    const secret = lines(merchantKeyPem)[5] ?? '';
    for (const damaged of [withoutBreaks, withSpaces, withoutMiddle, withoutEnd]) {
      expect(complaint(() => readPrivateKey(damaged(merchantKeyPem)))).not.toContain(secret);
    }
  });
});

describe('a public key', () => {
  test('is read', () => {
    expect(readPublicKey(merchantPublicKeyPem).asymmetricKeyType).toBe('rsa');
  });

  test.each([
    ['is a certificate', platformCertificatePem, 'holds a CERTIFICATE, but a PUBLIC KEY is wanted'],
    ['is a private key', merchantKeyPem, 'holds a PRIVATE KEY, but a PUBLIC KEY is wanted'],
    [
      'has lost its line breaks',
      withoutBreaks(merchantPublicKeyPem),
      'has lost its line breaks: paste it with them, or write \\n for each',
    ],
    ['is cut off', withoutEnd(merchantPublicKeyPem), 'has no -----END PUBLIC KEY----- line'],
    [
      'is too short a key',
      short.publicKey.export(asPublic).toString(),
      'is an RSA key of 1024 bits, at least 2048 are wanted',
    ],
    ['is an elliptic key', elliptic.publicKey.export(asPublic).toString(), 'is a ec key, RSA is wanted'],
  ])('that %s is refused with its exact mistake', (_what, pem, message) => {
    expect(complaint(() => readPublicKey(pem))).toBe(message);
  });
});

describe('a certificate', () => {
  test('gives its serial in upper case, its key and its time', () => {
    expect(readCertificate(platformCertificatePem)).toMatchObject({
      serial: 'D7CE59D1F522D701',
      notBefore: Date.UTC(2021, 3, 27, 8, 55, 23),
      notAfter: Date.UTC(2031, 3, 25, 8, 55, 23),
    });
  });

  test.each([
    ['is a public key', merchantPublicKeyPem, 'holds a PUBLIC KEY, but a CERTIFICATE is wanted'],
    [
      'has lost its line breaks',
      withoutBreaks(platformCertificatePem),
      'has lost its line breaks: paste it with them, or write \\n for each',
    ],
    [
      'has lost lines in the middle',
      withoutMiddle(platformCertificatePem),
      'cannot be read: its base64 text is damaged or cut off',
    ],
  ])('that %s is refused with its exact mistake', (_what, pem, message) => {
    expect(complaint(() => readCertificate(pem))).toBe(message);
  });
});
