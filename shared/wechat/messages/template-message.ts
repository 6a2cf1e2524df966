/**
 * Template messages of an official account to its followers: news of a service, never advertising (WeChat documentation, "send a
 * template message", read 2026-11).
 */
import { readInput } from '../../kernel/input';
import * as v from 'valibot';
import { idText, openid, pagePath, webAddress } from '../checked-input';
import { callWechat } from '../open-api/call';
import { nothing, type Api } from '../open-api/exchange-with-wechat';
import type { Wechat } from '../open-api/wechat';
import type { App } from '../wechat-config';
import { sendingOf, type Sending } from './sending';
import { templateFields } from './template-fields';

const templateMessage = v.strictObject({
  touser: openid,
  template_id: idText,
  data: templateFields,
  url: v.exactOptional(webAddress(1024)),
  miniprogram: v.exactOptional(
    v.strictObject({
      appid: v.pipe(v.string(), v.regex(/^wx[0-9a-z]{8,30}$/i, 'must be an appid')),
      pagepath: v.exactOptional(pagePath),
    }),
  ),
  /** The same person gets one message of the same number within ten minutes, so a lost answer may be asked for again. */
  client_msg_id: v.exactOptional(
    v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/, 'must be 1 to 32 letters, digits, "_" or "-"')),
  ),
});

/** Fields as WeChat names them, but `data` without its `value`s: `{ thing1: 'Tulips' }`. */
export type TemplateMessage = v.InferInput<typeof templateMessage>;

const send: Api<true> = {
  path: 'cgi-bin/message/template/send',
  isRepeatable: false,
  codes: [40037, 43116],
  read: nothing,
};

/** Sends one. Throws PayError INVALID_INPUT with every wrong field, and as `sendingOf` does. */
export async function sendTemplateMessage(
  wechat: Wechat,
  account: App,
  message: TemplateMessage,
): Promise<Sending> {
  const body = readInput(templateMessage, message);
  const api = { ...send, isRepeatable: body.client_msg_id !== undefined };
  return sendingOf(await callWechat(wechat, account, api, { body }), {}, 'the template message');
}
