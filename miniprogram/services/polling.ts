// How often a page asks the back end again while something is open: quickly at first, then ever more slowly, and never while
// nobody looks.

/** How long to wait after so many answers, in ms. */
export type Pace = (asked: number) => number;

/**
 * For the end of a payment: a second at first, four in the end. A PSP may report nothing, so that only asking tells: while the
 * page is open, a payment is known within ten seconds.
 */
export const paymentPace: Pace = (asked) => (asked < 5 ? 1000 : asked < 15 ? 2000 : 4000);

/** For an order that lies open and that others may change: 4 seconds at first, a minute in the end. */
export const orderPace: Pace = (asked) => Math.min(60_000, Math.round(4000 * 1.5 ** asked));

/** Questions about one thing that overlap on a slow network: what was asked for last is what counts, whichever answer comes last. */
export class Overlapping {
  private asked = 0;
  private answered = 0;

  /** The answer; undefined where a later question has its answer already. Rejects, likewise, only where it has not. */
  async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    this.asked += 1;
    const turn = this.asked;
    try {
      const answer = await question();
      if (turn < this.answered) return undefined;
      this.answered = turn;
      return answer;
    } catch (failure) {
      if (turn < this.answered) return undefined;
      throw failure;
    }
  }
}

/** Asks again and again between `start` and `stop`, one question at a time. */
export class Asking {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private round = 0;

  /** `ask` answers whether to ask again; it must not reject. */
  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly pace: Pace,
  ) {}

  /** Asks at once, and then at the pace, from its beginning. */
  start(): void {
    this.stop();
    void this.go(this.round, 0);
  }

  /** Asks no more; what a question under way still answers starts no further one. */
  stop(): void {
    this.round += 1;
    if (this.timer !== undefined) clearTimeout(this.timer);
  }

  private async go(round: number, asked: number): Promise<void> {
    const isOpen = await this.ask();
    if (isOpen && round === this.round) this.wait(round, asked);
  }

  private wait(round: number, asked: number): void {
    this.timer = setTimeout(() => void this.go(round, asked + 1), this.pace(asked));
  }
}
