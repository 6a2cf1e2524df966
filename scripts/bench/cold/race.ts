/** Processes that start one after the other, each measured from its start until what is waited for has happened. */
import { spawn } from 'node:child_process';
import { median } from '../row';

/** Code for `node -e`, and what ends its time. */
export interface Runner {
  readonly code: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Its time ends, and it with it, when this happens; without it when the process ends. */
  readonly until?: () => Promise<void>;
}

/** Milliseconds from start to end, by name: the medians of `runs` rounds, in which each runs once, so that noise hits all alike. */
export async function race(
  runners: Readonly<Record<string, Runner>>,
  runs: number,
): Promise<Readonly<Record<string, number>>> {
  const times = Object.entries(runners).map(([name, runner]) => ({ name, runner, took: [] as number[] }));
  for (let run = 0; run < runs; run += 1) for (const { runner, took } of times) took.push(await wall(runner));
  return Object.fromEntries(times.map(({ name, took }) => [name, median(took)]));
}

/** Without what a developer's machine adds to every start of Node, such as more certificates. */
const bareEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')),
);

async function wall({ code, environment, until }: Runner): Promise<number> {
  const happened = until?.();
  const from = performance.now();
  const child = spawn(process.execPath, ['-e', code], {
    env: { ...bareEnvironment, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const over = await Promise.race([
    ended.then(() => 'ended' as const),
    ...(happened ? [happened.then(() => 'happened' as const)] : []),
  ]);
  const took = performance.now() - from;
  child.kill('SIGKILL');
  await ended;
  if (over === 'ended' && (until || child.exitCode !== 0)) throw new Error(`a process ended early: ${said}`);
  return took;
}
