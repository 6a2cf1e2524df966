/** What happened to one sending is not what happened to the thing: the policy's table, row by row. */
import type { Outcome } from '../../../shared/kernel/exchange';
import {
  afterAskingForRefund,
  afterClosing,
  afterPaying,
  afterRefunding,
  hasRefundEnded,
  mayCancel,
  mayRepeatRefund,
  type Known,
} from '../../../shared/payments/order/policy';

const ok: Outcome<never> = { is: 'ok', value: undefined as never };
const no = (why: Extract<Outcome<never>, { is: 'refused' }>['why']): Outcome<never> => ({
  is: 'refused',
  why,
  theirs: why,
});
const unsent = (why: Extract<Outcome<never>, { is: 'unsent' }>['why'] = 'unreachable'): Outcome<never> => ({
  is: 'unsent',
  why,
  theirs: why,
});
const unknown = (why: Extract<Outcome<never>, { is: 'unknown' }>['why']): Outcome<never> => ({
  is: 'unknown',
  why,
});
const everySilence = [
  'timeout',
  'cut_off',
  'too_large',
  'busy',
  'unreadable',
  'unverified',
  'unknown_key',
  'later',
] as const;
const everyUnsent = [
  'unaskable',
  'no_keys',
  'no_token',
  'no_time',
  'unreachable',
  'untrusted_certificate',
] as const;
const earlier: readonly Known[] = ['doubtful', 'standing'];

describe('after an earlier sending that may have happened', () => {
  const nothingNew = [
    ...everyUnsent.map(unsent),
    ...everySilence.map(unknown),
    unknown('undocumented'),
    ...(['declined', 'not_found', 'other'] as const).map(no),
  ];

  test.each(earlier.flatMap((before) => nothingNew.map((outcome) => [before, outcome] as const)))(
    'a payment that is %s stays so, whatever %j says of another sending',
    (before, outcome) => {
      expect(afterPaying(before, outcome)).toBe(before);
    },
  );

  test.each(earlier.flatMap((before) => nothingNew.map((outcome) => [before, outcome] as const)))(
    'a refund that is %s frees nothing, whatever %j says of another sending',
    (before, outcome) => {
      expect(afterRefunding(before, outcome)).toBe(before);
    },
  );
});

describe('the first sending', () => {
  test.each(everyUnsent)('that never left (%s) left nothing behind', (why) => {
    expect(afterPaying('nothing', unsent(why))).toBe('unsent');
    expect(afterRefunding('nothing', unsent(why))).toBe('unsent');
  });

  test.each(everySilence)('without an answer to be believed (%s) may have happened', (why) => {
    expect(afterPaying('nothing', unknown(why))).toBe('doubtful');
    expect(afterRefunding('nothing', unknown(why))).toBe('doubtful');
  });

  test('refused in documented words is over', () => {
    expect(afterPaying('nothing', no('declined'))).toBe('ended');
    expect(afterRefunding('nothing', no('other'))).toBe('ended');
  });

  test('refused in words that nobody documents frees no money, and opens no second way to pay', () => {
    expect(afterRefunding('nothing', unknown('undocumented'))).toBe('doubtful');
    // Nobody can pay without the strings or the link, and those never came.
    expect(afterPaying('nothing', unknown('undocumented'))).toBe('ended');
  });

  test('that meets something under its number is asked about', () => {
    expect(afterPaying('nothing', no('number_taken'))).toBe('standing');
    expect(afterPaying('nothing', no('already_paid'))).toBe('standing');
  });
});

describe('whatever was known before', () => {
  const always: readonly Known[] = ['nothing', 'doubtful', 'standing'];

  test.each(always)('(%s) a sending that the PSP took stands there', (before) => {
    expect(afterPaying(before, ok)).toBe('standing');
    expect(afterRefunding(before, ok)).toBe('standing');
  });

  test.each(always)(
    '(%s) a trade that the PSP calls closed is over, and one that it calls taken or paid stands',
    (before) => {
      expect(afterPaying(before, no('closed'))).toBe('ended');
      expect(afterPaying(before, no('number_taken'))).toBe('standing');
      expect(afterPaying(before, no('already_paid'))).toBe('standing');
    },
  );
});

describe('closing', () => {
  const named = { wasHandedOut: true, isNameless: false };
  const plain = { ...named, reverses: false };
  const reversing = { ...named, reverses: true };

  test.each([ok, no('closed'), no('not_found')])('is done by %j', (outcome) => {
    expect(afterClosing(outcome, reversing)).toBe('closed');
  });

  test('of an attempt whose number we never learned is done only where the payer never got it', () => {
    expect(afterClosing(unsent('unaskable'), { ...reversing, wasHandedOut: false })).toBe('closed');
    expect(afterClosing(unsent('unaskable'), reversing)).toBe('untouched');
  });

  test.each(['declined', 'already_paid', 'number_taken', 'other'] as const)(
    'refused as %s is asked about, wherever',
    (why) => {
      expect(afterClosing(no(why), plain)).toBe('ask');
      expect(afterClosing(no(why), reversing)).toBe('ask');
    },
  );

  test.each(everySilence)('without an answer (%s) stays doubtful', (why) => {
    expect(afterClosing(unknown(why), plain)).toBe('doubtful');
  });

  test('refused in unheard-of words is asked about at once only where closing moves no money', () => {
    expect(afterClosing(unknown('undocumented'), plain)).toBe('ask');
    expect(afterClosing(unknown('undocumented'), reversing)).toBe('doubtful');
  });
});

describe('cancelling where that gives money back', () => {
  const said = (status: 'pending' | 'paid' | 'declined' | 'closed') =>
    ({ is: 'ok', value: { kind: 'payment', attemptNo: 'A', status, theirs: status } }) as const;

  test('goes ahead only after the PSP called the attempt unpaid', () => {
    const handedOut = { wasHandedOut: true, isNameless: false };
    expect(mayCancel(said('pending'), handedOut)).toBe('cancel');
    expect(mayCancel(said('paid'), handedOut)).toBe('book');
    expect(mayCancel(said('closed'), handedOut)).toBe('book');
    expect(mayCancel(said('declined'), handedOut)).toBe('book');
    expect(mayCancel({ is: 'ok', value: { ...said('declined').value, payable: true } }, handedOut)).toBe(
      'cancel',
    );
    expect(mayCancel(no('not_found'), handedOut)).toBe('cancel');
    for (const why of everySilence) expect(mayCancel(unknown(why), handedOut)).toBe('leave');
    expect(mayCancel(unknown('undocumented'), handedOut)).toBe('leave');
    expect(mayCancel(unsent('unreachable'), handedOut)).toBe('leave');
    expect(mayCancel(no('other'), handedOut)).toBe('leave');
  });

  test('goes ahead, whatever the PSP says, where the payer never got the strings or the link', () => {
    const never = { wasHandedOut: false, isNameless: false };
    expect(mayCancel(unknown('undocumented'), never)).toBe('cancel');
    expect(mayCancel(said('paid'), never)).toBe('book');
    expect(afterClosing(unknown('timeout'), { reverses: true, ...never })).toBe('closed');
  });

  test('does not believe “not found” of what was handed out where nothing names the merchant', () => {
    const nameless = { wasHandedOut: true, isNameless: true };
    expect(mayCancel(no('not_found'), nameless)).toBe('leave');
    expect(afterClosing(no('not_found'), { reverses: true, ...nameless })).toBe('ask');
    expect(afterClosing(no('closed'), { reverses: false, ...nameless })).toBe('closed');
    const never = { ...nameless, wasHandedOut: false };
    expect(mayCancel(no('not_found'), never)).toBe('cancel');
    expect(afterClosing(no('not_found'), { reverses: false, ...never })).toBe('closed');
  });
});

describe('a refund that the PSP does not know', () => {
  test('goes out again under its number only where that cannot refund twice', () => {
    const doubtful = { isDoubtful: true, mayRepeat: true };
    expect(afterAskingForRefund(no('not_found'), doubtful)).toBe('send again');
    expect(afterAskingForRefund(no('other'), doubtful)).toBe('wait');
    expect(afterAskingForRefund(ok, doubtful)).toBe('book');
    expect(afterAskingForRefund(ok, { isDoubtful: false, mayRepeat: false })).toBe('book');
    expect(afterAskingForRefund(no('not_found'), { isDoubtful: true, mayRepeat: false })).toBe('wait');
    expect(afterAskingForRefund(no('not_found'), { isDoubtful: false, mayRepeat: true })).toBe('wait');
    expect(afterAskingForRefund(unknown('timeout'), doubtful)).toBe('wait');
  });

  test('has ended when it was refused ten minutes after the last sending, and not before', () => {
    expect(hasRefundEnded(no('not_found'), no('other'), 600_000)).toBe(true);
    expect(hasRefundEnded(no('not_found'), no('other'), 599_999)).toBe(false);
    expect(hasRefundEnded(no('not_found'), unknown('busy'), 600_000)).toBe(false);
    expect(hasRefundEnded(unknown('busy'), no('other'), 600_000)).toBe(false);
    expect(hasRefundEnded(no('other'), no('other'), 600_000)).toBe(false);
  });
});

describe('a refund that its PSP, asked, does not know', () => {
  const later = [0, 10 * 60_000 - 1, 10 * 60_000] as const;

  test('may go out again at any time where a repetition is recognised, and never where nobody knows', () => {
    expect(later.map((since) => mayRepeatRefund('safe', since))).toEqual([true, true, true]);
    expect(later.map((since) => mayRepeatRefund('unknown', since))).toEqual([false, false, false]);
  });

  test('may go out again after ten minutes where the PSP’s sums show that it is missing', () => {
    expect(later.map((since) => mayRepeatRefund('listed', since))).toEqual([false, false, true]);
  });
});
