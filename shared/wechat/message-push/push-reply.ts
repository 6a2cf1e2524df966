/**
 * What WeChat gets for an answer: `success` in clear is always right; everything else is written in the format that the push came in,
 * and encrypted where the push was (WeChat documentation, "message push", "passive reply" and "virtual payment", read 2026-11).
 */
import type { Random } from '../../kernel/ports';
import { fit } from '../../kernel/text';
import type { Push } from '../wechat-config';
import { encryptMessage } from './message-crypt';
import { writePushBody, type Format } from './push-body';
import type { PassiveReply, PushMessage } from './push-message';
import { pushSignature } from './push-signature';

export const SUCCESS = 'success';

/** WeChat shows no longer text. */
const TEXT = { most: 2048, unit: 'bytes' } as const;

/** The fields of an answer; undefined where `success` is the answer. `now`: Unix seconds. */
export function replyFields(
  { event, fromUser, toUser }: PushMessage,
  reply: PassiveReply | undefined,
  now: number,
): Readonly<Record<string, unknown>> | undefined {
  const addressed = { ToUserName: fromUser, FromUserName: toUser, CreateTime: now };
  if (typeof reply === 'object') return 'MsgType' in reply ? { ...addressed, ...reply } : reply;
  if (reply) return { ...addressed, MsgType: 'text', Content: fit(reply, TEXT) };
  // These are repeated until they are answered so.
  return event?.startsWith('xpay_') ? { ErrCode: 0, ErrMsg: SUCCESS } : undefined;
}

export interface Envelope {
  readonly format: Format;
  /** Unix seconds. */
  readonly now: number;
  readonly random: Random;
}

/** An answer as the body that WeChat takes from this app. */
export function replyBody(push: Push, fields: Readonly<Record<string, unknown>>, envelope: Envelope): string {
  const clear = writePushBody(fields, envelope.format);
  const { appid, encodingAesKey, token, mode } = push;
  if (mode === 'plain' || !encodingAesKey) return clear;
  const random = Buffer.from(envelope.random.hex(8), 'ascii');
  const nonce = String(parseInt(envelope.random.hex(5), 16));
  return sealedReply(encryptMessage(clear, { appid, encodingAesKey }, random), token, { ...envelope, nonce });
}

/** The envelope of an encrypted answer. */
export function sealedReply(
  cipherText: string,
  token: Push['token'],
  { format, now, nonce }: Pick<Envelope, 'format' | 'now'> & { readonly nonce: string },
): string {
  const signature = pushSignature(token, { timestamp: String(now), nonce }, cipherText);
  return writePushBody(
    { Encrypt: cipherText, MsgSignature: signature, TimeStamp: now, Nonce: nonce },
    format,
  );
}
