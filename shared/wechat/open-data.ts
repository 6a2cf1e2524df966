/**
 * User data as mini-programs of the older kind hand it over, signed and encrypted with the user's session_key (WeChat
 * documentation, "signature verification and encryption of open data" and "checkSessionKey", read 2026-11). No action of
 * CrossPay uses it: whoever has such a front end has the session_key from code2Session, and keeps it on the server.
 */
import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readJsonObject, type JsonObject } from '../kernel/json';
import { equalInConstantTime, type Secret } from '../kernel/secret';

/** The most that is looked at, characters; user data is a few hundred. */
const MAX_LENGTH = 64 * 1024;
const BLOCK_BYTES = 16;

/** `encryptedData` and `iv` as a front end got them: base64. */
export interface EncryptedData {
  readonly encryptedData: string;
  readonly iv: string;
}

/**
 * What user data says, or why it is not believed. `undecryptable`: changed on the way, or the session_key is an older one,
 * so the user has to log in anew. `another_app`: encrypted for another mini-program.
 */
export type OpenedData =
  { readonly data: JsonObject } | { readonly refused: 'undecryptable' | 'another_app' };

/** The data in AES-128-CBC under a session_key, for the mini-program `appid`: its watermark must name it. */
export function openUserData(encrypted: EncryptedData, sessionKey: Secret, appid: string): OpenedData {
  const text = decrypted(encrypted, sessionKey);
  const data = text === undefined ? undefined : readJsonObject(text);
  if (!data) return { refused: 'undecryptable' };
  return hasWatermarkOf(data, appid) ? { data } : { refused: 'another_app' };
}

/** Whether WeChat made this data for the app: `watermark.appid`. */
export function hasWatermarkOf({ watermark }: JsonObject, appid: string): boolean {
  const named: unknown =
    typeof watermark === 'object' && watermark !== null ? Reflect.get(watermark, 'appid') : undefined;
  return typeof named === 'string' && appid !== '' && named === appid;
}

/** Whether `signature` is that of a `rawData` text exactly as it came: SHA-1 of it and the session_key, in hex. */
export function isRawDataSigned(rawData: string, signature: string, sessionKey: Secret): boolean {
  if (rawData.length > MAX_LENGTH) return false;
  const right = createHash('sha1')
    .update(rawData + sessionKey.reveal(), 'utf8')
    .digest('hex');
  return equalInConstantTime(right, signature);
}

/** `signature` for checkSessionKey and resetUserSessionKey (sig_method hmac_sha256): HMAC of nothing, in hex. */
export function signSession(sessionKey: Secret): string {
  return createHmac('sha256', sessionKey.reveal()).update('').digest('hex');
}

function decrypted({ encryptedData, iv }: EncryptedData, sessionKey: Secret): string | undefined {
  const bytes = encryptedData.length > MAX_LENGTH ? undefined : bytesOf(encryptedData);
  const [key, start] = [bytesOf(sessionKey.reveal()), bytesOf(iv)];
  if (!bytes || key?.length !== BLOCK_BYTES || start?.length !== BLOCK_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-128-cbc', key, start);
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const bytesOf = (base64: string): Buffer | undefined =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
