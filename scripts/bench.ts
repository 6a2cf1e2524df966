/** `npm run bench`: one table, every figure beside a baseline that was measured in the same run. */
import { cpuRows } from './bench/cpu';
import { firstPaintRows } from './bench/first-paint';
import { reconciliationRows } from './bench/reconciliation';
import { printed, type Row } from './bench/row';
import { roundTripRows } from './bench/round-trips';
import { startUpRows } from './bench/start-up';
import { storeRows } from './bench/store/million';
import { timerCostRows } from './bench/timer-cost';
import { warmRows } from './bench/warm';

/** In the order in which they are measured: a cold start first, while nothing else is warm. */
const PARTS: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  'a cold start': startUpRows,
  signatures: cpuRows,
  'round trips': roundTripRows,
  'warm calls': warmRows,
  'the timer among a million orders': timerCostRows,
  'reconciliation of a million lines': reconciliationRows,
  'a database of a million documents': storeRows,
  'the first page': firstPaintRows,
};

async function main(): Promise<void> {
  const rows: Row[] = [];
  for (const [name, measured] of Object.entries(PARTS)) {
    console.error(`… ${name}`);
    rows.push(...(await measured()));
  }
  console.log(printed(rows));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
