/**
 * How WeChat signs and encrypts what it pushes: SHA-1 over sorted values, AES-256-CBC with padding to 32 bytes. Written from the
 * WeChat documentation, "message push" and "message encryption", read 2026-11.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const block = 32;
/** Random bytes before the message. */
const prefixBytes = 16;

export interface PushKey {
  /** 43 characters of base64. */
  readonly encodingAesKey: string;
  readonly appid: string;
}

/** SHA-1 over the values, sorted in byte order and joined; hexadecimal. */
export function sortedSha1(...values: readonly string[]): string {
  const sorted = [...values].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return createHash('sha1').update(sorted.join('')).digest('hex');
}

/** 16 random bytes, the length, the message, the appid; base64. */
export function encrypt(message: string, { encodingAesKey, appid }: PushKey, random: Buffer): string {
  const text = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(appid, 'utf8')]);
  const pad = block - (plain.length % block);
  const key = keyOf(encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64');
}

/** The message in a cipher text; undefined where it was not made with this key for this appid. */
export function decrypt(encrypted: string, { encodingAesKey, appid }: PushKey): string | undefined {
  const key = keyOf(encodingAesKey);
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % block !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > block) return undefined;
  const plain = padded.subarray(0, padded.length - pad);
  if (plain.length < prefixBytes + 4) return undefined;
  const end = prefixBytes + 4 + plain.readUInt32BE(prefixBytes);
  if (plain.toString('utf8', end) !== appid) return undefined;
  return plain.toString('utf8', prefixBytes + 4, end);
}

const keyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64');
