/** Moments that no clock can have meant: an instance whose clock jumped wrote them, or a hand. Nothing waits for them. */
import { closeOrder } from '../../../shared/payments/flows/close-order';
import { forceClose } from '../../../shared/payments/flows/people/force-close';
import { resolveRefund } from '../../../shared/payments/flows/people/resolve-refund';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { refundOf, type Order } from '../../../shared/payments/order/order';
import { withAttempt, withRefund } from '../../../shared/payments/order/order-changes';
import { payAt } from './fake-psp';
import { refund } from './as-callers';
import {
  codeOf,
  openWorld,
  operator,
  ordered,
  paid,
  pending,
  started,
  stored,
  take,
  timeout,
  type World,
} from './world';

const YEAR_MS = 365 * 86_400_000;

function edited(world: World, { outTradeNo }: Order, edit: (order: Order) => Order): Order {
  const order = edit(stored(world, outTradeNo));
  world.store.orderTable.set(outTradeNo, order);
  return order;
}

const inAYear = (world: World): number => world.shop.clock.now() + YEAR_MS;

test('an order that was asked about in a year is asked about now', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  payAt(world.psp, order.outTradeNo);
  edited(world, order, (one) => ({ ...one, askedAt: inAYear(world) }));
  world.advance(600_000);
  await runTimer(world.shop);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});

test('a payment that is being sent until next year is closed at its PSP', async () => {
  const world = openWorld('v3');
  const order = await pending(world);
  const held = edited(world, order, (one) =>
    withAttempt(one, one.outTradeNo, { leaseUntil: inAYear(world) }),
  );
  await closeOrder(world.shop, held);
  expect(stored(world, order.outTradeNo).state).toBe('closed');
});

test('a payment that is being sent until next year is started again', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  world.network = () => timeout();
  await codeOf(started(world, order));
  world.network = (_asked, pass) => pass();
  edited(world, order, (one) => withAttempt(one, one.outTradeNo, { leaseUntil: inAYear(world) }));
  await started(world, order);
  expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ state: 'open', leaseUntil: 0 }]);
});

test('a payment that is being sent until next year is closed by a person, whatever its PSP says', async () => {
  const world = openWorld('v3');
  const order = await ordered(world);
  world.network = () => timeout();
  await codeOf(started(world, order));
  const held = edited(world, order, (one) =>
    withAttempt(one, one.outTradeNo, { leaseUntil: inAYear(world) }),
  );
  await forceClose(world.shop, held, { by: operator.openid });
  expect(stored(world, order.outTradeNo).state).toBe('closed');
});

test('a paid notice is believed although a cancel is under way until next year', async () => {
  const world = openWorld('yaband');
  const order = await pending(world);
  edited(world, order, (one) =>
    withAttempt(one, one.outTradeNo, { state: 'closing', cancels: 1, cancelUntil: inAYear(world) }),
  );
  payAt(world.psp, order.outTradeNo);
  await take(world, world.psp.paymentNotice(order.outTradeNo));
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});

test('the hook of an order that another process has until next year runs', async () => {
  const world = openWorld('v3');
  world.hook = async () => {
    throw new Error('not today');
  };
  const order = await paid(world);
  world.hook = async (one) => {
    world.hooked.push(one);
  };
  edited(world, order, (one) => ({ ...one, hookUntil: inAYear(world) }));
  await take(world, world.psp.paymentNotice(order.outTradeNo));
  expect(stored(world, order.outTradeNo).hook).toBe('done');
});

describe('a refund that is being sent until next year', () => {
  async function heldRefund(): Promise<{ world: World; order: Order; no: string }> {
    const world = openWorld('v3');
    const order = await paid(world);
    world.network = () => timeout();
    await codeOf(refund(world.shop, operator, { outTradeNo: order.outTradeNo, refundFee: 40 }));
    const no = `${order.outTradeNo}R1`;
    const held = edited(world, order, (one) => withRefund(one, no, { leaseUntil: inAYear(world) }));
    world.advance(3_600_000);
    return { world, order: held, no };
  }

  test('goes out again under its number by the timer, once', async () => {
    const { world, order, no } = await heldRefund();
    world.network = (_asked, pass) => pass();
    await runTimer(world.shop);
    expect(refundOf(stored(world, order.outTradeNo), no)).toMatchObject({ state: 'processing' });
    expect(world.psp.refunds.size).toBe(1);
  });

  test('is ended as a person says', async () => {
    const { world, order, no } = await heldRefund();
    const end = { state: 'failed', explanation: 'it never went', by: operator.openid } as const;
    expect(await codeOf(resolveRefund(world.shop, order, no, end))).toBe('no error');
  });
});
