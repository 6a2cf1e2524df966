/** When the timer looks again: every spacing at its edges, and every moment for which an order is in its queue. */
import { isHeld } from '../../../shared/kernel/lease';
import {
  DAY_MS,
  dueAt,
  endsAt,
  HOOK_TRIES,
  isAskedAbout,
  isAttemptDue,
  isEndedByPerson,
  isGivenUp,
  isRefundDue,
  NEVER,
  NOTED_AFTER_MS,
  nextEnding,
  isLastAnswer,
  nextGraceQuestion,
  nextHookRun,
  nextPaymentQuestion,
  nextRefundQuestion,
  payableUntil,
} from '../../../shared/payments/order/schedule';
import type { AttemptState, Decision, Order, OrderState, Return } from '../../../shared/payments/order/order';
import type { RefundState } from '../../../shared/payments/order/facts';
import { anAttempt, anOrder, aPaidOrder, aRefund } from './an-order';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const T = 1_000_000_000;

describe('the next question', () => {
  test('about a payment comes after an eighth of its age, within its bounds', () => {
    const after = (age: number): number => nextPaymentQuestion({ requestedAt: T }, T + age) - T - age;
    expect(DAY_MS).toBe(86_400_000);
    expect([0, 1, 40 * SECOND].map(after)).toEqual([5 * SECOND, 5 * SECOND, 5 * SECOND]);
    expect([41, 80, 1919].map((age) => after(age * SECOND))).toEqual([5125, 10 * SECOND, 239_875]);
    expect([32 * MINUTE, 3 * HOUR, 6 * HOUR - 1].map(after)).toEqual([4 * MINUTE, 4 * MINUTE, 4 * MINUTE]);
    expect([6 * HOUR, 16 * HOUR].map(after)).toEqual([45 * MINUTE, 2 * HOUR]);
    expect([8 * DAY_MS, 9 * DAY_MS, 100 * DAY_MS].map(after)).toEqual([DAY_MS, DAY_MS, DAY_MS]);
  });

  test('about a refund comes after an eighth of its age, at most ten minutes on its first day', () => {
    const after = (age: number, state: RefundState = 'processing'): number =>
      nextRefundQuestion({ requestedAt: T, state }, T + age) - T - age;
    expect([0, 80 * SECOND, 80 * MINUTE, DAY_MS - 1].map((age) => after(age))).toEqual([
      5 * SECOND,
      10 * SECOND,
      10 * MINUTE,
      10 * MINUTE,
    ]);
    expect([DAY_MS, 4 * DAY_MS, 20 * DAY_MS].map((age) => after(age))).toEqual([3 * HOUR, 12 * HOUR, DAY_MS]);
    expect([0, HOUR, 20 * DAY_MS].map((age) => after(age, 'abnormal'))).toEqual([DAY_MS, DAY_MS, DAY_MS]);
  });

  test('about a refund that a person ended comes as about what has ended', () => {
    const refund = { requestedAt: T, state: 'failed', decidedAt: T + HOUR } as const;
    expect(nextRefundQuestion(refund, T + HOUR)).toBe(T + HOUR + 30 * SECOND);
    expect(nextRefundQuestion(refund, T + HOUR + DAY_MS)).toBe(T + HOUR + 2 * DAY_MS);
  });

  test('about what has ended comes four times, the last one daily until it is answered, for thirty days', () => {
    const offsets = [30 * SECOND, 10 * MINUTE, 150 * MINUTE, DAY_MS];
    for (const [index, offset] of offsets.entries()) {
      expect(nextGraceQuestion(T, T + offset - 1)).toBe(T + offset);
      expect(nextGraceQuestion(T, T + offset)).toBe(T + (offsets[index + 1] ?? 2 * DAY_MS));
    }
    expect(nextGraceQuestion(T, T)).toBe(T + 30 * SECOND);
    expect(nextGraceQuestion(T, T + 30 * DAY_MS)).toBe(T + 31 * DAY_MS);
    expect(nextGraceQuestion(T, T + 30 * DAY_MS + 1)).toBe(0);
    expect([isLastAnswer(T, T + DAY_MS - 1), isLastAnswer(T, T + DAY_MS)]).toEqual([false, true]);
  });
});

describe('an ending that failed', () => {
  const after = (late: number, change: object = {}): number =>
    nextEnding({ expiresAt: T, ...change }, T + late) - T - late;

  test('is tried again after a quarter of its lateness, from a minute to an hour', () => {
    expect([-5 * MINUTE, 0, 4 * MINUTE, 8 * MINUTE, 4 * HOUR, 7 * DAY_MS].map((late) => after(late))).toEqual(
      [MINUTE, MINUTE, MINUTE, 2 * MINUTE, HOUR, HOUR],
    );
  });

  test('is given up after a week, counted anew from when a person set it going again', () => {
    expect(nextEnding({ expiresAt: T }, T + 7 * DAY_MS + 1)).toBe(NEVER);
    expect(nextEnding({}, 7 * DAY_MS)).toBe(7 * DAY_MS + HOUR);
    expect(nextEnding({}, 7 * DAY_MS + 1)).toBe(NEVER);
    const anew = { triedAnewAt: T + 8 * DAY_MS };
    expect([8 * DAY_MS, 9 * DAY_MS].map((late) => after(late, anew))).toEqual([MINUTE, HOUR]);
    expect(nextEnding({ expiresAt: T, ...anew }, T + 15 * DAY_MS + 1)).toBe(NEVER);
    expect(new Date(NEVER).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });
});

test('questions go on for thirty days, counted anew from when a person set them going again', () => {
  const month = 30 * DAY_MS;
  expect([month, month + 1].map((age) => isGivenUp({}, T, T + age))).toEqual([false, true]);
  const anew = { triedAnewAt: T + DAY_MS };
  expect([month + 1, month + DAY_MS, month + DAY_MS + 1].map((age) => isGivenUp(anew, T, T + age))).toEqual([
    false,
    false,
    true,
  ]);
});

test('the hook runs again at once, then ever later, at last hourly; eight tries are all it gets by itself', () => {
  expect(HOOK_TRIES).toBe(8);
  const after = (tries: number): number => nextHookRun(tries, T) - T;
  expect([0, 1, 2, 3, 4, 7, 8, 100].map(after)).toEqual([
    0,
    0,
    MINUTE,
    2 * MINUTE,
    4 * MINUTE,
    32 * MINUTE,
    HOUR,
    HOUR,
  ]);
});

describe('is due', () => {
  test('an attempt whose moment has come, and none that has no moment', () => {
    const isDue = (askAt: number): boolean => isAttemptDue(anAttempt({ askAt }), T);
    expect([-1, 0, 1, T - 1, T, T + 1].map(isDue)).toEqual([false, false, true, true, true, false]);
  });

  test.each<[RefundState, boolean]>([
    ['requested', true],
    ['processing', true],
    ['abnormal', true],
    ['failed', false],
    ['succeeded', false],
  ])('a refund that is %s: %s, once its moment has come', (state, is) => {
    expect(isRefundDue(aRefund({ state, askAt: T }), T)).toBe(is);
    expect([0, 1, T - 1, T + 1].map((askAt) => isRefundDue(aRefund({ state, askAt }), T))).toEqual([
      false,
      is,
      is,
      false,
    ]);
    expect(isAskedAbout(aRefund({ state, askAt: 0 }))).toBe(is);
  });
});

test('a refund that a person ended is asked about as long as it has a moment for that', () => {
  const ended = (askAt: number, decidedAt?: number) =>
    aRefund({ state: 'failed', askAt, ...(decidedAt === undefined ? {} : { decidedAt }) });
  expect([ended(T, T), ended(0, T), ended(T, 0), ended(T)].map((one) => isAskedAbout(one))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([T, 1, 0, undefined].map((decidedAt) => isEndedByPerson(ended(T, decidedAt)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('an unpaid order', () => {
  const states: readonly [OrderState, boolean][] = [
    ['created', true],
    ['pending', true],
    ['closed', false],
    ['paid', false],
  ];

  test.each(states)('that is %s can still be paid: %s', (state, can) => {
    const order = anOrder({ state, expiresAt: T, attempts: [], endAt: 0 });
    expect([payableUntil(order), endsAt(order), dueAt(order)]).toEqual(
      can ? [T, T, T] : [undefined, undefined, undefined],
    );
  });

  test('without an end has none, and is looked at until it has one', () => {
    const order = anOrder({ createdAt: T });
    expect([payableUntil(order), endsAt(order), dueAt(order)]).toEqual([undefined, undefined, T]);
    expect(dueAt({ ...order, endAt: T + 5 })).toBe(T + 5);
    expect(dueAt({ ...order, createdAt: 0, attempts: [] })).toBeUndefined();
    expect(dueAt({ ...order, state: 'closed' })).toBeUndefined();
  });

  test('that does not say when it was made either began with the first try to pay it', () => {
    const attempts = [anAttempt({ state: 'declined', requestedAt: T, askAt: 0 })];
    expect(dueAt(anOrder({ createdAt: 0, state: 'pending', attempts }))).toBe(T);
  });

  test.each<[AttemptState, boolean]>([
    ['requested', true],
    ['open', true],
    ['closing', true],
    ['declined', false],
    ['closed', false],
    ['aside', false],
  ])('whose payment began a moment ago, and is %s, has ten minutes more: %s', (state, has) => {
    const attempt = anAttempt({ state, requestedAt: T - MINUTE });
    const order = anOrder({ expiresAt: T, attempts: [attempt] });
    expect(payableUntil(order)).toBe(has ? T + 9 * MINUTE : T);
    expect(
      payableUntil(anOrder({ expiresAt: T, attempts: [anAttempt({ state, requestedAt: T - HOUR })] })),
    ).toBe(T);
  });

  test('is ended when it is over, or when the timer said that it tries again', () => {
    expect(endsAt(anOrder({ expiresAt: T, endAt: T - 1 }))).toBe(T);
    expect(endsAt(anOrder({ expiresAt: T, endAt: T + 1 }))).toBe(T + 1);
  });
});

describe('an order is in the timer’s queue', () => {
  test('for its earliest question, ending, hook or refund', () => {
    const attempts = [
      anAttempt({ no: 'A', askAt: 0 }),
      anAttempt({ no: 'B', askAt: T + 2 }),
      anAttempt({ no: 'C', askAt: T + 5 }),
    ];
    const anUndated = (change: Partial<Order>): Order => anOrder({ createdAt: 0, ...change });
    expect(dueAt(anOrder({ attempts, expiresAt: T + 9 }))).toBe(T + 2);
    expect(dueAt(anOrder({ attempts, expiresAt: T + 1 }))).toBe(T + 1);
    expect(dueAt(anUndated({ attempts: [], hook: 'due', hookUntil: T + 3 }))).toBe(T + 3);
    expect(dueAt(anUndated({ attempts: [], hook: 'done', hookUntil: T + 3 }))).toBeUndefined();
    expect(dueAt(anUndated({ attempts: [], hook: 'none', hookUntil: T + 3 }))).toBeUndefined();
  });

  test.each<[RefundState, boolean]>([
    ['requested', true],
    ['processing', true],
    ['abnormal', true],
    ['failed', false],
    ['succeeded', false],
  ])('for a refund that is %s: %s', (state, is) => {
    expect(dueAt(aPaidOrder([aRefund({ state, askAt: T })]))).toBe(is ? T : undefined);
    expect(dueAt(aPaidOrder([aRefund({ state, askAt: 0 })]))).toBeUndefined();
  });

  test('for the return of somebody’s other payment', () => {
    const payment = { paySp: 'yaband', attemptNo: 'A' } as Return['payment'];
    expect(dueAt({ ...aPaidOrder(), returns: [{ ...aRefund({ askAt: T }), payment }] })).toBe(T);
  });

  test('for a decision that its notice does not know of half a minute later', () => {
    const decision = { at: T, noted: false } as Decision;
    expect(NOTED_AFTER_MS).toBe(30 * SECOND);
    expect(dueAt({ ...aPaidOrder(), decisions: [decision] })).toBe(T + 30 * SECOND);
    expect(dueAt({ ...aPaidOrder(), decisions: [{ ...decision, noted: true }] })).toBeUndefined();
  });

  test('for somebody who is still to be told of its money', () => {
    const follower = { name: 'points', state: 'due', tries: 0, tryAt: T, over: false } as const;
    expect(dueAt({ ...aPaidOrder(), followUps: [follower] })).toBe(T);
    expect(dueAt({ ...aPaidOrder(), followUps: [{ ...follower, over: true }] })).toBeUndefined();
  });
});

test('no pause of the hook is longer than what counts as held, so that a repeated notice never shortens it', () => {
  const now = 1_800_000_000_000;
  for (let tries = 2; tries <= HOOK_TRIES; tries += 1)
    expect(isHeld(nextHookRun(tries, now), now)).toBe(true);
});
