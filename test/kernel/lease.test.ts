/** What counts as held: up to two hours from now, the end not included. */
import { isHeld } from '../../shared/kernel/lease';

const NOW = 1_800_000_000_000;
const HOURS = 3600_000;

test.each([
  ['a lease that nobody has', 0, false],
  ['one that is over', NOW - 1, false],
  ['one that ends now', NOW, false],
  ['one that ends in a moment', NOW + 1, true],
  ['the longest', NOW + 2 * HOURS, true],
  ['one that no clock can have meant', NOW + 2 * HOURS + 1, false],
  ['one without an end', Infinity, false],
  ['one that is no number', NaN, false],
])('%s', (_what, until, isSo) => {
  expect(isHeld(until, NOW)).toBe(isSo);
});
