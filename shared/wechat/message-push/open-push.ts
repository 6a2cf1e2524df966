/**
 * Verify, then parse, then believe: what came to the address of an app becomes a message, or a word for why not. The mode is that of
 * the configuration, never that of the request: where messages are encrypted, only the encrypted part counts, and only a signature
 * over it (WeChat documentation, "message push", read 2026-11).
 */
import type { HttpEvent } from '../../kernel/http-event';
import type { Push } from '../wechat-config';
import { decryptMessage, isCipherText } from './message-crypt';
import { readPushBody, type Format, type ReadBody } from './push-body';
import { pushMessage, type PushMessage } from './push-message';
import { isSignedBy, type Signed } from './push-signature';

/** `mode`: in clear where the configuration wants encryption, or the reverse. `cipher`: of another key or another app. */
export type Refusal =
  | 'malformed'
  | 'unsigned'
  | 'bad_signature'
  | 'unknown_app'
  | 'mode'
  | 'cipher'
  | 'stale'
  | 'reused_signature';

export interface Refused {
  readonly refused: Refusal;
}

/** The check that the console makes when an address is entered. */
export interface UrlCheck {
  readonly signed: Signed;
  readonly signature: string;
  readonly echostr: string;
}

/** A push of good form, not verified. */
export interface ReceivedPush {
  readonly signed: Signed;
  readonly body: ReadBody;
  /** Over the cipher text where there is one, else over the query alone. */
  readonly signature: string;
  readonly cipherText: string | undefined;
}

export interface OpenedPush {
  readonly message: PushMessage;
  readonly format: Format;
  readonly signed: Signed;
}

const SIGNATURE = /^[0-9a-f]{40}$/i;
const ECHO = /^[^\p{Cc}\p{Cs}]{1,512}$/u;

/** The query of a check; refused before anything else is touched. */
export function readUrlCheck({ query }: HttpEvent): UrlCheck | Refused {
  const signed = signedIn(query);
  const { signature = '', echostr = '' } = query;
  if (!signed || !SIGNATURE.test(signature)) return { refused: 'unsigned' };
  return ECHO.test(echostr) ? { signed, signature, echostr } : { refused: 'malformed' };
}

/** The parts of a push; refused before anything else is touched. */
export function readPush({ query, body: raw }: HttpEvent): ReceivedPush | Refused {
  const signed = signedIn(query);
  if (!signed) return { refused: 'unsigned' };
  const body = readPushBody(raw);
  if (!body) return { refused: 'malformed' };
  const { Encrypt: cipherText } = body.fields;
  if (cipherText === undefined && query.encrypt_type !== 'aes')
    return received(signed, body, undefined, query.signature);
  if (typeof cipherText !== 'string' || !isCipherText(cipherText)) return { refused: 'malformed' };
  return received(signed, body, cipherText, query.msg_signature);
}

const received = (
  signed: Signed,
  body: ReadBody,
  cipherText: string | undefined,
  signature = '',
): ReceivedPush | Refused =>
  SIGNATURE.test(signature) ? { signed, body, signature, cipherText } : { refused: 'unsigned' };

function signedIn({ timestamp = '', nonce = '' }: HttpEvent['query']): Signed | undefined {
  return /^\d{1,12}$/.test(timestamp) && /^[\x21-\x7e]{1,64}$/.test(nonce) ? { timestamp, nonce } : undefined;
}

/** The message of a push for an app. */
export function openPush(
  push: Push,
  { signed, body, signature, cipherText }: ReceivedPush,
): OpenedPush | Refused {
  if ((push.mode === 'plain') !== (cipherText === undefined)) return { refused: 'mode' };
  if (!isSignedBy(push.token, signature, signed, cipherText)) return { refused: 'bad_signature' };
  const clear = cipherText === undefined ? body : decrypted(push, cipherText);
  if ('refused' in clear) return clear;
  const message = pushMessage(push.appid, clear.fields);
  return message.msgType === '' ? { refused: 'malformed' } : { message, format: clear.format, signed };
}

function decrypted({ appid, encodingAesKey }: Push, cipherText: string): ReadBody | Refused {
  const text = encodingAesKey && decryptMessage(cipherText, { appid, encodingAesKey });
  if (text === undefined) return { refused: 'cipher' };
  return readPushBody(text) ?? { refused: 'malformed' };
}
