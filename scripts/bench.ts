/** `npm run bench`: one table, every figure beside a baseline that was measured in the same run. */
import { cpuRows } from './bench/cpu';
import { firstPaintRows } from './bench/first-paint';
import { reconciliationRows } from './bench/reconciliation';
import { printed } from './bench/row';
import { roundTripRows } from './bench/round-trips';
import { startUpRows } from './bench/start-up';
import { storeRows } from './bench/store/million';
import { timerCostRows } from './bench/timer-cost';
import { warmRows } from './bench/warm';

async function main(): Promise<void> {
  const startUp = await startUpRows();
  console.log(
    printed([
      ...cpuRows(),
      ...(await roundTripRows()),
      ...(await warmRows()),
      ...(await timerCostRows()),
      ...(await reconciliationRows()),
      ...(await storeRows()),
      ...(await firstPaintRows()),
      ...startUp,
    ]),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
