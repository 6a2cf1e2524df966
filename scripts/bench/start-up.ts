/** What a cold start costs: bundle sizes and the time until a function is loaded, against `node -e 0`. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildFunctions, type BuiltFunction } from '../build/functions';
import { root } from '../demo/world';
import { median, type Row } from './row';

const RUNS = 15;

/** Milliseconds that node needs for a piece of code, from start to end of its process. */
function wall(code: string): number {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, ['-e', code], { cwd: root, stdio: 'ignore' });
  if (status !== 0) throw new Error(`node failed on: ${code}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Medians of interleaved runs, so that noise from outside hits all alike. */
function interleaved(codes: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const times = Object.entries(codes).map(([name, code]) => ({ name, code, runs: [] as number[] }));
  for (let run = 0; run < RUNS; run += 1) for (const one of times) one.runs.push(wall(one.code));
  return Object.fromEntries(times.map(({ name, runs }) => [name, median(runs)]));
}

const forged = `{ httpMethod: 'POST', path: '/v3', headers: {}, body: '{"resource":{}}' }`;

export async function startUpRows(): Promise<readonly Row[]> {
  const built = await buildFunctions(root, path.join(root, 'dist', 'cloudfunctions'));
  const load = ({ folder }: BuiltFunction): string => `require(${JSON.stringify(folder)})`;
  const notify = built.find((one) => one.name === 'notify');
  const codes = {
    bare: '0',
    'wx-server-sdk from node_modules': `require('wx-server-sdk')`,
    ...Object.fromEntries(built.map((one) => [`${one.name}, loaded`, load(one)])),
    ...Object.fromEntries(
      built.map((one) => [
        `${one.name}, loaded with the SDK`,
        `${load(one)};require(${JSON.stringify(`${one.folder}/wx-server-sdk.js`)})`,
      ]),
    ),
    ...(notify ? { 'notify, forged notice refused': `${load(notify)}.main(${forged})` } : {}),
  };
  const { bare = 0, ...times } = interleaved(codes);
  const starts = Object.entries(times).map(([name, ms]) => ({
    what: `${name}, process start to end`,
    measured: `${ms.toFixed(0)} ms`,
    baseline: `${bare.toFixed(0)} ms node -e 0`,
    ratio: `${(ms / bare).toFixed(2)} ×`,
    wanted: '',
  }));
  return [...built.flatMap(sizeRows), ...starts];
}

function sizeRows({ name, files }: BuiltFunction): readonly Row[] {
  const { 'index.js': own = 0, ...lazy } = files;
  const kB = (bytes: number): string => `${Math.round(bytes / 1024)} kB`;
  const later = Object.values(lazy).reduce((sum, bytes) => sum + bytes, 0);
  return [
    {
      what: `${name}, bundle`,
      measured: kB(own),
      baseline: `${kB(later)} loaded on first use`,
      ratio: '',
      wanted: '≤ 150 kB',
    },
  ];
}
