/**
 * AES-256-GCM as PSPs use it. WeChat Pay (AEAD_AES_256_GCM) writes base64 with the tag as the last 16 bytes; the Open
 * Payment Platform (VR pay) writes hex, with nonce and tag apart.
 */
import { createDecipheriv } from 'node:crypto';
import type { Secret } from '../kernel/secret';

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
  const nonce = Buffer.from(sealed.nonce);
  if (bytes.length < TAG_BYTES || nonce.length < 12 || nonce.length > 16) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.reveal()), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(sealed.associatedData));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const head = decipher.update(bytes.subarray(0, -TAG_BYTES));
    return Buffer.concat([head, decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** A sealed text in hex: ciphertext, 12 byte nonce and 16 byte tag, each on its own. */
export interface HexSealed {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly tag: string;
}

/** The plain text (UTF-8) under a key of 64 hex digits, or undefined when the parts do not fit together. */
export function openHexAes256Gcm(sealed: HexSealed, key: Secret): string | undefined {
  const [bytes, nonce, tag] = [sealed.ciphertext, sealed.nonce, sealed.tag].map(fromHex);
  if (!bytes || nonce?.length !== 12 || tag?.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.reveal(), 'hex'), nonce);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

/** Node stops silently at the first digit that is none, so the form is checked first. */
const fromHex = (text: string): Buffer | undefined =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
