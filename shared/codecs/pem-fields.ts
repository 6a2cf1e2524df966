/** Configuration fields that hold keys and certificates in PEM. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { asText, FieldError, type Reader } from '../kernel/fields';
import type { TrustedKey } from '../kernel/exchange';
import { PemError, readCertificate, readPrivateKey, readPublicKey, readX509 } from './keys';

function fromPem<T>(secret: boolean, read: (pem: string) => T): Reader<T> {
  return {
    secret,
    read(raw) {
      try {
        return read(asText(raw));
      } catch (error) {
        if (error instanceof PemError) throw new FieldError(error.message);
        throw error;
      }
    },
  };
}

/** An RSA private key in PEM. */
export const privateKey: Reader<KeyObject> = fromPem(true, readPrivateKey);

/** An RSA public key in PEM. */
export const publicKey: Reader<KeyObject> = fromPem(false, readPublicKey);

/** An X.509 certificate in PEM. */
export const certificate: Reader<X509Certificate> = fromPem(false, readX509);

/** The certificates of one text; several may stand in it one after the other. */
const eachBlock = (raw: unknown): readonly unknown[] =>
  typeof raw === 'string' && raw.includes('-----BEGIN ')
    ? (raw.match(/-----BEGIN [^]*?(?=-----BEGIN |$)/g) ?? [])
    : [raw];

/** The word "auto", or certificates in PEM: a list, or one text. */
export const autoOrCertificates: Reader<'auto' | readonly TrustedKey[]> = {
  secret: false,
  read(raw) {
    if (raw === 'auto') return 'auto';
    const list = Array.isArray(raw) ? raw : [raw];
    return list.flatMap(eachBlock).map((one) => fromPem(false, readCertificate).read(one));
  },
};
