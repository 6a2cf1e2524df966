/** A clock that stands still until a test moves it. */
import type { LocalClock } from '../../scripts/local-cloud/clock';

interface Waiting {
  readonly time: number;
  readonly task: () => void;
}

/** 13:00 on an ordinary day in Amsterdam. */
const start = Date.UTC(2026, 10, 2, 12);

export class ManualClock implements LocalClock {
  private waiting: Waiting[] = [];
  private ms = start;

  now(): number {
    return this.ms;
  }

  offsetMs(): number {
    return 0;
  }

  /** When the next task is due. */
  nextAt(): number | undefined {
    return this.waiting[0]?.time;
  }

  advance(ms: number): void {
    const target = this.ms + ms;
    for (let next = this.waiting[0]; next && next.time <= target; next = this.waiting[0]) {
      this.waiting.shift();
      this.ms = Math.max(this.ms, next.time);
      next.task();
    }
    this.ms = target;
  }

  at(time: number, task: () => void): () => void {
    const entry = { time, task };
    this.waiting = [...this.waiting, entry].sort((a, b) => a.time - b.time);
    return () => {
      this.waiting = this.waiting.filter((each) => each !== entry);
    };
  }

  reset(): void {
    this.waiting = [];
    this.ms = start;
  }
}
