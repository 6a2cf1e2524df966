/** One table of rights: whoever may see an order may do with it what the right says, and the lists obey the same. */
import type { Caller } from '../../../shared/kernel/ports';
import { listOrders } from '../../../shared/payments/flows/query-order';
import { closeOrder, queryOrder, queryRefund, refund } from './as-callers';
import { codeOf, openWorld, operator, ordered, paid, payer, stranger, type World } from './world';

const named: Caller = { openid: 'o-of-the-block', appid: payer.appid };

/** A world whose top level names `operator`, and whose yaband block names somebody else, or nobody. */
function world(block: readonly string[] | undefined): World {
  const made = openWorld('yaband');
  const document = made.store.configTable.get('payment') ?? {};
  const providers = { yaband: { ...made.psp.config, ...(block && { operators: block }) } };
  made.store.configTable.set('payment', { ...document, providers });
  return made;
}

/** What a person may do with a paid order of yaband, as codes. */
async function rightsOf(made: World, caller: Caller): Promise<readonly string[]> {
  const { outTradeNo } = await paid(made);
  const wish = { outTradeNo, refundFee: 10, outRefundNo: 'REFUND-1' };
  const first = await codeOf(refund(made.shop, caller, wish));
  const seen = await codeOf(queryOrder(made.shop, caller, outTradeNo));
  const listed = (await listOrders(made.shop, caller, {})).orders
    .map((one) => one.outTradeNo)
    .includes(outTradeNo);
  return [first, seen, listed ? 'listed' : 'not listed'];
}

const all = ['no error', 'no error', 'listed'];
const none = ['FORBIDDEN', 'ORDER_NOT_FOUND', 'not listed'];

test('the operators at the top hold for a block that names nobody', async () => {
  expect(await rightsOf(world(undefined), operator)).toEqual(all);
  expect(await rightsOf(world(undefined), named)).toEqual(none);
});

test('a block that names operators says who they are, for everything alike', async () => {
  expect(await rightsOf(world([named.openid]), named)).toEqual(all);
  expect(await rightsOf(world([named.openid]), operator)).toEqual(none);
  expect(await rightsOf(world([named.openid, operator.openid]), operator)).toEqual(all);
});

test('orders that no PSP has heard of belong to the operators at the top', async () => {
  const made = world([named.openid]);
  const { outTradeNo } = await ordered(made);
  expect((await queryOrder(made.shop, operator, outTradeNo)).outTradeNo).toBe(outTradeNo);
  expect(await codeOf(queryOrder(made.shop, named, outTradeNo))).toBe('ORDER_NOT_FOUND');
});

test('a refund is seen by those who see its order, and by nobody else', async () => {
  const made = world([named.openid]);
  const { outTradeNo } = await paid(made);
  await refund(made.shop, named, { outTradeNo, refundFee: 10, outRefundNo: 'REFUND-1' });
  expect((await queryRefund(made.shop, payer, 'REFUND-1')).state).toBe('processing');
  expect((await queryRefund(made.shop, named, 'REFUND-1')).state).toBe('processing');
  expect(await codeOf(queryRefund(made.shop, stranger, 'REFUND-1'))).toBe('REFUND_NOT_FOUND');
  expect(await codeOf(closeOrder(made.shop, stranger, outTradeNo))).toBe('ORDER_NOT_FOUND');
});

test('lists page by time and number, so that orders of one millisecond are not lost between pages', async () => {
  const made = openWorld('yaband');
  const orders = await Promise.all(Array.from({ length: 7 }, () => ordered(made)));
  const seen: string[] = [];
  let page: { before?: number; beforeNo?: string } = {};
  for (let turn = 0; turn < 10; turn += 1) {
    const { orders: found } = await listOrders(made.shop, payer, { ...page, limit: 3 });
    seen.push(...found.map((one) => one.outTradeNo));
    const last = found.at(-1);
    if (!last) break;
    page = { before: last.createdAt, beforeNo: last.outTradeNo };
  }
  expect(new Set(seen)).toEqual(new Set(orders.map((one) => one.outTradeNo)));
  expect(seen).toHaveLength(7);
});

test('a buyer with many unpaid orders pays or closes one before making another', async () => {
  const made = openWorld('yaband');
  made.store.configTable.set('payment', { ...made.store.configTable.get('payment'), max_open_orders: 3 });
  const [first] = [await ordered(made), await ordered(made), await ordered(made)];
  expect(await codeOf(ordered(made))).toBe('TOO_MANY_OPEN_ORDERS');
  await closeOrder(made.shop, payer, first.outTradeNo);
  expect(await codeOf(ordered(made))).toBe('no error');
});
