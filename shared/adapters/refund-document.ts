/** Refunds, returns of kept-aside money and what people decided, as parts of the document of their order, and back. */
import * as v from 'valibot';
import { isCurrency, money } from '../kernel/money';
import { present } from '../kernel/present';
import { decisionWords, type Decision, type Matter, type Refund, type Return } from '../payments/order/order';
import { moment } from './document-numbers';

const text = v.string();
const when = v.optional(v.nullable(moment));
const word = v.optional(v.nullable(text));
const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const refund = v.object({
  out_refund_no: text,
  refund_fee: minorUnits,
  reason: text,
  state: v.picklist(['requested', 'processing', 'abnormal', 'failed', 'succeeded']),
  requested_at: moment,
  sent_at: when,
  wish: v.optional(v.picklist(['sum', 'rest']), 'sum'),
  is_number_ours: v.optional(v.boolean(), false),
  told: v.optional(v.boolean(), true),
  lease_until: v.optional(moment, 0),
  doubtful: v.optional(v.boolean(), false),
  left: v.optional(v.boolean(), true),
  ask_at: when,
  decided_at: when,
  theirs: word,
  sp_refund_no: word,
  refunded_at: when,
});

export const returned = v.object({
  ...refund.entries,
  fee_type: v.pipe(text, v.check(isCurrency, 'must be an ISO 4217 code')),
  pay_sp: text,
  attempt_no: text,
  appid: text,
  merchant: word,
  sp_trade_no: word,
});

const matter = v.object({ pay_sp: text, no: text, says: text, sp_trade_no: word });

export const decision = v.object({
  notice_id: text,
  decision: v.picklist(decisionWords),
  about: matter,
  by: text,
  at: moment,
  why: text,
  out_refund_no: word,
  noted: v.optional(v.boolean(), true),
});

export const refundDocument = (one: Refund): v.InferInput<typeof refund> => ({
  out_refund_no: one.outRefundNo,
  refund_fee: one.amount.value,
  reason: one.reason,
  state: one.state,
  requested_at: one.requestedAt,
  sent_at: one.sentAt,
  wish: one.wish,
  is_number_ours: one.isNumberOurs,
  told: one.told,
  lease_until: one.leaseUntil,
  doubtful: one.doubtful,
  left: one.left,
  ask_at: one.askAt,
  decided_at: one.decidedAt ?? null,
  theirs: one.theirs ?? null,
  sp_refund_no: one.spRefundNo ?? null,
  refunded_at: one.refundedAt ?? null,
});

const ENDED: readonly string[] = ['failed', 'succeeded'];

export function refundOf(one: v.InferOutput<typeof refund>, currency: string): Refund {
  return {
    outRefundNo: one.out_refund_no,
    amount: money(one.refund_fee, currency),
    reason: one.reason,
    state: one.state,
    requestedAt: one.requested_at,
    sentAt: one.sent_at ?? one.requested_at,
    wish: one.wish,
    isNumberOurs: one.is_number_ours,
    told: one.told,
    leaseUntil: one.lease_until,
    doubtful: one.doubtful,
    left: one.left,
    // What is under way in documents from before there was this field is asked about at once.
    askAt: one.ask_at ?? (ENDED.includes(one.state) ? 0 : one.requested_at),
    ...present({ decidedAt: one.decided_at ?? undefined, theirs: one.theirs ?? undefined }),
    ...present({ spRefundNo: one.sp_refund_no ?? undefined, refundedAt: one.refunded_at ?? undefined }),
  };
}

/** All of a kept-aside payment goes back, so that its amount is the payment's. */
export const returnDocument = ({ payment, ...one }: Return): v.InferInput<typeof returned> => ({
  ...refundDocument(one),
  fee_type: payment.total.currency,
  pay_sp: payment.paySp,
  attempt_no: payment.attemptNo,
  appid: payment.appid,
  merchant: payment.merchant ?? null,
  sp_trade_no: payment.spTradeNo ?? null,
});

export function returnOf(one: v.InferOutput<typeof returned>): Return {
  const back = refundOf(one, one.fee_type);
  const known = { spTradeNo: one.sp_trade_no ?? undefined, merchant: one.merchant ?? undefined };
  const payment = { paySp: one.pay_sp, attemptNo: one.attempt_no, appid: one.appid, total: back.amount };
  return { ...back, payment: { ...payment, ...present(known) } };
}

const matterDocument = (about: Matter): v.InferInput<typeof matter> => ({
  pay_sp: about.paySp,
  no: about.no,
  says: about.says,
  sp_trade_no: about.spTradeNo ?? null,
});

const matterOf = (one: v.InferOutput<typeof matter>): Matter => ({
  paySp: one.pay_sp,
  no: one.no,
  says: one.says,
  ...present({ spTradeNo: one.sp_trade_no ?? undefined }),
});

export const decisionDocument = (one: Decision): v.InferInput<typeof decision> => ({
  notice_id: one.noticeId,
  decision: one.word,
  about: matterDocument(one.about),
  by: one.by,
  at: one.at,
  why: one.why,
  out_refund_no: one.outRefundNo ?? null,
  noted: one.noted,
});

export const decisionOf = (one: v.InferOutput<typeof decision>): Decision => ({
  noticeId: one.notice_id,
  word: one.decision,
  about: matterOf(one.about),
  by: one.by,
  at: one.at,
  why: one.why,
  noted: one.noted,
  ...present({ outRefundNo: one.out_refund_no ?? undefined }),
});
