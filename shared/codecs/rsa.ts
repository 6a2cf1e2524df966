/** RSA with SHA-256 (PKCS#1 v1.5), base64. Keys come as key objects: parsing PEM each time costs more than verifying. */
import { sign, verify, type KeyObject } from 'node:crypto';

/** Signature of a UTF-8 message, base64. */
export function signRsaSha256(message: string, privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(message), privateKey).toString('base64');
}

/** Whether a base64 signature fits a UTF-8 message. False, never an exception, for anything malformed. */
export function verifyRsaSha256(message: string, signature: string, publicKey: KeyObject): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  try {
    return verify('sha256', Buffer.from(message), publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
