/** What functions and sandboxes see as now: the machine's clock plus an offset that tests and people can move. */
export interface LocalClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How far ahead of the machine's clock, in milliseconds. */
  offsetMs(): number;
  /** Moves now forward and runs everything that has become due, in the order of its time. */
  advance(ms: number): void;
  /** Runs `task` once now() has reached `time` (milliseconds). The answer cancels it. */
  at(time: number, task: () => void): () => void;
  /** Back to the machine's clock; forgets all that waits. */
  reset(): void;
}

/** Where a clock starts, who keeps its offset, and who hears of a task that threw. */
export interface LocalClockOptions {
  readonly offsetMs?: number;
  readonly onMoved?: (offsetMs: number) => void;
  readonly onTaskError?: (error: unknown) => void;
}

interface Waiting {
  readonly time: number;
  readonly task: () => void;
}

/** Node's timers overflow beyond this; a longer wait is simply looked at again. */
const longestSleepMs = 2 ** 31 - 1;

/** A clock that follows the machine's, ahead of it by an offset. Its timers never keep a process alive. */
export function createLocalClock(options: LocalClockOptions = {}): LocalClock {
  return new OffsetClock(options);
}

class OffsetClock implements LocalClock {
  private readonly waiting = new Set<Waiting>();
  private offset: number;
  private sleep: NodeJS.Timeout | undefined;

  constructor(private readonly options: LocalClockOptions) {
    this.offset = options.offsetMs ?? 0;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  offsetMs(): number {
    return this.offset;
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new RangeError('The clock moves forward only: give milliseconds >= 0.');
    const target = this.offset + ms;
    // Step by step, so that a task that plans its successor plans it from its own time.
    for (let next = this.earliest(); next && next.time <= Date.now() + target; next = this.earliest()) {
      this.offset = Math.min(Math.max(this.offset, next.time - Date.now()), target);
      this.run(next);
    }
    this.moveTo(target);
    this.arm();
  }

  at(time: number, task: () => void): () => void {
    const entry = { time, task };
    this.waiting.add(entry);
    this.arm();
    return () => {
      if (this.waiting.delete(entry)) this.arm();
    };
  }

  reset(): void {
    this.waiting.clear();
    this.arm();
    this.moveTo(0);
  }

  private earliest(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const entry of this.waiting) if (!first || entry.time < first.time) first = entry;
    return first;
  }

  private arm(): void {
    clearTimeout(this.sleep);
    const next = this.earliest();
    if (!next) return;
    const wait = Math.min(Math.max(next.time - this.now(), 0), longestSleepMs);
    this.sleep = setTimeout(() => this.runDue(), wait).unref();
  }

  private runDue(): void {
    for (let next = this.earliest(); next && next.time <= this.now(); next = this.earliest()) this.run(next);
    this.arm();
  }

  private run(entry: Waiting): void {
    this.waiting.delete(entry);
    try {
      entry.task();
    } catch (error) {
      this.options.onTaskError?.(error);
    }
  }

  private moveTo(offsetMs: number): void {
    this.offset = offsetMs;
    this.options.onMoved?.(offsetMs);
  }
}
