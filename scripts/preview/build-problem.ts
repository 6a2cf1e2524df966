// What is wrong with a mini-program's source, with its place. It never stops the preview: the phone and the terminal show it.

/** One thing to correct; `line` counts from 1. An error's part does not run, a warning's does, differently from WeChat. */
export interface Problem {
  readonly kind: 'error' | 'warning';
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** `file:line: message`, as editors and terminals know it. */
export function problemText({ file, line, message }: Problem): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

/** The name of the error that a script throws in whose place the build has already told a problem. */
export const KNOWN = 'KnownProblem';
