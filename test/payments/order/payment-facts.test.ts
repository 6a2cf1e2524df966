/** What a fact about a payment writes, field by field, and in which words it is kept aside or not believed. */
import type { Applied } from '../../../shared/payments/order/applied';
import type { Attempt, AttemptState, Decision, Order } from '../../../shared/payments/order/order';
import type { PaymentFact } from '../../../shared/payments/order/facts';
import { nextGraceQuestion, nextPaymentQuestion } from '../../../shared/payments/order/schedule';
import {
  apply,
  ended,
  HOOK_LEASE_MS,
  isCancelUnderWay,
  type Rules,
} from '../../../shared/payments/order/transitions';
import { anAttempt, anOrder, aPaidOrder, aPayment, aRefund, euros } from './an-order';

const NOW = 9000;
const PLAIN: Rules = { now: NOW, closeReverses: false };
const REVERSING: Rules = { now: NOW, closeReverses: true };
const HIDING: Rules = { ...PLAIN, hidesReversals: true };

const told = (order: Order, change: Partial<PaymentFact> = {}, rules = PLAIN): Applied =>
  apply(order, aPayment(change), rules);

function moved(order: Order, change: Partial<PaymentFact> = {}, rules = PLAIN): Order {
  const result = told(order, change, rules);
  if (result.is !== 'moved') throw new Error(`expected the order to move, it is ${result.is}`);
  return result.order;
}

function keptAside(
  order: Order,
  change: Partial<PaymentFact> = {},
  rules = PLAIN,
): { why: string; order: Order } {
  const result = told(order, change, rules);
  if (result.is !== 'aside') throw new Error(`expected the fact to be kept aside, it is ${result.is}`);
  return result;
}

const withAttempt = (change: Partial<Attempt>, order: Partial<Order> = {}): Order =>
  anOrder({ attempts: [anAttempt(change)], ...order });
const eventsOf = (order: Order): readonly string[] => order.journal.map(({ event }) => event);
function without<T extends object, K extends keyof T>(of: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = of;
  return rest;
}

/** The builders take a field away by a value that none may have. */
const NO_NUMBER = { spTradeNo: undefined as never };

describe('a payment', () => {
  test('writes that the order is paid, by which attempt and number, when, and that the hook is due', () => {
    const before = withAttempt({ leaseUntil: 8500, askAt: 8600 }, { decline: 'no money' });
    const attention = [{ reason: 'not_ended' as const, since: 1, of: 'CPORDER01' }];
    const order = moved({ ...before, attention }, { transactionId: 'WX1', paidAt: 7000, theirs: 'SUCCESS' });
    const { journal, ...rest } = order;
    expect(rest).toEqual({
      ...without(without(before, 'decline'), 'journal'),
      state: 'paid',
      paidAttempt: 'CPORDER01',
      paidAt: 7000,
      transactionId: 'WX1',
      late: false,
      hook: 'due',
      hookUntil: NOW + HOOK_LEASE_MS,
      hookTries: 1,
      attention: [],
      attempts: [anAttempt({ state: 'paid', leaseUntil: 0, askAt: 0, spTradeNo: 'SP1' })],
    });
    expect(journal.map(({ at, event }) => [at, event])).toEqual([
      [NOW, 'paid at yaband as CPORDER01 (SUCCESS)'],
    ]);
    expect(HOOK_LEASE_MS).toBe(60_000);
  });

  test('without moment or numbers is booked when it was learned, with none', () => {
    const order = moved(anOrder(), NO_NUMBER);
    expect([order.paidAt, order.late]).toEqual([NOW, false]);
    expect(order).not.toHaveProperty('transactionId');
    expect(order.attempts[0]).not.toHaveProperty('spTradeNo');
    expect(moved(anOrder({ state: 'closed' })).late).toBe(true);
    expect(moved(anOrder({ state: 'created' })).late).toBe(false);
  });

  test('books what went back of it elsewhere', () => {
    expect(moved(anOrder(), { refunded: euros(30) }).refunds).toHaveLength(1);
  });

  test.each<[string, Partial<PaymentFact>, string]>([
    ['without an amount', { amount: undefined as never }, 'the message says paid but not how much'],
    ['in another currency', { amount: { value: 100, currency: 'USD' } }, 'paid in USD, the order is in EUR'],
    ['of a cent less', { amount: euros(99) }, 'paid 0.99 EUR, the order is 1.00 EUR'],
    ['of a cent more', { amount: euros(101) }, 'paid 1.01 EUR, the order is 1.00 EUR'],
    ['in another app', { appid: 'wx9' }, 'paid in app wx9, the order is of wx0000000000000001'],
  ])('%s is kept aside', (_what, change, why) => {
    const result = keptAside(withAttempt({ leaseUntil: 1, doubtful: true }), change);
    expect(result.why).toBe(why);
    expect(result.order.attempts).toEqual([
      anAttempt({
        state: 'aside',
        endedAt: NOW,
        leaseUntil: 0,
        doubtful: false,
        askAt: NOW + 30_000,
        spTradeNo: 'SP1',
      }),
    ]);
    expect(result.order.attention.map(({ reason, of }) => [reason, of])).toEqual([['kept_aside', 'SP1']]);
    expect(result.order.state).toBe('pending');
  });

  test('in the app of its attempt, or in one that is not named, is no misfit', () => {
    expect(moved(anOrder(), { appid: 'wx0000000000000001' }).state).toBe('paid');
    expect(moved(anOrder()).state).toBe('paid');
  });

  test('of no attempt, of another PSP, for another account is kept aside and ends nothing', () => {
    const all: readonly [Partial<PaymentFact>, string][] = [
      [{ attemptNo: 'X' }, 'the order has no attempt X'],
      [{ paySp: 'v3' }, 'attempt CPORDER01 was made at yaband, not at v3'],
      [{ misfit: 'the message is for user 1' }, 'the message is for user 1'],
    ];
    for (const [change, why] of all) {
      const result = keptAside(anOrder(), change);
      expect([result.why, result.order.attempts]).toEqual([why, [anAttempt()]]);
    }
  });
});

describe('a payment that was kept aside before', () => {
  const before = withAttempt({ state: 'aside', endedAt: 5000, spTradeNo: 'SP1' });

  test('stays so, whatever it says, and keeps the number that it has', () => {
    const result = keptAside(before, { spTradeNo: 'SP2' });
    expect(result.why).toBe('this payment was kept aside before');
    expect(result.order.attempts).toEqual(before.attempts);
  });

  test('is given the number that it lacked, and nothing else', () => {
    const unnumbered = withAttempt({ state: 'aside', endedAt: 5000 });
    expect(keptAside(unnumbered, { spTradeNo: 'SP2' }).order.attempts).toEqual([
      anAttempt({ state: 'aside', endedAt: 5000, spTradeNo: 'SP2' }),
    ]);
    expect(keptAside(unnumbered, NO_NUMBER).order.attempts).toEqual(unnumbered.attempts);
  });

  test('and that a person gave back pays nothing any more', () => {
    const decided = (word: Decision['word'], state: AttemptState): Order => ({
      ...withAttempt({ state, spTradeNo: 'SP1' }),
      decisions: [
        {
          noticeId: 'n',
          word,
          about: { paySp: 'yaband', no: 'CPORDER01', says: 'paid', spTradeNo: 'SP1' },
          by: 'o',
          at: 1,
          why: 'w',
          noted: true,
        },
      ],
    });
    for (const word of ['return', 'returned_elsewhere'] as const)
      for (const state of ['open', 'aside', 'closed'] as const)
        expect(keptAside(decided(word, state)).why).toBe('its money was given back');
    expect(moved(decided('dismissed', 'closed')).state).toBe('paid');
  });
});

describe('a paid order', () => {
  const paid: Order = { ...aPaidOrder(), transactionId: 'WX1', paidAt: 7000 };

  test.each<[string, Partial<PaymentFact>]>([
    ['said again', {}],
    ['said again with all that is known', { transactionId: 'WX1', paidAt: 7000 }],
    ['said again with a later moment', { paidAt: 8000 }],
  ])('%s is nothing new', (_what, change) => {
    expect(told(paid, change)).toEqual({ is: 'same' });
  });

  test('is given the numbers that it lacked, and the earlier moment', () => {
    const bare = without(paid, 'transactionId') as Order;
    expect(moved(bare, { transactionId: 'WX1' })).toEqual(paid);
    expect(moved(paid, { paidAt: 6999 })).toEqual({ ...paid, paidAt: 6999 });
    const numberless = { ...paid, attempts: [anAttempt({ state: 'paid' })] };
    expect(moved(numberless)).toEqual(paid);
    expect(moved(numberless, { paidAt: 6000 })).toEqual({ ...paid, paidAt: 6000 });
    const momentless = without(paid, 'paidAt') as Order;
    expect(moved(momentless)).toEqual({ ...paid, paidAt: NOW });
  });

  test('hears of what went back elsewhere with the same payment', () => {
    expect(moved(paid, { refunded: euros(30) }).refunds).toHaveLength(1);
  });

  test.each<[string, Order, Partial<PaymentFact>, string]>([
    ['another number', paid, { spTradeNo: 'SP2' }, 'SP2'],
    ['another number at WeChat', paid, { transactionId: 'WX2' }, 'SP1'],
    [
      'another attempt',
      { ...paid, attempts: [...paid.attempts, anAttempt({ no: 'CPORDER01_2' })] },
      { attemptNo: 'CPORDER01_2', ...NO_NUMBER },
      'CPORDER01_2',
    ],
  ])('told of a payment with %s has a second one', (_what, order, change, no) => {
    const result = keptAside(order, change);
    expect(result.why).toBe(`a second payment for a paid order: ${no}`);
    expect(result.order.attempts[0]).toEqual(paid.attempts[0]);
    expect(result.order.attempts[1]?.state).toBe(order.attempts[1] && 'aside');
    expect([result.order.state, result.order.paidAttempt]).toEqual(['paid', 'CPORDER01']);
  });

  test('that is called closed waits for a person, unless all of it went back', () => {
    const closed = { status: 'closed', theirs: 'CLOSED' } as const;
    const result = keptAside(paid, closed);
    expect(result.why).toBe(
      'the PSP says the paid attempt CPORDER01 is CLOSED: its money may have gone back',
    );
    const back = (value: number): Order => ({
      ...paid,
      refunds: [aRefund({ amount: euros(value), state: 'succeeded' })],
    });
    expect(told(back(100), closed)).toEqual({ is: 'same' });
    expect(told(back(99), closed).is).toBe('aside');
    expect(told(paid, { ...closed, spTradeNo: 'SP2' })).toEqual({ is: 'same' });
  });
});

describe('after a cancel that may give money back', () => {
  const cancelled = (change: Partial<Attempt> = {}): Order =>
    withAttempt({ state: 'closed', cancels: 2, ...change });

  test('only an answer to a question that came after it counts', () => {
    const old = { is: 'unproven', why: 'it was cancelled, and this may be older than the cancel' };
    expect(told(cancelled(), {}, REVERSING)).toEqual(old);
    for (const afterCancels of [0, 1]) expect(told(cancelled(), { afterCancels }, REVERSING)).toEqual(old);
    for (const afterCancels of [2, 3])
      expect(moved(cancelled(), { afterCancels }, REVERSING).state).toBe('paid');
    expect(moved(cancelled({ cancels: 0 }), {}, REVERSING).state).toBe('paid');
    expect(moved(cancelled(), {}, PLAIN).state).toBe('paid');
  });

  test('nothing counts while it is under way', () => {
    const underWay = (cancelUntil: number): Applied =>
      told(cancelled({ cancelUntil }), { afterCancels: 2 }, REVERSING);
    expect(underWay(NOW + 1)).toEqual({ is: 'unproven', why: 'it is being cancelled at this moment' });
    expect(underWay(NOW).is).toBe('moved');
    expect(
      [NOW - 1, NOW, NOW + 1].map((cancelUntil) => isCancelUnderWay(anAttempt({ cancelUntil }), NOW)),
    ).toEqual([false, false, true]);
  });

  test('what was paid before stays paid', () => {
    const paid = { ...aPaidOrder(), attempts: [anAttempt({ state: 'paid', spTradeNo: 'SP1', cancels: 1 })] };
    expect(told(paid, {}, REVERSING)).toEqual({ is: 'same' });
    expect(told(paid, {}, HIDING)).toEqual({ is: 'same' });
  });

  test('where no answer shows what it gave back, a person looks', () => {
    const why = 'it was cancelled, and the PSP does not tell whether its money went back: look there';
    expect(keptAside(cancelled(), { afterCancels: 9 }, { ...REVERSING, hidesReversals: true }).why).toBe(why);
    expect(keptAside(cancelled(), {}, HIDING).why).toBe(why);
    expect(moved(cancelled({ cancels: 0 }), {}, HIDING).state).toBe('paid');
    expect(moved(cancelled(), {}, { ...PLAIN, hidesReversals: false }).state).toBe('paid');
  });
});

describe('a payment that is pending', () => {
  const pending = { status: 'pending', theirs: 'NOTPAY' } as const;
  const live: readonly AttemptState[] = ['requested', 'open', 'closing'];
  const over: readonly AttemptState[] = ['declined', 'closed', 'aside'];

  test.each(live)('brings the number that an attempt which is %s lacked', (state) => {
    expect(moved(withAttempt({ state, cancels: 1 }), pending)).toEqual(
      withAttempt({ state, cancels: 1, spTradeNo: 'SP1' }),
    );
    expect(told(withAttempt({ state, cancels: 1, spTradeNo: 'SP0' }), pending)).toEqual({ is: 'same' });
    expect(told(withAttempt({ state, cancels: 1 }), { ...pending, ...NO_NUMBER })).toEqual({
      is: 'same',
    });
  });

  test.each(over)('is nothing new to an attempt that is %s', (state) => {
    expect(told(withAttempt({ state }), { ...pending, afterCancels: 9 })).toEqual({ is: 'same' });
  });

  test('opens an attempt again whose closing had no answer, when it was asked about afterwards', () => {
    const closing = { state: 'closing', spTradeNo: 'SP1', cancels: 1, cancelUntil: NOW } as const;
    const after = (change: Partial<Attempt>, afterCancels?: number): string => {
      const fact = { ...pending, ...(afterCancels === undefined ? {} : { afterCancels }) };
      const result = told(withAttempt({ ...closing, ...change }), fact);
      return result.is === 'moved' ? (result.order.attempts[0]?.state ?? '') : result.is;
    };
    const ticket = { url: 'https://pay.example' };
    expect([after({ ticket }, 1), after({}, 1), after({ ticket }, 2)]).toEqual(['open', 'requested', 'open']);
    expect([after({}, 0), after({}), after({ cancelUntil: NOW + 1 }, 1)]).toEqual(['same', 'same', 'same']);
    expect([after({ cancels: 0 }), after({ cancels: 0 }, 0), after({ state: 'open' }, 1)]).toEqual([
      'same',
      'requested',
      'same',
    ]);
  });
});

describe('a payment that was declined', () => {
  const declined = { status: 'declined', theirs: 'no money' } as const;

  test('is over, and asked about a few times more', () => {
    const order = moved(withAttempt({ leaseUntil: 1, doubtful: true }), declined);
    expect(order.decline).toBe('no money');
    expect(order.attempts).toEqual([anAttempt(ended('declined', NOW))]);
    expect(eventsOf(order)).toEqual(['CPORDER01 declined: no money']);
    expect(ended('closed', NOW)).toEqual({
      state: 'closed',
      endedAt: NOW,
      leaseUntil: 0,
      doubtful: false,
      askAt: nextGraceQuestion(NOW, NOW),
    });
  });

  test('that can still be paid stays open, is asked about, and its reason is said once', () => {
    const again = { ...declined, payable: true } as const;
    const order = moved(anOrder(), again);
    expect(order.attempts).toEqual([anAttempt({ askAt: nextPaymentQuestion({ requestedAt: 1000 }, NOW) })]);
    expect([order.decline, eventsOf(order)]).toEqual(['no money', ['CPORDER01 declined: no money']]);
    expect(told(order, again)).toEqual({ is: 'same' });
    expect(moved(order, { ...again, theirs: 'other' }).decline).toBe('other');
    expect(moved(order, declined).attempts[0]?.state).toBe('declined');
  });

  test('is nothing new where the attempt is over, or where it is another trade', () => {
    for (const state of ['declined', 'closed', 'aside', 'paid'] as const)
      expect(told(withAttempt({ state }), declined)).toEqual({ is: 'same' });
    expect(told(withAttempt({ spTradeNo: 'SP2' }), declined)).toEqual({ is: 'same' });
    expect(moved(withAttempt({ spTradeNo: 'SP1' }), declined).attempts[0]?.state).toBe('declined');
  });
});

describe('a payment that was closed at the PSP', () => {
  const closed = { status: 'closed', theirs: 'CLOSED' } as const;

  test.each<[AttemptState, 'closed' | 'pending']>([
    ['requested', 'closed'],
    ['open', 'closed'],
    ['closing', 'pending'],
    ['declined', 'pending'],
  ])('ends an attempt that is %s, and leaves its order %s', (state, orderState) => {
    const order = moved(withAttempt({ state }), closed);
    expect(order.attempts).toEqual([anAttempt(ended('closed', NOW))]);
    expect([order.state, eventsOf(order)]).toEqual([orderState, ['CPORDER01 closed at the PSP (CLOSED)']]);
  });

  test('ends no order that has a newer attempt, or is closed or paid by another', () => {
    const newer = anOrder({ attempts: [anAttempt(), anAttempt({ no: 'CPORDER01_2' })] });
    expect(moved(newer, closed).state).toBe('pending');
    expect(moved(newer, { ...closed, attemptNo: 'CPORDER01_2', ...NO_NUMBER }).state).toBe('closed');
    expect(moved(anOrder({ state: 'closed' }), closed).state).toBe('closed');
    const paid = { ...aPaidOrder(), attempts: [...aPaidOrder().attempts, anAttempt({ no: 'CPORDER01_2' })] };
    expect(moved(paid, { ...closed, attemptNo: 'CPORDER01_2', ...NO_NUMBER }).state).toBe('paid');
  });

  test('is nothing new where the attempt is over, or where it is another trade', () => {
    for (const state of ['closed', 'aside'] as const)
      expect(told(withAttempt({ state }), closed)).toEqual({ is: 'same' });
    expect(told(withAttempt({ spTradeNo: 'SP2' }), closed)).toEqual({ is: 'same' });
  });
});
