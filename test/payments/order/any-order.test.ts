/**
 * The same facts in every order, each any number of times: all permutations of up to six facts about one order. Where the order
 * of arrival may show in the document, it is said why, and what must be the same all the same.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../../shared/payments/order/facts';
import { refundableFee, refundedFee, type Order } from '../../../shared/payments/order/order';
import { apply } from '../../../shared/payments/order/transitions';
import { anAttempt, anOrder, aPaidOrder, aPayment, aRefund, aRefundFact, euros } from './an-order';

const RULES = { now: 9000, closeReverses: false };

/** The order after a fact, as it is written: also where the fact was kept aside. */
function after(order: Order, fact: Fact): Order {
  const applied = apply(order, fact, RULES);
  return 'order' in applied ? applied.order : order;
}

function* permutations<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length === 0) yield [];
  for (const [index, one] of list.entries()) {
    const rest = [...list.slice(0, index), ...list.slice(index + 1)];
    for (const more of permutations(rest)) yield [one, ...more];
  }
}

/** A sequence with each fact once more: at once, at the end, or the whole once more. */
const repeated = <T>(facts: readonly T[]): readonly (readonly T[])[] => [
  facts,
  facts.flatMap((one) => [one, one]),
  [...facts, ...facts],
  [...facts, ...[...facts].reverse()],
];

/** What every sequence makes of an order. */
function* outcomes(start: Order, facts: readonly Fact[]): Generator<Order> {
  for (const permutation of permutations(facts))
    for (const sequence of repeated(permutation)) yield sequence.reduce(after, start);
}

/** The document without the story of how it came about: that tells the order of arrival on purpose. */
const document = ({ journal: _, attention, attempts, ...order }: Order): unknown => ({
  ...order,
  attention: [...attention].sort((a, b) => (a.of < b.of ? -1 : 1)),
  // When an attempt that was paid had been given up before is part of that story.
  attempts: attempts.map(({ endedAt: __, ...attempt }) => attempt),
});

function expectOneDocument(start: Order, facts: readonly Fact[]): void {
  const [first, ...others] = [...outcomes(start, facts)].map(document);
  expect(others.length).toBeGreaterThan(90);
  // The first that differs is shown; comparing them all by `expect` would take minutes.
  const different = others.find((other) => !isDeepStrictEqual(other, first));
  expect(different ?? first).toEqual(first);
}

const attentionOf = (order: Order): readonly string[] =>
  order.attention.map(({ reason, of }) => `${reason} ${of}`).sort();

describe('facts that agree', () => {
  test('about a payment make one document in every order', () => {
    expectOneDocument(anOrder(), [
      aPayment({ status: 'pending', theirs: 'pending' }),
      aPayment({ status: 'declined', payable: true, theirs: 'PAYERROR' }),
      aPayment({ spTradeNo: 'SP1' }),
      aPayment({ spTradeNo: 'SP1', transactionId: 'WX1' }),
      aPayment({ spTradeNo: 'SP1', paidAt: 7000 }),
      aPayment({ spTradeNo: 'SP1', paidAt: 6000 }),
    ]);
  });

  test('about a payment that was declined before are one document too', () => {
    expectOneDocument(
      anOrder({ attempts: [anAttempt({ no: 'CPORDER00', state: 'declined' }), anAttempt()] }),
      [
        aPayment({ attemptNo: 'CPORDER00', status: 'closed', spTradeNo: 'SP0', theirs: 'closed' }),
        aPayment({ attemptNo: 'CPORDER00', status: 'declined', spTradeNo: 'SP0', theirs: 'declined' }),
        aPayment({ status: 'pending', theirs: 'pending' }),
        aPayment({ spTradeNo: 'SP1', transactionId: 'WX1' }),
        aPayment({ spTradeNo: 'SP1' }),
      ],
    );
  });

  test('about the refunds of a paid order make one document in every order', () => {
    const order = aPaidOrder([
      aRefund({ outRefundNo: 'R1', amount: euros(40) }),
      aRefund({ outRefundNo: 'R2', amount: euros(30) }),
      aRefund({ outRefundNo: 'R3', amount: euros(20) }),
    ]);
    const of = (outRefundNo: string, value: number, change: object): Fact =>
      aRefundFact({ outRefundNo, amount: euros(value), ...change });
    expectOneDocument(order, [
      of('R1', 40, { status: 'processing', theirs: 'processing', spRefundNo: 'YBR1' }),
      of('R1', 40, { status: 'succeeded' }),
      of('R1', 40, { status: 'succeeded', refundedAt: 7000 }),
      of('R2', 30, { status: 'abnormal', theirs: 'abnormal' }),
      of('R2', 30, { status: 'failed', theirs: 'failed' }),
      of('R3', 20, { status: 'processing', theirs: 'processing' }),
    ]);
  });

  test('about a payment and what went back of it elsewhere are one document', () => {
    expectOneDocument(anOrder(), [
      aPayment({ refunded: euros(30), transactionId: 'WX1' }),
      aPayment({ refunded: euros(30) }),
      aPayment({ spTradeNo: 'SP1', paidAt: 7000 }),
      aPayment({ status: 'pending', theirs: 'pending' }),
    ]);
  });
});

describe('facts that contradict each other show who came first, and keep the money', () => {
  const every = (start: Order, facts: readonly Fact[], check: (order: Order) => void): void => {
    let count = 0;
    for (const order of outcomes(start, facts)) {
      count += 1;
      check(order);
    }
    expect(count).toBeGreaterThan(20);
  };

  /** A payment of a closed order is late; of a paid order that is called closed a person must look. */
  test('closed and paid: the order is paid, and either late or before a person', () => {
    every(
      anOrder(),
      [
        aPayment(),
        aPayment({ status: 'closed', theirs: 'closed' }),
        aPayment({ status: 'pending', theirs: 'p' }),
      ],
      (order) => {
        expect([order.state, order.paidAttempt, refundedFee(order)]).toEqual(['paid', 'CPORDER01', 0]);
        expect(order.late || attentionOf(order).includes('kept_aside SP1')).toBe(true);
      },
    );
  });

  /** Which of two payments is the order's is the one that was heard of first; the other one is somebody's money. */
  test('two payments: one makes the order paid, the other waits for a person', () => {
    const start = anOrder({ attempts: [anAttempt(), anAttempt({ no: 'CPORDER01_2' })] });
    const facts = [
      aPayment({ spTradeNo: 'SP1' }),
      aPayment({ spTradeNo: 'SP2', attemptNo: 'CPORDER01_2' }),
      aPayment({ spTradeNo: 'SP1', status: 'pending', theirs: 'p' }),
      aPayment({ spTradeNo: 'SP2', attemptNo: 'CPORDER01_2', status: 'declined', theirs: 'd' }),
    ];
    every(start, facts, (order) => {
      const other = order.paidAttempt === 'CPORDER01' ? 'SP2' : 'SP1';
      expect(order.state).toBe('paid');
      expect(attentionOf(order)).toEqual([`kept_aside ${other}`]);
      const states = order.attempts.map(({ no, state }) => [no === order.paidAttempt, state]);
      expect(states).toContainEqual([true, 'paid']);
      expect(states.filter(([, state]) => state === 'paid')).toHaveLength(1);
    });
  });

  /** A trade has one amount. Heard of as wrong first, it waits for a person, and nothing it says later pays the order. */
  test('two amounts of one trade: a person looks, and nobody is paid too little', () => {
    const facts = [
      aPayment(),
      aPayment({ amount: euros(99) }),
      aPayment({ amount: { value: 100, currency: 'USD' } }),
    ];
    every(anOrder(), facts, (order) => {
      expect(attentionOf(order)).toEqual(['kept_aside SP1']);
      expect(order.state === 'paid').toBe(order.paidAttempt === 'CPORDER01');
      expect(refundableFee(order)).toBe(order.state === 'paid' ? 100 : 0);
    });
  });

  /** A refund that succeeded may be said to have failed before or after. Money that went is gone. */
  test('a refund that failed and succeeded: it succeeded, and its sum went once', () => {
    const facts = [
      aRefundFact({ status: 'failed', theirs: 'failed' }),
      aRefundFact(),
      aRefundFact({ status: 'processing', theirs: 'processing' }),
      aRefundFact({ status: 'abnormal', theirs: 'abnormal' }),
    ];
    every(aPaidOrder([aRefund()]), facts, (order) => {
      expect(order.refunds.map(({ state }) => state)).toEqual(['succeeded']);
      expect([refundedFee(order), refundableFee(order)]).toEqual([40, 60]);
    });
  });

  /** A refund of an order that is not paid yet was not asked for here; the payment that follows is booked all the same. */
  test('a refund that is heard of before its payment is kept for a person, never lost', () => {
    const facts = [
      aRefundFact({ outRefundNo: 'R9' }),
      aPayment(),
      aPayment({ status: 'declined', theirs: 'd', payable: true }),
    ];
    every(anOrder(), facts, (order) => {
      expect([order.state, refundedFee(order)]).toEqual(['paid', 0]);
      expect(attentionOf(order)).toEqual(['kept_aside R9']);
    });
  });

  /** Facts of somebody else, whenever they come, leave a note and nothing else. */
  test('facts of another PSP, app or account change nothing but the note', () => {
    const strange: readonly Fact[] = [
      aPayment({ paySp: 'v3', spTradeNo: 'X1' }),
      aPayment({ misfit: 'for another merchant', spTradeNo: 'X2' }),
      aPayment({ attemptNo: 'NOBODYS', spTradeNo: 'X3' }),
      aRefundFact({ outRefundNo: 'X4' }),
    ];
    const paid = after(anOrder(), aPayment());
    every(anOrder(), [...strange, aPayment()], (order) => {
      const { attention: _, journal: __, ...rest } = order;
      const { attention: ___, journal: ____, ...wanted } = paid;
      expect(rest).toEqual(wanted);
      expect(attentionOf(order)).toEqual(['X1', 'X2', 'X3', 'X4'].map((of) => `kept_aside ${of}`));
    });
  });
});
