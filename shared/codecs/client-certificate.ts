/** The merchant's certificate for mutual TLS: opened here only to say what is wrong with it before a PSP does. */
import { X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Secret } from '../kernel/secret';

/** The certificate in a PKCS#12 file, or what keeps it from being opened. */
export type OpenedP12 = { readonly certificate: X509Certificate | undefined } | { readonly problem: string };

/** Opens a PKCS#12 file (bytes) as the TLS layer will. */
export function openP12(pfx: Buffer, passphrase: Secret): OpenedP12 {
  try {
    return { certificate: certificateIn(createSecureContext({ pfx, passphrase: passphrase.reveal() })) };
  } catch (error) {
    return { problem: p12Problem(String(error)) };
  }
}

/** Node hands a context's certificate out as DER, by a method that its types do not name. */
function certificateIn(secure: SecureContext): X509Certificate | undefined {
  const { context } = secure as { readonly context?: { readonly getCertificate?: () => unknown } };
  const der = context?.getCertificate?.();
  return Buffer.isBuffer(der) ? new X509Certificate(der) : undefined;
}

function p12Problem(message: string): string {
  if (/mac verify/i.test(message)) return 'p12 does not open with p12_passphrase (default: the mchid)';
  if (/unsupported/i.test(message)) {
    return 'p12 is encrypted in a way that today’s OpenSSL refuses (RC2): give apiclient_cert.pem as cert and apiclient_key.pem as cert_key instead';
  }
  return 'p12 is no PKCS#12 file, or is cut off: give the base64 text of apiclient_cert.p12';
}

/** What is wrong with a certificate and its private key: nothing when they belong together. */
export function pairProblems(certificate: X509Certificate, key: KeyObject): readonly string[] {
  if (certificate.checkPrivateKey(key)) return [];
  return ['cert and cert_key do not belong together: the key is not that of the certificate'];
}

/** Whether a certificate is good at `now` (milliseconds); else what is wrong with it. */
export function validityProblem(certificate: X509Certificate, now: number): string | undefined {
  if (Date.parse(certificate.validTo) <= now) return `expired on ${certificate.validTo}`;
  return Date.parse(certificate.validFrom) > now ? `is not valid before ${certificate.validFrom}` : undefined;
}
