/** A session changes only from pending, and its end stays. */
import { begun, ended, EXPIRED, isPastAsking, LOST, opened } from '../../../shared/identity/face/session';

const NOW = 1_780_000_000_000;
const HOUR = 3_600_000;
const caller = { appid: 'wx0000000000000001', openid: 'oMe' };
const open = opened({ outSeqNo: 'session-1', caller, faceVersion: 2, purpose: 'rent' }, NOW);
const running = begun(open, 'sealed', { now: NOW, expiresAt: NOW + HOUR });
if (!running) throw new Error('it did not begin');
const over = ended(running, { state: 'verified', advice: 'verified' }, { now: NOW + 5, code: 10000 });
if (!over) throw new Error('it did not end');

test.each([LOST, EXPIRED, { state: 'verified', advice: 'verified' } as const])(
  'what has ended does not end again as %j',
  (verdict) => {
    expect(ended(over, verdict, { now: NOW + 10 })).toBeUndefined();
  },
);

test('what has ended does not begin, and what has begun does not begin anew', () => {
  expect(begun(over, 'other', { now: NOW, expiresAt: NOW + HOUR })).toBeUndefined();
  expect(begun(running, 'other', { now: NOW, expiresAt: NOW + HOUR })).toBeUndefined();
});

test('an end takes with it what a question needs, and the timer’s moment', () => {
  expect(over).toMatchObject({ state: 'verified', sealed: '', lastCode: 10000, endedAt: NOW + 5 });
  expect(over).not.toHaveProperty('dueAt');
});

test('a session that was told of may be asked about for five minutes after its end, another not at all', () => {
  expect(isPastAsking(running, NOW + HOUR + 299_999)).toBe(false);
  expect(isPastAsking(running, NOW + HOUR + 300_000)).toBe(true);
  expect(isPastAsking(open, open.expiresAt - 1)).toBe(false);
  expect(isPastAsking(open, open.expiresAt)).toBe(true);
});
