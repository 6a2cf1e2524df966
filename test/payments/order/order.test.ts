/** Numbers of attempts and returns, sums of refunds. */
import fc from 'fast-check';
import {
  attemptNumber,
  nextAttemptNumber,
  orderNumbersOf,
  returnNumber,
} from '../../../shared/payments/order/attempt-number';
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
    for (const number of numbers) expect(number).toMatch(/^CP[0-9A-F]{30}$/);
  });

  test('is the order’s with its suffix as long as that fits', () => {
    expect(attemptNumber('M'.repeat(30), 2)).toBe(`${'M'.repeat(30)}_2`);
    expect(attemptNumber('M'.repeat(31), 2)).not.toContain('M');
  });

  test('is the same whoever makes it: the SHA-256 of the number that is too long', () => {
    // printf 'MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM_2' | sha256sum
    expect(attemptNumber('M'.repeat(32), 2)).toBe('CP1BD5047D2D38485F888097B0F9CDDD');
  });
});

describe('the number of the next attempt', () => {
  test('is the next one that none has', () => {
    expect(nextAttemptNumber('CPABC', [])).toBe('CPABC');
    expect(nextAttemptNumber('CPABC', ['CPABC'])).toBe('CPABC_2');
    expect(nextAttemptNumber('CPABC', ['CPABC_2'])).toBe('CPABC_3');
    expect(nextAttemptNumber('CPABC', ['CPABC', 'CPABC_3', 'CPABC_4'])).toBe('CPABC_5');
  });
});

describe('the number that kept-aside money goes back under', () => {
  test('is made from its notice: the same again, and another for another notice', () => {
    // printf 'aside:yaband:CPABC' | sha256sum
    expect(returnNumber('CPABC', 'aside:yaband:CPABC')).toBe('CPABCAD0AAD8');
    expect(returnNumber('CPABC', 'aside:yaband:CPABC_2')).not.toBe('CPABCAD0AAD8');
  });
});

describe('the current attempt', () => {
  test('is the newest one, and the paid one once there is one', () => {
    const attempts = ['A', 'B', 'C'].map((no) => anAttempt({ no }));
    expect(currentAttempt(anOrder({ attempts }))?.no).toBe('C');
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
