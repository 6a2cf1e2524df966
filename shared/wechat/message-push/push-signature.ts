/** The signature of a push: SHA-1 over the token and what goes with it, sorted and joined (WeChat documentation, "message push", read 2026-11). */
import { createHash } from 'node:crypto';
import { equalInConstantTime, type Secret } from '../../kernel/secret';

/** What the query of every push says about its signature. */
export interface Signed {
  readonly timestamp: string;
  readonly nonce: string;
}

/** The signature over `signed` and, where a message is encrypted, its cipher text; hexadecimal. */
export function pushSignature(token: Secret, { timestamp, nonce }: Signed, cipherText = ''): string {
  const values = [token.reveal(), timestamp, nonce, cipherText];
  // The default order is that of bytes for everything that the form of these values allows.
  return createHash('sha1').update(values.sort().join('')).digest('hex');
}

/** Whether a signature fits. Without a cipher text it says nothing about the body, only that the query is WeChat's. */
export function isSignedBy(token: Secret, signature: string, signed: Signed, cipherText?: string): boolean {
  return equalInConstantTime(pushSignature(token, signed, cipherText), signature.toLowerCase());
}
