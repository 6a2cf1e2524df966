/** A PSP that cannot be reached rests for a while; what is wrong with one account alone rests nobody. */
import type { Outcome } from '../../../shared/kernel/exchange';
import { createPauses } from '../../../shared/payments/flows/pauses';

type Why = Extract<Outcome<never>, { is: 'unsent' }>['why'];

/** Whether a PSP rests after three of these in a row, at once and 45 seconds later. */
function rests(outcome: Outcome<never>): readonly boolean[] {
  let now = 1000;
  const pauses = createPauses({ now: () => now, sleep: () => Promise.resolve() });
  for (let n = 0; n < 3; n += 1) pauses.note('v3', outcome);
  const atOnce = pauses.isPaused('v3');
  now += 45_000;
  return [atOnce, pauses.isPaused('v3'), pauses.isPaused('v2')];
}

const unsent = (why: Why): Outcome<never> => ({ is: 'unsent', why, theirs: '' });

test.each<Outcome<never>>([
  { is: 'unknown', why: 'timeout' },
  unsent('unreachable'),
  unsent('untrusted_certificate'),
  unsent('keys_away'),
  unsent('token_away'),
])('after three times %j a PSP rests for a while, and no other', (outcome) => {
  expect(rests(outcome)).toEqual([true, false, false]);
});

test.each<Why>(['no_keys', 'no_token', 'unaskable', 'no_time'])(
  'what an account lacks (%s) keeps nobody from asking about the orders of the others',
  (why) => {
    expect(rests(unsent(why))).toEqual([false, false, false]);
  },
);

test('what never went out says nothing of a PSP that hangs; an answer does', () => {
  const hang: Outcome<never> = { is: 'unknown', why: 'timeout' };
  const isPausedAfter = (between: Outcome<never>): boolean => {
    const pauses = createPauses({ now: () => 1000, sleep: () => Promise.resolve() });
    for (const outcome of [hang, hang, between, hang]) pauses.note('v3', outcome);
    return pauses.isPaused('v3');
  };
  expect(isPausedAfter(unsent('unaskable'))).toBe(true);
  expect(isPausedAfter(unsent('no_keys'))).toBe(true);
  expect(isPausedAfter({ is: 'refused', why: 'other', theirs: '' })).toBe(false);
  expect(isPausedAfter({ is: 'unknown', why: 'busy' })).toBe(false);
});
