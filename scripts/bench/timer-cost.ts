/**
 * What a run of the timer costs in a shop with many orders that are over: the real use case on the real SDK against the local
 * cloud, whose indexes are those that a shop declares. Fifty orders are open in each.
 */
import { cloudStore } from '../../shared/adapters/cloud-store';
import { toDocument } from '../../shared/adapters/order-document';
import { systemClock } from '../../shared/adapters/system';
import type { Order } from '../../shared/payments/order/order';
import { anOrder } from '../../test/payments/order/an-order';
import { seedShop } from '../demo/shop';
import { root } from '../demo/world';
import { startLocalCloud } from '../local-cloud';
import { createSandboxes } from '../sandbox';
import { median, type Row } from './row';

const SHOPS = [1000, 100_000, 1_000_000];
const OPEN = 50;
const RUNS = 9;

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
  const cloud = await startLocalCloud({
    port: 0,
    functionsRoot: `${root}/dist/cloudfunctions`,
    httpRoutes: [],
    timers: false,
    seed: async (database, running) => {
      const sandboxes = await createSandboxes({
        clock: running.clock,
        origin: () => running.url,
        post: async () => ({ status: 200, body: '' }),
      });
      await seedShop(database, { provider: 'v3', url: running.url, sandboxes });
      for (let n = 0; n < orders; n += 1) database.insert('orders', documentOf(n, n < OPEN));
    },
  });
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

/** What a query of the timer can see of an order, as the store writes it. */
function documentOf(n: number, isOpen: boolean): Readonly<Record<string, unknown>> {
  const { due_at, pay_sp, state, openid, created_at, config_id } = toDocument(orderOf(n, isOpen));
  return {
    _id: `CPBENCH${String(n).padStart(9, '0')}`,
    due_at,
    pay_sp,
    state,
    openid,
    created_at,
    config_id,
  };
}

function orderOf(n: number, isOpen: boolean): Order {
  const at = 1_700_000_000_000 + n;
  return anOrder({
    openid: `oBench${n % 5000}`,
    state: isOpen ? 'created' : 'closed',
    attempts: [],
    createdAt: at,
    ...(isOpen ? { expiresAt: at } : {}),
  });
}
