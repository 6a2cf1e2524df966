/** A decision, a return, and what the PSP says of both: in any order, any number of times, the same order comes out. */
import type { Fact } from '../../../shared/payments/order/facts';
import { matterOf, withDecision } from '../../../shared/payments/order/aside';
import { refundableFee, refundedFee, type Order, type Return } from '../../../shared/payments/order/order';
import { dueAt } from '../../../shared/payments/order/schedule';
import { apply } from '../../../shared/payments/order/transitions';
import { aPaidOrder, aPayment, anAttempt, aRefund, aRefundFact, euros } from './an-order';

const RULES = { now: 9000, closeReverses: false };
const SECOND = 'CPORDER01_2';

const money: Return = {
  ...aRefund({ outRefundNo: 'BACK1', amount: euros(99) }),
  payment: { paySp: 'yaband', attemptNo: SECOND, appid: 'wx1', total: euros(99), spTradeNo: 'SP2' },
};
const secondPaid = aPayment({ attemptNo: SECOND, amount: euros(99), spTradeNo: 'SP2' });
const { spTradeNo: _, ...numberless } = secondPaid;

type Step = (order: Order) => Order;

const fact =
  (one: Fact): Step =>
  (order) => {
    const applied = apply(order, one, RULES);
    return 'order' in applied ? applied.order : order;
  };
const decide: Step = (order) =>
  withDecision(
    { ...order, returns: [money] },
    {
      noticeId: 'aside:yaband:CPORDER01_2',
      word: 'return',
      about: matterOf(secondPaid),
      by: 'o-operator',
      at: 8000,
      why: 'paid twice',
      outRefundNo: 'BACK1',
      noted: true,
    },
  );

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) =>
    permutations(items.filter((_one, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}

const order: Order = {
  ...aPaidOrder(),
  attempts: [...aPaidOrder().attempts, anAttempt({ no: SECOND, state: 'closed' })],
};

test('a payment that is reported in any way before and after its decision waits for nobody afterwards', () => {
  const reports = [fact(secondPaid), fact(numberless), fact(secondPaid), fact(aPayment())];
  for (const steps of permutations([...reports, decide])) {
    const after = steps.reduce((now, step) => step(now), order);
    expect(after.attention).toEqual([]);
    expect(after.attempts.map(({ no, state }) => [no, state])).toEqual([
      ['CPORDER01', 'paid'],
      [SECOND, 'aside'],
    ]);
    expect(after.paidAttempt).toBe('CPORDER01');
  }
});

test('a return ends as its PSP says, whatever is said before, again, or of other things', () => {
  const back = (change: object): Step =>
    fact(aRefundFact({ outRefundNo: 'BACK1', amount: euros(99), ...change }));
  const steps = [
    back({ status: 'processing' }),
    back({ status: 'succeeded' }),
    back({ status: 'succeeded' }),
    back({ status: 'abnormal' }),
    fact(secondPaid),
  ];
  for (const all of permutations(steps)) {
    const after = all.reduce((now, step) => step(now), decide(order));
    expect(after.returns).toMatchObject([{ state: 'succeeded' }]);
    expect([refundedFee(after), refundableFee(after)]).toEqual([0, 100]);
    expect(after.attention.filter(({ of }) => of === 'BACK1' && !isMisfit(all, steps))).toEqual([]);
  }
});

/** "Cannot deliver" after "succeeded" does not fit, and waits for a person. */
const isMisfit = (all: readonly Step[], [, succeeded, again, abnormal]: readonly Step[]): boolean => {
  const [first, last] = [succeeded, again].map((one) => all.findIndex((step) => step === one));
  const at = all.findIndex((step) => step === abnormal);
  return at > Math.min(first ?? 0, last ?? 0);
};

test('a return that its PSP calls failed waits for a person until it succeeds', () => {
  const failed = fact(aRefundFact({ outRefundNo: 'BACK1', amount: euros(99), status: 'failed' }))(
    decide(order),
  );
  expect(failed.attention).toMatchObject([{ reason: 'return_failed', of: 'BACK1' }]);
  const after = fact(aRefundFact({ outRefundNo: 'BACK1', amount: euros(99) }))(failed);
  expect(after).toMatchObject({ attention: [], returns: [{ state: 'succeeded' }] });
});

test('a refund notice that names the payment finds its return by the amount', () => {
  const named = fact(aRefundFact({ outRefundNo: SECOND, amount: euros(99) }))(decide(order));
  expect(named.returns).toMatchObject([{ state: 'succeeded' }]);
});

test('a return of another amount, or at another PSP, is kept aside', () => {
  for (const change of [{ amount: euros(98) }, { paySp: 'v3' }]) {
    const after = fact(aRefundFact({ outRefundNo: 'BACK1', amount: euros(99), ...change }))(decide(order));
    expect(after.returns).toMatchObject([{ state: 'requested' }]);
    expect(after.attention).toMatchObject([{ reason: 'kept_aside', of: 'BACK1' }]);
  }
});

test('a decision that its notice does not know of is the timer’s within a minute', () => {
  const calm = decide({ ...order, attempts: aPaidOrder().attempts });
  const [decision] = calm.decisions;
  if (!decision) throw new Error('nothing was decided');
  const returned = { ...calm, returns: [] };
  expect(dueAt(returned)).toBeUndefined();
  const due = dueAt({ ...returned, decisions: [{ ...decision, noted: false }] }) ?? Infinity;
  expect(due - decision.at).toBeLessThanOrEqual(60_000);
});
