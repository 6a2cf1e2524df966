/**
 * What refund lines that met nothing mean, all those of one order together: refunds that were made at the PSP carry no number of
 * ours, and one booking of ours may stand for several of them.
 */
import { sameMoney } from '../../kernel/money';
import { goingBack, refundOf, type Order, type RefundRow, type StatedRefundLine } from '../../payments';
import { compareRefund } from '../lines/compare';
import { inWords, lineSide, refundSide, type Found } from '../reports/finding';
import { refundRowOf } from '../rows';

/** `met`: with one of ours, with several that add up to it, or with none where another line of theirs stands for them already. */
export type JudgedRefund =
  | { readonly is: 'met'; readonly ours: readonly RefundRow[] }
  | { readonly is: 'known' }
  | { readonly is: 'ask about refund'; readonly outRefundNo: string }
  | { readonly is: 'ask about payment' }
  | { readonly is: 'found'; readonly found: Found };

export interface RefundCase {
  readonly order: Order;
  readonly lines: readonly StatedRefundLine[];
  /** Whether a line of this statement met that refund already. */
  isMet(outRefundNo: string): boolean;
  /** Whether this day's statement may have that refund. */
  isExpected(row: RefundRow): boolean;
  /** When the day began, milliseconds. */
  readonly from: number;
  /** What the PSP said about each refund, and about the payment (under the attempt's number). */
  readonly said: ReadonlyMap<string, { readonly words: string; readonly isAnswer: boolean }>;
}

/** One judgement for each line, in their order. */
export function judgeRefunds(one: RefundCase): readonly JudgedRefund[] {
  const taken = new Set<string>();
  const named = one.lines.map((line) => byNumber(one, line, taken));
  const rest = one.lines.filter((_line, at) => named[at] === undefined);
  const byMoney = sameSums(one, rest, taken);
  return one.lines.map((line, at) => named[at] ?? byMoney.get(line) ?? unheardOf(one, line));
}

function byNumber(one: RefundCase, line: StatedRefundLine, taken: Set<string>): JudgedRefund | undefined {
  const { order } = one;
  const refund =
    refundOf(order, line.outRefundNo) ??
    goingBack(order).find(({ spRefundNo }) => spRefundNo !== undefined && spRefundNo === line.spRefundNo);
  if (!refund) return undefined;
  const row = refundRowOf(order, refund);
  if (one.isMet(row.outRefundNo) || taken.has(row.outRefundNo)) return twin(row, line);
  taken.add(row.outRefundNo);
  const said = one.said.get(row.outRefundNo);
  const compared = compareRefund(row, line, said?.isAnswer);
  if (compared.is === 'same') return { is: 'met', ours: [row] };
  if (!said && compared.found.kind === 'state')
    return { is: 'ask about refund', outRefundNo: row.outRefundNo };
  const reason = said ? `${compared.found.reason}; ${said.words}` : compared.found.reason;
  return { is: 'found', found: { ...compared.found, reason } };
}

/**
 * Refunds without a number of ours, by their money: what adds up to the same is the same, else equal amounts are, in the
 * order in which they became known. Only ours that this statement may have, or that were booked because the PSP spoke of them.
 */
function sameSums(
  one: RefundCase,
  lines: readonly StatedRefundLine[],
  taken: ReadonlySet<string>,
): ReadonlyMap<StatedRefundLine, JudgedRefund> {
  const ours = candidates(one, taken);
  const sum = (amounts: readonly { readonly amount: { readonly value: number } }[]): number =>
    amounts.reduce((total, { amount }) => total + amount.value, 0);
  const isOneCurrency = [...lines, ...ours].every(
    ({ amount }) => amount.currency === one.order.total.currency,
  );
  const met = new Map<StatedRefundLine, JudgedRefund>();
  if (ours.length > 0 && isOneCurrency && sum(lines) === sum(ours)) {
    lines.forEach((line, at) => met.set(line, { is: 'met', ours: at === 0 ? ours : [] }));
    return met;
  }
  const left = [...ours];
  for (const line of lines) {
    const at = left.findIndex((row) => sameMoney(row.amount, line.amount));
    const [row] = at < 0 ? [] : left.splice(at, 1);
    if (row && compareRefund(row, line).is === 'same') met.set(line, { is: 'met', ours: [row] });
  }
  return met;
}

function candidates(one: RefundCase, taken: ReadonlySet<string>): readonly RefundRow[] {
  const rows = one.order.refunds.map((refund) => refundRowOf(one.order, refund));
  const fits = (row: RefundRow): boolean =>
    row.state !== 'failed' &&
    !taken.has(row.outRefundNo) &&
    !one.isMet(row.outRefundNo) &&
    // What was booked before this day began was booked for another one.
    (row.isFromElsewhere ? row.sentAt >= one.from : one.isExpected(row));
  return rows.filter(fits).sort((a, b) => a.sentAt - b.sentAt);
}

/** A further line of a refund. What failed under its number before or after moved nothing. */
function twin(row: RefundRow, line: StatedRefundLine): JudgedRefund {
  if (line.status === 'failed') return { is: 'known' };
  return {
    is: 'found',
    found: {
      kind: 'duplicate',
      of: 'refund',
      outTradeNo: row.outTradeNo,
      outRefundNo: row.outRefundNo,
      ours: refundSide(row),
      theirs: lineSide(line),
      reason: `the statement has this refund twice, again in row ${line.row}`,
    },
  };
}

function unheardOf({ order, said }: RefundCase, line: StatedRefundLine): JudgedRefund {
  // What did not go back has nothing to be booked for.
  if (line.status === 'failed' || line.status === 'abnormal') return { is: 'known' };
  const asked = said.get(line.attemptNo);
  if (!asked) return { is: 'ask about payment' };
  return { is: 'found', found: refundMissing(line, order.outTradeNo, `the order has none; ${asked.words}`) };
}

/** A refund in the statement that nothing of ours stands for. */
export function refundMissing(line: StatedRefundLine, outTradeNo: string, why: string): Found {
  const { outRefundNo, spRefundNo } = line;
  const number = outRefundNo || spRefundNo;
  return {
    kind: 'missing_here',
    of: 'refund',
    outTradeNo,
    ...(number === undefined || number === '' ? {} : { outRefundNo: number }),
    theirs: lineSide(line),
    reason: `the statement has a refund of ${inWords(line.amount)}, and ${why}`,
  };
}
