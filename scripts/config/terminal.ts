/** Who is spoken to: a person who can be asked, or a script that cannot. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Terminal {
  /** Whether somebody sits there who can answer. */
  readonly isPerson: boolean;
  readonly say: (line: string) => void;
  /** What was answered, without the blanks around it. @throws Unanswered */
  ask(question: string): Promise<string>;
  /** The same, without showing what is typed. @throws Unanswered */
  askHidden(question: string): Promise<string>;
}

/** The person went away in the middle: nothing is written then. */
export class Unanswered extends Error {
  constructor() {
    super('broken off; nothing was written');
  }
}

/** The terminal of this process; lines are printed by `say`. `close` lets the process end. */
export function terminalOf(say: Terminal['say']): Terminal & { close(): void } {
  let answers: Answers | undefined;
  const ask = (question: string, isHidden: boolean): Promise<string> =>
    (answers ??= new Answers()).to(question, isHidden);
  return {
    isPerson: process.stdin.isTTY && process.stdout.isTTY,
    say,
    ask: (question) => ask(question, false),
    askHidden: (question) => ask(question, true),
    close: () => answers?.close(),
  };
}

/** The lines that are typed, also those that were pasted before their question was asked. */
class Answers {
  readonly #early: string[] = [];
  readonly #lines: Interface;
  #waiting: { answer(line: string): void; gone(): void } | undefined;
  #isHidden = false;
  #isGone = false;

  constructor() {
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (!this.#isHidden) process.stdout.write(chunk as Uint8Array);
        done();
      },
    });
    this.#lines = createInterface({ input: process.stdin, output, terminal: true });
    this.#lines.on('line', (line) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      // What comes now was typed ahead, and may be the answer to a hidden question.
      this.#isHidden = true;
      if (waiting) waiting.answer(line);
      else this.#early.push(line);
    });
    this.#lines.on('SIGINT', () => this.#lines.close());
    this.#lines.on('close', () => {
      this.#isGone = true;
      this.#waiting?.gone();
    });
  }

  async to(question: string, isHidden: boolean): Promise<string> {
    process.stdout.write(question);
    this.#isHidden = isHidden;
    try {
      return (this.#early.shift() ?? (await this.#next())).trim();
    } finally {
      if (isHidden) process.stdout.write('\n');
    }
  }

  #next(): Promise<string> {
    if (this.#isGone) return Promise.reject(new Unanswered());
    return new Promise((answer, refuse) => {
      this.#waiting = { answer, gone: () => refuse(new Unanswered()) };
    });
  }

  close(): void {
    this.#lines.close();
  }
}
