/**
 * AES-256-GCM as PSPs use it. WeChat Pay (AEAD_AES_256_GCM) writes base64 with the tag as the last 16 bytes; the Open
 * Payment Platform (VR pay) writes hex, with nonce and tag apart.
 */
import { createDecipheriv } from 'node:crypto';
import type { Secret } from '../kernel/secret';

/** What was sealed, in bytes. */
export interface GcmParts {
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
  /** What it is bound to. */
  readonly about?: Buffer;
}

export const TAG_BYTES = 16;

/** The plain text (UTF-8), or undefined when the parts do not fit together. A shorter tag could be guessed: it fits nothing. */
export function openGcm({ key, nonce, ciphertext, tag, about }: GcmParts): string | undefined {
  if (tag.length !== TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    if (about) decipher.setAAD(about);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
  } catch {
    // What does not fit opens nothing.
  }
  return undefined;
}

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
  if (nonce.length < 12 || nonce.length > 16) return undefined;
  return openGcm({
    key: Buffer.from(key.reveal()),
    nonce,
    ciphertext: bytes.subarray(0, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
    about: Buffer.from(sealed.associatedData),
  });
}

/** A sealed text in hex: ciphertext, 12 byte nonce and 16 byte tag, each on its own. */
export interface HexSealed {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly tag: string;
}

/** The plain text (UTF-8) under a key of 64 hex digits, or undefined when the parts do not fit together. */
export function openHexAes256Gcm(sealed: HexSealed, key: Secret): string | undefined {
  const [ciphertext, nonce, tag] = [sealed.ciphertext, sealed.nonce, sealed.tag].map(fromHex);
  if (!ciphertext || nonce?.length !== 12 || !tag) return undefined;
  return openGcm({ key: Buffer.from(key.reveal(), 'hex'), nonce, ciphertext, tag });
}

/** Node stops silently at the first digit that is none, so the form is checked first. */
const fromHex = (text: string): Buffer | undefined =>
  /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
