/**
 * Text that is kept where others may read it: AES-256-GCM under a key that is derived (HKDF-SHA256) from a secret of the
 * configuration. What it is about is authenticated with it, so that a sealed text serves nowhere else.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Secret } from '../kernel/secret';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The sealed text as base64url. `nonce`: 24 hex characters, never used twice. */
export function seal(text: string, secret: Secret, about: string, nonce: string): string {
  const iv = Buffer.from(nonce, 'hex');
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, about), iv);
  const bytes = Buffer.concat([cipher.update(Buffer.from(text)), cipher.final()]);
  return Buffer.concat([iv, bytes, cipher.getAuthTag()]).toString('base64url');
}

/** The text, or undefined when it was sealed under another secret, about something else, or was changed. */
export function unseal(sealed: string, secret: Secret, about: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, about), bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const head = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([head, decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

function keyFor(secret: Secret, about: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', `crosspay ${about}`, 32));
}
