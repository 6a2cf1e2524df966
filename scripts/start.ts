/**
 * `npm start`: builds and runs everything on one port. `-- --port N --data DIR --provider NAME`.
 * `-- --project DIR` runs another WeChat project instead: its mini-program on the phone, its cloud functions in the local cloud.
 * `-- --inspect NAME[:PORT]` lets a debugger attach to a function (9229), `-- --install` has npm install the packages of functions that have
 * none, `-- --node RUNTIME=PATH` runs the functions of a runtime in that Node; the first and the last may be repeated.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startProject } from './demo/project-world';
import { buildWorld, startWorld } from './demo/world';
import type { RunningFunctions } from './local-cloud';
import { runningOf, runningOptions } from './local-cloud/running-options';
import { problemText } from './preview/build-problem';

interface Common {
  readonly running: RunningFunctions;
  readonly port: number;
  readonly log: (line: string) => void;
  readonly dataDir?: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...runningOptions,
      provider: { type: 'string', default: 'yaband' },
      project: { type: 'string' },
    },
  });
  const common: Common = { ...runningOf(values), log: (line) => console.log(line) };
  const world =
    values.project === undefined
      ? await shop(common, values.provider)
      : await otherProject(common, path.resolve(values.project));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void world.close().then(() => process.exit(0)));
  }
}

async function shop(common: Common, provider: string): Promise<{ close(): Promise<void> }> {
  const problems = await buildWorld();
  for (const problem of problems) console.warn(`${problem.kind}: ${problemText(problem)}`);
  const world = await startWorld({ ...common, provider, follow: problems });
  console.log(`phone   ${world.url}/\nconsole ${world.url}/console\nready ${world.url}`);
  // Not waited for: whoever is faster than this only waits a little longer for the first answer.
  world.warmUp().catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  return world;
}

async function otherProject(common: Common, root: string): Promise<{ close(): Promise<void> }> {
  const world = await startProject({ ...common, root });
  console.log(`phone   ${world.url}/phone/\nready ${world.url}`);
  return world;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
