/** In a process of its own: fills the database in the folder that is given with as many orders as are told, of which a few are open. */
import path from 'node:path';
import { toDocument } from '../../shared/adapters/order-document';
import { anOrder } from '../../test/payments/order/an-order';
import { keyOf } from '../local-cloud/database/document';
import { LmdbShelf } from '../local-cloud/database/storage/lmdb-shelf';
import { Store } from '../local-cloud/database/store';

/** How many are open in a shop of any size. */
export const OPEN = 50;

/** Orders written in one go. */
const BATCH = 10_000;

function fill(folder: string, orders: number): void {
  const store = new Store({ shelf: new LmdbShelf(path.join(folder, 'local.mdb')) });
  for (let from = 0; from < orders; from += BATCH) {
    const commit = Array.from({ length: Math.min(BATCH, orders - from) }, (_, at) => {
      const doc = documentOf(from + at);
      return { collection: 'orders', key: keyOf(doc._id), doc };
    });
    store.replay([{ commit }]);
  }
  store.close();
}

/** What a query of the timer can see of an order, as the store writes it. */
function documentOf(n: number): Readonly<Record<string, unknown>> {
  const at = 1_700_000_000_000 + n;
  const isOpen = n < OPEN;
  const order = anOrder({
    openid: `oBench${n % 5000}`,
    state: isOpen ? 'created' : 'closed',
    attempts: [],
    createdAt: at,
    ...(isOpen ? { expiresAt: at } : {}),
  });
  const { due_at, pay_sp, state, openid, created_at, config_id } = toDocument(order);
  const id = `CPBENCH${String(n).padStart(9, '0')}`;
  return { _id: id, due_at, pay_sp, state, openid, created_at, config_id };
}

if (process.argv[1] === __filename) fill(process.argv[2] ?? '', Number(process.argv[3]));
