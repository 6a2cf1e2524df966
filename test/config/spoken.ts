/** A terminal for tests: keeps what is said, and answers what it is told to. */
import type { Terminal } from '../../scripts/config/terminal';

export interface Spoken extends Terminal {
  readonly lines: string[];
  /** Everything that was said and asked. */
  text(): string;
}

type Answers = Readonly<Record<string, string>>;

/**
 * A person who answers each question by what was said last before it: the first key of `answers` that stands in it. Without
 * answers it is a script.
 */
export function spoken(answers?: Answers | ((question: string) => Promise<string>)): Spoken {
  const lines: string[] = [];
  const ask = async (question: string): Promise<string> => {
    lines.push(question);
    if (typeof answers === 'function') return answers(question);
    const before = lines.slice(-4).join('\n');
    return Object.entries(answers ?? {}).find(([words]) => before.includes(words))?.[1] ?? '';
  };
  return {
    lines,
    isPerson: answers !== undefined,
    say: (line) => void lines.push(line),
    ask,
    askHidden: ask,
    text: () => lines.join('\n'),
  };
}
