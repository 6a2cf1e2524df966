/** The machine behind the clock port. */
import { systemClock } from '../../shared/adapters/system';

it('sleeps as long as it was told', async () => {
  const from = performance.now();
  await systemClock.sleep(120);
  const slept = performance.now() - from;
  // A timer of Node may be a millisecond early.
  expect(slept).toBeGreaterThan(118);
  // Seconds taken for milliseconds would be two minutes.
  expect(slept).toBeLessThan(30_000);
});

it('tells the time in milliseconds', () => {
  expect(Math.abs(systemClock.now() - new Date().getTime())).toBeLessThan(1000);
});
