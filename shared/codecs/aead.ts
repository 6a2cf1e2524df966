/** AES-256-GCM as WeChat Pay uses it (AEAD_AES_256_GCM): the last 16 bytes of the ciphertext are the tag. */
import { createDecipheriv } from 'node:crypto';
import type { Secret } from './secret';

const TAG_BYTES = 16;

/** A sealed text: base64 ciphertext, 12 to 16 byte nonce, associated data that may be empty. */
export interface Sealed {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associatedData: string;
}

/** The plain text (UTF-8), or undefined when key, nonce, associated data, ciphertext or tag do not fit together. */
export function openAes256Gcm(sealed: Sealed, key: Secret): string | undefined {
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  const nonce = Buffer.from(sealed.nonce, 'utf8');
  if (bytes.length < TAG_BYTES || nonce.length < 12 || nonce.length > 16) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.reveal(), 'utf8'), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(sealed.associatedData, 'utf8'));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const head = decipher.update(bytes.subarray(0, -TAG_BYTES));
    return Buffer.concat([head, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
