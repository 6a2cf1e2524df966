/**
 * `npm start`: builds and runs everything on one port. `-- --port N --data DIR --provider NAME`.
 * `-- --project DIR` runs another WeChat project instead: its mini-program on the phone, its cloud functions in the local cloud.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startProject } from './demo/project-world';
import { buildWorld, startWorld } from './demo/world';
import { problemText } from './preview/build-problem';

interface Common {
  readonly port: number;
  readonly log: (line: string) => void;
  readonly dataDir?: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7070' },
      data: { type: 'string' },
      provider: { type: 'string', default: 'yaband' },
      project: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
    throw new Error(`--port ${values.port} is no port: give a number from 0 (any free one) to 65535`);
  }
  const common: Common = {
    port,
    log: (line) => console.log(line),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  };
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
