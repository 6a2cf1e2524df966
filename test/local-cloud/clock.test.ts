// The local clock: an offset that only grows, and tasks that run when their time has come.
import { createLocalClock } from '../../scripts/local-cloud/clock';

it('runs what has become due in the order of its time, each at its own time', () => {
  const clock = createLocalClock();
  const ran: [string, number][] = [];
  const start = clock.now();
  const task = (name: string, then?: () => void) => () => {
    ran.push([name, Math.round((clock.now() - start) / 1000)]);
    then?.();
  };
  clock.at(
    start + 30_000,
    task('second', () => clock.at(clock.now() + 10_000, task('planned by second'))),
  );
  clock.at(start + 10_000, task('first'));
  clock.at(start + 90_000, task('later'));
  clock.advance(60_000);
  expect(ran).toEqual([
    ['first', 10],
    ['second', 30],
    ['planned by second', 40],
  ]);
  expect(clock.offsetMs()).toBe(60_000);
});

it('runs tasks by itself when real time reaches them', async () => {
  const clock = createLocalClock({ offsetMs: 5000 });
  const seen = await new Promise<number>((resolve) => clock.at(clock.now() + 30, () => resolve(clock.now())));
  expect(seen - Date.now()).toBeGreaterThan(4000);
});

it('forgets cancelled tasks, and all of them at a reset', () => {
  const clock = createLocalClock();
  const ran: string[] = [];
  const cancel = clock.at(clock.now() + 10, () => ran.push('cancelled'));
  cancel();
  clock.advance(20);
  clock.at(clock.now() + 10, () => ran.push('reset'));
  clock.reset();
  clock.advance(20);
  expect(ran).toEqual([]);
});

it('goes on after a task that throws, tells its offset, and refuses to go back', () => {
  const errors: unknown[] = [];
  const offsets: number[] = [];
  const clock = createLocalClock({
    onTaskError: (error) => errors.push(error),
    onMoved: (offset) => offsets.push(offset),
  });
  const boom = new Error('boom');
  clock.at(clock.now() + 10, () => {
    throw boom;
  });
  clock.advance(20);
  clock.reset();
  expect([errors, offsets]).toEqual([[boom], [20, 0]]);
  expect(() => clock.advance(-1)).toThrow('forward only');
});
