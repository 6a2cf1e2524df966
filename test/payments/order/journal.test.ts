/** What a write moves stands in the journal, exactly and once, and lines leave the order only for the archive. */
import type { Order, Return } from '../../../shared/payments/order/order';
import {
  accounted,
  created,
  linesToArchive,
  movesBetween,
  withJournal,
  withoutArchived,
} from '../../../shared/payments/order/journal';
import { withAttempt, withRefund } from '../../../shared/payments/order/order-changes';
import { anAttempt, anOrder, aPaidOrder, aRefund, euros } from './an-order';

const order = anOrder();
const paid = aPaidOrder();
const NOW = 9000;

const money: Return = {
  ...aRefund({ outRefundNo: 'BACK1', amount: { value: 99, currency: 'NZD' } }),
  payment: { paySp: 'latipay', attemptNo: 'CPORDER01_2', appid: 'wx1', total: euros(99) },
};

describe('a line of the journal', () => {
  test('is the first one of an order: that it was created', () => {
    expect(created(NOW)).toEqual({
      at: NOW,
      event: 'created',
      moved: [{ of: 'order', to: 'created' }],
    });
  });

  test('comes after those that are there, and names a person with the reason where it was one', () => {
    const one = withJournal(order, 1, 'first');
    const two = withJournal(one, 2, 'second', { by: 'o-operator', why: 'asked for' });
    expect(two.journal).toEqual([
      { at: 1, event: 'first' },
      { at: 2, event: 'second', by: 'o-operator', why: 'asked for' },
    ]);
  });
});

describe('what a write moves', () => {
  test('is nothing where no state, no amount and no number is another', () => {
    const same = withRefund({ ...paid, refunds: [aRefund()], returns: [money] }, 'CPORDER01R1', { askAt: 7 });
    expect(movesBetween({ ...paid, refunds: [aRefund()], returns: [money] }, same)).toEqual([]);
    expect(movesBetween(order, withAttempt(order, 'CPORDER01', { askAt: 7 }))).toEqual([]);
  });

  test('is the order’s state where that is another', () => {
    expect(movesBetween(order, { ...order, state: 'closed' })).toEqual([{ of: 'order', to: 'closed' }]);
  });

  test('is each attempt that is new or has another state, and only a paid one says what was paid', () => {
    const second = anAttempt({ no: 'CPORDER01_2', paySp: 'v3', state: 'requested' });
    const third = anAttempt({ no: 'CPORDER01_3' });
    const before = { ...order, attempts: [...order.attempts, third] };
    const after = { ...withAttempt(before, 'CPORDER01', { state: 'paid' }) };
    expect(movesBetween(before, { ...after, attempts: [...after.attempts, second] })).toEqual([
      { of: 'attempt', no: 'CPORDER01', paySp: 'yaband', to: 'paid', fee: 100 },
      { of: 'attempt', no: 'CPORDER01_2', paySp: 'v3', to: 'requested' },
    ]);
  });

  test('is an attempt of the same number and state that is at another PSP', () => {
    const elsewhere = { ...order, attempts: [anAttempt({ paySp: 'v3' })] };
    expect(movesBetween(order, elsewhere)).toEqual([
      { of: 'attempt', no: 'CPORDER01', paySp: 'v3', to: 'open' },
    ]);
  });

  test('is an attempt that gave its place to the next one, before all else', () => {
    const next = anAttempt({ no: 'CPORDER01_2', paySp: 'v3' });
    expect(movesBetween(order, { ...order, attempts: [next] })).toEqual([
      { of: 'attempt', no: 'CPORDER01', paySp: 'yaband', to: 'gone' },
      { of: 'attempt', no: 'CPORDER01_2', paySp: 'v3', to: 'open' },
    ]);
  });

  test('is each refund that is new, gone, or has another state or amount', () => {
    const [one, two, three] = [1, 2, 3].map((n) => aRefund({ outRefundNo: `R${n}`, amount: euros(n) }));
    const four = aRefund({ outRefundNo: 'R4', amount: euros(4) });
    if (!one || !two || !three) throw new Error('three refunds were made');
    const before: Order = { ...paid, refunds: [one, two, three] };
    const after: Order = {
      ...paid,
      refunds: [{ ...two, state: 'succeeded' }, { ...three, amount: euros(30) }, four],
    };
    expect(movesBetween(before, after)).toEqual([
      { of: 'refund', no: 'R1', to: 'gone', fee: 1 },
      { of: 'refund', no: 'R2', to: 'succeeded', fee: 2 },
      { of: 'refund', no: 'R3', to: 'requested', fee: 30 },
      { of: 'refund', no: 'R4', to: 'requested', fee: 4 },
    ]);
    expect(movesBetween(before, before)).toEqual([]);
  });

  test('is kept-aside money on its way back, at its own PSP and in its own currency', () => {
    const words = { of: 'return', no: 'BACK1', paySp: 'latipay', fee: 99, currency: 'NZD' };
    const sent = { ...paid, returns: [money] };
    expect(movesBetween(paid, sent)).toEqual([{ ...words, to: 'requested' }]);
    const back = withRefund(sent, 'BACK1', { state: 'succeeded' });
    expect(movesBetween(sent, back)).toEqual([{ ...words, to: 'succeeded' }]);
  });
});

describe('a write is accounted for', () => {
  const told = { at: 1, event: 'told before' };
  const before = { ...order, journal: [told] };

  test('in its last new line, and the lines before it stay as they are', () => {
    const closed = withJournal({ ...before, state: 'closed' }, 2, 'news');
    expect(accounted(before, withJournal(closed, 3, 'closed'), NOW).journal).toEqual([
      told,
      { at: 2, event: 'news' },
      { at: 3, event: 'closed', moved: [{ of: 'order', to: 'closed' }] },
    ]);
  });

  test('in a line of its own where it brought none', () => {
    const silent = withAttempt({ ...before, state: 'closed' }, 'CPORDER01', { state: 'closed' });
    expect(accounted(before, silent, NOW).journal).toEqual([
      told,
      {
        at: NOW,
        event: 'attempt CPORDER01 closed, order closed',
        moved: [
          { of: 'attempt', no: 'CPORDER01', paySp: 'yaband', to: 'closed' },
          { of: 'order', to: 'closed' },
        ],
      },
    ]);
  });

  test('by nothing where it moves nothing', () => {
    const noted = withJournal(before, 2, 'only words');
    expect(accounted(before, noted, NOW)).toBe(noted);
  });
});

describe('the archive', () => {
  const lines = (count: number): Order['journal'] =>
    Array.from({ length: count }, (_, at) => ({ at, event: `line ${at}` }));

  test('gets the oldest 32 lines of 64, under the number of the first', () => {
    const full = { ...order, journal: lines(64), journalFrom: 96 };
    expect(linesToArchive(full)).toEqual({ outTradeNo: 'CPORDER01', from: 96, lines: lines(32) });
    expect(linesToArchive({ ...full, journal: lines(63) })).toBeUndefined();
    expect(linesToArchive({ ...full, journal: lines(70) })?.lines).toHaveLength(32);
  });

  test('has lines that then leave the order, once', () => {
    const full = { ...order, journal: lines(65), journalFrom: 96 };
    const archived = { outTradeNo: 'CPORDER01', from: 96, lines: lines(32) };
    const after = withoutArchived(full, archived);
    expect(after).toEqual({ ...full, journal: lines(65).slice(32), journalFrom: 128 });
    expect(after && withoutArchived(after, archived)).toBeUndefined();
  });
});
