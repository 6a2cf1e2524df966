/** Keys and certificates from PEM text, with errors that name the exact mistake instead of OpenSSL's. */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { TrustedKey } from '../kernel/exchange';

/** What is wrong with a PEM text, in words for the person who pasted it. */
export class PemError extends Error {}

const LABEL = /-----BEGIN ([A-Z0-9 ]+)-----/;
const MIN_RSA_BITS = 2048;

/** PEM text as pasted into a database field: literal `\n` become line breaks. */
function normalize(pem: string): string {
  return pem.replace(/\\n/g, '\n').trim();
}

function check(pem: string, wanted: string, accepts: RegExp): string {
  const text = normalize(pem);
  const label = LABEL.exec(text)?.[1];
  if (label === undefined) {
    throw new PemError(`is not PEM: it must begin with -----BEGIN ${wanted}-----`);
  }
  if (!accepts.test(label)) throw new PemError(`holds a ${label}, but a ${wanted} is wanted`);
  if (!text.includes('\n'))
    throw new PemError('has lost its line breaks: paste it with them, or write \\n for each');
  if (!text.includes(`-----END ${label}-----`)) throw new PemError(`has no -----END ${label}----- line`);
  return text;
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
