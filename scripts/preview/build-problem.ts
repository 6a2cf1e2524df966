// What stops a build, with the place in the merchant's own source. All problems of a step are reported together.

/** One thing to correct; `line` counts from 1. */
export interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** The preview cannot show this source. The message lists every place. */
export class BuildError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(
      problems
        .map(({ file, line, message }) => `${file}${line === undefined ? '' : `:${line}`}: ${message}`)
        .join('\n'),
    );
    this.name = 'BuildError';
  }
}

/** Stops the build when there is anything to correct. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new BuildError(problems);
}
