/**
 * The order as the document of collection `orders`, in the ecosystem's words (docs/data.md), and back. Documents may
 * also be written by the merchant's own function: only `openid`, `total_fee` and `fee_type` are demanded.
 */
import * as v from 'valibot';
import { attempt, attemptDocument, attemptOf } from './attempt-document';
import { named } from '../kernel/input';
import { isCurrency, money } from '../kernel/money';
import {
  attentionReasons,
  currentAttempt,
  followUpNames,
  goingBack,
  refundableFee,
  refundedFee,
  type FollowUpState,
  type Order,
} from '../payments/order/order';
import { addressWords, itemWords } from '../payments/order/order-words';
import { PayError } from '../kernel/errors';
import { present } from '../kernel/present';
import { idIn } from './cloud-documents';
import { address, addressOf, item, itemOf } from './item-document';
import { journalLine, lineDocument, lineOf } from './journal-document';
import {
  decision,
  decisionDocument,
  decisionOf,
  refund,
  refundDocument,
  refundOf,
  returned,
  returnDocument,
  returnOf,
} from './refund-document';
import { dueAt, NEVER } from '../payments/order/schedule';
import type { Unreadable } from '../payments/ports';
import { moment, version } from './document-numbers';

const text = v.string();
const when = v.optional(v.nullable(moment));
const word = v.optional(v.nullable(text));
const minorUnits = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const attention = v.object({
  reason: v.picklist(attentionReasons),
  since: moment,
  of: text,
});

const followUp = v.object({
  name: v.picklist(followUpNames),
  told: when,
  state: text,
  tries: v.optional(v.number(), 0),
  try_at: v.optional(moment, 0),
  over: v.optional(v.boolean(), false),
});

const orderDocument = v.object({
  _id: text,
  version,
  appid: v.optional(text, ''),
  openid: text,
  config_id: v.optional(text, 'payment'),
  total_fee: v.pipe(minorUnits, v.minValue(1)),
  fee_type: v.pipe(text, v.check(isCurrency, 'must be an ISO 4217 code')),
  items: v.optional(v.array(item), []),
  // Spoilt by a person it stays in the document, and is no reason to stop a payment.
  address: v.fallback(v.optional(v.nullable(address)), null),
  state: v.optional(v.picklist(['created', 'pending', 'closed', 'paid']), 'created'),
  attempts: v.optional(v.array(attempt), []),
  refunds: v.optional(v.array(refund), []),
  returns: v.optional(v.array(returned), []),
  decisions: v.optional(v.array(decision), []),
  paid_attempt: word,
  transaction_id: word,
  paid_at: when,
  decline: word,
  late: v.optional(v.boolean(), false),
  hook: v.optional(v.picklist(['none', 'due', 'done', 'stopped']), 'none'),
  hook_until: v.optional(moment, 0),
  hook_tries: v.optional(v.number(), 0),
  asked_at: v.optional(moment, 0),
  attention: v.optional(v.array(attention), []),
  follow_ups: v.optional(v.nullable(v.array(followUp))),
  journal: v.optional(v.array(journalLine), []),
  journal_from: v.optional(v.number(), 0),
  created_at: v.optional(moment, 0),
  expires_at: when,
  end_at: v.optional(moment, 0),
  tried_anew_at: when,
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
    hook_tries: order.hookTries,
    asked_at: order.askedAt,
    attention: order.attention,
    // One number to list by: since when the order waits for a person.
    ...orNull({ waits_since: waitsSince(order) }),
    follow_ups: order.followUps?.map(followUpDocument) ?? null,
    items: order.items.map(itemWords),
    ...(order.address === undefined ? {} : { address: addressWords(order.address) }),
    attempts: order.attempts.map(attemptDocument),
    refunds: order.refunds.map(refundDocument),
    returns: order.returns.map(returnDocument),
    decisions: order.decisions.map(decisionDocument),
    journal: order.journal.map(lineDocument),
    journal_from: order.journalFrom,
    created_at: order.createdAt,
    ...orNull({ expires_at: order.expiresAt }),
    end_at: order.endAt,
    ...orNull({ tried_anew_at: order.triedAnewAt }),
    // It can be read, or it would not have been written.
    unreadable_since: null,
    // A number also where there is nothing to do: looking for orders that do not say when passes by all that are over.
    due_at: dueAt(order) ?? NEVER,
    ...orNull({ attempted_at: order.attempts.at(-1)?.requestedAt, last_refund_at: lastRefundAt(order) }),
  };
}

const waitsSince = ({ attention: waiting }: Order): number | undefined =>
  waiting.length === 0 ? undefined : Math.min(...waiting.map(({ since }) => since));

/** When a refund of the order was last sent, or went through. */
function lastRefundAt(order: Order): number | undefined {
  const moments = goingBack(order).map(({ sentAt, refundedAt = 0 }) => Math.max(sentAt, refundedAt));
  return moments.length === 0 ? undefined : Math.max(...moments);
}

/** A value that is not known is stored as null, so that an update can also take one away. */
function orNull(
  fields: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]));
}

const shownAttempt = (one: Order['attempts'][number] | undefined): ReturnType<typeof orNull> =>
  orNull({ pay_sp: one?.paySp, pay_method: one?.payMethod, sp_trade_no: one?.spTradeNo });

/**
 * The order in a document.
 * @throws PayError DOCUMENT_UNREADABLE, naming the document and its wrong fields
 */
export function fromDocument(raw: unknown): Order {
  const read = readDocument(raw);
  if ('order' in read) return read.order;
  const { id, problem } = read.unreadable;
  throw new PayError(
    'DOCUMENT_UNREADABLE',
    `order ${id} in the database is not as docs/data.md says: ${problem}`,
  );
}

/** The order in a document, or what is wrong with the document. */
export function readDocument(raw: unknown): { readonly order: Order } | { readonly unreadable: Unreadable } {
  const parsed = v.safeParse(orderDocument, raw);
  if (parsed.success) return { order: orderOf(parsed.output) };
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
  return { unreadable: { collection: 'orders', id: idIn(raw), problem: named(problems) } };
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
    items: document.items.map(itemOf),
    ...present({ address: document.address ? addressOf(document.address) : undefined }),
    state: document.state,
    attempts: document.attempts.map(attemptOf),
    refunds: document.refunds.map((one) => refundOf(one, currency)),
    returns: document.returns.map(returnOf),
    decisions: document.decisions.map(decisionOf),
    late: document.late,
    hook: document.hook,
    hookUntil: document.hook_until,
    hookTries: document.hook_tries,
    askedAt: document.asked_at,
    attention: document.attention,
    ...present({ followUps: document.follow_ups?.map(followUpOf) }),
    journal: document.journal.map(lineOf),
    journalFrom: document.journal_from,
    createdAt: document.created_at,
    endAt: document.end_at,
    ...present({ triedAnewAt: document.tried_anew_at ?? undefined }),
    ...present({ expiresAt: document.expires_at ?? undefined }),
    ...present({ paidAttempt: document.paid_attempt ?? undefined, paidAt: document.paid_at ?? undefined }),
    ...present({
      transactionId: document.transaction_id ?? undefined,
      decline: document.decline ?? undefined,
    }),
  };
}

const followUpDocument = ({ told, tryAt, ...one }: FollowUpState): v.InferInput<typeof followUp> => ({
  ...one,
  told: told ?? null,
  try_at: tryAt,
});

const followUpOf = ({ told, try_at: tryAt, ...one }: v.InferOutput<typeof followUp>): FollowUpState => ({
  ...one,
  tryAt,
  ...present({ told: told ?? undefined }),
});
