/** What a fact about a refund writes, field by field, and when it is kept aside instead. */
import type { Applied } from '../../../shared/payments/order/applied';
import type { Attention, Order, Refund, Return } from '../../../shared/payments/order/order';
import type { RefundFact } from '../../../shared/payments/order/facts';
import {
  applyRefund,
  isFromElsewhere,
  refundMoves,
  withRefundsElsewhere,
} from '../../../shared/payments/order/refund-facts';
import { DAY_MS, nextRefundQuestion } from '../../../shared/payments/order/schedule';
import { anOrder, aPaidOrder, aPayment, aRefund, aRefundFact, euros } from './an-order';

const NOW = 9000;

const applied = (order: Order, change: Partial<RefundFact> = {}): Applied =>
  applyRefund(order, aRefundFact(change), NOW);

/** The order after a fact that must move it. */
function moved(order: Order, change: Partial<RefundFact> = {}): Order {
  const result = applied(order, change);
  if (result.is !== 'moved') throw new Error(`expected the order to move, it is ${result.is}`);
  return result.order;
}

/** The words with which a fact must be kept aside. */
function whyAside(order: Order, change: Partial<RefundFact> = {}): string {
  const result = applied(order, change);
  if (result.is !== 'aside') throw new Error(`expected the fact to be kept aside, it is ${result.is}`);
  return result.why;
}

const sent = aRefund({ doubtful: true, left: false, leaseUntil: 8000, askAt: 5 });
const waiting = (...reasons: readonly Attention['reason'][]): Order => ({
  ...aPaidOrder([sent]),
  attention: reasons.map((reason) => ({ reason, since: 1, of: sent.outRefundNo })),
});
const reasonsOf = (order: Order): readonly string[] => order.attention.map(({ reason }) => reason);

describe('a fact about a refund', () => {
  test.each([
    ['processing', nextRefundQuestion({ requestedAt: 2000, state: 'processing' }, NOW)],
    ['abnormal', NOW + DAY_MS],
    ['failed', 0],
    ['succeeded', 0],
  ] as const)(
    'that says %s writes the state, what is known by it, and when to ask again',
    (status, askAt) => {
      const order = moved(aPaidOrder([sent]), {
        status,
        theirs: 'word',
        spRefundNo: 'SR1',
        refundedAt: 7000,
      });
      expect(order.refunds).toEqual([
        {
          ...sent,
          state: status,
          doubtful: false,
          left: true,
          leaseUntil: 0,
          theirs: 'word',
          askAt,
          spRefundNo: 'SR1',
          ...(status === 'succeeded' ? { refundedAt: 7000 } : {}),
        },
      ]);
      expect(order.journal.map(({ at, event }) => [at, event])).toContainEqual([
        NOW,
        `refund CPORDER01R1 ${status} (word)`,
      ]);
    },
  );

  test('that says succeeded without a moment is booked at the moment it was learned', () => {
    expect(moved(aPaidOrder([sent])).refunds[0]?.refundedAt).toBe(NOW);
  });

  test('ends what waited for an answer, except that it is still on its way', () => {
    const order = waiting('refund_unanswered', 'refund_abnormal', 'kept_aside');
    expect(reasonsOf(moved(order, { status: 'processing' }))).toEqual(['refund_unanswered', 'kept_aside']);
    expect(reasonsOf(moved(order, { status: 'failed' }))).toEqual(['kept_aside']);
    expect(reasonsOf(moved(order, { status: 'succeeded' }))).toEqual(['kept_aside']);
    expect(reasonsOf(moved(order, { status: 'abnormal' }))).toEqual(['refund_abnormal', 'kept_aside']);
    expect(reasonsOf(moved(aPaidOrder([sent]), { status: 'abnormal' }))).toEqual(['refund_abnormal']);
  });

  test('that contradicts a person who said that it failed calls a person, and no other does', () => {
    const failed = (decidedAt?: number): Order =>
      aPaidOrder([aRefund({ state: 'failed', ...(decidedAt === undefined ? {} : { decidedAt }) })]);
    expect(reasonsOf(moved(failed(8000)))).toEqual(['refund_contradicted']);
    expect(reasonsOf(moved(failed()))).toEqual([]);
    expect(reasonsOf(moved(aPaidOrder([aRefund({ decidedAt: 8000 })])))).toEqual([]);
    expect(reasonsOf(moved(aPaidOrder([aRefund({ decidedAt: 8000 })]), { status: 'failed' }))).toEqual([]);
  });
});

describe('from each state', () => {
  const moves = {
    requested: ['processing', 'abnormal', 'failed', 'succeeded'],
    processing: ['abnormal', 'failed', 'succeeded'],
    abnormal: ['failed', 'succeeded'],
    failed: ['requested', 'succeeded'],
    succeeded: [],
  } as const;

  test('a refund may move as the table says, and not otherwise', () => {
    expect(refundMoves).toEqual(moves);
  });

  const cases = (['requested', 'processing', 'abnormal', 'failed', 'succeeded'] as const).flatMap((from) =>
    (['processing', 'abnormal', 'failed', 'succeeded'] as const).map((to) => [from, to] as const),
  );

  test.each(cases)('%s, a fact that says %s does what the table says', (from, status) => {
    const result = applied(aPaidOrder([aRefund({ state: from })]), { status });
    const may: readonly string[] = moves[from];
    const isTakenBack = from === 'succeeded' && (status === 'failed' || status === 'abnormal');
    expect(result.is).toBe(may.includes(status) ? 'moved' : isTakenBack ? 'aside' : 'same');
    if (result.is === 'moved') expect(result.order.refunds[0]?.state).toBe(status);
  });
});

describe('a fact about a refund is kept aside', () => {
  const done = aPaidOrder([aRefund({ state: 'succeeded' })]);

  test('when it was never asked for', () => {
    expect(whyAside(aPaidOrder(), { outRefundNo: 'R9' })).toBe(
      'a refund R9 that this shop did not ask for, or one of several',
    );
  });

  test.each(['processing', 'abnormal'] as const)(
    'when it is about another number than the PSP gave it (%s)',
    (state) => {
      const taken = aPaidOrder([aRefund({ state, spRefundNo: 'SR1' })]);
      for (const status of ['succeeded', 'failed'] as const)
        expect(whyAside(taken, { status, spRefundNo: 'SR2' })).toContain('a refund SR2');
      expect(moved(taken, { spRefundNo: 'SR1' }).refunds).toMatchObject([{ state: 'succeeded' }]);
      const again = aPaidOrder([aRefund({ state: 'requested', spRefundNo: 'SR1' })]);
      expect(moved(again, { spRefundNo: 'SR2' }).refunds).toMatchObject([{ spRefundNo: 'SR2' }]);
    },
  );

  test('when the money was paid elsewhere, or nowhere', () => {
    expect(whyAside(aPaidOrder([sent]), { paySp: 'v3' })).toBe('a refund at v3 of money paid at yaband');
    const { paidAttempt: _, ...unpaid } = aPaidOrder([sent]);
    expect(whyAside(unpaid)).toBe('a refund at yaband of money paid at nowhere');
  });

  test('when it is of another sum', () => {
    expect(whyAside(aPaidOrder([sent]), { amount: euros(41) })).toBe('refunded 0.41 EUR, asked for 0.40 EUR');
  });

  test.each(['failed', 'abnormal'] as const)('when it says %s of one that had succeeded', (status) => {
    expect(whyAside(done, { status, theirs: 'word' })).toBe(
      `the PSP calls refund CPORDER01R1 ${status} after it had succeeded (word)`,
    );
    expect(reasonsOf(done)).toEqual([]);
  });

  test('when it went through after its sum was given out again, and not while there is enough left', () => {
    const again = (value: number): Order =>
      aPaidOrder([aRefund({ state: 'failed' }), aRefund({ outRefundNo: 'R2', amount: euros(value) })]);
    expect(whyAside(again(61))).toBe(
      'refund CPORDER01R1 went through after it had failed, and more than was paid is gone',
    );
    expect(moved(again(60)).refunds[0]?.state).toBe('succeeded');
    expect(moved(again(59)).refunds[0]?.state).toBe('succeeded');
    // Said to be on its way, it takes nothing.
    expect(applied(again(61), { status: 'processing' })).toEqual({ is: 'same' });
  });
});

describe('a fact that names the payment', () => {
  test('without a number of the PSP’s meets no refund that has none either', () => {
    const order = aPaidOrder([aRefund({ state: 'failed' })]);
    expect(whyAside(order, { outRefundNo: 'CPORDER01', amount: euros(7) })).toContain('did not ask for');
  });

  test('means the return of somebody’s other payment by that payment’s number', () => {
    const payment = { paySp: 'v3', attemptNo: 'OTHER1', appid: 'wx1', total: euros(40) };
    const back: Return = { ...aRefund({ outRefundNo: 'RET1', state: 'processing' }), payment };
    const order = { ...aPaidOrder(), returns: [back] };
    const fact = { paySp: 'v3', outRefundNo: 'OTHER1', spRefundNo: 'SR9' };
    expect(moved(order, fact).returns).toMatchObject([{ state: 'succeeded', spRefundNo: 'SR9' }]);
    expect(whyAside(order, { ...fact, paySp: 'yaband' })).toBe('a refund at yaband of money paid at v3');
    expect(reasonsOf(moved(order, { ...fact, status: 'failed' }))).toEqual(['return_failed']);
    const attention = [{ reason: 'return_failed', since: 1, of: 'RET1' }] as const;
    const failed = { ...order, attention, returns: [{ ...back, state: 'failed' as const }] };
    expect(reasonsOf(moved(failed, { ...fact, outRefundNo: 'RET1' }))).toEqual([]);
  });
});

describe('a fact that moves nothing', () => {
  const done = (change: Partial<Refund> = {}): Order =>
    aPaidOrder([aRefund({ state: 'succeeded', refundedAt: 8000, spRefundNo: 'SR1', ...change })]);
  const without = (order: Order, name: 'refundedAt' | 'spRefundNo'): Order => ({
    ...order,
    refunds: order.refunds.map(({ [name]: _, ...rest }) => rest),
  });
  const after = (order: Order, change: Partial<RefundFact>): unknown => {
    const result = applied(order, change);
    return result.is === 'moved' ? result.order.refunds[0] : result.is;
  };

  test('and tells nothing new is nothing', () => {
    for (const change of [
      {},
      { spRefundNo: 'SR1' },
      { spRefundNo: 'SR2' },
      { refundedAt: 8000 },
      { refundedAt: 8001 },
    ])
      expect(after(done(), change)).toBe('same');
    expect(after(done(), { status: 'processing', refundedAt: 1 })).toBe('same');
    expect(after(aPaidOrder([aRefund({ state: 'failed' })]), { status: 'failed', refundedAt: 1 })).toBe(
      'same',
    );
    expect(after(aPaidOrder([aRefund({ state: 'abnormal' })]), { status: 'processing', refundedAt: 1 })).toBe(
      'same',
    );
  });

  test('adds the number that was not known, whatever it says of the state', () => {
    const [known] = done().refunds;
    for (const status of ['processing', 'succeeded'] as const)
      expect(after(without(done(), 'spRefundNo'), { status, spRefundNo: 'SR1' })).toEqual(known);
    const abnormal = aPaidOrder([aRefund({ state: 'abnormal' })]);
    expect(after(abnormal, { status: 'processing', spRefundNo: 'SR1' })).toMatchObject({
      state: 'abnormal',
      spRefundNo: 'SR1',
    });
  });

  test('brings the PSP’s moment of a success, which is the earlier one', () => {
    const [known] = done({ refundedAt: 7000 }).refunds;
    expect(after(done(), { refundedAt: 7000 })).toEqual(known);
    expect(after(without(done(), 'refundedAt'), { refundedAt: 7000 })).toEqual(known);
  });
});

describe('money that went back without our asking', () => {
  const seen = (order: Order, refunded: 'some' | { value: number; currency: string }): Order =>
    withRefundsElsewhere(order, aPayment({ refunded }), NOW);
  const paid = (...refunds: readonly Refund[]): Order => aPaidOrder(refunds);

  test('is booked under a number of ours, as far as no refund of ours explains it', () => {
    const failed = aRefund({ state: 'failed' });
    const ours = aRefund({ outRefundNo: 'R2', amount: euros(10), state: 'succeeded' });
    const order = seen(paid(failed, ours), euros(30));
    expect(order.refunds).toEqual([
      failed,
      ours,
      {
        outRefundNo: 'CPORDER01E3',
        amount: euros(20),
        reason: 'refunded at the PSP',
        state: 'succeeded',
        requestedAt: NOW,
        sentAt: NOW,
        refundedAt: NOW,
        wish: 'sum',
        isNumberOurs: true,
        told: true,
        leaseUntil: 0,
        doubtful: false,
        left: true,
        askAt: 0,
      },
    ]);
    expect(order.journal.at(-1)).toMatchObject({
      at: NOW,
      event: '20 went back at the PSP without our asking, booked as CPORDER01E3',
    });
    expect(seen(paid(), euros(1)).refunds[0]?.outRefundNo).toBe('CPORDER01E1');
  });

  test('gets a number that no other has, also after refunds that never left have made room', () => {
    const booked = (outRefundNo: string): Refund =>
      aRefund({ outRefundNo, amount: euros(10), state: 'succeeded' });
    const order = seen(paid(booked('CPORDER01E2'), booked('CPORDER01E3')), euros(40));
    const numbers = order.refunds.map(({ outRefundNo }) => outRefundNo);
    expect(numbers).toEqual(['CPORDER01E2', 'CPORDER01E3', 'CPORDER01E4']);
  });

  test('that is more than was paid, or of an order that is not paid, is booked nowhere and waits for a person', () => {
    for (const order of [seen(paid(), euros(101)), seen(anOrder(), euros(1))]) {
      expect([order.refunds, reasonsOf(order)]).toEqual([[], ['refunded_elsewhere']]);
    }
  });

  test('is nothing where ours explains it all, where it is less, or in another currency', () => {
    const order = paid(aRefund({ state: 'processing' }));
    for (const refunded of [euros(40), euros(39), euros(0), { value: 90, currency: 'CNY' }])
      expect(seen(order, refunded)).toBe(order);
    expect(withRefundsElsewhere(order, aPayment(), NOW)).toBe(order);
  });

  test('that is some, nobody says how much in our currency, waits for a person unless a refund of ours may be it', () => {
    expect(reasonsOf(seen(paid(), 'some'))).toEqual(['refunded_elsewhere']);
    expect(reasonsOf(seen(paid(), { value: 90, currency: 'CNY' }))).toEqual(['refunded_elsewhere']);
    expect(reasonsOf(seen(paid(aRefund({ state: 'failed' })), 'some'))).toEqual(['refunded_elsewhere']);
    const order = paid(aRefund());
    expect(seen(order, 'some')).toBe(order);
  });

  test('is known by its number: the order’s, an E, digits', () => {
    const isElsewhere = (outRefundNo: string, isNumberOurs = true): boolean =>
      isFromElsewhere('CPORDER01', aRefund({ outRefundNo, isNumberOurs }));
    expect(['CPORDER01E1', 'CPORDER01E12'].map((no) => isElsewhere(no))).toEqual([true, true]);
    expect(isElsewhere('CPORDER01E1', false)).toBe(false);
    for (const no of ['CPORDER01R1', 'CPORDER01E', 'CPORDER01E1x', 'CPORDER01Ex1', 'CPORDER02E1', '7', ''])
      expect(isElsewhere(no)).toBe(false);
  });
});
