/** Time that passes only when it is told to: the clock of the sandboxes and of the shop in one. */
import type { LocalClock } from '../local-cloud/clock';

interface Waiting {
  readonly time: number;
  readonly task: () => void;
}

export class VirtualClock implements LocalClock {
  private waiting = new Set<Waiting>();
  private passed = 0;
  private tasks = 0;

  /** Milliseconds since the epoch. */
  constructor(private readonly start: number) {}

  now(): number {
    return this.start + this.passed;
  }

  offsetMs(): number {
    return this.passed;
  }

  /** Runs everything that becomes due on the way, in the order of its time, then of its asking. */
  advance(ms: number): void {
    const target = this.now() + ms;
    for (let next = this.earliest(); next && next.time <= target; next = this.earliest()) {
      this.passed = Math.max(this.passed, next.time - this.start);
      this.waiting.delete(next);
      this.tasks += 1;
      next.task();
    }
    this.passed = target - this.start;
  }

  at(time: number, task: () => void): () => void {
    const entry = { time, task };
    this.waiting.add(entry);
    return () => void this.waiting.delete(entry);
  }

  /** How much has become due so far. */
  tasksSoFar(): number {
    return this.tasks;
  }

  /** When something becomes due next. */
  next(): number | undefined {
    return this.earliest()?.time;
  }

  reset(): void {
    this.waiting = new Set();
    this.passed = 0;
  }

  private earliest(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const entry of this.waiting) if (!first || entry.time < first.time) first = entry;
    return first;
  }
}
