/** Several environments: what becomes of one is no matter of the others. */

export interface Outcome {
  readonly env: string;
  /** In words: what was done, or why not. */
  readonly said: string;
  readonly isDone: boolean;
}

/** More would only wait for one another: the platform counts calls per account. */
const AT_A_TIME = 3;

/**
 * A few at a time; answers in the order in which they were given.
 * @param one what is done for an environment; says what was done, throws where it was not
 */
export async function eachOf(
  envs: readonly string[],
  one: (env: string) => Promise<string>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = envs.entries();
  const takeTurns = async (): Promise<void> => {
    for (const [place, env] of waiting) outcomes[place] = await outcomeOf(env, one);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, takeTurns));
  return outcomes;
}

async function outcomeOf(env: string, one: (env: string) => Promise<string>): Promise<Outcome> {
  try {
    return { env, said: await one(env), isDone: true };
  } catch (error) {
    return { env, said: error instanceof Error ? error.message : String(error), isDone: false };
  }
}

/** The report of several, a line each. */
export const reportLines = (outcomes: readonly Outcome[]): readonly string[] => [
  `${outcomes.filter(({ isDone }) => isDone).length} of ${outcomes.length} environments stand as planned:`,
  ...outcomes.map(({ env, said, isDone }) => `${isDone ? '  ' : '✖ '}${env}: ${said}`),
];
