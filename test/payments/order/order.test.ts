/** Numbers of attempts and sums of refunds. */
import fc from 'fast-check';
import { attemptNumber, orderNumbersOf } from '../../../shared/payments/order/attempt-number';
import { currentAttempt, refundableFee, refundedFee } from '../../../shared/payments/order/order';
import { anAttempt, anOrder, aPaidOrder, aRefund, euros } from './an-order';

describe('the number of an attempt', () => {
  test('is the order’s own for the first and carries a suffix from the second on', () => {
    expect([1, 2, 3, 20].map((n) => attemptNumber('CPABC', n))).toEqual([
      'CPABC',
      'CPABC_2',
      'CPABC_3',
      'CPABC_20',
    ]);
  });

  test('leads back to its order, whatever the order is called', () => {
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('AZ09_-|*@')),
      minLength: 6,
      maxLength: 28,
    });
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 99 }), (outTradeNo, n) => {
        expect(orderNumbersOf(attemptNumber(outTradeNo, n))).toContain(outTradeNo);
      }),
    );
  });

  test.each(['CPABC', 'CPABC_1', 'CPABC_02', 'CPABC_100', 'CPABC_x', 'CPABC_2x'])(
    '%s has no suffix of ours and names one order only',
    (no) => {
      expect(orderNumbersOf(no)).toEqual([no]);
    },
  );

  test('that ends like a suffix may be an order of that very name or a later attempt of another', () => {
    expect(orderNumbersOf('CPABC_2')).toEqual(['CPABC_2', 'CPABC']);
  });
});

describe('the number of a later attempt of a long order number', () => {
  test('is made from it, fits what PSPs take, and differs each time', () => {
    const numbers = [2, 3, 20].map((n) => attemptNumber('M'.repeat(32), n));
    expect(new Set(numbers).size).toBe(3);
    for (const number of numbers) expect(number).toMatch(/^[0-9A-Z]{32}$/);
  });
});

describe('the current attempt', () => {
  test('is the newest one, and the paid one once there is one', () => {
    const attempts = [anAttempt({ no: 'A' }), anAttempt({ no: 'B' })];
    expect(currentAttempt(anOrder({ attempts }))?.no).toBe('B');
    expect(currentAttempt(anOrder({ attempts, paidAttempt: 'A' }))?.no).toBe('A');
    expect(currentAttempt(anOrder({ attempts: [] }))).toBeUndefined();
  });
});

describe('refund sums', () => {
  const states = ['requested', 'processing', 'abnormal', 'failed', 'succeeded'] as const;

  test('count as gone back only what succeeded', () => {
    const refunds = states.map((state, index) =>
      aRefund({ outRefundNo: `R${index}`, state, amount: euros(10) }),
    );
    expect(refundedFee(aPaidOrder(refunds))).toBe(10);
  });

  test('leave to refund what was paid, less all that went or may still go back', () => {
    const refunds = states.map((state, index) =>
      aRefund({ outRefundNo: `R${index}`, state, amount: euros(10) }),
    );
    expect(refundableFee(aPaidOrder(refunds))).toBe(60);
  });

  test.each(['created', 'pending', 'closed'] as const)('leave nothing to refund while %s', (state) => {
    expect(refundableFee(anOrder({ state }))).toBe(0);
  });
});
