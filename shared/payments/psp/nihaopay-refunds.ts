/** What NihaoPay says of refunds, which have no number of ours. Sources: see nihaopay.ts. */
import type { Outcome } from '../../kernel/exchange';
import { isObject, own, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { RefundReport } from '../order/facts';
import { minorAmount } from './amounts';
import { readable, UNREADABLE } from './answers';
import type { RefundRef } from './connector';

const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  success: 'succeeded',
  failure: 'failed',
};

/** The refund in the answer to its request; undefined where it is another's, or its state is none that is published. */
export function refundOfNumber(
  body: JsonObject,
  outRefundNo: string,
  spTradeNo: string | undefined,
): RefundReport | undefined {
  const theirs = textAt(body, 'status') ?? '';
  const status = own(REFUND_STATUS, theirs);
  const spRefundNo = wordAt(body, 'id');
  const isAsked = (wordAt(body, 'transaction_id') ?? spTradeNo) === spTradeNo;
  if (status === undefined || spRefundNo === undefined || !isAsked) return undefined;
  return { kind: 'refund', outRefundNo, status, theirs, spRefundNo };
}

/** A refund in the list of all refunds of its payment: by NihaoPay's number of it, else by what went back in all. */
export function refundBySums(body: JsonObject, asked: RefundRef): Outcome<RefundReport> {
  const { outRefundNo, spRefundNo } = asked;
  const refunds = Array.isArray(body.refunds) ? body.refunds.filter(isObject) : [];
  const found = refunds.find((one) => spRefundNo !== undefined && wordAt(one, 'refund_id') === spRefundNo);
  if (found) {
    const theirs = textAt(found, 'status') ?? '';
    const status = own(REFUND_STATUS, theirs) ?? 'processing';
    const said = { kind: 'refund', outRefundNo, status, theirs } as const;
    // What the sum of a refund that did not go through means, nobody publishes.
    const amount = status === 'succeeded' ? sumOf(found, asked) : undefined;
    return { is: 'ok', value: { ...said, ...present({ spRefundNo, amount }) } };
  }
  const back = body.refunded_amount;
  if (typeof back !== 'number' || !Number.isSafeInteger(back) || back < 0) return UNREADABLE;
  return byMoney(back, asked);
}

/** A refund is in the currency of its payment, and the list names none. */
const sumOf = (row: JsonObject, { allRefunded }: RefundRef): Money | undefined =>
  readable(() => minorAmount(row.refunded_amount, allRefunded?.currency));

/** Everything that is on its way is there, or nothing of it; anything between tells refunds apart no more. */
function byMoney(
  back: number,
  { outRefundNo, allRefunded, refundedBefore }: RefundRef,
): Outcome<RefundReport> {
  const theirs = `refunded_amount ${back}`;
  if (back === allRefunded?.value)
    return { is: 'ok', value: { kind: 'refund', outRefundNo, status: 'succeeded', theirs } };
  if (back === refundedBefore?.value) return { is: 'refused', why: 'not_found', theirs };
  return { is: 'unknown', why: 'undocumented', theirs };
}
