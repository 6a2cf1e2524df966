/**
 * AES-256-ECB with PKCS#7 padding, as WeChat Pay v2 seals its refund notices. ECB proves nothing about who wrote a
 * text: what it opens is a hint, never a fact.
 */
import { createDecipheriv } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** The plain text (UTF-8) of base64 ciphertext under a key of 32 bytes; undefined when they do not fit together. */
export function openAes256Ecb(ciphertext: string, key: Secret): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(ciphertext)) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-ecb', Buffer.from(key.reveal()), null);
    const bytes = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64')), decipher.final()]);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What does not fit opens nothing.
  }
  return undefined;
}
