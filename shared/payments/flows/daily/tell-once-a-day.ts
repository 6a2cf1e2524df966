/**
 * Once a day, whatever number of timers runs: the first one claims the day by adding its document, and a later one takes it over only
 * where the first died or the telling failed, a few times.
 */
import type { Clock, Log } from '../../../kernel/ports';
import type { Documents } from '../../../kernel/versioned';
import type { DailyMatter, Digest, TellingDay } from '../../daily-matters';
import { digestOf } from './digest';

export interface TellingRoom {
  readonly clock: Clock;
  readonly log: Log;
  readonly days: Documents<TellingDay>;
  /** What there is to tell. */
  matters(): Promise<readonly DailyMatter[]>;
  /** The merchant's own; may throw. */
  tell(digest: Digest): Promise<void>;
}

const DAY_MS = 86_400_000;
/** From nine in the morning in Beijing. */
const FROM_MS = 3_600_000;
/** Longer than a function lives. */
const LEASE_MS = 120_000;
/** After a telling that failed. */
const AGAIN_MS = 3_600_000;
const MOST_TRIES = 5;

export interface DailyTelling {
  run(room: TellingRoom): Promise<void>;
}

/** With the memory of one running instance: a day that is over is not asked about again. */
export function createDailyTelling(): DailyTelling {
  let lookAgainAt = 0;
  return {
    async run(room) {
      const now = room.clock.now();
      if (now < lookAgainAt) return;
      const midnight = now - (now % DAY_MS);
      if (now < midnight + FROM_MS) return;
      const tomorrow = midnight + DAY_MS + FROM_MS;
      const claimed = await claim(room, new Date(now).toISOString().slice(0, 10), now);
      lookAgainAt = typeof claimed === 'number' ? Math.min(claimed, tomorrow) : tomorrow;
      if (typeof claimed === 'number') return;
      const ended = await told(room, claimed);
      if (ended.state === 'failed') lookAgainAt = ended.leaseUntil;
    },
  };
}

/** The day as claimed by this run; or when to look again. */
async function claim(room: TellingRoom, day: string, now: number): Promise<TellingDay | number> {
  const fresh: TellingDay = {
    ...{ day, version: 1, state: 'claimed', tries: 1, count: 0 },
    leaseUntil: now + LEASE_MS,
  };
  if (await room.days.insert(fresh)) return fresh;
  const found = await room.days.get(day);
  const isOver = !found || found.state === 'told' || found.state === 'nothing' || found.tries >= MOST_TRIES;
  if (isOver) return Infinity;
  if (found.leaseUntil > now) return found.leaseUntil;
  const next = { ...found, state: 'claimed', tries: found.tries + 1, leaseUntil: now + LEASE_MS } as const;
  return keep(room, next);
}

/** The document as written; or when to look again, where somebody else was first. */
async function keep(room: TellingRoom, next: TellingDay): Promise<TellingDay | number> {
  const written = { ...next, version: (next.version ?? 0) + 1 };
  const isOurs = await room.days.replace(written, next.version);
  return isOurs ? written : room.clock.now() + LEASE_MS;
}

async function told(room: TellingRoom, claimed: TellingDay): Promise<TellingDay> {
  const { day } = claimed;
  try {
    const matters = await room.matters();
    const count = matters.reduce((sum, one) => sum + one.count, 0);
    if (matters.length > 0) await room.tell(digestOf(day, matters));
    const ended = { ...claimed, state: matters.length > 0 ? 'told' : 'nothing', count } as const;
    await keep(room, ended);
    return ended;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'a value was thrown';
    room.log('digest_failed', { day, why });
    const failed = { ...claimed, state: 'failed', leaseUntil: room.clock.now() + AGAIN_MS } as const;
    await keep(room, failed);
    return failed;
  }
}
