/** Whose business an event is (WeChat documentation: card events, shipping management, face verification, read 2026-11). */
import { own } from '../../kernel/json';
import type { PushMessage } from './push-message';

export type PushKind = 'face' | 'card' | 'shipping' | 'merchant';

const events: Readonly<Record<Exclude<PushKind, 'merchant'>, readonly string[]>> = {
  face: ['face_identify'],
  card: [
    'card_pass_check',
    'card_not_pass_check',
    'user_get_card',
    'user_gifting_card',
    'user_del_card',
    'user_consume_card',
    'user_pay_from_pay_cell',
    'user_view_card',
    'user_enter_session_from_card',
    'update_member_card',
    'submit_membercard_user_info',
    'card_sku_remind',
    'card_merchant_check_result',
    'card_pay_order',
    'giftcard_pay_done',
    'giftcard_send_to_friend',
    'giftcard_user_accept',
  ],
  shipping: [
    'trade_manage_remind_access_api',
    'trade_manage_remind_shipping',
    'trade_manage_order_settlement',
    'wxa_trade_controlled',
  ],
};

const kindOfEvent = Object.fromEntries(
  Object.entries(events).flatMap(([kind, names]) => names.map((name) => [name, kind as PushKind])),
);

/** The kind of a message; what no area knows is the merchant's. */
export const kindOf = ({ event }: PushMessage): PushKind =>
  (event === undefined ? undefined : own(kindOfEvent, event)) ?? 'merchant';

/** The fields that tell one event of a kind from another of the same second and sender. */
const telling: Readonly<Record<Exclude<PushKind, 'merchant'>, readonly string[]>> = {
  face: ['out_seq_no'],
  card: [
    'CardId',
    'UserCardCode',
    'OldUserCardCode',
    'FriendUserName',
    'IsReturnBack',
    'TransId',
    'OutTradeNo',
    'OrderId',
    'PageId',
    'MerchantId',
  ],
  // The event of a settlement comes when the goods are sent and again when the money is: only then with its time.
  shipping: ['transaction_id', 'merchant_id', 'sub_merchant_id', 'merchant_trade_no', 'settlement_time'],
};

/**
 * What is the same in every delivery of one message, and in no other message. Messages have numbers. Events have none, and those of the
 * platform all come from one sender: the sender, the second and the name are not enough. Of an event that we do not know we
 * cannot say which fields tell it from others, so all of them do.
 */
export function identityOf(message: PushMessage): readonly string[] {
  const { event, msgId, fromUser, createTime, fields } = message;
  if (event === undefined && msgId !== undefined) return ['message', msgId];
  const kind = kindOf(message);
  const rest =
    kind === 'merchant'
      ? [JSON.stringify(sorted(fields))]
      : telling[kind].map((name) => `${name}=${message.field(name) ?? ''}`);
  return ['event', fromUser, String(createTime), event ?? message.msgType, ...rest];
}

/** The same for the same fields, in whatever order they came. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, inner]) => [name, sorted(inner)]);
}
