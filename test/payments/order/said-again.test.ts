/** What a payment that is reported again changes: nothing, not even by a write; and where a sale can go at all. */
import type { Applied } from '../../../shared/payments/order/applied';
import { matterOf, withDecision } from '../../../shared/payments/order/aside';
import type { PaymentFact } from '../../../shared/payments/order/facts';
import type { Order } from '../../../shared/payments/order/order';
import { apply, orderMoves } from '../../../shared/payments/order/transitions';
import { anAttempt, anOrder, aPaidOrder, aPayment, euros } from './an-order';

const applied = (order: Order, fact: PaymentFact): Applied =>
  apply(order, fact, { now: 9000, closeReverses: false });

function keptAside(order: Order, fact: PaymentFact): Order {
  const result = applied(order, fact);
  if (result.is !== 'aside') throw new Error(`expected the fact to be kept aside, it is ${result.is}`);
  return result.order;
}

describe('a sale', () => {
  test('that is paid stays paid, and money that came makes any other one paid', () => {
    expect(orderMoves.paid).toEqual([]);
    for (const state of ['created', 'pending', 'closed'] as const)
      expect(orderMoves[state]).toContain('paid');
  });

  test('never comes back to life, and is not made anew', () => {
    expect(orderMoves.closed).toEqual(['paid']);
    expect([...orderMoves.pending].sort()).toEqual(['closed', 'paid']);
    expect([...orderMoves.created].sort()).toEqual(['closed', 'paid', 'pending']);
  });
});

describe('a payment that was kept aside', () => {
  const { spTradeNo: _, ...numberless } = aPayment({ amount: euros(99) });

  test('waits already when it is said again: there is nothing to write', () => {
    for (const fact of [numberless, aPayment({ amount: euros(99) })]) {
      const once = keptAside(anOrder(), fact);
      expect(once.attempts).toMatchObject([{ state: 'aside' }]);
      expect(keptAside(once, fact)).toBe(once);
      expect(keptAside(once, numberless)).toBe(once);
    }
  });

  test('brings the PSP’s number when that comes later', () => {
    const once = keptAside(anOrder(), numberless);
    expect(keptAside(once, aPayment({ amount: euros(99) })).attempts).toMatchObject([{ spTradeNo: 'SP1' }]);
  });

  test('beside the one that paid, under its very number, changes the attempt in nothing, once or twice', () => {
    const second = aPayment({ spTradeNo: 'SP2' });
    const once = keptAside(aPaidOrder(), second);
    expect(once.attempts).toEqual(aPaidOrder().attempts);
    expect(keptAside(once, second)).toBe(once);
  });
});

test('the payment that paid is nothing new, whatever was decided of another one without a number', () => {
  const { spTradeNo: _, ...numberless } = aPayment();
  const decided = withDecision(aPaidOrder(), {
    noticeId: 'N1',
    word: 'return',
    about: matterOf(numberless),
    by: 'o-operator',
    at: 8000,
    why: 'paid twice',
    noted: true,
  });
  expect(applied(decided, aPayment())).toEqual({ is: 'same' });
});

test('the last attempt that its PSP closes ends the order, an earlier one does not', () => {
  const attempts = [anAttempt(), anAttempt({ no: 'CPORDER01_2' })];
  const closed = (attemptNo: string): unknown =>
    applied(anOrder({ attempts }), aPayment({ attemptNo, status: 'closed', theirs: 'closed' }));
  expect(closed('CPORDER01_2')).toMatchObject({ is: 'moved', order: { state: 'closed' } });
  expect(closed('CPORDER01')).toMatchObject({ is: 'moved', order: { state: 'pending' } });
});
