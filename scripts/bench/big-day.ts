/**
 * A day of a million lines made by arithmetic: the statement in an order of its own, our record in the order of payment, and every kind
 * of difference planted.
 */
import type {
  Books,
  Order,
  PaidRow,
  RefundRow,
  RowPage,
  RowQuestion,
  StatementLine,
} from '../../shared/payments';
import { boundsOf } from '../../shared/reconciliation/statement-day';
import { anAttempt, anOrder } from '../../test/payments/order/an-order';

/** The second word of the command line. */
export const LINES = Number(process.argv[3] ?? 1_000_000);
const REFUNDS = LINES / 50;
const PAYMENTS = LINES - REFUNDS;
/** Of each kind. */
const PLANTED = 20;
export const DAY = '2026-11-24';
const CNY = 'CNY';
/** A bill in two currencies cannot be used, so there none is planted in a bill. */
const OTHER_CURRENCY = process.argv[2] === 'lines' ? 'USD' : CNY;
const { from, to } = boundsOf(DAY, '+08:00');

/** A number that looks like one of CrossPay's: the same digits for the same order, and no two alike. */
const orderNo = (index: number): string =>
  `CP0TOV8Y72B8${(Math.imul(index, 2654435761) >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
const transactionId = (index: number): string =>
  `420000240820241124${String(index * 7 + 3).padStart(10, '0')}`;
const priceOf = (index: number): number => 100 + (index % 90_000);
/** Over the day, and in its order. */
const paidAt = (index: number): number => from + Math.floor(((to - from - 1) * index) / PAYMENTS);

/** Which things are planted: so many indexes in the middle of the day, far from its ends. */
const middle = Math.floor(PAYMENTS / 2);
const planted = (kind: number, index: number): boolean =>
  index >= middle + kind * PLANTED && index < middle + (kind + 1) * PLANTED;
const [MISSING_THERE, MISSING_HERE, AMOUNT, CURRENCY, REVERSED, TWICE] = [0, 1, 2, 3, 4, 5];

function paymentLine(index: number, row: number): StatementLine {
  return {
    kind: 'payment',
    row,
    status: planted(REVERSED, index) ? 'reversed' : 'paid',
    attemptNo: orderNo(index),
    spTradeNo: transactionId(index),
    transactionId: transactionId(index),
    amount: {
      value: priceOf(index) + (planted(AMOUNT, index) ? 1 : 0),
      currency: planted(CURRENCY, index) ? OTHER_CURRENCY : CNY,
    },
    fee: { thousandths: priceOf(index) * 6, currency: CNY },
    at: paidAt(index),
    theirs: planted(REVERSED, index) ? 'REVOKED' : 'SUCCESS',
  };
}

const refundLine = (index: number, row: number): StatementLine => ({
  kind: 'refund',
  row,
  status: 'succeeded',
  attemptNo: orderNo(index),
  spTradeNo: transactionId(index),
  transactionId: transactionId(index),
  outRefundNo: `${orderNo(index)}R1`,
  spRefundNo: `503000${transactionId(index)}`,
  amount: { value: 50, currency: CNY },
  at: paidAt(index),
  theirs: 'SUCCESS',
});

/** A step that has no divisor in common with any of these counts: every index comes once, and not in order. */
const STEP = 7_368_787;

export async function* statement(): AsyncGenerator<readonly StatementLine[]> {
  let [batch, row]: [StatementLine[], number] = [[], 0];
  for (let i = 0; i < PAYMENTS; i += 1) {
    const index = (i * STEP) % PAYMENTS;
    if (planted(MISSING_THERE, index)) continue;
    batch.push(paymentLine(index, (row += 1)));
    if (planted(TWICE, index)) batch.push(paymentLine(index, (row += 1)));
    if (i < REFUNDS) batch.push(refundLine(i, (row += 1)));
    if (batch.length < 500) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

const paidRow = (index: number): PaidRow => ({
  outTradeNo: orderNo(index),
  attemptNo: orderNo(index),
  amount: { value: priceOf(index), currency: CNY },
  refundedFee: index < REFUNDS ? 50 : 0,
  paidAt: paidAt(index),
  spTradeNo: transactionId(index),
  transactionId: transactionId(index),
});

const refundRow = (index: number): RefundRow => ({
  outTradeNo: orderNo(index),
  attemptNo: orderNo(index),
  outRefundNo: `${orderNo(index)}R1`,
  amount: { value: 50, currency: CNY },
  state: 'succeeded',
  sentAt: paidAt(index),
  refundedAt: paidAt(index),
  isFromElsewhere: false,
  isReturn: false,
});

/** A page of the day by index; the days beside are empty. */
function page<T>(question: RowQuestion, count: number, row: (index: number) => T | undefined): RowPage<T> {
  const begin = question.after ? Number(question.after.outTradeNo) + 1 : 0;
  if (question.from > to || question.to < from) return { rows: [], unreadable: [] };
  const end = Math.min(begin + question.limit, count);
  const rows: T[] = [];
  for (let index = begin; index < end; index += 1) {
    const one = row(index);
    if (one) rows.push(one);
  }
  return { rows, unreadable: [], ...(end < count ? { next: { at: 0, outTradeNo: String(end - 1) } } : {}) };
}

/** What of the record is looked up one by one: the orders of planted differences. */
const plantedIndexes = Array.from({ length: 6 * PLANTED }, (_none, at) => middle + at).filter(
  (index) => !planted(MISSING_HERE, index),
);

/** The order of a payment, as far as a comparison reads it. */
function orderOf(index: number): Order {
  const { outTradeNo, amount: total } = paidRow(index);
  const number = transactionId(index);
  return anOrder({
    outTradeNo,
    total,
    state: 'paid',
    attempts: [anAttempt({ no: outTradeNo, paySp: 'v3', state: 'paid', spTradeNo: number })],
    paidAttempt: outTradeNo,
    paidAt: paidAt(index),
    transactionId: number,
  });
}

const nobody = async (): Promise<{ items: []; unreadable: [] }> => ({ items: [], unreadable: [] });

export const books: Books = {
  madeBetween: async () => ({ rows: [], unreadable: [] }),
  paidBetween: async (question) =>
    page(question, PAYMENTS, (index) => (planted(MISSING_HERE, index) ? undefined : paidRow(index))),
  refundsBetween: async (question) => page(question, REFUNDS, refundRow),
  ordersOfAttempts: async (nos) => ({
    items: plantedIndexes.filter((index) => nos.includes(orderNo(index))).map(orderOf),
    unreadable: [],
  }),
  ordersOfRefunds: nobody,
  keptAside: async () => [],
};
