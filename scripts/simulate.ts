/**
 * `npm run simulate -- --seeds 1000 [--from 1] [--workers 2]`: whole shops under chance, each told by its seed. A seed that
 * fails prints its history, then the same failure in a smaller world; with `--keep` every test run lives through that again.
 *
 * Further: `--psp yaband` only one PSP, `--steps 300` longer worlds, `--history` tells also what went well; `--plants` plants
 * each mistake of test/simulation/mistakes.ts alone and says which of 2,000 seeds notices it first (`--write`: also in its
 * table; `--only words`: some of them; `--recorded`: tries just the seed that the table names).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker } from './simulate/bundle';
import { Fleet, type Run } from './simulate/fleet';
import { keepWorld } from './simulate/kept-worlds';
import { plantAll, writeTable } from './simulate/plants';
import type { Wanted } from './simulate/shape';
import type { Simulated } from './simulate/simulation';

const options = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  workers: { type: 'string' },
  steps: { type: 'string' },
  psp: { type: 'string' },
  history: { type: 'boolean' },
  keep: { type: 'boolean' },
  plants: { type: 'boolean' },
  only: { type: 'string' },
  write: { type: 'boolean' },
  recorded: { type: 'boolean' },
} as const;
/** What was typed, once it is known to be right. */
let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] = {};

/** Milliseconds between two lines of progress. */
const TELL_EVERY_MS = 10_000;
/** Failures that are told in full; of further ones only what was violated. */
const TOLD = 3;

async function main(): Promise<void> {
  ({ values } = parseArgs({ options }));
  const folder = mkdtempSync(path.join(tmpdir(), 'simulate-'));
  try {
    await (values.plants ? plant(folder) : simulate(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function simulate(folder: string): Promise<void> {
  const file = path.join(folder, 'worker.cjs');
  await bundleWorker(file);
  const fleet = await Fleet.start(file, whole('workers', 1));
  await run(fleet);
  fleet.stop();
}

/** So many seeds may pass before a mistake is noticed. */
const PATIENCE = 2000;

async function plant(folder: string): Promise<void> {
  const patience = values.seeds === undefined ? PATIENCE : whole('seeds', 1);
  const seeds = values.recorded ? 'recorded' : patience;
  const only = values.only === undefined ? {} : { only: values.only };
  const all = await plantAll(
    { folder, workers: whole('workers', 1), seeds, ...only },
    ({ what, seed, violation }) =>
      console.log(seed === undefined ? `UNNOTICED ${what}` : `seed ${seed}: ${what} (${violation ?? ''})`),
  );
  if (values.write) writeTable(all);
  const noticed = all.filter(({ seed }) => seed !== undefined).length;
  console.log(
    `${noticed} of ${all.length} mistakes noticed ${values.recorded ? 'by the seeds on record' : `within ${patience} seeds`}`,
  );
  if (noticed < all.length) process.exitCode = 1;
}

async function run(fleet: Fleet): Promise<void> {
  const [count, from] = [whole('seeds', 1), whole('from')];
  const wanted: Wanted = {
    ...(values.steps === undefined ? {} : { steps: whole('steps', 0) }),
    ...(values.psp === undefined ? {} : { paySp: values.psp }),
  };
  const startedAt = performance.now();
  const { failed } = await fleet.run({ from, count, wanted, progress: progress(count, startedAt) });
  for (const { seed } of failed.slice(0, TOLD)) await tell(fleet, seed, wanted);
  for (const { seed, violations } of failed.slice(TOLD))
    for (const violation of violations) console.log(`seed ${seed}: VIOLATION ${violation}`);
  if (values.history && failed.length === 0)
    for (let seed = from; seed < from + count; seed += 1) print((await fleet.tell(seed, wanted, false)).told);
  console.log(`${count} seeds, ${failed.length} violations`);
  if (failed.length > 0) process.exitCode = 1;
}

function progress(count: number, startedAt: number): (run: Run) => void {
  let toldAt = startedAt;
  return ({ seeds, failed, counts }) => {
    const now = performance.now();
    if (now - toldAt < TELL_EVERY_MS && seeds < count) return;
    toldAt = now;
    const { orders, paid, closed, refunds } = counts;
    const words = `${orders} orders, ${paid} paid, ${closed} closed, ${refunds} refunds`;
    const rate = (seeds / ((now - startedAt) / 1000)).toFixed(0);
    console.log(
      `… ${seeds} of ${count} seeds, ${failed.length} violations; ${words}; ${rate} seeds a second`,
    );
  };
}

async function tell(fleet: Fleet, seed: number, wanted: Wanted): Promise<void> {
  const { told, small } = await fleet.tell(seed, wanted, true);
  print(told);
  if (!small) return;
  console.log(`\nseed ${seed} in a smaller world:`);
  print(small.told);
  const [violation] = small.told.violations;
  if (values.keep && violation !== undefined) keepWorld({ violation, shape: small.shape });
}

function print({ seed, paySps, history, violations }: Simulated): void {
  console.log(`seed ${seed}, ${paySps.join(' then ')}`);
  for (const line of history) console.log(line);
  for (const violation of violations) console.log(`seed ${seed}: VIOLATION ${violation}`);
}

const DEFAULTS = { seeds: 100, from: 1, workers: availableParallelism(), steps: 0 } as const;

/** A whole number from the command line. */
function whole(name: 'seeds' | 'from' | 'workers' | 'steps', least = -Infinity): number {
  const value = Number(values[name] ?? DEFAULTS[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(
    `--${name} must be a whole number${least === -Infinity ? '' : ` from ${least}`}, not ${values[name] ?? ''}`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
