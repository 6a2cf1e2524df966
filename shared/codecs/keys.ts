/** Keys and certificates from PEM text, with errors that name the exact mistake instead of OpenSSL's. */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { TrustedKey } from '../kernel/exchange';
import { withoutPasteMarks } from '../kernel/fields';

/** What is wrong with a PEM text, in words for the person who pasted it. */
export class PemError extends Error {}

const MIN_RSA_BITS = 2048;
const LINE = /.{1,64}/g;

/** The blocks of a text, in their order: what stands around them (attributes that openssl adds) says nothing. */
const blocksIn = (text: string): readonly { readonly label: string; readonly content: string }[] =>
  [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g)].map(
    ([, label = '', content = '']) => ({ label, content }),
  );

/** The first block of a wanted kind, with line breaks where they belong. */
function check(pem: string, wanted: string, accepts: RegExp): string {
  const text = withoutPasteMarks(pem);
  const begun = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (begun === undefined) throw new PemError(`is not PEM: it must begin with -----BEGIN ${wanted}-----`);
  const blocks = blocksIn(text);
  const block = blocks.find(({ label }) => accepts.test(label));
  if (block) return rewrapped(block);
  const isOther = blocks.length > 0 || !accepts.test(begun);
  throw new PemError(
    isOther ? `holds a ${begun}, but a ${wanted} is wanted` : `has no -----END ${begun}----- line`,
  );
}

function rewrapped({ label, content }: { readonly label: string; readonly content: string }): string {
  if (/\bENCRYPTED\b/.test(content)) {
    throw new PemError('is encrypted with a passphrase: a key without one is wanted');
  }
  const base64 = content.replace(/\s+/g, '');
  const stranger = /[^A-Za-z0-9+/=]/u.exec(base64)?.[0];
  if (stranger !== undefined) {
    throw new PemError(`holds "${stranger}" in its base64 text, which is no base64`);
  }
  const lines = base64.match(LINE) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function rsaOnly(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa')
    throw new PemError(`is a ${key.asymmetricKeyType ?? '?'} key, RSA is wanted`);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_RSA_BITS)
    throw new PemError(`is an RSA key of ${bits} bits, at least ${MIN_RSA_BITS} are wanted`);
  return key;
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PemError) throw error;
    throw new PemError('cannot be read: its base64 text is damaged or cut off');
  }
}

/** An RSA private key, PKCS#8 or PKCS#1. Throws PemError. */
export function readPrivateKey(pem: string): KeyObject {
  const text = check(pem, 'PRIVATE KEY', /^(RSA )?PRIVATE KEY$/);
  return rsaOnly(readable(() => createPrivateKey(text)));
}

/** An RSA public key. Throws PemError. */
export function readPublicKey(pem: string): KeyObject {
  const text = check(pem, 'PUBLIC KEY', /^(RSA )?PUBLIC KEY$/);
  return rsaOnly(readable(() => createPublicKey(text)));
}

/** An X.509 certificate. Throws PemError. */
export function readX509(pem: string): X509Certificate {
  const text = check(pem, 'CERTIFICATE', /^CERTIFICATE$/);
  return readable(() => new X509Certificate(text));
}

/** An X.509 certificate as a trusted key; its serial is upper-case hex. Throws PemError. */
export function readCertificate(pem: string): TrustedKey {
  const certificate = readX509(pem);
  return {
    serial: certificate.serialNumber.toUpperCase(),
    key: rsaOnly(readable(() => certificate.publicKey)),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
  };
}
