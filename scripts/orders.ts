/**
 * `npm run orders -- find [NUMBER] [--state paid] [--since 7d] [--limit 50]` and `show NUMBER` look at the orders of the local cloud or of
 * `--env ID`, by any of their numbers; the last line of `find` is `N orders`. An operator also acts: `refund NUMBER [--refund-fee 150]`,
 * `aside`, `resolve ID --decision return | returned_elsewhere | dismissed --explanation TEXT`, `resolve REFUND --state succeeded | failed
 * --explanation TEXT`, `close NUMBER`, `ask NUMBER`, `retry NUMBER`, `seen NUMBER --reason REASON --explanation TEXT`: function `pay`'s own
 * actions, in the name of the configuration's only operator or of `--as OPENID`. What cannot be taken back is asked first; `--yes` does not
 * ask. All take `--json`. Exit code 0 when some were found, or it was done; 1 when none was, one cannot be read, or it was refused; 2 when the environment cannot be reached.
 */
import type { Order } from '../shared/payments/order/order';
import type { Shop } from '../shared/payments/flows/shop';
import type { Listed } from '../shared/payments/ports';
import { PayError } from '../shared/kernel/errors';
import { terminalOf } from './config/terminal';
import { openDocuments, type Documents } from './environment/documents';
import { wholeJournal } from './environment/journal';
import { openShopOf } from './environment/shop';
import { isAct } from './orders/acts';
import { ordersOf } from './orders/search';
import { foundView, table, wholeLines, wholeView } from './orders/view';
import { readWish, type Acting, type Looking } from './orders/wish';

async function main(): Promise<0 | 1> {
  const wish = readWish(process.argv.slice(2));
  if (isActing(wish)) return acted(wish);
  const { shop } = await openShopOf(wish.which);
  const orders = await found(shop, wish);
  return wish.does === 'show' ? show(wish, await openDocuments(wish.which), orders) : list(orders, wish.json);
}

const isActing = (wish: Looking | Acting): wish is Acting => isAct(wish.does);

async function acted(wish: Acting): Promise<0 | 1> {
  // In a file of its own: whoever only looks does not wait for all that the functions can do.
  const { act } = await import('./orders/act');
  const terminal = terminalOf((line) => console.log(line));
  try {
    return await act(wish, terminal);
  } finally {
    terminal.close();
  }
}

function found({ store, clock }: Shop, { number, filter, since, limit }: Looking): Promise<Listed<Order>> {
  const from = since(clock.now());
  return ordersOf(store, number, limit, { ...filter, ...(from === undefined ? {} : { since: from }) });
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
  { number = '', json }: Looking,
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
    console.error(
      error instanceof PayError
        ? `${error.code}: ${error.message}`
        : error instanceof Error
          ? error.message
          : error,
    );
    process.exitCode = error instanceof PayError ? 1 : 2;
  },
);
