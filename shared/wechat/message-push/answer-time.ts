/** WeChat waits five seconds from when it sent; some of them are gone before the function begins and after it ends. */
import type { Clock, Log } from '../../kernel/ports';
import type { Times } from './apply-push';

const HANDLERS_MS = 3200;
const ANSWER_MS = 4000;
/** Longer than whoever works on a message may take to answer: a repetition comes when it is over. */
const LEASE_MS = 5000;

/** The times of a push that came at `startedAt`. */
export const timesFrom = (startedAt: number): Times => ({
  deadline: startedAt + HANDLERS_MS,
  leaseMs: LEASE_MS,
});

export interface Answering<T> {
  readonly clock: Clock;
  readonly log: Log;
  readonly startedAt: number;
  /** The answer that makes WeChat come again. */
  readonly again: (status: 500 | 503, why: string) => T;
}

/** What the work comes to; our own trouble, and what takes too long, is answered so that WeChat comes again. */
export async function answerInTime<T>(answering: Answering<T>, work: Promise<T>): Promise<T> {
  const { clock, log, startedAt, again } = answering;
  const answered = work.catch((error: unknown) => {
    log('push_failed', {
      what: error instanceof Error ? `${error.name}: ${error.message}` : 'a value was thrown',
    });
    return again(500, 'failed');
  });
  const late = clock.sleep(Math.max(0, startedAt + ANSWER_MS - clock.now())).then(() => again(503, 'late'));
  return Promise.race([answered, late]);
}
