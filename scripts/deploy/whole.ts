/** A whole deployment, in the order in which nothing is used before it is there. */
import type { Cli } from './cli';
import type { CloudApi } from './cloud-api';
import { deployCollections } from './database';
import { findEnvironment } from './environment';
import { deployFunction } from './functions';
import type { Kept } from './kept';
import type { Plan } from './plan';
import { deployRoutes } from './routes';
import { smokeTest } from './smoke';
import type { Progress } from './stopped';

export interface Deployment {
  readonly api: CloudApi;
  readonly cli: Cli;
  readonly env: string;
  readonly plan: Plan;
  readonly kept: Kept;
  readonly say: (line: string) => void;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Deployed {
  /** What was not so before. */
  readonly changes: number;
  /** Where the routes are reached. */
  readonly host: string | undefined;
}

/** Says what happens, and counts what was not so before. */
export function reporter(say: Deployment['say']): {
  readonly progress: Progress;
  readonly changes: () => number;
} {
  let count = 0;
  const progress: Progress = {
    change: (line) => {
      count += 1;
      say(`+ ${line}`);
    },
    same: (line) => say(`  ${line}`),
  };
  return { progress, changes: () => count };
}

/**
 * Brings an environment to the plan. Whatever broke it off, running it again completes it: every step looks first.
 * @throws Stopped at the first that is not as planned afterwards
 */
export async function deploy({ api, cli, env, plan, kept, say, wait }: Deployment): Promise<Deployed> {
  const { progress, changes } = reporter(say);
  const environment = await findEnvironment(api, env);
  if (plan.collections.length > 0) await deployCollections({ api, environment, progress }, plan.collections);
  const world = { api, cli, env, progress, wait, keep: kept.keep };
  for (const one of plan.functions) await deployFunction(world, one);
  const host = plan.routes.length > 0 ? await deployRoutes(api, env, plan.routes, progress) : undefined;
  await smokeTest(
    api,
    env,
    plan.functions.map(({ name }) => name),
    progress,
  );
  kept.complete();
  return { changes: changes(), host };
}
