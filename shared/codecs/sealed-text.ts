/**
 * Text that is kept where others may read it: AES-256-GCM under a key that is derived (HKDF-SHA256) from a secret of the
 * configuration. What it is about is authenticated with it, so that a sealed text serves nowhere else.
 */
import { createCipheriv, hkdfSync } from 'node:crypto';
import type { Sealing } from '../kernel/credentials';
import type { Secret } from '../kernel/secret';
import { openGcm, TAG_BYTES } from './aead';

const NONCE_BYTES = 12;

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
  return openGcm({
    key: keyFor(secret, about),
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  });
}

/** Sealing with one secret. */
export const sealingWith = (secret: Secret): Sealing => ({
  seal: (value, about, nonce) => seal(value, secret, about, nonce),
  unseal: (sealed, about) => unseal(sealed, secret, about),
});

function keyFor(secret: Secret, about: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', `crosspay ${about}`, 32));
}
