/** What a payment line that met nothing means, once its order was looked up, and once more when the PSP was asked. */
import { attemptIn, type Attempt, type Order, type PaidRow, type StatedPaymentLine } from '../../payments';
import { comparePayment, isAnotherPayment } from '../lines/compare';
import { inWords, lineSide, paidSide, type Found, type FindingKind } from '../reports/finding';
import { paidRowOf } from '../rows';

/** `known`: money that is no order's, and that we know of. `ask`: the PSP can say more about this attempt. */
export type JudgedPayment =
  | { readonly is: 'met'; readonly ours: PaidRow }
  | { readonly is: 'known' }
  | { readonly is: 'ask'; readonly order: Order; readonly attemptNo: string }
  | { readonly is: 'found'; readonly found: Found };

export interface PaymentCase {
  readonly paySp: string;
  readonly line: StatedPaymentLine;
  readonly order: Order | undefined;
  /** Whether money under one of the line's numbers was kept aside. */
  readonly isAside: boolean;
  /** What the PSP said when it was asked, in a few words. */
  readonly said?: string;
}

export function judgePayment(one: PaymentCase): JudgedPayment {
  const { order, line, paySp } = one;
  if (!order) return one.isAside ? { is: 'known' } : missing(one, 'no order of ours has it');
  const attempt = attemptOf(order, line);
  if (!attempt) return missing(one, `order ${order.outTradeNo} has no such attempt`);
  if (attempt.paySp !== paySp) return missing(one, `attempt ${attempt.no} was made at ${attempt.paySp}`);
  return judgeAttempt(one, order, attempt);
}

function judgeAttempt(one: PaymentCase, order: Order, attempt: Attempt): JudgedPayment {
  const { line } = one;
  const paid = paidRowOf(order);
  if (paid?.attemptNo === attempt.no && !isAnotherPayment(paid, line)) return compared(paid, line);
  // Also what the PSP took back without our having booked it moved no money that we count.
  if (one.isAside || attempt.state === 'aside' || line.status === 'reversed') return { is: 'known' };
  if (one.said === undefined) return { is: 'ask', order, attemptNo: attempt.no };
  return paid ? second(one, paid) : missing(one, `attempt ${attempt.no} is ${attempt.state} here`);
}

/** By our number, else by the PSP's. */
function attemptOf(
  order: Order,
  { attemptNo, spTradeNo, transactionId }: StatedPaymentLine,
): Attempt | undefined {
  if (attemptNo !== '') return attemptIn(order, attemptNo);
  const theirs = [spTradeNo, transactionId].filter((one) => one !== undefined);
  const byTheirs = order.attempts.find(
    (one) => one.spTradeNo !== undefined && theirs.includes(one.spTradeNo),
  );
  const isTransaction = order.transactionId !== undefined && theirs.includes(order.transactionId);
  return byTheirs ?? (isTransaction ? attemptIn(order, order.paidAttempt ?? '') : undefined);
}

function compared(ours: PaidRow, line: StatedPaymentLine): JudgedPayment {
  const result = comparePayment(ours, line);
  return result.is === 'same' ? { is: 'met', ours } : { is: 'found', found: result.found };
}

const withSaid = (words: string, said: string | undefined): string => (said ? `${words}; ${said}` : words);

function missing({ line, order, said }: PaymentCase, why: string): JudgedPayment {
  const reason = `the statement has a payment of ${inWords(line.amount)}, and ${why}`;
  return found('missing_here', line, order?.outTradeNo ?? nameOf(line), { reason: withSaid(reason, said) });
}

function second({ line, said }: PaymentCase, paid: PaidRow): JudgedPayment {
  const reason = `the statement has a second payment of ${inWords(line.amount)} for an order that was paid as ${paid.attemptNo}`;
  return found('duplicate', line, paid.outTradeNo, { ours: paidSide(paid), reason: withSaid(reason, said) });
}

/** The same line of the statement once more. */
export function twinFound(
  line: StatedPaymentLine,
  first: StatedPaymentLine,
  order: Order | undefined,
): Found {
  const paid = order && paidRowOf(order);
  return {
    kind: 'duplicate',
    of: 'payment',
    outTradeNo: order?.outTradeNo ?? nameOf(line),
    reason: `the statement has this payment twice, in rows ${first.row} and ${line.row}`,
    theirs: lineSide(line),
    ...(paid ? { ours: paidSide(paid) } : {}),
  };
}

function found(
  kind: FindingKind,
  line: StatedPaymentLine,
  outTradeNo: string,
  rest: Pick<Found, 'reason' | 'ours'>,
): JudgedPayment {
  return { is: 'found', found: { kind, of: 'payment', outTradeNo, theirs: lineSide(line), ...rest } };
}

/** What a person can look for where there is no order. */
export const nameOf = ({ attemptNo, spTradeNo, transactionId }: StatedPaymentLine): string =>
  attemptNo || (spTradeNo ?? transactionId ?? '');
