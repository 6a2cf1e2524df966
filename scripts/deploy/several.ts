/** One environment after the other: what becomes of one is no matter of the others. */

export interface Outcome {
  readonly env: string;
  /** In words: what was done, or why not. */
  readonly said: string;
  readonly isDone: boolean;
}

/** @param one what is done for an environment; says what was done, throws where it was not */
export async function eachOf(
  envs: readonly string[],
  one: (env: string) => Promise<string>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const env of envs)
    outcomes.push(
      await one(env).then(
        (said) => ({ env, said, isDone: true }),
        (error: unknown) => ({
          env,
          said: error instanceof Error ? error.message : String(error),
          isDone: false,
        }),
      ),
    );
  return outcomes;
}

/** The report of several, a line each. */
export const reportLines = (outcomes: readonly Outcome[]): readonly string[] => [
  `${outcomes.filter(({ isDone }) => isDone).length} of ${outcomes.length} environments stand as planned:`,
  ...outcomes.map(({ env, said, isDone }) => `${isDone ? '  ' : '✖ '}${env}: ${said}`),
];
