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
      port: { type: 'string', default: '7070' },
      data: { type: 'string' },
      provider: { type: 'string', default: 'yaband' },
      project: { type: 'string' },
      inspect: { type: 'string', multiple: true, default: [] },
      install: { type: 'boolean', default: false },
      node: { type: 'string', multiple: true, default: [] },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
    throw new Error(`--port ${values.port} is no port: give a number from 0 (any free one) to 65535`);
  }
  const common: Common = {
    port,
    log: (line) => console.log(line),
    running: {
      installDependencies: values.install,
      inspect: Object.fromEntries(values.inspect.map(debugged)),
      runtimes: Object.fromEntries(values.node.map(runtimeNode)),
    },
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

/** `NAME` or `NAME:PORT`. */
function debugged(text: string): [string, number] {
  const [, name, port = '9229'] = /^([A-Za-z][\w-]*)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`--inspect ${text}: give the name of a function, or NAME:PORT`);
  return [name, Number(port)];
}

/** `RUNTIME=PATH`. */
function runtimeNode(text: string): [string, string] {
  const [, runtime, file] = /^(Nodejs[\d.]+)=(.+)$/.exec(text) ?? [];
  if (runtime === undefined || file === undefined)
    throw new Error(`--node ${text}: give RUNTIME=PATH, for example Nodejs18.15=/opt/node18/bin/node`);
  return [runtime, path.resolve(file)];
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
