/**
 * The merchant's own hook: what WeChat pushes and no other part of CrossPay handles. People's messages (`msgType` `text`, `image` …),
 * and events: `subscribe`, `CLICK`, `SCAN`, `wxa_media_check`, `complaint_callback`, `xpay_…`; docs/push.md lists them. This file
 * is yours to change.
 *
 * Return nothing, or what the person is told in answer: a text, or the fields of another kind of reply, for example
 * `{ MsgType: 'transfer_customer_service' }`. WeChat waits five seconds, so there are about three for this; what throws or takes longer
 * comes again, from WeChat and then from the timer. A message comes once, but for a process that dies: use
 * `message.msgId`, or the numbers in an event, as the key of whatever you start.
 *
 * `messages` sends more than one answer, or one later: `const { customer } = await messages()`; docs/push.md shows how.
 *
 * Virtual payments: returning without an error tells WeChat that the goods were delivered. So these are refused here until you deliver
 * them.
 */
import type { PassiveReply, PushMessage } from './wechat/message-push/push-message';
import type { OpenMessages } from './wechat/messages';

export async function onMessage(
  message: PushMessage,
  _messages: OpenMessages,
): Promise<PassiveReply | undefined> {
  if (message.event?.startsWith('xpay_')) throw new Error('on-message.ts delivers no virtual goods');
  console.log(JSON.stringify({ event: 'onMessage', msg_type: message.msgType, name: message.event }));
  return undefined;
}
