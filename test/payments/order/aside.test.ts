/** Which reports of kept-aside money are one matter, what a decision ends, and what it leaves alone. */
import {
  decisionOn,
  isGivenBack,
  isOwnPayment,
  isSameMatter,
  matterOf,
  numberOf,
  withDecision,
  withNoted,
} from '../../../shared/payments/order/aside';
import type { Decision, DecisionWord, Matter, Order } from '../../../shared/payments/order/order';
import { aside, withMatter } from '../../../shared/payments/order/applied';
import { anAttempt, anOrder, aPaidOrder, aPayment, aRefundFact } from './an-order';

const NO = 'CPORDER01';
const matter: Matter = { paySp: 'yaband', no: NO, says: 'paid', spTradeNo: 'SP1' };
const numberless: Matter = { paySp: 'yaband', no: NO, says: 'paid' };

const decision = (about: Matter, word: DecisionWord = 'return'): Decision => ({
  noticeId: 'N1',
  word,
  about,
  by: 'o-operator',
  at: 8000,
  why: 'paid twice',
  noted: false,
});

const waiting = (order: Order, ...numbers: readonly string[]): Order => ({
  ...order,
  attention: numbers.map((of) => ({ reason: 'kept_aside', since: 1, of })),
});

/** An order whose attempt is known to be payment SP1. */
const numbered = anOrder({ attempts: [anAttempt({ spTradeNo: 'SP1' })] });

describe('the matter of a fact', () => {
  test('is a payment by its attempt, its status and the PSP’s own number', () => {
    expect(matterOf(aPayment())).toEqual(matter);
    expect(matterOf(aPayment(), true)).toEqual({ ...matter, says: 'denied' });
    const { spTradeNo: _, ...rest } = aPayment();
    expect(matterOf(rest)).toEqual(numberless);
  });

  test('is a refund by its number and what is said of it', () => {
    expect(matterOf(aRefundFact())).toEqual({ paySp: 'yaband', no: 'CPORDER01R1', says: 'succeeded' });
  });

  test('is the same whether or not the PSP’s own number came along, and another in anything else', () => {
    expect(isSameMatter(matter, matter)).toBe(true);
    expect(isSameMatter(matter, numberless)).toBe(true);
    expect(isSameMatter(numberless, matter)).toBe(true);
    for (const other of [{ paySp: 'v3' }, { no: 'X' }, { says: 'denied' }, { spTradeNo: 'SP2' }]) {
      expect(isSameMatter(matter, { ...matter, ...other })).toBe(false);
    }
  });
});

describe('a decision', () => {
  test('is found by its matter', () => {
    const one = decision(matter);
    const order = { ...numbered, decisions: [decision({ ...matter, spTradeNo: 'SP2' }), one] };
    expect(decisionOn(order, matter)).toBe(one);
    expect(decisionOn(order, { ...matter, spTradeNo: 'SP3' })).toBeUndefined();
  });

  test.each([
    ['return', true],
    ['returned_elsewhere', true],
    ['dismissed', false],
  ] as const)('of the word %s gives the money back: %s', (word, isBack) => {
    expect(isGivenBack({ ...numbered, decisions: [decision(matter, word)] }, matter)).toBe(isBack);
  });

  test('that nobody took gives nothing back', () => {
    expect(isGivenBack(numbered, matter)).toBe(false);
  });

  test('stands in the order and its journal, with who and why', () => {
    const one = decision(matter);
    const after = withDecision({ ...numbered, decisions: [decision({ ...matter, no: 'X' })] }, one);
    expect(after.decisions).toEqual([decision({ ...matter, no: 'X' }), one]);
    expect(after.journal).toEqual([
      { at: 8000, event: 'decided: return SP1', by: 'o-operator', why: 'paid twice' },
    ]);
    expect(withDecision(numbered, decision(numberless, 'dismissed')).journal).toMatchObject([
      { event: `decided: dismissed ${NO}` },
    ]);
  });

  test.each<[string, Matter, Order, readonly string[]]>([
    ['the only payment of its attempt, under both its numbers', matter, numbered, ['SP2', 'X']],
    ['that payment, reported without its number', numberless, numbered, ['SP2', 'X']],
    [
      'another payment under the number, and not the first',
      { ...matter, spTradeNo: 'SP2' },
      numbered,
      [NO, 'SP1', 'X'],
    ],
    ['a payment of an attempt that has no number', matter, anOrder(), ['SP2', 'X']],
    ['a payment without numbers', numberless, anOrder(), ['SP1', 'SP2', 'X']],
    ['a payment of an attempt that is not there', { ...numberless, no: 'X' }, numbered, [NO, 'SP1', 'SP2']],
    [
      'a payment at another PSP, whose number is another one’s',
      { ...numberless, paySp: 'v3' },
      numbered,
      ['SP1', 'SP2', 'X'],
    ],
  ])('ends what waits because of %s', (_what, about, order, left) => {
    const after = withDecision(waiting(order, NO, 'SP1', 'SP2', 'X'), decision(about));
    expect(after.attention.map(({ of }) => of)).toEqual(left);
  });

  test('ends nothing that waits for another reason', () => {
    const order: Order = { ...numbered, attention: [{ reason: 'not_ended', since: 1, of: NO }] };
    expect(withDecision(order, decision(matter)).attention).toEqual(order.attention);
  });

  test('is noted once its notice says so too, and no other with it', () => {
    const other = { ...decision({ ...matter, no: 'X' }), noticeId: 'N2' };
    const order = { ...numbered, decisions: [decision(matter), other] };
    const after = withNoted(order, 'N1');
    expect(after).toEqual({ ...order, decisions: [{ ...decision(matter), noted: true }, other] });
    expect(after && withNoted(after, 'N1')).toBeUndefined();
    expect(withNoted(order, 'N3')).toBeUndefined();
  });
});

describe('a payment', () => {
  const paid = aPaidOrder();

  test('is the one that paid its order where attempt, PSP and number are the same', () => {
    expect(isOwnPayment(paid, matter)).toBe(true);
    expect(isOwnPayment(paid, numberless)).toBe(true);
    for (const other of [{ paySp: 'v3' }, { no: 'X' }, { spTradeNo: 'SP2' }]) {
      expect(isOwnPayment(paid, { ...matter, ...other })).toBe(false);
    }
  });

  test('is not the one that paid where another attempt did, or none', () => {
    const two = { ...paid, attempts: [...paid.attempts, anAttempt({ no: 'X', state: 'aside' })] };
    expect(isOwnPayment(two, { ...numberless, no: 'X' })).toBe(false);
    expect(isOwnPayment(numbered, matter)).toBe(false);
  });
});

describe('what waits for a person', () => {
  test('is named by the PSP’s number where that is known, else by ours', () => {
    expect(numberOf(numbered, matter)).toBe('SP1');
    expect(numberOf(numbered, numberless)).toBe('SP1');
    expect(numberOf(anOrder(), numberless)).toBe(NO);
    expect(numberOf(numbered, { ...numberless, paySp: 'v3' })).toBe(NO);
    expect(numberOf(numbered, { ...numberless, no: 'X' })).toBe('X');
  });

  test('keeps our number where it waited under it before, unless it is another payment', () => {
    const before = waiting(numbered, NO);
    expect(numberOf(before, matter)).toBe(NO);
    expect(numberOf(before, numberless)).toBe(NO);
    expect(numberOf(before, { ...matter, spTradeNo: 'SP2' })).toBe('SP2');
    expect(numberOf(waiting(numbered, 'X'), matter)).toBe('SP1');
    const otherwise: Order = { ...numbered, attention: [{ reason: 'not_ended', since: 1, of: NO }] };
    expect(numberOf(otherwise, matter)).toBe('SP1');
  });

  test('waits once, since when it came, unless somebody has decided', () => {
    const first = withMatter(numbered, matter, 10);
    expect(first.attention).toEqual([{ reason: 'kept_aside', since: 10, of: 'SP1' }]);
    expect(withMatter(first, numberless, 20)).toBe(first);
    const decided = withDecision(first, decision(matter));
    expect(withMatter(decided, matter, 30)).toBe(decided);
  });

  test('is said of a fact with the words for why', () => {
    expect(aside(numbered, 'too much', aPayment(), 10)).toEqual({
      is: 'aside',
      why: 'too much',
      order: withMatter(numbered, matter, 10),
    });
  });
});
