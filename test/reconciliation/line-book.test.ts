/** Packed lines: whatever goes in comes out, and is found by each of its numbers. */
import fc from 'fast-check';
import type { StatedPaymentLine, StatedRefundLine, StatementLine } from '../../shared/payments';
import { LineBook } from '../../shared/reconciliation/lines/line-book';
import { present } from '../../shared/kernel/present';

const no = fc.oneof(
  fc.stringMatching(/^[0-9]{1,40}$/),
  fc.stringMatching(/^[0-9A-Za-z_\-|*@]{1,64}$/),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
);
const optional = fc.option(no, { nil: undefined });
const common = {
  row: fc.nat(5_000_000),
  attemptNo: fc.oneof(no, fc.constant('')),
  spTradeNo: optional,
  transactionId: optional,
  value: fc.maxSafeNat(),
  currency: fc.constantFrom('CNY', 'EUR', 'JPY', 'KWD'),
  at: fc.option(fc.nat(4_102_444_800_000), { nil: undefined }),
  theirs: fc.string({ maxLength: 40 }),
};

const payment = fc
  .record({ ...common, status: fc.constantFrom('paid' as const, 'reversed' as const) })
  .map(({ value, currency, spTradeNo, transactionId, at, ...rest }): StatedPaymentLine => ({
    kind: 'payment',
    ...rest,
    amount: { value, currency },
    ...present({ spTradeNo, transactionId, at }),
  }));

const refund = fc
  .record({
    ...common,
    outRefundNo: fc.oneof(no, fc.constant('')),
    spRefundNo: optional,
    status: fc.constantFrom(
      'succeeded' as const,
      'processing' as const,
      'failed' as const,
      'abnormal' as const,
    ),
  })
  .map(({ value, currency, spTradeNo, transactionId, spRefundNo, at, ...rest }): StatedRefundLine => ({
    kind: 'refund',
    ...rest,
    amount: { value, currency },
    ...present({ spTradeNo, transactionId, spRefundNo, at }),
  }));

function bookOf<L extends StatementLine>(lines: readonly L[]): LineBook<L> {
  const book = new LineBook<L>();
  for (const line of lines) book.add(line);
  book.seal(['attemptNo', 'spTradeNo', 'transactionId', 'outRefundNo', 'spRefundNo'], []);
  return book;
}

test('payments come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 50 }), (lines) => {
      const book = bookOf(lines);
      expect(lines.map((_line, at) => book.at(at))).toEqual(lines);
    }),
  );
});

test('refunds come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(refund, { maxLength: 50 }), (lines) => {
      const book = bookOf(lines);
      expect(lines.map((_line, at) => book.at(at))).toEqual(lines);
    }),
  );
});

test('a line is found by each of its numbers, with all others that have it, in the order of the statement', () => {
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 60 }), (lines) => {
      const book = bookOf(lines);
      for (const name of ['attemptNo', 'spTradeNo', 'transactionId'] as const) {
        for (const number of new Set(lines.map((line) => line[name] ?? ''))) {
          const wanted = lines.flatMap((line, at) => (number !== '' && line[name] === number ? [at] : []));
          expect(book.find(name, number)).toEqual(wanted);
        }
      }
    }),
  );
});

test('lines fill page after page', () => {
  const lines = Array.from({ length: 60_000 }, (_none, at): StatedPaymentLine => ({
    kind: 'payment',
    row: at + 1,
    status: 'paid',
    attemptNo: `CPABC${at}`,
    transactionId: String(4_200_000_000_000_000 + at),
    amount: { value: at, currency: 'CNY' },
    theirs: 'SUCCESS',
  }));
  const book = bookOf(lines);
  for (const at of [0, 1, 29_999, 59_999]) {
    expect(book.at(at)).toEqual(lines[at]);
    expect(book.find('attemptNo', `CPABC${at}`)).toEqual([at]);
    expect(book.find('transactionId', String(4_200_000_000_000_000 + at))).toEqual([at]);
  }
  expect(book.find('attemptNo', 'CPABC60000')).toEqual([]);
});

test('a PSP with words without end loses the words, not the lines', () => {
  const line = (at: number): StatedPaymentLine => ({
    kind: 'payment',
    row: at,
    status: 'paid',
    attemptNo: `N${at}`,
    amount: { value: 1, currency: 'CNY' },
    theirs: `word ${at}`,
  });
  const book = bookOf(Array.from({ length: 5000 }, (_none, at) => line(at)));
  expect(book.at(10)).toEqual(line(10));
  expect(book.at(4999)).toEqual({ ...line(4999), theirs: '' });
});

test('a thousand lines under one number are no thousand times a thousand steps', () => {
  const one: StatedPaymentLine = {
    kind: 'payment',
    row: 1,
    status: 'paid',
    attemptNo: 'SAME',
    amount: { value: 1, currency: 'CNY' },
    theirs: '',
  };
  const book = bookOf(Array.from({ length: 100_000 }, () => one));
  expect(book.find('attemptNo', 'SAME')).toHaveLength(64);
});
