/** A notice that was kept aside as a document of collection `payment`: what a person needs of it, and what one decided. */
import * as v from 'valibot';
import { named } from '../kernel/input';
import { present } from '../kernel/present';
import { decisionWords, type Matter } from '../payments/order/order';
import type { ArchivedNotice, AsideNotice, Decided, Listed, Unreadable } from '../payments/ports';
import { idIn } from './cloud-documents';

const text = v.string();
const word = v.optional(v.nullable(text));
const when = v.optional(v.nullable(v.number()));

const notice = v.object({
  _id: text,
  pay_sp: text,
  // Notices from before it was written down came for the only document that there was.
  config_id: v.optional(v.nullable(text)),
  out_trade_no: text,
  received_at: v.number(),
  reason: v.optional(text, ''),
  // What it speaks of: the number of an attempt or refund, and what was said of it.
  no: word,
  says: word,
  amount: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  fee_type: word,
  sp_trade_no: word,
  decision: v.optional(v.nullable(v.picklist(decisionWords))),
  decided_by: word,
  decided_at: when,
  explanation: word,
  out_refund_no: word,
});

/** The configuration of whatever does not say its own. */
export const DEFAULT_CONFIG_ID = 'payment';

export function noticeDocument(one: ArchivedNotice): Readonly<Record<string, unknown>> {
  const isOpen = one.verdict === 'kept_aside';
  return {
    pay_sp: one.paySp,
    config_id: one.configId,
    out_trade_no: one.outTradeNo,
    received_at: one.receivedAt,
    raw: one.raw,
    verdict: one.verdict,
    reason: one.reason,
    ...present({ amount: one.amount, fee_type: one.feeType, sp_trade_no: one.spTradeNo }),
    ...present({ transaction_id: one.transactionId }),
    ...present({ no: one.about?.no, says: one.about?.says }),
    // What is null waits for a person: the list asks for it.
    ...(isOpen ? { decision: null } : {}),
  };
}

export const decidedDocument = (one: Decided): Readonly<Record<string, unknown>> => ({
  decision: one.word,
  decided_by: one.by,
  decided_at: one.at,
  explanation: one.why,
  out_refund_no: one.outRefundNo ?? null,
});

/** The notice in a document, or what is wrong with the document. */
export function readNotice(
  raw: unknown,
): { readonly notice: AsideNotice } | { readonly unreadable: Unreadable } {
  const parsed = v.safeParse(notice, raw);
  if (parsed.success) return { notice: noticeOf(parsed.output) };
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
  return { unreadable: { collection: 'payment', id: idIn(raw), problem: named(problems) } };
}

function noticeOf(one: v.InferOutput<typeof notice>): AsideNotice {
  return {
    id: one._id,
    paySp: one.pay_sp,
    configId: one.config_id ?? DEFAULT_CONFIG_ID,
    outTradeNo: one.out_trade_no,
    receivedAt: one.received_at,
    reason: one.reason,
    ...present({ amount: one.amount ?? undefined, feeType: one.fee_type ?? undefined }),
    ...present({ spTradeNo: one.sp_trade_no ?? undefined, decided: decidedIn(one) }),
    ...present({ about: aboutIn(one) }),
  };
}

function aboutIn(one: v.InferOutput<typeof notice>): Matter | undefined {
  if (!one.no || !one.says) return undefined;
  const spTradeNo = one.sp_trade_no ?? undefined;
  return { paySp: one.pay_sp, no: one.no, says: one.says, ...present({ spTradeNo }) };
}

function decidedIn(one: v.InferOutput<typeof notice>): Decided | undefined {
  if (!one.decision) return undefined;
  return {
    word: one.decision,
    by: one.decided_by ?? '',
    at: one.decided_at ?? 0,
    why: one.explanation ?? '',
    ...present({ outRefundNo: one.out_refund_no ?? undefined }),
  };
}

/** Documents read one by one: what cannot be read is named and passed over. */
export function listedNotices(documents: readonly unknown[]): Listed<AsideNotice> {
  const read = documents.map(readNotice);
  return {
    items: read.flatMap((one) => ('notice' in one ? [one.notice] : [])),
    unreadable: read.flatMap((one) => ('unreadable' in one ? [one.unreadable] : [])),
  };
}
