/**
 * QFPay's transactions of a span of time, payments and refunds in one list: the query without a number. Assumed, as
 * docs/providers/qfpay.md says: a refund's row carries the `pay_type` of its payment, and `end_time` is inclusive. A page has at
 * most 100 rows and says nothing of further ones: list-statement.ts asks for a longer day in pieces.
 */
import { isObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import { understood, UNREADABLE } from './answers';
import { DONE, MINI_PROGRAM, opened, post, REFUSALS, type fields, type QfpayConfig } from './qfpay-account';
import { amountIn, localTime, TAKEN_BACK, timeAt } from './qfpay-reports';
import type { ListStatement, StatedPaymentLine, StatementLine } from './statement';

const PAGE_SIZE = 100;

/** Our numbers of the payments in a list, by QFPay's. */
const numbersIn = (rows: readonly JsonObject[]): ReadonlyMap<string, string> =>
  new Map(
    rows
      .filter((row) => textAt(row, 'order_type') === 'payment')
      .map((row) => [textAt(row, 'syssn') ?? '', textAt(row, 'out_trade_no') ?? '']),
  );

/** A success; anything else, which was not asked for, makes the list one that cannot be read. */
function lineOf(
  row: JsonObject,
  ours: ReadonlyMap<string, string>,
  config: QfpayConfig,
): StatementLine | undefined {
  const [no, syssn, theirs] = [wordAt(row, 'out_trade_no'), wordAt(row, 'syssn'), textAt(row, 'respcd')];
  const amount = amountIn(row, config);
  if (no === undefined || syssn === undefined || !amount || theirs !== DONE) return undefined;
  const said = { row: 0, amount, theirs, ...present({ at: timeAt(row, 'paydtm', config) }) };
  const kind = textAt(row, 'order_type');
  if (kind === 'payment') return { ...said, kind, attemptNo: no, spTradeNo: syssn, ...paymentIn(row) };
  const spTradeNo = wordAt(row, 'origssn');
  if (kind !== 'refund' || spTradeNo === undefined) return undefined;
  // A refund names its payment by QFPay's number alone; ours is known where the payment stands in the same list.
  const attemptNo = ours.get(spTradeNo) ?? '';
  return { ...said, kind, status: 'succeeded', attemptNo, spTradeNo, outRefundNo: no, spRefundNo: syssn };
}

function paymentIn(row: JsonObject): Pick<StatedPaymentLine, 'status' | 'transactionId'> {
  const status = TAKEN_BACK.includes(textAt(row, 'cancel') ?? '') ? 'reversed' : 'paid';
  return { status, ...present({ transactionId: wordAt(row, 'chnlsn') }) };
}

function linesOf({ data }: JsonObject, config: QfpayConfig): readonly StatementLine[] | undefined {
  if (!Array.isArray(data) || !data.every(isObject)) return undefined;
  const ours = numbersIn(data);
  const lines = data.map((row) => lineOf(row, ours, config));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

export const qfpayList = {
  lists: [
    {
      request: ({ from, to }, account) =>
        post(account, '/trade/v1/query', {
          pay_type: MINI_PROGRAM,
          respcd: DONE,
          start_time: localTime(from, account.config),
          end_time: localTime(to, account.config),
          page: '1',
          page_size: String(PAGE_SIZE),
        }),
      reply(reply, _span, { config }) {
        const said = opened(reply, REFUSALS.query);
        if (said.is !== 'ok') return said.is === 'refused' && said.why === 'not_found' ? UNREADABLE : said;
        return understood(() => linesOf(said.value, config));
      },
    },
  ],
} satisfies ListStatement<typeof fields>;
