/** AES-256-GCM with nonce, ciphertext and tag apart, each in base64, as WeChat's server API writes it. */
import { createCipheriv } from 'node:crypto';
import type { Secret } from '../kernel/secret';
import { openGcm } from './aead';

const NONCE_BYTES = 12;

export interface SealedParts {
  readonly iv: string;
  readonly data: string;
  readonly authtag: string;
}

/** `key`: base64 of 32 bytes; `nonce`: 12 bytes, never used twice. */
export function sealParts(text: string, key: Secret, about: string, nonce: Buffer): SealedParts {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.reveal(), 'base64'), nonce);
  cipher.setAAD(Buffer.from(about));
  const bytes = Buffer.concat([cipher.update(Buffer.from(text)), cipher.final()]);
  return {
    iv: nonce.toString('base64'),
    data: bytes.toString('base64'),
    authtag: cipher.getAuthTag().toString('base64'),
  };
}

/** The text (UTF-8), or undefined when the parts, the key and what it is about do not fit together. */
export function openParts(
  { iv, data, authtag }: SealedParts,
  key: Secret,
  about: string,
): string | undefined {
  const nonce = Buffer.from(iv, 'base64');
  if (nonce.length !== NONCE_BYTES) return undefined;
  return openGcm({
    key: Buffer.from(key.reveal(), 'base64'),
    nonce,
    ciphertext: Buffer.from(data, 'base64'),
    tag: Buffer.from(authtag, 'base64'),
    about: Buffer.from(about),
  });
}
