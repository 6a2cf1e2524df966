/** RSA-PSS with SHA-256 and MGF1, salt of 32 bytes, base64. The same message gets another signature each time. */
import { constants, sign, verify, type KeyObject } from 'node:crypto';

const SALT_BYTES = 32;

/** Signature of a UTF-8 message, base64. */
export function signRsaPss(message: string, key: KeyObject): string {
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES };
  return sign('sha256', Buffer.from(message), options).toString('base64');
}

/** Whether a base64 signature fits a UTF-8 message, whatever its salt. False, never an exception, for anything malformed. */
export function verifyRsaPss(message: string, signature: string, key: KeyObject): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  const options = {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  };
  try {
    return verify('sha256', Buffer.from(message), options, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
