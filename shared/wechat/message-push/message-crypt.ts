/**
 * How WeChat encrypts what it pushes: AES-256-CBC over 16 random bytes, the message's length (4 bytes, big endian), the message and
 * the appid, padded to 32 bytes (WeChat documentation, "message push" and "message encryption", read 2026-11).
 */
import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Secret } from '../../kernel/secret';

const BLOCK = 32;
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;

/** Whose messages are encrypted, and the key of 43 characters that the console shows. */
export interface MessageKey {
  readonly appid: string;
  readonly encodingAesKey: Secret;
}

/**
 * The key of 32 bytes and the vector. 43 characters carry two bits more than 32 bytes; good keys have them set, so the decoder
 * must be one that lets them be.
 */
function keyOf({ encodingAesKey }: MessageKey): { readonly key: Buffer; readonly iv: Buffer } {
  const key = Buffer.from(`${encodingAesKey.reveal()}=`, 'base64');
  return { key, iv: key.subarray(0, RANDOM_BYTES) };
}

/** Base64 of whole blocks: nothing else was encrypted by WeChat. */
export function isCipherText(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  // No whole number where characters are missing at the end.
  const bytes = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  return bytes % BLOCK === 0;
}

/** The message in a cipher text (base64); undefined when it was not made with this key for this app. */
export function decryptMessage(cipherText: string, messageKey: MessageKey): string | undefined {
  const { key, iv } = keyOf(messageKey);
  if (key.length !== BLOCK || !isCipherText(cipherText)) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(cipherText, 'base64'), decipher.final()]);
  const plain = withoutPadding(padded);
  if (!plain || plain.length <= HEAD_BYTES) return undefined;
  const end = HEAD_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  // Beyond the end of the bytes stands nothing, which is no appid.
  if (plain.toString('utf8', end) !== messageKey.appid) return undefined;
  const text = plain.subarray(HEAD_BYTES, end);
  return isUtf8(text) ? text.toString('utf8') : undefined;
}

/** The bytes without their 1 to 32 bytes of padding, each of which says how many there are. */
function withoutPadding(padded: Buffer): Buffer | undefined {
  const count = padded.at(-1) ?? 0;
  const padding = padded.subarray(padded.length - count);
  // A count of nothing is a zero byte, with which no appid ends.
  const isPadding = count <= BLOCK && padding.every((byte) => byte === count);
  return isPadding ? padded.subarray(0, padded.length - count) : undefined;
}

/** A message for WeChat as a cipher text (base64). `random`: 16 bytes, new ones for each message. */
export function encryptMessage(message: string, messageKey: MessageKey, random: Buffer): string {
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(messageKey.appid)]);
  const count = BLOCK - (plain.length % BLOCK);
  const { key, iv } = keyOf(messageKey);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(count, count)),
    cipher.final(),
  ]).toString('base64');
}
