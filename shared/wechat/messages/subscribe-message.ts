/** Subscribe messages of a mini-program: one for each time that the person accepted (WeChat documentation, "send a subscribe message", read 2026-11). */
import { readInput } from '../../kernel/input';
import * as v from 'valibot';
import { idText, openid, pagePath } from '../checked-input';
import { callWechat } from '../open-api/call';
import { nothing, type Api } from '../open-api/exchange-with-wechat';
import type { Wechat } from '../open-api/wechat';
import type { MiniProgram } from '../wechat-config';
import { sendingOf, type Sending, type SendingCodes } from './sending';
import { templateFields } from './template-fields';

const subscribeMessage = v.strictObject({
  touser: openid,
  template_id: idText,
  data: templateFields,
  page: v.exactOptional(pagePath),
  miniprogram_state: v.optional(v.picklist(['developer', 'trial', 'formal']), 'formal'),
  lang: v.optional(v.picklist(['zh_CN', 'en_US', 'zh_HK', 'zh_TW']), 'zh_CN'),
});

/** Fields as WeChat names them, but `data` without its `value`s: `{ thing1: 'Tulips' }`. */
export type SubscribeMessage = v.InferInput<typeof subscribeMessage>;

const codes: SendingCodes = { 43101: 'not_agreed' };

const send: Api<true> = {
  path: 'cgi-bin/message/subscribe/send',
  cloud: 'subscribeMessage.send',
  isRepeatable: false,
  codes: [40037, 41030, 43101, 43107, 45168],
  read: nothing,
};

/** Sends one. Throws PayError INVALID_INPUT with every wrong field, and as `sendingOf` does. */
export async function sendSubscribeMessage(
  wechat: Wechat,
  app: MiniProgram,
  message: SubscribeMessage,
): Promise<Sending> {
  const body = readInput(subscribeMessage, message);
  return sendingOf(await callWechat(wechat, app, send, { body }), codes, 'the subscribe message');
}
