/** A refund notice that names the payment instead of the refund: matched where only one refund can be meant. */
import type { RefundFact } from '../../../shared/payments/order/facts';
import type { Order, Refund } from '../../../shared/payments/order/order';
import { apply } from '../../../shared/payments/order/transitions';
import { aPaidOrder, aRefund, aRefundFact, euros } from './an-order';

const named = (change: Partial<RefundFact> = {}): RefundFact =>
  aRefundFact({ outRefundNo: 'CPORDER01', spRefundNo: 'SR1', ...change });

const first = aRefund({ state: 'processing' });
const second = aRefund({ outRefundNo: 'CPORDER01R2', state: 'processing' });

function states(order: Order, fact: RefundFact): readonly Refund['state'][] | string {
  const applied = apply(order, fact, { now: 9000, closeReverses: true });
  if (applied.is === 'aside') return 'aside';
  return (applied.is === 'moved' ? applied.order : order).refunds.map((refund) => refund.state);
}

test('settles the only refund of its amount that is on its way', () => {
  const other = aRefund({ outRefundNo: 'CPORDER01R2', amount: euros(7), state: 'requested' });
  expect(states(aPaidOrder([first, other]), named())).toEqual(['succeeded', 'requested']);
});

test('is kept aside when two refunds of its amount are on their way', () => {
  expect(states(aPaidOrder([first, second]), named())).toBe('aside');
});

test('told again says nothing about a later refund of the same amount', () => {
  const done = aRefund({ state: 'succeeded', spRefundNo: 'SR1' });
  expect(states(aPaidOrder([done, second]), named())).toEqual(['succeeded', 'processing']);
  expect(states(aPaidOrder([done, second]), named({ spRefundNo: 'SR2' }))).toEqual([
    'succeeded',
    'succeeded',
  ]);
});

test.each([
  ['of an amount that nobody asked for', named({ amount: euros(41) })],
  ['of an attempt that was not paid', named({ outRefundNo: 'CPORDER01_2' })],
  [
    'without an amount',
    ((): RefundFact => {
      const { amount: _, ...rest } = named();
      return rest;
    })(),
  ],
])('%s is kept aside', (_what, fact) => {
  expect(states(aPaidOrder([first]), fact)).toBe('aside');
});
