/** Orders whose configuration document is gone: the operators of the default document see them and can end what waits. */
import { listAside, queryOrder } from './as-callers';
import { listOrders } from '../../../shared/payments/flows/query-order';
import { orderFor } from '../../../shared/payments/flows/rights';
import { codeOf, openWorld, operator, paid, stored, stranger, type World } from './world';

const GONE = 'payment_wxgone';

/** A paid order of a document that nobody has, which waits for a person. */
async function abandoned(world: World): Promise<string> {
  const order = await paid(world);
  const { outTradeNo } = order;
  const attention = [{ reason: 'hook_failed', since: 5, of: outTradeNo }] as const;
  world.store.orderTable.set(outTradeNo, { ...stored(world, outTradeNo), configId: GONE, attention });
  return outTradeNo;
}

const listed = async (world: World, page: { attention?: boolean } = {}): Promise<readonly string[]> =>
  (await listOrders(world.shop, operator, page)).orders.map(({ outTradeNo }) => outTradeNo);

test('such an order is among those that wait, to the operators of the default document', async () => {
  const world = openWorld();
  const outTradeNo = await abandoned(world);
  expect(await listed(world, { attention: true })).toEqual([outTradeNo]);
});

test('the list of all orders asks for one document’s, by which the database finds them quickly', async () => {
  const world = openWorld();
  const outTradeNo = await abandoned(world);
  world.store.resetCounts();
  expect(await listed(world)).not.toContain(outTradeNo);
  expect(world.store.calls).not.toContain('configIds');
});

test('where there may be more documents than can be named, nobody else’s order is taken for one of them', async () => {
  const world = openWorld();
  const outTradeNo = await abandoned(world);
  for (let at = 0; at < 100; at += 1)
    world.store.configTable.set(`payment_wx${at}`, { _id: `payment_wx${at}` });
  expect(await listed(world, { attention: true })).not.toContain(outTradeNo);
});

test('they may look at it and end what waits; a stranger may not', async () => {
  const world = openWorld();
  const outTradeNo = await abandoned(world);
  expect((await queryOrder(world.shop, operator, outTradeNo)).outTradeNo).toBe(outTradeNo);
  expect(await codeOf(orderFor(world.shop, operator, 'operator', outTradeNo))).toBe('no error');
  expect(await codeOf(orderFor(world.shop, stranger, 'operator', outTradeNo))).toBe('FORBIDDEN');
  expect(await codeOf(queryOrder(world.shop, stranger, outTradeNo))).toBe('ORDER_NOT_FOUND');
});

test('an order of a document that is there stays with its own operators', async () => {
  const world = openWorld();
  const outTradeNo = await abandoned(world);
  const own = { ...world.store.configTable.get('payment'), _id: GONE, operators: ['o-of-the-other'] };
  world.store.configTable.set(GONE, own);
  expect(await listed(world, { attention: true })).toEqual([]);
  expect(await codeOf(orderFor(world.shop, operator, 'operator', outTradeNo))).toBe('FORBIDDEN');
});

test('money that was kept aside under a document that is gone is in the same inbox', async () => {
  const world = openWorld();
  await world.store.archiveNotice({
    id: 'aside:yaband:ORDER1',
    paySp: 'yaband',
    configId: GONE,
    outTradeNo: 'ORDER1',
    receivedAt: 5,
    raw: '',
    verdict: 'kept_aside',
    reason: 'too much',
  });
  expect((await listAside(world.shop, operator, {})).map(({ id }) => id)).toEqual(['aside:yaband:ORDER1']);
  world.store.configTable.set(GONE, { _id: GONE });
  expect(await listAside(world.shop, operator, {})).toEqual([]);
});
