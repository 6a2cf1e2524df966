/**
 * WeChat as it pushes, written from its documentation ("message push", "message encryption", read 2026-11) and sharing nothing with what
 * it tests: signs, encrypts, writes XML and JSON, and opens encrypted answers.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export interface Settings {
  readonly appid: string;
  readonly token: string;
  /** 43 characters. */
  readonly aesKey: string;
  readonly mode: 'plain' | 'compatible' | 'secure';
  readonly format: 'xml' | 'json';
}

export type Message = Readonly<Record<string, unknown>>;

/** An event of the HTTP access service. */
export interface HttpPush {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
}

export const sha1 = (...values: readonly string[]): string =>
  createHash('sha1')
    .update([...values].sort().join(''))
    .digest('hex');

export function encrypted(text: string, { appid, aesKey }: Pick<Settings, 'appid' | 'aesKey'>): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([randomBytes(16), length, message, Buffer.from(appid)]);
  const pad = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64');
}

export function decrypted(cipherText: string, { appid, aesKey }: Settings): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(cipherText, 'base64'), decipher.final()]);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const end = 20 + plain.readUInt32BE(16);
  expect(plain.toString('utf8', end)).toBe(appid);
  return plain.toString('utf8', 20, end);
}

const element = ([name, value]: readonly [string, unknown]): string =>
  Array.isArray(value)
    ? value.map((one) => element([name, one])).join('')
    : `<${name}>${content(value)}</${name}>`;

function content(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(element).join('');
  return typeof value === 'number' ? String(value) : `<![CDATA[${String(value)}]]>`;
}

export const written = (message: Message, format: Settings['format']): string =>
  format === 'json' ? JSON.stringify(message) : `<xml>${Object.entries(message).map(element).join('')}</xml>`;

export interface As {
  readonly path?: string;
  /** Unix seconds. */
  readonly timestamp: number | string;
  readonly nonce?: string;
}

/** A push as WeChat sends it to an app of these settings. */
export function pushed(settings: Settings, message: Message, as: As): HttpPush {
  const { token, mode, format } = settings;
  const clear = written(message, format);
  const timestamp = String(as.timestamp);
  const nonce = as.nonce ?? String(randomBytes(4).readUInt32BE());
  const signed = { signature: sha1(token, timestamp, nonce), timestamp, nonce, openid: 'oWhoever' };
  if (mode === 'plain') return httpPush(settings, as, signed, clear);
  const Encrypt = encrypted(clear, settings);
  const shown = mode === 'compatible' ? message : { ToUserName: message.ToUserName };
  const query = { ...signed, encrypt_type: 'aes', msg_signature: sha1(token, timestamp, nonce, Encrypt) };
  return httpPush(settings, as, query, written({ ...shown, Encrypt }, format));
}

function httpPush(
  { appid, format }: Settings,
  { path = `/notify/wechat/${appid}` }: As,
  query: HttpPush['queryStringParameters'],
  body: string,
): HttpPush {
  const type = format === 'json' ? 'application/json' : 'text/xml';
  return { httpMethod: 'POST', path, headers: { 'Content-Type': type }, queryStringParameters: query, body };
}

/** The check that the console makes. */
export function urlCheck(settings: Settings, timestamp: number, echostr = '4375120948345356249'): HttpPush {
  const nonce = '1514711492';
  const signature = sha1(settings.token, String(timestamp), nonce);
  const query = { signature, timestamp: String(timestamp), nonce, echostr };
  return { ...httpPush(settings, { timestamp }, query, ''), httpMethod: 'GET', headers: {} };
}

/** The clear text of an encrypted answer, whose signature must be right. */
export function openedReply(settings: Settings, body: string): string {
  const field = (name: string): string =>
    (settings.format === 'json'
      ? String((JSON.parse(body) as Record<string, unknown>)[name])
      : new RegExp(`<${name}>(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))</${name}>`, 's')
          .exec(body)
          ?.slice(1)
          .find(Boolean)) ?? '';
  const cipherText = field('Encrypt');
  expect(field('MsgSignature')).toBe(sha1(settings.token, field('TimeStamp'), field('Nonce'), cipherText));
  return decrypted(cipherText, settings);
}
