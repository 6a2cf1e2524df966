/** A statement of a million lines against our record: time and memory of a process of its own, as plain JavaScript. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../demo/world';
import type { Row } from './row';

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly matched: number;
  readonly kinds: Readonly<Record<string, number>>;
}

const LINES = 1_000_000;

export async function reconciliationRows(): Promise<readonly Row[]> {
  const program = path.join(root, 'dist', 'bench', 'million-lines.cjs');
  await build({
    entryPoints: [path.join(root, 'scripts', 'bench', 'million-lines.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const bill = path.join(path.dirname(program), 'bill.csv.gz');
  run([program, 'write', String(LINES), bill]);
  const bare = measured([program, 'lines', '0']);
  const compared = measured([program, 'lines', String(LINES)]);
  const read = measured([program, 'bill', String(LINES), bill]);
  return [...rowsOf('lines', compared, bare), ...rowsOf('lines of a packed bill', read, bare)];
}

function rowsOf(lines: string, compared: Measured, bare: Measured): readonly Row[] {
  const found = Object.entries(compared.kinds).map(([kind, times]) => `${times} ${kind}`);
  return [
    {
      what: `reconciliation, 1,000,000 ${lines}, time`,
      measured: `${(compared.cpuMs / 1000).toFixed(1)} s of CPU, ${(compared.ms / 1000).toFixed(1)} s`,
      baseline: `${found.join(', ')} found`,
      ratio: `${((1000 * compared.cpuMs) / LINES).toFixed(1)} µs a line`,
      wanted: '≤ 30 s; 20 of each kind',
    },
    {
      what: `reconciliation, 1,000,000 ${lines}, memory`,
      measured: `${compared.maxRssMb.toFixed(0)} MB in all`,
      baseline: `${bare.maxRssMb.toFixed(0)} MB with no line`,
      ratio: `${((1024 * 1024 * (compared.maxRssMb - bare.maxRssMb)) / LINES).toFixed(0)} bytes a line`,
      wanted: '≤ 150 MB',
    },
  ];
}

/** The process is told to keep its young garbage few: its lines live in buffers, not in objects. */
const measured = (args: readonly string[]): Measured => JSON.parse(run(args)) as Measured;

function run(args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--max-semi-space-size=1', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
