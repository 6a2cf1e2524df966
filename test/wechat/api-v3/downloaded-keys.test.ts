/** The download of WeChat Pay's certificates: which are taken, and what is said of an answer that holds none. */
import { createCipheriv } from 'node:crypto';
import { readCertificate, readPublicKey } from '../../../shared/codecs/keys';
import type { TrustedKey } from '../../../shared/kernel/exchange';
import type { HttpReply } from '../../../shared/kernel/http';
import { Secret } from '../../../shared/kernel/secret';
import { downloadedKeys } from '../../../shared/wechat/api-v3/keys';
import { PUBLIC_KEY_ID, signedReply } from '../../fixtures/v3/platform';
import { certificateVector, merchantPublicKeyPem, platformCertificatePem } from '../../fixtures/vectors';

const NOW = 1_780_000_000;
const { apiv3_key: KEY, serial_no, nonce, associated_data, ciphertext } = certificateVector;
const known: TrustedKey = { serial: PUBLIC_KEY_ID, key: readPublicKey(merchantPublicKeyPem) };

const download = (reply: HttpReply, keys: readonly TrustedKey[] = [known]) =>
  downloadedKeys(reply, new Secret(KEY), { now: NOW * 1000, nonce: '', keys });
const listing = (data: unknown, status = 200) => signedReply(status, JSON.stringify({ data }), NOW);

const published = {
  serial_no,
  encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data, ciphertext },
};

/** Any text where a certificate is expected, sealed well. */
function sealed(pem: string): object {
  const cipher = createCipheriv('aes-256-gcm', KEY, 'twelve bytes');
  const bytes = Buffer.concat([cipher.update(pem, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const parts = {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: 'twelve bytes',
    ciphertext: bytes.toString('base64'),
  };
  return { serial_no: 'AB', encrypt_certificate: parts };
}

const taken = { is: 'ok', value: [expect.objectContaining({ serial: serial_no })] };
const unreadable = { is: 'unknown', why: 'unreadable' };

test('the published certificate is taken when a known key vouches for the answer', () => {
  expect(download(listing([published]))).toEqual(taken);
});

test('nothing is taken when no known and no downloaded key vouches for it', () => {
  expect(download(listing([published]), [])).toEqual({ is: 'unknown', why: 'unverified' });
  const another: HttpReply = { ...listing([published]), headers: {} };
  expect(download(another)).toEqual({ is: 'unknown', why: 'unverified' });
});

test('what is no certificate, does not open or is no entry is left out', () => {
  const broken = { encrypt_certificate: { ...published.encrypt_certificate, nonce: 'xxxxxxxxxxxx' } };
  expect(download(listing([null, 'x', [], {}, broken, sealed('no PEM'), published]))).toEqual(taken);
  expect(download(listing([published, sealed(platformCertificatePem)]))).toMatchObject({
    value: [{ serial: serial_no }, { serial: readCertificate(platformCertificatePem).serial }],
  });
});

test.each([
  ['no entries', listing([])],
  ['entries of which none is a certificate', listing([{}, sealed('no PEM')])],
  ['no list', listing({ 0: published })],
  ['nothing', listing(undefined)],
  ['no JSON', signedReply(200, '<html>', NOW)],
  ['another status', listing([published], 201)],
  ['a redirection', listing([published], 302)],
  ['an error without a code', signedReply(404, '{}', NOW)],
  ['an error in HTML', signedReply(400, '<html>', NOW)],
])('an answer of %s is unreadable, though it is vouched for', (_what, reply) => {
  expect(download(reply)).toEqual(unreadable);
});

test.each([
  [400, { code: 'PARAM_ERROR', message: '' }, 'PARAM_ERROR'],
  [401, { code: 'SIGN_ERROR', message: '错误的签名' }, 'SIGN_ERROR 错误的签名'],
  [404, { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }, 'RESOURCE_NOT_EXISTS 无可用的平台证书'],
])('a no of status %i is told as WeChat Pay words it, though nobody signed it', (status, said, theirs) => {
  const reply = { status, headers: {}, body: JSON.stringify(said) };
  expect(download(reply)).toEqual({ is: 'refused', why: 'other', theirs });
});

test.each([429, 500, 502])('status %i is trouble, whatever it says', (status) => {
  expect(download(listing([published], status))).toEqual({ is: 'unknown', why: 'busy' });
  expect(download(signedReply(status, '{"code":"SYSTEM_ERROR"}', NOW))).toEqual({
    is: 'unknown',
    why: 'busy',
  });
});
