// What one running mini-program is told about the queries that it watches: messages wait here until it has asked for them and said that it
// has heard them.
import type { DocumentChange } from './document-changes';

/** A snapshot of a watched query or, with an `errCode`, its end. */
export interface Told {
  readonly watch: string;
  readonly id?: number;
  readonly type?: 'init';
  readonly docs?: readonly string[];
  readonly changes?: readonly DocumentChange[];
  readonly errCode?: number;
  readonly errMsg?: string;
}

/** Numbers grow, also from one channel to the next of the same name. */
export type Message = Told & { readonly number: number };

export interface ChannelTimes {
  /** How long a question waits for something to be told, ms. */
  readonly patienceMs: number;
  /** How long a channel lives that nobody asks, ms. */
  readonly lifetimeMs: number;
}

/** A mini-program that does not ask has gone away. */
const mostUnheard = 1000;

export class WatchChannel {
  private messages: Message[] = [];
  private answer: (() => void) | undefined;
  private end: NodeJS.Timeout | undefined;

  constructor(
    private readonly times: ChannelTimes,
    private readonly nextNumber: () => number,
    private readonly onEnd: () => void,
  ) {
    this.expectQuestion();
  }

  tell(told: Told): void {
    this.messages.push({ number: this.nextNumber(), ...told });
    this.answer?.();
    if (this.messages.length > mostUnheard) this.onEnd();
  }

  /** All that was told after this number, or nothing after a while. */
  async next(after: number): Promise<readonly Message[]> {
    this.answer?.();
    clearTimeout(this.end);
    this.messages = this.messages.filter(({ number }) => number > after);
    if (this.messages.length === 0) await this.something();
    this.expectQuestion();
    return this.messages;
  }

  /** Answers whoever waits. */
  close(): void {
    this.answer?.();
    clearTimeout(this.end);
  }

  private something(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer?.(), this.times.patienceMs).unref();
      this.answer = () => {
        clearTimeout(timer);
        this.answer = undefined;
        resolve();
      };
    });
  }

  private expectQuestion(): void {
    clearTimeout(this.end);
    this.end = setTimeout(this.onEnd, this.times.lifetimeMs).unref();
  }
}
