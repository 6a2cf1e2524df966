/**
 * What a run of the timer costs in a shop with many orders that are over: the real use case on the real SDK against the local
 * cloud on disk, whose indexes are those that a shop declares. Fifty orders are open in each.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cloudStore } from '../../shared/adapters/cloud-store';
import { systemClock } from '../../shared/adapters/system';
import { seedShop } from '../demo/shop';
import { root } from '../demo/world';
import { startLocalCloud, type LocalCloud } from '../local-cloud';
import type { LocalDatabase } from '../local-cloud/database/local-database';
import { createSandboxes } from '../sandbox';
import { median, type Row } from './row';
import { OPEN } from './timer-orders';

const SHOPS = [1000, 100_000, 1_000_000];
const RUNS = 51;

/** One row per size of shop; the smallest is the baseline. */
export async function timerCostRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let baseline: number | undefined;
  for (const orders of SHOPS) {
    const ms = await looking(orders);
    baseline ??= ms;
    rows.push({
      what: `timer finds ${OPEN} open orders among ${orders.toLocaleString('en')}`,
      measured: `${ms.toFixed(1)} ms`,
      baseline: `${baseline.toFixed(1)} ms among ${(SHOPS[0] ?? 0).toLocaleString('en')}`,
      ratio: (ms / baseline).toFixed(1),
      wanted: '≤ 2',
    });
  }
  return rows;
}

/** The middle of several looks at what is due in a shop with so many orders, milliseconds. */
async function looking(orders: number): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'timer-'));
  try {
    await (await openShop(folder)).close();
    fill(folder, orders);
    return await middleOf(await openShop(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const openShop = (folder: string): Promise<LocalCloud> =>
  startLocalCloud({
    port: 0,
    dataDir: folder,
    functionsRoot: `${root}/dist/cloudfunctions`,
    httpRoutes: [],
    timers: false,
    seed: declareShop,
  });

async function declareShop(database: LocalDatabase, cloud: LocalCloud): Promise<void> {
  const sandboxes = await createSandboxes({
    clock: cloud.clock,
    origin: () => cloud.url,
    post: async () => ({ status: 200, body: '' }),
  });
  await seedShop(database, { provider: 'v3', url: cloud.url, sandboxes });
}

/** In a process of its own, so that what it leaves behind is in no figure. */
function fill(folder: string, orders: number): void {
  const script = path.join(__dirname, 'timer-orders.ts');
  execFileSync(process.execPath, ['--import', 'tsx', script, folder, String(orders)]);
}

async function middleOf(cloud: LocalCloud): Promise<number> {
  Object.assign(process.env, cloud.sdkEnvironment());
  try {
    const took: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const from = performance.now();
      const due = await cloudStore.dueOrders({ which: 'longest due', now: systemClock.now(), limit: 200 });
      took.push(performance.now() - from);
      if (due.length !== OPEN) throw new Error(`${due.length} orders are due, not ${OPEN}`);
    }
    return median(took);
  } finally {
    await cloud.close();
  }
}
