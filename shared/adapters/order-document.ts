/**
 * The order as the document of collection `orders`, in the ecosystem's words (docs/data.md), and back. Documents may
 * also be written by the merchant's own function: only `openid`, `total_fee` and `fee_type` are demanded.
 */
import * as v from 'valibot';
import { isCurrency, money } from '../kernel/money';
import { currentAttempt, refundableFee, refundedFee, type Order } from '../payments/order/order';
import { present } from '../kernel/present';

const text = v.string();
const when = v.optional(v.nullable(v.number()));
const word = v.optional(v.nullable(text));
const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const attempt = v.object({
  no: text,
  pay_sp: text,
  pay_method: text,
  appid: text,
  description: text,
  state: v.picklist(['requested', 'open', 'closing', 'declined', 'closed', 'paid']),
  requested_at: v.number(),
  lease_until: v.number(),
  sp_trade_no: word,
  payment: v.optional(
    v.nullable(v.object({ timeStamp: text, nonceStr: text, package: text, signType: text, paySign: text })),
  ),
  url: word,
});

const refund = v.object({
  out_refund_no: text,
  refund_fee: minorUnits,
  reason: text,
  state: v.picklist(['requested', 'processing', 'abnormal', 'failed', 'succeeded']),
  requested_at: v.number(),
  sp_refund_no: word,
  refunded_at: when,
});

const item = v.object({ goods_id: text, title: text, quantity: v.number(), price: v.number() });

const orderDocument = v.object({
  _id: text,
  version: v.optional(v.number()),
  appid: v.optional(text, ''),
  openid: text,
  config_id: v.optional(text, 'payment'),
  total_fee: v.pipe(minorUnits, v.minValue(1)),
  fee_type: v.pipe(text, v.check(isCurrency, 'fee_type must be an ISO 4217 code')),
  items: v.optional(v.array(item), []),
  state: v.optional(v.picklist(['created', 'pending', 'closed', 'paid']), 'created'),
  attempts: v.optional(v.array(attempt), []),
  refunds: v.optional(v.array(refund), []),
  paid_attempt: word,
  transaction_id: word,
  paid_at: when,
  decline: word,
  late: v.optional(v.boolean(), false),
  hook: v.optional(v.picklist(['none', 'due', 'done']), 'none'),
  hook_until: v.optional(v.number(), 0),
  asked_at: v.optional(v.number(), 0),
  journal: v.optional(v.array(v.object({ at: v.number(), event: text })), []),
  created_at: v.optional(v.number(), 0),
});

type OrderDocument = v.InferOutput<typeof orderDocument>;

/** Everything of the order, and what people look for in the database (`pay_sp`, `refunded_fee` …) beside it. */
export function toDocument(order: Order): Readonly<Record<string, unknown>> {
  return {
    out_trade_no: order.outTradeNo,
    version: order.version,
    appid: order.appid,
    openid: order.openid,
    config_id: order.configId,
    total_fee: order.total.value,
    fee_type: order.total.currency,
    refunded_fee: refundedFee(order),
    refundable_fee: refundableFee(order),
    state: order.state,
    ...shownAttempt(currentAttempt(order)),
    ...orNull({ transaction_id: order.transactionId, paid_attempt: order.paidAttempt }),
    ...orNull({ paid_at: order.paidAt, decline: order.decline }),
    late: order.late,
    hook: order.hook,
    hook_until: order.hookUntil,
    asked_at: order.askedAt,
    items: order.items.map(({ goodsId, ...rest }) => ({ goods_id: goodsId, ...rest })),
    attempts: order.attempts.map(attemptDocument),
    refunds: order.refunds.map(refundDocument),
    journal: order.journal,
    created_at: order.createdAt,
  };
}

/** A value that is not known is stored as null, so that an update can also take one away. */
function orNull(
  fields: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]));
}

const shownAttempt = (one: Order['attempts'][number] | undefined): ReturnType<typeof orNull> =>
  orNull({ pay_sp: one?.paySp, pay_method: one?.payMethod, sp_trade_no: one?.spTradeNo });

const attemptDocument = (one: Order['attempts'][number]): v.InferInput<typeof attempt> => ({
  no: one.no,
  pay_sp: one.paySp,
  pay_method: one.payMethod,
  appid: one.appid,
  description: one.description,
  state: one.state,
  requested_at: one.requestedAt,
  lease_until: one.leaseUntil,
  sp_trade_no: one.spTradeNo ?? null,
  payment: one.ticket && 'payment' in one.ticket ? one.ticket.payment : null,
  url: one.ticket && 'url' in one.ticket ? one.ticket.url : null,
});

const refundDocument = (one: Order['refunds'][number]): v.InferInput<typeof refund> => ({
  out_refund_no: one.outRefundNo,
  refund_fee: one.amount.value,
  reason: one.reason,
  state: one.state,
  requested_at: one.requestedAt,
  sp_refund_no: one.spRefundNo ?? null,
  refunded_at: one.refundedAt ?? null,
});

/** The order in a document. Throws with the field's name when the document is not of the documented shape. */
export function fromDocument(raw: unknown): Order {
  const parsed = v.safeParse(orderDocument, raw);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
    throw new Error(`a document of collection "orders" is not as docs/data.md says: ${problems.join('; ')}`);
  }
  return orderOf(parsed.output);
}

function orderOf(document: OrderDocument): Order {
  const currency = document.fee_type;
  return {
    outTradeNo: document._id,
    version: document.version,
    appid: document.appid,
    openid: document.openid,
    configId: document.config_id,
    total: money(document.total_fee, currency),
    items: document.items.map(({ goods_id: goodsId, ...rest }) => ({ goodsId, ...rest })),
    state: document.state,
    attempts: document.attempts.map(attemptOf),
    refunds: document.refunds.map((one) => refundOf(one, currency)),
    late: document.late,
    hook: document.hook,
    hookUntil: document.hook_until,
    askedAt: document.asked_at,
    journal: document.journal,
    createdAt: document.created_at,
    ...present({ paidAttempt: document.paid_attempt ?? undefined, paidAt: document.paid_at ?? undefined }),
    ...present({
      transactionId: document.transaction_id ?? undefined,
      decline: document.decline ?? undefined,
    }),
  };
}

function attemptOf(one: v.InferOutput<typeof attempt>): Order['attempts'][number] {
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
    ...present({ spTradeNo: one.sp_trade_no ?? undefined, ticket }),
  };
}

function refundOf(one: v.InferOutput<typeof refund>, currency: string): Order['refunds'][number] {
  return {
    outRefundNo: one.out_refund_no,
    amount: money(one.refund_fee, currency),
    reason: one.reason,
    state: one.state,
    requestedAt: one.requested_at,
    ...present({ spRefundNo: one.sp_refund_no ?? undefined, refundedAt: one.refunded_at ?? undefined }),
  };
}
