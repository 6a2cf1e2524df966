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

/** A PEM text as databases, consoles, chats and spreadsheets hand it on. */
const pasted = (pem: string): readonly (readonly [string, string])[] => [
  ['with \\r\\n written out', lines(pem).join('\\r\\n')],
  ['with \\n escaped twice', lines(pem).join('\\\\n')],
  ['with \\n written out before each line break', lines(pem).join('\\n\n')],
  ['in double quotes', `"${lines(pem).join('\\n')}\\n"`],
  ['in single quotes', `'${pem.trim()}'`],
  ['with every line quoted', lines(pem).join('"\n"')],
  ['indented', lines(pem).join('\n      ')],
  ['with blank lines in between', lines(pem).join('\n\n')],
  ['on one line with spaces', withSpaces(pem)],
  ['on one line', withoutBreaks(pem)],
  ['with tabs written out', lines(pem).join('\\n\\t')],
  ['behind a byte order mark', `\ufeff${pem}`],
  ['with spaces that do not break and marks that do not show', lines(pem).join('\u00a0\u200b\n')],
];

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
  test.each<readonly [string, string]>([
    ['as PKCS#8', merchantKeyPem],
    ['as PKCS#1', pkcs1],
    ['with \\n written out', lines(merchantKeyPem).join('\\n')],
    ['with Windows line ends', lines(merchantKeyPem).join('\r\n')],
    ['with blank lines around it', `\n\n${merchantKeyPem}\n\n`],
    ...pasted(merchantKeyPem),
  ])('%s is read', (_how, pem) => {
    expect(readPrivateKey(pem).equals(readPrivateKey(merchantKeyPem))).toBe(true);
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
      'is encrypted',
      merchantKeyPem.replace('PRIVATE KEY-----', 'ENCRYPTED PRIVATE KEY-----'),
      'holds a ENCRYPTED PRIVATE KEY, but a PRIVATE KEY is wanted',
    ],
    [
      'is encrypted the old way',
      pkcs1.replace('KEY-----\n', 'KEY-----\nProc-Type: 4,ENCRYPTED\n'),
      'is encrypted with a passphrase: a key without one is wanted',
    ],
    [
      'was shortened for showing',
      merchantKeyPem.replace(lines(merchantKeyPem)[9] ?? '', '…'),
      'holds "…" in its base64 text, which is no base64',
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
    for (const damaged of [withoutMiddle, withoutEnd]) {
      expect(complaint(() => readPrivateKey(damaged(merchantKeyPem)))).not.toContain(secret);
    }
  });
});

describe('a public key', () => {
  test.each<readonly [string, string]>([['as it is', merchantPublicKeyPem], ...pasted(merchantPublicKeyPem)])(
    '%s is read',
    (_how, pem) => {
      expect(readPublicKey(pem).equals(readPublicKey(merchantPublicKeyPem))).toBe(true);
    },
  );

  test.each([
    ['is a certificate', platformCertificatePem, 'holds a CERTIFICATE, but a PUBLIC KEY is wanted'],
    ['is a private key', merchantKeyPem, 'holds a PRIVATE KEY, but a PUBLIC KEY is wanted'],
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

  test.each(pasted(platformCertificatePem))('%s is read', (_how, pem) => {
    expect(readCertificate(pem).serial).toBe('D7CE59D1F522D701');
  });

  test('with the bag attributes and the key that openssl puts beside it is read', () => {
    const bag = `Bag Attributes\n  friendlyName: Tenpay\n${merchantKeyPem}\nBag Attributes\n${platformCertificatePem}`;
    expect(readCertificate(bag).serial).toBe('D7CE59D1F522D701');
  });

  test.each([
    ['is a public key', merchantPublicKeyPem, 'holds a PUBLIC KEY, but a CERTIFICATE is wanted'],
    [
      'has lost lines in the middle',
      withoutMiddle(platformCertificatePem),
      'cannot be read: its base64 text is damaged or cut off',
    ],
  ])('that %s is refused with its exact mistake', (_what, pem, message) => {
    expect(complaint(() => readCertificate(pem))).toBe(message);
  });
});
