/**
 * Lines that met nothing of ours, a few at a time: their orders are looked up, the PSP is asked about what it can answer, and what it
 * answers is booked by payments as every answer is. Only what is left then is a finding. What is too much is only counted.
 */
import type { StatedPaymentLine, StatedRefundLine, StatementLine } from '../../payments';
import { needTime, type Comparing } from './comparing';
import type { Judging, Placed } from './judging';
import { judgePayments } from './left-payments';
import { judgeRefundLines } from './left-refunds';
import { lookUp, LOOKED_UP_TOGETHER, type LookedUp } from '../lines/look-up';

/** @throws OutOfTime */
export async function judgeLeftLines(judging: Judging): Promise<void> {
  const { payments, refunds } = judging.comparing.match;
  await judgeAll(judging, payments.left(), 'payment');
  await judgeAll(judging, refunds.left(), 'refund');
}

async function judgeAll(
  judging: Judging,
  left: Iterable<number>,
  kind: StatementLine['kind'],
): Promise<void> {
  const { match, findings } = judging.comparing;
  let together: number[] = [];
  const judge = async (): Promise<void> => {
    const lines = together;
    together = [];
    if (lines.length === 0) return;
    needTime(judging.comparing);
    await (kind === 'payment' ? judgeSomePayments(judging, lines) : judgeSomeRefunds(judging, lines));
  };
  for (const line of left) {
    if (judging.takeLookup()) together.push(line);
    // A line that met an order says something else than it; one that met none is missing.
    else findings.count(match.partners.get(kind)?.has(line) ? 'amount' : 'missing_here', 1);
    if (together.length >= LOOKED_UP_TOGETHER) await judge();
  }
  await judge();
}

async function judgeSomePayments(judging: Judging, lines: readonly number[]): Promise<void> {
  const { match } = judging.comparing;
  const stated = lines.map((at) => ({ at, line: match.payments.at(at) }));
  await judgePayments(judging, stated, await lookUpLines(judging.comparing, stated));
}

/** Refunds of one payment are judged together, wherever they stand in the statement. */
async function judgeSomeRefunds(judging: Judging, lines: readonly number[]): Promise<void> {
  const { refunds } = judging.comparing.match;
  const left = lines.filter((at) => refunds.fateOf(at) === 'left');
  const siblings = left
    .flatMap((at) => refunds.find('attemptNo', refunds.at(at).attemptNo))
    .filter((at) => refunds.fateOf(at) === 'left');
  const all = [...new Set([...left, ...siblings])].sort((a, b) => a - b);
  const stated = all.map((at) => ({ at, line: refunds.at(at) }));
  await judgeRefundLines(judging, stated, await lookUpLines(judging.comparing, stated));
}

/** The orders of lines; of those that met an order and say otherwise, we know which. */
function lookUpLines(
  { room, whose, match }: Comparing,
  lines: readonly Placed<StatedPaymentLine | StatedRefundLine>[],
): Promise<LookedUp> {
  const { books, shop } = room;
  const orderNos = lines.flatMap(({ at, line }) => {
    const orderNo = match.partners.get(line.kind)?.get(at);
    return orderNo === undefined ? [] : [[line, orderNo] as const];
  });
  return lookUp(
    { books, whose, orderOfTransaction: (no) => shop.store.orderOfTransaction(no) },
    lines.map(({ line }) => line),
    new Map(orderNos),
  );
}
