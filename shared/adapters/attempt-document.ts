/** One payment attempt as a part of the document of its order, and back. */
import * as v from 'valibot';
import { present } from '../kernel/present';
import type { Attempt } from '../payments/order/order';
import { moment } from './document-numbers';

const text = v.string();
const when = v.optional(v.nullable(moment));
const word = v.optional(v.nullable(text));

export const attempt = v.object({
  no: text,
  pay_sp: text,
  pay_method: text,
  appid: text,
  merchant: word,
  description: text,
  state: v.picklist(['requested', 'open', 'closing', 'declined', 'closed', 'aside', 'paid']),
  requested_at: moment,
  lease_until: moment,
  doubtful: v.optional(v.boolean(), false),
  left: v.optional(v.boolean(), true),
  cancels: v.optional(v.number(), 0),
  cancel_until: v.optional(moment, 0),
  ask_at: when,
  expires_at: when,
  ended_at: when,
  sp_trade_no: word,
  payment: v.optional(
    v.nullable(v.object({ timeStamp: text, nonceStr: text, package: text, signType: text, paySign: text })),
  ),
  url: word,
});

/** An attempt as it is stored; what is not known is null. */
export const attemptDocument = (one: Attempt): v.InferInput<typeof attempt> => ({
  no: one.no,
  pay_sp: one.paySp,
  pay_method: one.payMethod,
  appid: one.appid,
  merchant: one.merchant ?? null,
  description: one.description,
  state: one.state,
  requested_at: one.requestedAt,
  lease_until: one.leaseUntil,
  doubtful: one.doubtful,
  left: one.left,
  cancels: one.cancels,
  cancel_until: one.cancelUntil,
  ask_at: one.askAt,
  expires_at: one.expiresAt ?? null,
  ended_at: one.endedAt ?? null,
  sp_trade_no: one.spTradeNo ?? null,
  payment: one.ticket && 'payment' in one.ticket ? one.ticket.payment : null,
  url: one.ticket && 'url' in one.ticket ? one.ticket.url : null,
});

const UNDER_WAY: readonly string[] = ['requested', 'open', 'closing'];

/** The attempt in a document. */
export function attemptOf(one: v.InferOutput<typeof attempt>): Attempt {
  const ticket = one.payment ? { payment: one.payment } : one.url ? { url: one.url } : undefined;
  return {
    no: one.no,
    paySp: one.pay_sp,
    payMethod: one.pay_method,
    appid: one.appid,
    description: one.description,
    state: one.state,
    requestedAt: one.requested_at,
    leaseUntil: one.lease_until,
    doubtful: one.doubtful,
    left: one.left,
    cancels: one.cancels,
    cancelUntil: one.cancel_until,
    // What is under way in documents from before there was this field is asked about at once.
    askAt: one.ask_at ?? (UNDER_WAY.includes(one.state) ? one.requested_at : 0),
    ...present({ expiresAt: one.expires_at ?? undefined, endedAt: one.ended_at ?? undefined }),
    ...present({ merchant: one.merchant ?? undefined }),
    ...present({ spTradeNo: one.sp_trade_no ?? undefined, ticket }),
  };
}
