/** A whole deployment, in the order in which nothing is used before it is there. */
import type { Cli } from './cli';
import type { CloudApi } from './cloud-api';
import { deployCollections } from './database';
import { findEnvironment } from './environment';
import { deployFunction } from './functions';
import type { Plan } from './plan';
import { deployRoutes } from './routes';
import { smokeTest } from './smoke';
import type { Progress } from './stopped';

export interface Deployment {
  readonly api: CloudApi;
  readonly cli: Cli;
  readonly env: string;
  readonly plan: Plan;
  readonly say: (line: string) => void;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Deployed {
  /** What was not so before. */
  readonly changes: number;
  /** Where the routes are reached. */
  readonly host: string | undefined;
}

/**
 * Brings an environment to the plan. Whatever broke it off, running it again completes it: every step looks first.
 * @throws Stopped at the first that is not as planned afterwards
 */
export async function deploy({ api, cli, env, plan, say, wait }: Deployment): Promise<Deployed> {
  let changes = 0;
  const progress: Progress = {
    change: (line) => {
      changes += 1;
      say(`+ ${line}`);
    },
    same: (line) => say(`  ${line}`),
  };
  const environment = await findEnvironment(api, env);
  if (plan.collections.length > 0) await deployCollections({ api, environment, progress }, plan.collections);
  for (const one of plan.functions) await deployFunction({ api, cli, env, progress, wait }, one);
  const host = plan.routes.length > 0 ? await deployRoutes(api, env, plan.routes, progress) : undefined;
  await smokeTest(
    api,
    env,
    plan.functions.map(({ name }) => name),
    progress,
  );
  return { changes, host };
}
