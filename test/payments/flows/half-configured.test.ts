/** One PSP of an order was taken out of the configuration: what is at the others goes on. */
import { payAt } from './fake-psp';
import { refund } from '../../../shared/payments/flows/refunds/refund';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import type { Attempt, Order } from '../../../shared/payments/order/order';
import { withAttention } from '../../../shared/payments/order/order-changes';
import { askAboutOne } from '../../../shared/payments/flows/refunds/ask-refund';
import { openWorld, paid, pending, stored, type World } from './world';

const DAY_MS = 24 * 3600_000;

/** An older attempt at a PSP that the configuration does not have any more. */
const gone = ({ attempts: [one] }: Order, now: number): readonly Attempt[] =>
  one
    ? [{ ...one, no: `${one.no}_0`, paySp: 'yaband', state: 'closed', endedAt: now - DAY_MS, askAt: now }]
    : [];

function put(world: World, order: Order): void {
  world.store.orderTable.set(order.outTradeNo, order);
}

test('a payment at another PSP is asked about in the same run', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  payAt(world.psp, order.outTradeNo);
  world.advance(60_000);
  put(world, { ...order, attempts: [...gone(order, world.shop.clock.now()), ...order.attempts] });
  expect(await runTimer(world.shop)).toMatchObject({ failed: 1 });
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});

test('an order whose time is over is ended in the same run', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  world.advance(DAY_MS);
  put(world, { ...order, attempts: [...gone(order, world.shop.clock.now()), ...order.attempts] });
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('closed');
});

test('what cannot be delivered is shown as soon as there is room, where too much was waiting when it was told', async () => {
  const world = openWorld('v3');
  const order = await paid(world);
  await refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-ABNORMAL' });
  const now = world.shop.clock.now();
  const full = Array.from({ length: 16 }, (_, n) => `NOTICE${n}`).reduce(
    (next, no) => withAttention(next, 'kept_aside', no, now),
    stored(world, order.outTradeNo),
  );
  put(world, full);
  const there = world.psp.refunds.get('R-ABNORMAL');
  if (there) there.state = 'abnormal';
  world.advance(60_000);
  await runTimer(world.shop);
  const told = stored(world, order.outTradeNo);
  expect(told.refunds[0]?.state).toBe('abnormal');
  put(world, { ...told, attention: [] });
  const [held] = told.refunds;
  if (held) await askAboutOne(world.shop, stored(world, order.outTradeNo), held);
  expect(stored(world, order.outTradeNo).attention).toMatchObject([
    { reason: 'refund_abnormal', of: 'R-ABNORMAL' },
  ]);
});
