/** What an operator may send to end what no machine can end, and what comes back, in the ecosystem's words. */
import * as v from 'valibot';
import { languages } from '../kernel/languages';
import { present } from '../kernel/present';
import {
  decisionWords,
  seenReasons,
  type Attempt,
  type JournalEntry,
  type Move,
  type Order,
} from './order/order';
import { asideReasonIn } from './order/aside-reason-codes';
import type { AsideNotice } from './ports';
import { count, explanation, number, outTradeNo, word } from './words';

export const listAsideInput = v.object({
  before: v.optional(count(0, Number.MAX_SAFE_INTEGER)),
  before_id: v.optional(word(300)),
  limit: v.optional(count(1, 50)),
  all: v.optional(v.boolean('must be true or false')),
});

export const problemsInput = v.object({
  lang: v.optional(v.picklist(languages, `must be one of: ${languages.join(', ')}`), 'en'),
});

/** A notice has the number that a PSP gave; nobody's is longer. */
const idOf = word(300);

export const resolveInput = v.pipe(
  v.object({
    notice_id: v.optional(idOf),
    finding_id: v.optional(idOf),
    decision: v.picklist(decisionWords, `must be one of: ${decisionWords.join(', ')}`),
    explanation,
  }),
  v.check(
    ({ notice_id, finding_id }) => (notice_id === undefined) !== (finding_id === undefined),
    'must have notice_id or finding_id, one of them',
  ),
);

export const resolveRefundInput = v.object({
  out_refund_no: number,
  state: v.picklist(['succeeded', 'failed'], 'must be one of: succeeded, failed'),
  explanation,
});

export const askNowInput = v.object({ out_trade_no: outTradeNo, explanation: v.optional(explanation) });

export const retryInput = v.object({ out_trade_no: outTradeNo, explanation: v.optional(explanation) });

export const seenInput = v.object({
  out_trade_no: outTradeNo,
  reason: v.picklist(seenReasons, `must be one of: ${seenReasons.join(', ')}`),
  explanation,
  force: v.optional(v.boolean('must be true or false')),
});

export function noticeView(notice: AsideNotice): Readonly<Record<string, unknown>> {
  const { decided } = notice;
  return {
    notice_id: notice.id,
    pay_sp: notice.paySp,
    out_trade_no: notice.outTradeNo,
    received_at: notice.receivedAt,
    reason: notice.reason,
    ...present({ reason_code: asideReasonIn(notice.reason) }),
    ...present({ amount: notice.amount, fee_type: notice.feeType, sp_trade_no: notice.spTradeNo }),
    ...(decided
      ? {
          decision: decided.word,
          decided_by: decided.by,
          decided_at: decided.at,
          explanation: decided.why,
          ...present({ out_refund_no: decided.outRefundNo }),
        }
      : {}),
  };
}

/** What an operator sees of an order beside what its buyer sees. */
export function operatorView(order: Order): Readonly<Record<string, unknown>> {
  return {
    openid: order.openid,
    attempts: order.attempts.map(attemptView),
    journal: order.journal.map(lineView),
    journal_from: order.journalFrom,
  };
}

function attemptView(attempt: Attempt): Readonly<Record<string, unknown>> {
  const { no, paySp, payMethod, state, requestedAt, endedAt, expiresAt, spTradeNo } = attempt;
  return {
    no,
    pay_sp: paySp,
    pay_method: payMethod,
    state,
    requested_at: requestedAt,
    ...present({ ended_at: endedAt, expires_at: expiresAt, sp_trade_no: spTradeNo }),
  };
}

const lineView = ({ moved, ...line }: JournalEntry): Readonly<Record<string, unknown>> => ({
  ...line,
  ...present({ moved: moved?.map(moveView) }),
});

function moveView(move: Move): Readonly<Record<string, unknown>> {
  switch (move.of) {
    case 'attempt': {
      const { paySp, ...rest } = move;
      return { ...rest, pay_sp: paySp };
    }
    case 'return': {
      const { paySp, currency, ...rest } = move;
      return { ...rest, pay_sp: paySp, fee_type: currency };
    }
    default:
      return move;
  }
}
