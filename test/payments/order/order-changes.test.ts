/** The small changes of an order: what waits for a person, attempts and their moves, refunds and returns. */
import {
  attemptIn,
  goingBack,
  isLive,
  isOnItsWay,
  isPayable,
  isReturn,
  refundOf,
  type Attempt,
  type AttemptState,
  type Order,
  type Return,
} from '../../../shared/payments/order/order';
import {
  attemptMoves,
  withAttempt,
  withAttention,
  withoutAttention,
  withoutDecline,
  withRefund,
} from '../../../shared/payments/order/order-changes';
import { anAttempt, anOrder, aPaidOrder, aRefund, euros } from './an-order';

const attemptStates = Object.keys(attemptMoves) as readonly AttemptState[];

const money: Return = {
  ...aRefund({ outRefundNo: 'BACK1', amount: euros(99) }),
  payment: { paySp: 'yaband', attemptNo: 'CPORDER01_2', appid: 'wx1', total: euros(99) },
};

describe('what waits for a person', () => {
  test('is noted with since when, and in the journal', () => {
    const order = withAttention(anOrder(), 'kept_aside', 'SP1', 10);
    expect(order.attention).toEqual([{ reason: 'kept_aside', since: 10, of: 'SP1' }]);
    expect(order.journal).toEqual([{ at: 10, event: 'waits for a person: kept_aside SP1' }]);
  });

  test('is not said twice, but each reason and each number is one', () => {
    const order = withAttention(anOrder(), 'kept_aside', 'SP1', 10);
    expect(withAttention(order, 'kept_aside', 'SP1', 20)).toBe(order);
    const more = withAttention(withAttention(order, 'kept_aside', 'SP2', 20), 'not_ended', 'SP1', 30);
    expect(more.attention).toHaveLength(3);
  });

  test('is at most sixteen things, for a document has an end', () => {
    const numbers = Array.from({ length: 20 }, (_, n) => `SP${n}`);
    const order = numbers.reduce((now, of) => withAttention(now, 'kept_aside', of, 1), anOrder());
    expect(order.attention.map(({ of }) => of)).toEqual(numbers.slice(0, 16));
  });

  test('waits no more once it has ended, and nothing else with it', () => {
    const two = withAttention(withAttention(anOrder(), 'kept_aside', 'SP1', 1), 'kept_aside', 'SP2', 1);
    const order = withAttention(two, 'not_ended', 'SP1', 1);
    const left = withoutAttention(order, 'kept_aside', 'SP1').attention;
    expect(left.map(({ reason, of }) => [reason, of])).toEqual([
      ['kept_aside', 'SP2'],
      ['not_ended', 'SP1'],
    ]);
    expect(withoutAttention(order, 'kept_aside', 'SP3')).toBe(order);
  });
});

describe('an attempt', () => {
  test('is found by its number', () => {
    const order = anOrder({ attempts: [anAttempt(), anAttempt({ no: 'X' })] });
    expect(attemptIn(order, 'X')?.no).toBe('X');
    expect(attemptIn(order, 'Y')).toBeUndefined();
  });

  test('may still be paid while it is requested, open or closing', () => {
    expect(attemptStates.filter((state) => isLive(anAttempt({ state })))).toEqual([
      'requested',
      'open',
      'closing',
    ]);
  });

  test.each(attemptStates)(
    'that is %s moves only where the table lets it, and changes nothing else',
    (from) => {
      const order = anOrder({ attempts: [anAttempt({ state: from })] });
      for (const to of attemptStates) {
        const mayMove = to === from || attemptMoves[from].includes(to);
        const [after] = withAttempt(order, 'CPORDER01', { state: to, askAt: 7 }).attempts;
        expect(after).toEqual(anAttempt(mayMove ? { state: to, askAt: 7 } : { state: from }));
      }
    },
  );

  test('never leaves “paid” or “aside”, and money that came is money, whatever was before', () => {
    expect([attemptMoves.paid, attemptMoves.aside]).toEqual([[], []]);
    const others = attemptStates.filter((state) => state !== 'paid' && state !== 'aside');
    expect(others).toHaveLength(5);
    for (const state of others) expect(attemptMoves[state].slice(-2)).toEqual(['aside', 'paid']);
  });

  test('once over leads back to life only by a new sending', () => {
    const lives = (state: AttemptState): readonly AttemptState[] =>
      attemptMoves[state].filter((to) => isLive(anAttempt({ state: to })));
    expect([lives('declined'), lives('closed')]).toEqual([['requested'], []]);
    expect([lives('requested'), lives('open')]).toEqual([['open', 'closing'], ['closing']]);
    expect(lives('closing')).toEqual(['open', 'requested']);
  });

  test('that ends may first be declined or closed, and a declined one closed', () => {
    const ends = (state: AttemptState): readonly AttemptState[] =>
      attemptMoves[state].filter((to) => to === 'declined' || to === 'closed');
    for (const state of ['requested', 'open', 'closing'] as const)
      expect(ends(state)).toEqual(['declined', 'closed']);
    expect([ends('declined'), ends('closed')]).toEqual([['closed'], []]);
  });

  test('changes fields without a move, and no other attempt', () => {
    const other = anAttempt({ no: 'X', state: 'paid' });
    const order = anOrder({ attempts: [anAttempt({ state: 'paid' }), other] });
    expect(withAttempt(order, 'CPORDER01', { askAt: 7 }).attempts).toEqual([
      anAttempt({ state: 'paid', askAt: 7 }),
      other,
    ]);
  });

  /** Whether a person is still to end attempt `no` once it has become `state`, in an order that is `of`. */
  function isStillToEnd(of: Order['state'], no: string, state: AttemptState): boolean {
    const attempts: readonly Attempt[] = [anAttempt(), anAttempt({ no: 'CPORDER01_2' })];
    const order = withAttention(anOrder({ attempts, state: of }), 'not_ended', no, 1);
    return withAttempt(order, no, { state }).attention.length > 0;
  }

  test('waits for no person once it has ended, except that the first one waits for its order to end', () => {
    expect(isStillToEnd('pending', 'CPORDER01_2', 'closed')).toBe(false);
    expect(isStillToEnd('pending', 'CPORDER01_2', 'closing')).toBe(true);
    expect(isStillToEnd('pending', 'CPORDER01', 'closed')).toBe(true);
    expect(isStillToEnd('closed', 'CPORDER01', 'closed')).toBe(false);
    expect(isStillToEnd('closed', 'CPORDER01', 'closing')).toBe(true);
  });

  test('that has ended ends nothing that waits for another one', () => {
    const attempts = [anAttempt({ no: 'X', state: 'closed' }), anAttempt({ no: 'Y' })];
    const order = withAttention(anOrder({ attempts }), 'not_ended', 'Y', 1);
    expect(withAttempt(order, 'Y', { askAt: 3 }).attention).toHaveLength(1);
  });
});

describe('an order', () => {
  test('waits to be paid while it is created or pending', () => {
    const states = ['created', 'pending', 'closed', 'paid'] as const;
    expect(states.filter((state) => isPayable(anOrder({ state })))).toEqual(['created', 'pending']);
  });

  test('forgets why it was declined, and nothing else', () => {
    expect(withoutDecline(anOrder({ decline: 'no balance' }))).toEqual(anOrder());
  });
});

describe('what goes back', () => {
  const order: Order = { ...aPaidOrder([aRefund()]), returns: [money] };

  test('is refunds, and returns of what was kept aside, found by number', () => {
    expect(goingBack(order)).toEqual([aRefund(), money]);
    expect(refundOf(order, 'CPORDER01R1')).toEqual(aRefund());
    expect(refundOf(order, 'BACK1')).toBe(money);
    expect(refundOf(order, 'X')).toBeUndefined();
    expect(goingBack(order).map(isReturn)).toEqual([false, true]);
  });

  test('is on its way until its PSP has told its end', () => {
    const states = ['requested', 'processing', 'abnormal', 'failed', 'succeeded'] as const;
    expect(states.filter((state) => isOnItsWay(aRefund({ state })))).toEqual(['requested', 'processing']);
  });

  test('changes by its number, and nothing else with it', () => {
    expect(withRefund(order, 'CPORDER01R1', { askAt: 7 })).toEqual({
      ...order,
      refunds: [aRefund({ askAt: 7 })],
    });
    expect(withRefund(order, 'BACK1', { askAt: 7 })).toEqual({ ...order, returns: [{ ...money, askAt: 7 }] });
  });
});
