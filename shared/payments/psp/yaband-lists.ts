/**
 * YabandPay's lists of payments and refunds of a span of time, `v3.ListOrderByTime` and `v3.TimeRefundOrder`. YabandPay's pages
 * do not describe them; their names and parameters stand in a public client (read 2026-11). Assumed, as docs/providers/yaband.md
 * says: times are Unix seconds like all of YabandPay's, only paid orders are asked for, `data` holds the rows as a list or
 * under `list`, and each row has the fields of a query. How many rows a list may have is not known: see list-statement.ts.
 */
import { isObject, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import type { Params } from '../../codecs/sorted-params';
import type { ListStatement, Span, StatedRefund, StatementLine } from './statement';
import { envelope, openedAny, type fields } from './yaband-account';
import { paymentReport, refundReport } from './yaband-reports';

const spanData = ({ from, to }: Span): Params => ({
  start_time: String(Math.floor(from / 1000)),
  end_time: String(Math.floor(to / 1000)),
});

/** The rows of a list; undefined where there is none, or one of them is no row. */
function rowsIn(
  data: unknown,
  read: (row: JsonObject) => StatementLine | undefined,
): readonly StatementLine[] | undefined {
  const list: unknown = isObject(data) ? data.list : data;
  if (!Array.isArray(list)) return undefined;
  const lines = list.map((row) => (isObject(row) ? read(row) : undefined));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** A payment; one that is not paid, which was not asked for, makes the list one that cannot be read. */
function paymentLine(row: JsonObject): StatementLine | undefined {
  const attemptNo = wordAt(row, 'order_id');
  const report = attemptNo === undefined ? undefined : paymentReport(row, attemptNo);
  if (!report?.amount || report.status !== 'paid' || report.spTradeNo === undefined) return undefined;
  const { amount, spTradeNo, theirs, transactionId, paidAt, attemptNo: ours } = report;
  const said = { row: 0, attemptNo: ours, spTradeNo, amount, theirs };
  return { ...said, kind: 'payment', status: 'paid', ...present({ transactionId, at: paidAt }) };
}

const STATED: Readonly<Record<string, StatedRefund>> = {
  processing: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  abnormal: 'abnormal',
};

/** A refund; one that was made in the back office has no number of ours. */
function refundLine(row: JsonObject): StatementLine | undefined {
  const [attemptNo, outRefundNo] = [wordAt(row, 'order_id'), wordAt(row, 'm_refund_id') ?? ''];
  const report = refundReport(row, outRefundNo);
  const status = report && STATED[report.status];
  if (attemptNo === undefined || !report?.amount || !status || report.spRefundNo === undefined)
    return undefined;
  const { amount, theirs, spRefundNo, refundedAt: at } = report;
  const [spTradeNo, transactionId] = [wordAt(row, 'trade_id'), wordAt(row, 'transaction_id')];
  const said = { row: 0, attemptNo, outRefundNo, spRefundNo, amount, theirs, status };
  return { ...said, kind: 'refund', ...present({ spTradeNo, transactionId, at }) };
}

export const yabandLists = {
  lists: [
    {
      request: (span, account, env) =>
        envelope('v3.ListOrderByTime', { ...spanData(span), state: 'paid' }, account, env),
      reply: (reply) => openedAny(reply, (data) => rowsIn(data, paymentLine)),
    },
    {
      request: (span, account, env) => envelope('v3.TimeRefundOrder', spanData(span), account, env),
      reply: (reply) => openedAny(reply, (data) => rowsIn(data, refundLine)),
    },
  ],
} satisfies ListStatement<typeof fields>;
