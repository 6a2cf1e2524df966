/** Every fact in every state of an order, and the two properties that money rests on: paid stays, refunds never exceed. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Fact, PaymentStatus, RefundFact, RefundState } from '../../../shared/payments/order/facts';
import {
  refundableFee,
  refundedFee,
  type AttemptState,
  type Order,
} from '../../../shared/payments/order/order';
import { refundMoves } from '../../../shared/payments/order/refund-facts';
import { apply, HOOK_LEASE_MS, orderMoves } from '../../../shared/payments/order/transitions';
import { anAttempt, anOrder, aPaidOrder, aPayment, aRefund, aRefundFact, euros } from './an-order';

const NOW = 9000;
/** A PSP whose closing moves no money. */
const PLAIN = { now: NOW, closeReverses: false };
/** One whose closing gives the money of a paid attempt back. */
const REVERSING = { now: NOW, closeReverses: true };

/** The order after a fact that must move it. */
function moved(order: Order, fact: Fact): Order {
  const applied = apply(order, fact, PLAIN);
  if (applied.is !== 'moved') throw new Error(`expected the order to move, it is ${applied.is}`);
  return applied.order;
}

/** The order after a fact, whatever that does. */
const after = (order: Order, fact: Fact): Order => {
  const applied = apply(order, fact, PLAIN);
  return applied.is === 'moved' ? applied.order : order;
};

const aside = (why: string): unknown => ({
  is: 'aside',
  why: expect.stringContaining(why) as unknown,
  order: expect.anything() as unknown,
});

describe('a payment fact', () => {
  const attemptStates: readonly AttemptState[] = [
    'requested',
    'open',
    'closing',
    'declined',
    'closed',
    'aside',
    'paid',
  ];
  const table: Readonly<Record<PaymentStatus, Readonly<Record<AttemptState, string>>>> = {
    pending: {
      requested: 'pending/requested',
      open: 'pending/open',
      closing: 'pending/closing',
      declined: 'pending/declined',
      closed: 'pending/closed',
      aside: 'pending/aside',
      paid: 'paid/paid',
    },
    paid: {
      requested: 'paid/paid',
      open: 'paid/paid',
      closing: 'paid/paid',
      declined: 'paid/paid',
      closed: 'paid/paid',
      aside: 'pending/aside',
      paid: 'paid/paid',
    },
    declined: {
      requested: 'pending/declined',
      open: 'pending/declined',
      closing: 'pending/declined',
      declined: 'pending/declined',
      closed: 'pending/closed',
      aside: 'pending/aside',
      paid: 'paid/paid',
    },
    closed: {
      requested: 'closed/closed',
      open: 'closed/closed',
      closing: 'pending/closed',
      declined: 'pending/closed',
      closed: 'pending/closed',
      aside: 'pending/aside',
      paid: 'paid/paid',
    },
  };
  const cases = Object.entries(table).flatMap(([status, row]) =>
    attemptStates.map((state) => [status as PaymentStatus, state, row[state]] as const),
  );

  test.each(cases)('%s about an attempt that is %s makes it %s', (status, state, expected) => {
    const order =
      state === 'paid'
        ? aPaidOrder()
        : anOrder({ attempts: [anAttempt({ state, ...(state === 'open' ? { spTradeNo: 'SP1' } : {}) })] });
    const next = after(order, aPayment({ status }));
    expect(`${next.state}/${next.attempts[0]?.state ?? ''}`).toBe(expected);
  });

  test('that says paid books the numbers, the moment, and that the merchant’s hook is due', () => {
    const order = moved(anOrder(), aPayment({ transactionId: 'WX1', paidAt: 7000 }));
    expect(order).toMatchObject({
      state: 'paid',
      paidAttempt: 'CPORDER01',
      transactionId: 'WX1',
      paidAt: 7000,
      late: false,
      hook: 'due',
      hookUntil: NOW + HOOK_LEASE_MS,
    });
    expect(order.attempts[0]).toMatchObject({ state: 'paid', spTradeNo: 'SP1' });
    expect(order.journal.at(-1)?.event).toBe('paid at yaband as CPORDER01 (paid)');
  });

  test('that says paid without a moment is booked at the moment it was learned', () => {
    expect(moved(anOrder(), aPayment()).paidAt).toBe(NOW);
  });

  test('that says paid of a closed order pays it and flags it as late', () => {
    const closed = anOrder({ state: 'closed', attempts: [anAttempt({ state: 'closed' })] });
    expect(moved(closed, aPayment())).toMatchObject({ state: 'paid', late: true, hook: 'due' });
  });

  test('that says paid takes the reason of an earlier decline away', () => {
    const declined = moved(anOrder(), aPayment({ status: 'declined', theirs: 'card expired' }));
    expect(declined.decline).toBe('card expired');
    expect(moved(declined, aPayment())).not.toHaveProperty('decline');
  });

  test('said twice is nothing new', () => {
    const paid = moved(anOrder(), aPayment({ transactionId: 'WX1' }));
    expect(apply(paid, aPayment({ transactionId: 'WX1' }), PLAIN)).toEqual({ is: 'same' });
  });

  test('said again with WeChat’s number, which was missing, adds the number', () => {
    const paid = moved(anOrder(), aPayment());
    expect(moved(paid, aPayment({ transactionId: 'WX1' })).transactionId).toBe('WX1');
  });

  test('said again with the PSP’s number or moment, which were missing, adds them', () => {
    const { spTradeNo, ...bare } = aPayment();
    const paid = moved(anOrder(), bare);
    const fuller = after(paid, aPayment({ spTradeNo: spTradeNo ?? '', paidAt: 7000 }));
    expect(fuller.attempts[0]?.spTradeNo).toBe('SP1');
    expect(fuller.paidAt).toBe(7000);
  });

  test.each([
    ['another PSP number', aPayment({ spTradeNo: 'SP2' })],
    ['another WeChat number', aPayment({ transactionId: 'WX2' })],
    ['another attempt', aPayment({ attemptNo: 'CPORDER01_2', spTradeNo: 'SP2' })],
  ])('of a paid order under %s is a second payment and kept aside', (_what, fact) => {
    const attempts = [anAttempt(), anAttempt({ no: 'CPORDER01_2' })];
    const paid = moved(anOrder({ attempts }), aPayment({ transactionId: 'WX1' }));
    expect(apply(paid, fact, PLAIN)).toEqual(aside('a second payment'));
  });

  test.each([
    ['a cent less', aPayment({ amount: euros(99) }), 'paid 0.99 EUR, the order is 1.00 EUR'],
    ['a cent more', aPayment({ amount: euros(101) }), 'paid 1.01 EUR'],
    ['another currency', aPayment({ amount: { value: 100, currency: 'CHF' } }), 'paid in CHF'],
    ['another app', aPayment({ appid: 'wx0000000000000002' }), 'paid in app wx0000000000000002'],
    ['another PSP', aPayment({ paySp: 'v3' }), 'was made at yaband, not at v3'],
    ['an attempt that we never made', aPayment({ attemptNo: 'CPORDER01_9' }), 'no attempt CPORDER01_9'],
    ['another merchant', aPayment({ misfit: 'for merchant 2' }), 'for merchant 2'],
  ])('of %s is kept aside', (_what, fact, why) => {
    expect(apply(anOrder(), fact, PLAIN)).toEqual(aside(why));
  });

  test('that says paid but not how much is kept aside', () => {
    const { amount, ...silent } = aPayment();
    expect(amount).toBeDefined();
    expect(apply(anOrder(), silent, PLAIN)).toEqual(aside('but not how much'));
  });

  test('that says a paid attempt was closed is kept aside, for a person to look', () => {
    expect(apply(aPaidOrder(), aPayment({ status: 'closed' }), PLAIN)).toEqual(
      aside('its money may have gone back'),
    );
  });

  test.each(['declined', 'closed'] as const)(
    'that says %s under another PSP number changes nothing',
    (status) => {
      const order = anOrder({ attempts: [anAttempt({ spTradeNo: 'SP1' })] });
      expect(apply(order, aPayment({ status, spTradeNo: 'SP9' }), PLAIN)).toEqual({ is: 'same' });
    },
  );

  test('that closes an attempt which a newer one has replaced leaves the order pending', () => {
    const attempts = [anAttempt(), anAttempt({ no: 'CPORDER01_2' })];
    expect(moved(anOrder({ attempts }), aPayment({ status: 'closed' }))).toMatchObject({
      state: 'pending',
      attempts: [{ state: 'closed' }, { state: 'open' }],
    });
  });
});

describe('a `paid` at a PSP where cancelling gives the money back', () => {
  const cancelled = (change: Parameters<typeof anAttempt>[0]): Order =>
    anOrder({ attempts: [anAttempt({ cancels: 1, ...change })] });

  test('is believed while nothing was cancelled', () => {
    expect(apply(anOrder(), aPayment(), REVERSING).is).toBe('moved');
  });

  test.each(['open', 'closing', 'declined', 'closed'] as const)(
    'is not believed of an attempt that was cancelled and is %s, unless the PSP said so afterwards',
    (state) => {
      expect(apply(cancelled({ state }), aPayment(), REVERSING).is).toBe('unproven');
      expect(apply(cancelled({ state }), aPayment({ afterCancels: 0 }), REVERSING).is).toBe('unproven');
      expect(apply(cancelled({ state }), aPayment({ afterCancels: 1 }), REVERSING).is).toBe('moved');
    },
  );

  test('is not believed while a cancel is under way, whoever says it', () => {
    const under = cancelled({ state: 'closing', cancelUntil: NOW + 1 });
    expect(apply(under, aPayment({ afterCancels: 1 }), REVERSING).is).toBe('unproven');
    const ended = cancelled({ state: 'closed', cancelUntil: NOW + 1 });
    expect(apply(ended, aPayment({ afterCancels: 1 }), REVERSING).is).toBe('unproven');
  });

  test('is kept aside after a cancel at a PSP whose answers do not show what a cancel gave back', () => {
    const rules = { ...REVERSING, hidesReversals: true };
    expect(apply(cancelled({ state: 'closed' }), aPayment({ afterCancels: 1 }), rules)).toEqual(
      aside('does not tell whether its money went back'),
    );
    expect(apply(anOrder(), aPayment(), rules).is).toBe('moved');
  });

  test('needs no proof where closing moves no money', () => {
    expect(apply(cancelled({ state: 'closed' }), aPayment(), PLAIN).is).toBe('moved');
  });
});

describe('money that does not fit', () => {
  test('ends its attempt, so that the order can be paid again or closed, and waits for a person', () => {
    const applied = apply(anOrder(), aPayment({ amount: euros(99) }), PLAIN);
    expect(applied).toMatchObject({
      is: 'aside',
      order: {
        state: 'pending',
        // Asked about a few times more: its record may have been lost with a process.
        attempts: [{ state: 'aside', endedAt: NOW, askAt: NOW + 30_000 }],
        attention: [{ reason: 'kept_aside', of: 'SP1', since: NOW }],
      },
    });
  });

  test('is said once, however often it is reported', () => {
    const once = apply(anOrder(), aPayment({ amount: euros(99) }), PLAIN);
    if (once.is !== 'aside') throw new Error('not kept aside');
    expect(apply(once.order, aPayment({ amount: euros(99) }), PLAIN)).toMatchObject({ order: once.order });
  });
});

describe('a declined try that can be repeated', () => {
  test('leaves the attempt payable and says why', () => {
    const next = after(anOrder(), aPayment({ status: 'declined', payable: true, theirs: 'PAYERROR' }));
    expect(next).toMatchObject({ state: 'pending', decline: 'PAYERROR', attempts: [{ state: 'open' }] });
  });
});

describe('money that went back before we knew of it', () => {
  test('is booked as a refund where the PSP says how much', () => {
    const order = moved(anOrder(), aPayment({ refunded: euros(30) }));
    expect(order).toMatchObject({ state: 'paid', hook: 'due' });
    expect([refundedFee(order), refundableFee(order)]).toEqual([30, 70]);
    expect(after(order, aPayment({ refunded: euros(30) }))).toEqual(order);
  });

  test('waits for a person where the PSP only says that it was some', () => {
    expect(moved(anOrder(), aPayment({ refunded: 'some' })).attention).toMatchObject([
      { reason: 'refunded_elsewhere' },
    ]);
  });

  test('is never booked as more than was paid: a person looks what the PSP means', () => {
    const order = moved(anOrder(), aPayment({ refunded: euros(101) }));
    expect([order.state, refundedFee(order), refundableFee(order)]).toEqual(['paid', 0, 100]);
    expect(order.attention).toMatchObject([{ reason: 'refunded_elsewhere' }]);
    expect(apply(order, aPayment({ refunded: euros(101) }), PLAIN)).toEqual({ is: 'same' });
  });

  test('in another currency than was paid is a person’s too', () => {
    const order = moved(anOrder(), aPayment({ refunded: { value: 30, currency: 'CNY' } }));
    expect([refundedFee(order), order.attention]).toMatchObject([0, [{ reason: 'refunded_elsewhere' }]]);
  });

  test('is our own refund where there is one', () => {
    const order = aPaidOrder([aRefund({ state: 'processing' })]);
    expect(apply(order, aPayment({ refunded: euros(40) }), PLAIN)).toEqual({ is: 'same' });
  });
});

describe('a refund fact', () => {
  const states: readonly RefundState[] = ['requested', 'processing', 'abnormal', 'failed', 'succeeded'];
  const rank = { requested: 0, processing: 1, abnormal: 2, failed: 3, succeeded: 4 };
  const cases = states.flatMap((from) =>
    states
      .filter((to): to is RefundFact['status'] => to !== 'requested')
      .map((to) => [from, to, rank[to] > rank[from] ? to : from] as const),
  );

  test('that takes back a success is kept aside', () => {
    const order = aPaidOrder([aRefund({ state: 'succeeded' })]);
    expect(apply(order, aRefundFact({ status: 'failed' }), PLAIN)).toEqual(aside('after it had succeeded'));
  });

  test('that says abnormal calls a person, until the refund has ended', () => {
    const abnormal = moved(aPaidOrder([aRefund()]), aRefundFact({ status: 'abnormal' }));
    expect(abnormal.attention).toMatchObject([{ reason: 'refund_abnormal', of: 'CPORDER01R1' }]);
    expect(moved(abnormal, aRefundFact()).attention).toEqual([]);
  });

  test.each(cases)('moves a refund that is %s, told %s, to %s', (from, to, expected) => {
    const order = aPaidOrder([aRefund({ state: from })]);
    expect(after(order, aRefundFact({ status: to })).refunds[0]?.state).toBe(expected);
  });

  test('books the PSP’s number and moment', () => {
    const order = moved(aPaidOrder([aRefund()]), aRefundFact({ spRefundNo: 'RF1', refundedAt: 8000 }));
    expect(order.refunds[0]).toMatchObject({ state: 'succeeded', spRefundNo: 'RF1', refundedAt: 8000 });
  });

  test.each([
    ['that we never asked for', aRefundFact({ outRefundNo: 'R9' }), 'did not ask for'],
    ['of another amount', aRefundFact({ amount: euros(41) }), 'refunded 0.41 EUR, asked for 0.40 EUR'],
    ['in another currency', aRefundFact({ amount: { value: 40, currency: 'CHF' } }), 'refunded 0.40 CHF'],
    ['at another PSP', aRefundFact({ paySp: 'v3' }), 'a refund at v3 of money paid at yaband'],
    ['of another merchant', aRefundFact({ misfit: 'for merchant 2' }), 'for merchant 2'],
  ])('%s is kept aside', (_what, fact, why) => {
    expect(apply(aPaidOrder([aRefund()]), fact, PLAIN)).toEqual(aside(why));
  });

  test('for a refund that had failed is kept aside when its amount was given out again', () => {
    const order = aPaidOrder([
      aRefund({ state: 'failed', amount: euros(60) }),
      aRefund({ outRefundNo: 'R2', state: 'succeeded', amount: euros(50) }),
    ]);
    expect(apply(order, aRefundFact({ amount: euros(60) }), PLAIN)).toEqual(
      aside('more than was paid is gone'),
    );
  });
});

describe('the tables of moves', () => {
  test('let nothing leave paid, and nothing leave a refund that succeeded', () => {
    expect(orderMoves.paid).toEqual([]);
    expect(refundMoves.succeeded).toEqual([]);
  });

  test('let late money in', () => {
    expect(orderMoves.closed).toEqual(['paid']);
  });
});

describe('any facts in any order, any number of times', () => {
  const paymentFacts: readonly Fact[] = [
    aPayment(),
    aPayment({ status: 'pending' }),
    aPayment({ status: 'declined' }),
    aPayment({ status: 'closed' }),
    aPayment({ attemptNo: 'CPORDER01_2', status: 'closed', spTradeNo: 'SP2' }),
    aPayment({ attemptNo: 'CPORDER01_2', status: 'declined', spTradeNo: 'SP2' }),
    aPayment({ amount: euros(1) }),
  ];
  const refundFacts: readonly Fact[] = ['R1', 'R2', 'R3'].flatMap((outRefundNo) =>
    (['processing', 'abnormal', 'failed', 'succeeded'] as const).map((status) =>
      aRefundFact({ outRefundNo, status }),
    ),
  );
  const start = anOrder({ attempts: [anAttempt(), anAttempt({ no: 'CPORDER01_2' })] });
  const sequence = (facts: readonly Fact[]): fc.Arbitrary<Fact[]> =>
    fc.array(fc.constantFrom(...facts), { minLength: 1, maxLength: 24 });

  test('once paid, stay paid by the same attempt at the same moment', () => {
    fc.assert(
      fc.property(sequence(paymentFacts), (facts) => {
        let order = start;
        for (const fact of facts) {
          const next = after(order, fact);
          if (order.state === 'paid' && sale(next) !== sale(order)) return false;
          order = next;
        }
        const saidPaid = facts.some((fact) => fact.status === 'paid' && fact.amount?.value === 100);
        return (order.state === 'paid') === saidPaid;
      }),
      { numRuns: 2000 },
    );
  });

  test('that only rise give the same order whichever comes first and however often', () => {
    const rising: readonly Fact[] = [
      aPayment({ transactionId: 'WX1', paidAt: 7000 }),
      aPayment(),
      aPayment({ status: 'pending' }),
      aPayment({ status: 'declined' }),
    ];
    const once = rising.reduce(after, start);
    fc.assert(
      fc.property(fc.shuffledSubarray([...rising], { minLength: 4 }), sequence(rising), (all, more) => {
        const mixed = [...all, ...more].reduce(after, start);
        return isDeepStrictEqual(withoutJournal(mixed), withoutJournal(once));
      }),
      { numRuns: 1000 },
    );
  });

  test('never give back more than was paid, counting what may still go', () => {
    const order = aPaidOrder(['R1', 'R2'].map((outRefundNo) => aRefund({ outRefundNo, amount: euros(40) })));
    // The merchant asks for R3 as soon as there is room for it, which a failed refund makes.
    const withThird = (now: Order): Order =>
      refundableFee(now) >= 40 && now.refunds.length < 3
        ? { ...now, refunds: [...now.refunds, aRefund({ outRefundNo: 'R3', amount: euros(40) })] }
        : now;
    fc.assert(
      fc.property(sequence(refundFacts), (facts) => {
        let now = order;
        for (const fact of facts) {
          const before = refundedFee(now);
          now = withThird(after(now, fact));
          if (refundedFee(now) < before || refundableFee(now) < 0) return false;
        }
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

/** What must never change again once an order is paid. */
const sale = ({ state, paidAttempt, paidAt, late, hook }: Order): string =>
  JSON.stringify([state, paidAttempt, paidAt, late, hook]);

/** What an order was on its way, but not what it is. */
const withoutJournal = ({ journal: _, attempts, ...order }: Order): unknown => ({
  ...order,
  attempts: attempts.map(({ endedAt: __, ...attempt }) => attempt),
});
