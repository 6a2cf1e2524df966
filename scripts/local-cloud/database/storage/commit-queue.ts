// Writes that come together go to disk together: one wait for the disk, in which each is done as a whole or refused alone.
import { ShelfFailure, type Shelf } from './shelf';

interface Job {
  run(): void;
  done(failure?: unknown): void;
}

export class CommitQueue {
  private waiting: Job[] = [];

  constructor(private readonly shelf: Shelf) {}

  /** Does work that reads, decides, and then writes; fulfilled once that is on disk. What throws must not have written yet. */
  run<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let finish = (): void => undefined;
      this.waiting.push({
        run: () => {
          try {
            const answer = work();
            finish = () => resolve(answer);
          } catch (error) {
            if (error instanceof ShelfFailure) throw error;
            finish = () => reject(asError(error));
          }
        },
        done: (failure) => (failure === undefined ? finish() : reject(asError(failure))),
      });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  private flush(): void {
    const jobs = this.waiting;
    this.waiting = [];
    try {
      this.shelf.atomically(() => {
        for (const job of jobs) job.run();
      });
    } catch (error) {
      for (const job of jobs) job.done(error);
      return;
    }
    for (const job of jobs) job.done();
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
