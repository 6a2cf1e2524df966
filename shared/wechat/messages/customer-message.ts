/**
 * Customer-service messages: to a person who wrote, or opened the conversation, not too long ago (WeChat documentation, "send a
 * customer-service message", read 2026-11: 48 hours and five messages after one of theirs, a minute after other signs of life).
 */
import { readInput } from '../../kernel/input';
import * as v from 'valibot';
import { filled, idText, openid, pagePath, webAddress } from '../checked-input';
import { callWechat } from '../open-api/call';
import { nothing, type Api } from '../open-api/exchange-with-wechat';
import type { Wechat } from '../open-api/wechat';
import type { App, MiniProgram } from '../wechat-config';
import { sendingOf, type Sending, type SendingCodes } from './sending';

/** WeChat documents no limit of a text; longer ones are answered with 45002 (developers' reports, read 2026-11). */
const MOST_TEXT = 2048;

const to = { touser: openid };

const customerMessage = v.variant('msgtype', [
  v.strictObject({ ...to, msgtype: v.literal('text'), text: v.strictObject({ content: filled(MOST_TEXT) }) }),
  v.strictObject({ ...to, msgtype: v.literal('image'), image: v.strictObject({ media_id: idText }) }),
  v.strictObject({
    ...to,
    msgtype: v.literal('link'),
    link: v.strictObject({
      title: filled(512),
      description: filled(1024),
      url: webAddress(1024),
      thumb_url: webAddress(1024),
    }),
  }),
  v.strictObject({
    ...to,
    msgtype: v.literal('miniprogrampage'),
    miniprogrampage: v.strictObject({
      title: filled(512),
      pagepath: pagePath,
      thumb_media_id: idText,
      /** From an official account only: the mini-program, which must be linked to it. */
      appid: v.exactOptional(v.pipe(v.string(), v.regex(/^wx[0-9a-z]{8,30}$/i, 'must be an appid'))),
    }),
  }),
  /** From an official account only. */
  v.strictObject({ ...to, msgtype: v.literal('wxcard'), wxcard: v.strictObject({ card_id: idText }) }),
]);

/** Fields as WeChat names them. */
export type CustomerMessage = v.InferInput<typeof customerMessage>;

const codes: SendingCodes = {
  45015: 'window_over',
  45047: 'too_many',
  45087: 'not_reachable',
};

const send: Api<true> = {
  path: 'cgi-bin/message/custom/send',
  cloud: 'customerServiceMessage.send',
  isRepeatable: false,
  codes: [40007, 45002, 45015, 45047, 45080, 45081, 45087],
  read: nothing,
};

/** Sends one. Throws PayError INVALID_INPUT with every wrong field, and as `sendingOf` does. */
export async function sendCustomerMessage(
  wechat: Wechat,
  app: App | MiniProgram,
  message: CustomerMessage,
): Promise<Sending> {
  const body = readInput(customerMessage, message);
  return sendingOf(await callWechat(wechat, app, send, { body }), codes, 'the customer-service message');
}
