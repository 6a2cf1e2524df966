/** `npm run simulate -- --plants`: plants each mistake of the list alone and says which seed notices it first. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { plantedMistakes, type PlantedMistake } from '../../test/simulation/mistakes';
import { bundleWorker } from './bundle';
import { Fleet } from './fleet';

export const TABLE = path.resolve(__dirname, '../../test/simulation/mistakes.md');

export interface Noticed {
  readonly what: string;
  /** Undefined where nobody noticed it. */
  readonly seed?: number;
  readonly violation?: string;
}

export interface PlantRun {
  readonly folder: string;
  readonly workers: number;
  /** So many seeds may pass; `recorded`: only the one that is on record for the mistake. */
  readonly seeds: number | 'recorded';
  /** Only mistakes whose name holds this text. */
  readonly only?: string;
}

/** Plants each mistake alone; `told` hears of each. Where many seeds are tried the workers share them, else the mistakes. */
export async function plantAll(run: PlantRun, told: (noticed: Noticed) => void): Promise<readonly Noticed[]> {
  const left = plantedMistakes.filter(({ what }) => what.includes(run.only ?? ''));
  const all: Noticed[] = [];
  const lane = async (name: string): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const noticed = await plantOne(next, run, path.join(run.folder, `${name}.cjs`));
      told(noticed);
      all.push(noticed);
    }
  };
  const lanes = run.seeds === 'recorded' ? run.workers : 1;
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(`planted-${at}`)));
  return all;
}

async function plantOne(mistake: PlantedMistake, run: PlantRun, file: string): Promise<Noticed> {
  const { what, edits, reads, paySp } = mistake;
  await bundleWorker(file, edits);
  const tried =
    run.seeds === 'recorded'
      ? { from: recordedSeeds().get(what) ?? 1, count: 1 }
      : { from: 1, count: run.seeds };
  const fleet = await Fleet.start(file, run.seeds === 'recorded' ? 1 : run.workers);
  try {
    const wanted = paySp === undefined ? {} : { paySp };
    const { failed } = await fleet.run({ ...tried, wanted, stopsAt: reads.source });
    const first = failed.find(({ violations }) => violations.some((one) => reads.test(one)));
    const violation = first?.violations.find((one) => reads.test(one));
    return { what, ...(first && violation !== undefined ? { seed: first.seed, violation } : {}) };
  } finally {
    fleet.stop();
  }
}

const HEAD = `# Mistakes in the whole

Each was planted alone in the bundled code; the seed named is the first of 1 to 2,000 in whose world the simulation notices it,
and the violation is what it says there. \`npm run simulate -- --plants --write\` makes this table anew.

| mistake | first seed | violation |
| --- | --- | --- |
`;

/** The seed that notices each mistake, as the table has it. */
export function recordedSeeds(): ReadonlyMap<string, number> {
  const rows = readFileSync(TABLE, 'utf8').matchAll(/^\| (.+?) +\| +(\d+) +\|/gm);
  return new Map([...rows].map(([, what = '', seed]) => [what.replaceAll('\\|', '|'), Number(seed)]));
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Writes the table; a mistake that was not planted this time keeps the line that it had. */
export function writeTable(noticed: readonly Noticed[]): void {
  const before = readFileSync(TABLE, { encoding: 'utf8', flag: 'a+' }).split('\n');
  const lines = plantedMistakes.flatMap(({ what }) => {
    const now = noticed.find((one) => one.what === what);
    return now ? [lineOf(now)] : (before.find((line) => line.startsWith(`| ${cell(what)} `)) ?? []);
  });
  writeFileSync(TABLE, `${HEAD}${lines.join('\n')}\n`);
}

const lineOf = ({ what, seed, violation }: Noticed): string =>
  `| ${cell(what)} | ${seed ?? '**none**'} | ${cell(violation ?? '')} |`;
