/**
 * A text that is only to be recognised: HMAC-SHA256 under a key that is derived (HKDF-SHA256) from a secret of the
 * configuration. Without the secret nobody can try guesses.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** 43 characters of base64url. `about`: what kind of text it is, so that hashes of two kinds are never equal. */
export function keyedHash(text: string, secret: Secret, about: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', `crosspay hash ${about}`, 32));
  return createHmac('sha256', key).update(text).digest('base64url');
}
