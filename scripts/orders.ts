/**
 * `npm run orders -- find [NUMBER] [--state paid] [--since 7d] [--limit 50] [--json]` and `npm run orders -- show NUMBER [--json]`: the orders of
 * the local cloud or of `--env ID`, by any of their numbers; it only reads. The last line of `find` is `N orders`. Exit code 0 when some
 * were found, 1 when none was or one cannot be read, 2 when the environment cannot be reached.
 */
import { useCloud } from '../shared/adapters/cloud';
import { cloudStore } from '../shared/adapters/cloud-store';
import type { Order } from '../shared/payments/order/order';
import type { Listed } from '../shared/payments/ports';
import { adminCloud } from './environment/admin-cloud';
import { clockOf } from './environment/clock';
import { connect, openDocuments, type Documents } from './environment/documents';
import { wholeJournal } from './environment/journal';
import { foundView, table, wholeLines, wholeView } from './orders/view';
import { readWish, type Wish } from './orders/wish';

async function main(): Promise<0 | 1> {
  const wish = readWish(process.argv.slice(2));
  const { localUrl, ...reached } = await connect(wish.which);
  useCloud(adminCloud(reached));
  const now = (await clockOf(localUrl)).now();
  if (wish.does === 'show') return show(wish, await openDocuments(wish.which), await found(wish, now));
  return list(await found(wish, now), wish.json);
}

/** Newest first. */
function found({ number, filter, since, limit }: Wish, now: number): Promise<Listed<Order>> {
  const from = since(now);
  return cloudStore.listOrders({
    ...filter,
    ...(number === undefined ? {} : { search: { text: number, also: 'buyers' } }),
    ...(from === undefined ? {} : { since: from }),
    before: Number.MAX_SAFE_INTEGER,
    limit,
  });
}

function list({ items, unreadable }: Listed<Order>, json: boolean): 0 | 1 {
  if (json) console.log(JSON.stringify(items.map(foundView), null, 2));
  else {
    if (items.length > 0) console.log(table(items));
    console.log(`${items.length} orders`);
  }
  for (const { id, problem } of unreadable) console.error(`order ${id} cannot be read: ${problem}`);
  return items.length > 0 && unreadable.length === 0 ? 0 : 1;
}

async function show(
  { number = '', json }: Wish,
  documents: Documents,
  listed: Listed<Order>,
): Promise<0 | 1> {
  const [order, ...more] = listed.items;
  if (!order && listed.unreadable.length === 0) {
    console.error(`no order has the number ${number}`);
    return 1;
  }
  if (!order || more.length > 0) return list(listed, json);
  const { lines, problem } = await wholeJournal(documents, order);
  if (json) console.log(JSON.stringify(wholeView(order, lines), null, 2));
  else for (const line of wholeLines(order, lines)) console.log(line);
  if (problem !== undefined) console.error(problem);
  return problem === undefined ? 0 : 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
