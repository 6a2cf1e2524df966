/** An order made again from its lines: what they say, what cannot be, and in what the order says something else. */
import type { JournalEntry, Move, Order, Return } from '../../../shared/payments/order/order';
import { disagreements, replay } from '../../../shared/payments/order/replay';
import { anAttempt, anOrder, aPaidOrder, aRefund, euros } from './an-order';

const lines = (...moves: readonly Move[]): readonly JournalEntry[] =>
  moves.map((move) => ({ at: 1, event: 'something', moved: [move] }));

const attempt = (to: Extract<Move, { of: 'attempt' }>['to'], no = 'CPORDER01'): Move => ({
  of: 'attempt',
  no,
  paySp: 'yaband',
  to,
  ...(to === 'paid' ? { fee: 100 } : {}),
});
const state = (to: Extract<Move, { of: 'order' }>['to']): Move => ({ of: 'order', to });
const refund = (to: Extract<Move, { of: 'refund' }>['to'], fee = 40): Move => ({
  of: 'refund',
  no: 'CPORDER01R1',
  to,
  fee,
});
const back = (to: Extract<Move, { of: 'return' }>['to']): Move => ({
  of: 'return',
  no: 'BACK1',
  paySp: 'yaband',
  to,
  fee: 99,
  currency: 'EUR',
});
const money: Return = {
  ...aRefund({ outRefundNo: 'BACK1', amount: euros(99) }),
  payment: { paySp: 'yaband', attemptNo: 'CPORDER01_2', appid: 'wx1', total: euros(99) },
};

const paidLines = [state('created'), attempt('open'), state('pending'), attempt('paid'), state('paid')];

describe('a journal alone', () => {
  test('says what became of the order, its attempts, refunds and returns', () => {
    const told = replay(lines(...paidLines, refund('requested'), refund('succeeded'), back('processing')));
    expect(told.state).toBe('paid');
    expect([...told.attempts]).toEqual([['CPORDER01', { paySp: 'yaband', state: 'paid', fee: 100 }]]);
    expect([...told.refunds]).toEqual([['CPORDER01R1', { state: 'succeeded', fee: 40 }]]);
    expect([...told.returns]).toEqual([
      ['BACK1', { state: 'processing', fee: 99, where: 'at yaband in EUR' }],
    ]);
    expect(told.problems).toEqual([]);
  });

  test('says nothing of a payment before there was one', () => {
    expect([...replay(lines(attempt('open'))).attempts]).toEqual([
      ['CPORDER01', { paySp: 'yaband', state: 'open' }],
    ]);
  });

  test('of words only says that an order was created', () => {
    const told = replay([{ at: 1, event: 'asked about' }]);
    expect([told.state, told.attempts.size, told.refunds.size, told.returns.size]).toEqual([
      'created',
      0,
      0,
      0,
    ]);
    expect(told.problems).toEqual([]);
  });

  test('may say the same twice', () => {
    const twice = [
      state('created'),
      attempt('paid'),
      attempt('paid'),
      refund('succeeded'),
      back('succeeded'),
    ];
    expect(replay(lines(...twice, ...twice)).problems).toEqual([]);
  });

  test('has nothing left of what gave its place to the next', () => {
    const told = replay(lines(attempt('requested'), attempt('gone'), refund('requested'), refund('gone')));
    expect([told.attempts.size, told.refunds.size, told.problems]).toEqual([0, 0, []]);
  });

  test.each<[string, readonly Move[], string]>([
    ['an order', [state('paid'), state('closed')], 'the order go from paid to closed'],
    ['an attempt', [attempt('paid'), attempt('open')], 'attempt CPORDER01 go from paid to open'],
    ['a refund', [refund('succeeded'), refund('failed')], 'refund CPORDER01R1 go from succeeded to failed'],
    ['a return', [back('succeeded'), back('processing')], 'return BACK1 go from succeeded to processing'],
  ])('that has %s go back cannot be', (_what, moves, words) => {
    expect(replay(lines(...moves)).problems).toEqual([`its journal has ${words}`]);
  });
});

describe('an order', () => {
  const paid = aPaidOrder();

  test('adds up with the journal that made it', () => {
    const order: Order = { ...paid, refunds: [aRefund()], returns: [money] };
    const whole = lines(...paidLines, refund('requested'), back('requested'));
    expect(disagreements(order, whole)).toEqual([]);
    expect(disagreements(anOrder(), lines(attempt('open'), state('pending')))).toEqual([]);
  });

  test.each<[string, Order, readonly Move[], readonly string[]]>([
    ['another state', { ...paid, state: 'closed' }, paidLines, ['is closed, its journal says paid']],
    [
      'an attempt that is not there',
      { ...paid, attempts: [] },
      paidLines,
      ['attempt CPORDER01 is not there, the journal says paid'],
    ],
    [
      'an attempt that the journal does not know',
      { ...paid, attempts: [...paid.attempts, anAttempt({ no: 'X' })] },
      paidLines,
      ['attempt X is open, the journal says nothing of it'],
    ],
    [
      'another price',
      { ...paid, total: euros(101) },
      paidLines,
      ['attempt CPORDER01 was paid with 100, the order is of 101'],
    ],
    [
      'another paid attempt',
      { ...paid, paidAttempt: 'X' },
      paidLines,
      ['was paid by X, the journal says CPORDER01'],
    ],
    [
      'a payment that the journal does not know',
      anOrder({ paidAttempt: 'CPORDER01' }),
      [attempt('open'), state('pending')],
      ['was paid by CPORDER01, the journal says none'],
    ],
    [
      'two payments',
      { ...paid, attempts: [...paid.attempts, anAttempt({ no: 'X', state: 'paid' })] },
      [...paidLines, attempt('paid', 'X')],
      ['was paid by CPORDER01, the journal says CPORDER01, X'],
    ],
    [
      'a refund that the journal does not know',
      { ...paid, refunds: [aRefund()] },
      paidLines,
      ['refund CPORDER01R1 is requested with 40, the journal says nothing'],
    ],
    [
      'a refund that is gone',
      paid,
      [...paidLines, refund('succeeded')],
      ['refund CPORDER01R1 is nothing, the journal says succeeded with 40'],
    ],
    [
      'a refund of another amount',
      { ...paid, refunds: [aRefund({ amount: euros(41) })] },
      [...paidLines, refund('requested')],
      ['refund CPORDER01R1 is requested with 41, the journal says requested with 40'],
    ],
    [
      'a return in another state',
      { ...paid, returns: [{ ...money, state: 'failed' }] },
      [...paidLines, back('requested')],
      ['return BACK1 is failed with 99, the journal says requested with 99'],
    ],
    [
      'a return at another PSP',
      { ...paid, returns: [{ ...money, payment: { ...money.payment, paySp: 'vr' } }] },
      [...paidLines, back('requested')],
      ['return BACK1 is at vr in EUR, the journal says at yaband in EUR'],
    ],
    [
      'a return in another currency',
      { ...paid, returns: [{ ...money, amount: { value: 99, currency: 'CNY' } }] },
      [...paidLines, back('requested')],
      ['return BACK1 is at yaband in CNY, the journal says at yaband in EUR'],
    ],
  ])('with %s does not add up, and the sentence says in what', (_what, order, moves, sentences) => {
    expect(disagreements(order, lines(...moves))).toEqual(sentences);
  });

  test('that nobody paid is named where its journal has a payment', () => {
    const { paidAttempt: _, ...unnamed } = paid;
    expect(disagreements(unnamed, lines(...paidLines))).toEqual([
      'was paid by none, the journal says CPORDER01',
    ]);
  });

  test('whose journal cannot be is told that first', () => {
    const [first] = disagreements(paid, lines(...paidLines, state('closed'), state('paid')));
    expect(first).toBe('its journal has the order go from paid to closed');
  });
});
