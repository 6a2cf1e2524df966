/**
 * The trade bills of WeChat Pay as statements: v2, v3 and cloudPay hand out the same file. Sources: see
 * shared/wechat/bills/trade-columns.ts; refund words of a bill: pay.weixin.qq.com, download of trade bills, read 2026-11.
 */
import { own } from '../../kernel/json';
import { tradeRows, type TradeBillTerms } from '../../wechat/bills/trade-bill';
import type { TradeRow, TradeRowRefund } from '../../wechat/bills/trade-row';
import type { BillFile } from '../../wechat/bills/bill-lines';
import { StatementUnusable } from '../../kernel/statement-unusable';
import type { StatedRefund, StatementLine } from './statement';

/** A bill's words for a refund, those of v2 and of v3. */
const REFUND_STATE: Readonly<Record<string, StatedRefund>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  FAIL: 'failed',
  REFUNDCLOSE: 'failed',
  CLOSED: 'failed',
  CHANGE: 'abnormal',
  ABNORMAL: 'abnormal',
};

/** Batches of lines of a trade bill. Throws StatementUnusable. */
export async function* billStatement(
  file: BillFile,
  terms: TradeBillTerms,
): AsyncGenerator<readonly StatementLine[], void, undefined> {
  for await (const rows of tradeRows(file, terms)) yield rows.map(lineOf);
}

function lineOf(row: TradeRow): StatementLine {
  const { at, transactionId, outTradeNo: attemptNo, fee, refund, settled } = row;
  if (row.state === 'REFUND' && refund) {
    const common = { row: row.row, attemptNo, spTradeNo: transactionId, transactionId, fee, at };
    return { ...common, ...refundOf(row, refund) };
  }
  // Made at once, not put together: there may be a million of them.
  const line = {
    kind: 'payment',
    row: row.row,
    attemptNo,
    spTradeNo: transactionId,
    transactionId,
    fee,
    at,
    status: row.state === 'SUCCESS' ? 'paid' : 'reversed',
    // What was revoked shows as its price, or where that is zero as what went back.
    amount: row.order.value === 0 && refund ? refund.asked : row.order,
    theirs: row.state,
  } as const;
  return settled === undefined ? line : { ...line, settled };
}

function refundOf({ row }: TradeRow, refund: TradeRowRefund) {
  const { refundId: spRefundNo, outRefundNo, state: theirs, asked: amount, settled } = refund;
  const status = own(REFUND_STATE, theirs);
  if (status === undefined)
    throw new StatementUnusable('bad_row', `row ${row}: the state of its refund is none that is published`);
  if (spRefundNo === '') throw new StatementUnusable('bad_row', `row ${row} has no number of its refund`);
  return { kind: 'refund', status, outRefundNo, spRefundNo, amount, settled, theirs } as const;
}
