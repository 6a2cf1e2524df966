/** Outgoing HTTPS against real servers on loopback: whom it trusts, what it says of the others, what never left. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { pkcs12 } from '../../scripts/sandbox/wechat-v2/pkcs12';
import { certificate, type CertificateWish } from '../../scripts/sandbox/x509';
import { payment, type Came } from './ask';
import { startCaller, type Caller, type ClientIdentity } from './caller-process';
import { answer, flood, mute, party, silence, until, type Manner, type Party } from './loopback';

const now = Date.now();
const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Authority {
  readonly commonName: string;
  readonly key: KeyObject;
  readonly cert: string;
}

function authority(commonName: string, wish: Partial<CertificateWish> = {}): Authority {
  const key = newKey();
  return {
    commonName,
    key,
    cert: certificate({ commonName, key, extension: 'authority', now, ...wish }),
  };
}

const trusted = authority('Trusted authority');
const stranger = authority('Stranger "authority"\n');
const lapsed = authority('Lapsed authority', { now: Date.UTC(2020, 0, 2), lifeMs: 0 });

/** A server's key and its certificate for 127.0.0.1, signed by itself where there is no issuer. */
function serving(
  issuer: Authority | undefined,
  wish: Partial<CertificateWish> = {},
): { key: string; cert: string } {
  const key = newKey();
  const wished = { commonName: '127.0.0.1', key, extension: 'loopback', now, ...wish } as const;
  return { key: pemOf(key), cert: certificate({ ...wished, ...(issuer && { issuer }) }) };
}

const good = serving(trusted);
const ok = answer('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
const everyProtocol = ['TLSv1.2', 'TLSv1.3'] as const;

const folder = mkdtempSync(join(tmpdir(), 'crosspay-tls-'));
const extraCa = { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') };
let caller: Caller;

beforeAll(() => {
  writeFileSync(extraCa.NODE_EXTRA_CA_CERTS, trusted.cert + lapsed.cert);
  caller = startCaller(extraCa);
});
afterEach(silence);
afterAll(() => {
  caller.stop();
  rmSync(folder, { recursive: true });
});

async function askOver(
  keys: TlsOptions,
  more: { identity?: ClientIdentity; manner?: Manner; host?: string } = {},
): Promise<{ came: Came; other: Party }> {
  const other = await party(more.manner ?? ok, keys);
  const { came } = await caller.ask(
    payment(`https://${more.host ?? '127.0.0.1'}:${other.port}`),
    more.identity,
  );
  return { came, other };
}

describe.each(everyProtocol)('over %s', (version) => {
  const only = { minVersion: version, maxVersion: version };

  it('trusts whom NODE_EXTRA_CA_CERTS names', async () => {
    const { came, other } = await askOver({ ...good, ...only });
    expect(came).toMatchObject({ status: 200, body: 'ok' });
    expect(other.received).toMatch(/^POST \/pay[^]*"\}$/);
  });

  it.each<[string, { key: string; cert: string }, string]>([
    [
      'of an authority that it does not know',
      serving(stranger),
      'the certificate is not trusted: signed by "CN=Stranger ?authority??" (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    ],
    [
      'that vouches for itself',
      serving(undefined, { commonName: 'Itself' }),
      'the certificate is not trusted: signed by "CN=Itself" (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      'that has expired',
      serving(trusted, { now: Date.UTC(2026, 0, 1), lifeMs: 0 }),
      'the certificate expired on 2026-01-01 (CERT_HAS_EXPIRED)',
    ],
    [
      'of tomorrow',
      serving(trusted, { now: Date.UTC(2040, 0, 2) }),
      'the certificate is not valid before 2040-01-01 (CERT_NOT_YET_VALID)',
    ],
  ])('sends nothing to a party with a certificate %s', async (_name, keys, message) => {
    const { came, other } = await askOver({ ...keys, ...only });
    expect(came).toEqual({ kind: 'untrusted_certificate', message });
    await until(() => other.standing === 0);
    expect(other).toMatchObject({ connections: 1, received: '' });
  });

  it('waits for an answer no longer than it may, and calls it sent', async () => {
    const other = await party(mute, { ...good, ...only });
    const { came } = await caller.ask(payment(other.url), {}, 400);
    expect(came).toEqual({ kind: 'timeout', message: 'no answer within 400 ms' });
    expect(other.received).toMatch(/^POST /);
    await until(() => other.standing === 0);
  });

  it('never passes on an answer that is cut off', async () => {
    const cut: Manner = (socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"ok":1}', () => socket.destroy()),
      );
    const { came } = await askOver({ ...good, ...only }, { manner: cut });
    expect(came).toMatchObject({ kind: 'cut_off' });
  });
});

describe('a certificate that is not good', () => {
  it('is told by the last of those that vouch for it', async () => {
    const keys = serving(stranger);
    const { came } = await askOver({ key: keys.key, cert: keys.cert + stranger.cert });
    expect(came).toEqual({
      kind: 'untrusted_certificate',
      message:
        'the certificate is not trusted: signed by "CN=Stranger ?authority??" (SELF_SIGNED_CERT_IN_CHAIN)',
    });
  });

  it('may be one of an authority that has expired', async () => {
    const { came, other } = await askOver(serving(lapsed));
    expect(came).toEqual({
      kind: 'untrusted_certificate',
      message:
        'the certificate of "CN=Lapsed authority", which vouches for it, expired on 2020-01-02 (CERT_HAS_EXPIRED)',
    });
    expect(other.received).toBe('');
  });

  it('may be one of another host', async () => {
    const { came, other } = await askOver(good, { host: 'localhost' });
    expect(came).toEqual({
      kind: 'untrusted_certificate',
      message: 'the certificate is for 127.0.0.1, not for localhost (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
    expect(other.received).toBe('');
  });

  it('is refused even where the environment tells Node to trust everybody', async () => {
    const careless = startCaller({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const other = await party(ok, good);
    const { came } = await careless.ask(payment(other.url));
    careless.stop();
    expect(came).toMatchObject({ kind: 'untrusted_certificate' });
    expect(other.received).toBe('');
  });
});

describe('what never left', () => {
  it.each<[string, TlsOptions | undefined, Manner, RegExp]>([
    [
      'speaks no TLS',
      undefined,
      answer('HTTP/1.1 200 OK\r\n\r\n'),
      /^TLS failed: wrong version number \(\S+\)$/,
    ],
    ['hangs up', undefined, answer(), /^the connection ended before it stood \(ECONNRESET\)$/],
    ['says nothing', undefined, mute, /^no connection within 400 ms$/],
    [
      'speaks an older TLS',
      { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
      ok,
      /^TLS failed: [\w/]+ alert protocol version \(\S+\)$/,
    ],
    [
      'demands a certificate of us',
      { ...good, maxVersion: 'TLSv1.2', requestCert: true },
      ok,
      /^TLS failed: [\w/]+ alert handshake failure \(\S+\)$/,
    ],
  ])('is a request to a party that %s', async (_name, keys, manner, message) => {
    const other = await party(manner, keys);
    const { came } = await caller.ask(payment(`https://127.0.0.1:${other.port}`), {}, 400);
    expect(came).toEqual({ kind: 'unreachable', message: expect.stringMatching(message) as string });
    expect(other.connections).toBe(1);
    expect(other.received).not.toContain('POST');
  });
});

describe('a certificate of ours', () => {
  const ours = newKey();
  const cert = certificate({ commonName: 'A merchant', key: ours, issuer: trusted, now });
  const demanding = { ...good, requestCert: true, ca: trusted.cert };
  const p12 = { base64: pkcs12(cert, ours, 'right').toString('base64'), passphrase: 'right' };

  it.each<[string, ClientIdentity]>([
    ['PEM', { pem: { cert, key: pemOf(ours) } }],
    ['PKCS#12', { p12 }],
  ])('is shown as %s', async (_name, identity) => {
    for (const maxVersion of everyProtocol) {
      const { came } = await askOver({ ...demanding, maxVersion }, { identity });
      expect(came).toMatchObject({ status: 200 });
    }
  });

  it.each<[string, ClientIdentity, string]>([
    ['with another key', { pem: { cert, key: pemOf(newKey()) } }, ' (ERR_OSSL_X509_KEY_VALUES_MISMATCH)'],
    ['that is none', { pem: { cert: 'none', key: pemOf(ours) } }, ' (ERR_OSSL_PEM_NO_START_LINE)'],
    ['with another passphrase', { p12: { ...p12, passphrase: 'wrong' } }, ''],
  ])('%s stops the request before it leaves', async (_name, identity, code) => {
    const { came, other } = await askOver(demanding, { identity });
    expect(came).toEqual({
      kind: 'unreachable',
      message: `the client certificate cannot be used${code}`,
    });
    expect(other.connections).toBe(0);
  });

  it('that is missed only after TLS 1.3 stands leaves open whether the request arrived', async () => {
    const { came, other } = await askOver({ ...demanding, minVersion: 'TLSv1.3' });
    expect(came).toEqual({
      kind: 'cut_off',
      message: expect.stringMatching(/^TLS failed: \w+ alert certificate required \(\S+\)$/) as string,
    });
    expect(other.received).toBe('');
  });
});

it('gives up an answer of 300 MB without holding it in memory', async () => {
  const poured = flood('HTTP/1.1 200 OK\r\n\r\n', 300_000_000);
  const other = await party(poured.manner, good);
  const { came, grownMb } = await caller.ask(payment(other.url));
  expect(came).toMatchObject({ kind: 'too_large' });
  expect(grownMb).toBeLessThan(60);
  await until(() => other.standing === 0);
  expect(poured.sent).toBeLessThan(30_000_000);
});
