/** A person sets going again what failed too often: the hook, those who are told of the money, questions, the end of an order. */
import { withTellingsAnew } from '../../order/follow-ups';
import { withJournal } from '../../order/journal';
import { isLive, isPayable, type Attempt, type ByPerson, type Order, type Refund } from '../../order/order';
import { withoutAttention } from '../../order/order-changes';
import { isAskedAbout } from '../../order/schedule';
import { lookAt } from '../look-at-order';
import { changeOrder } from '../orders';
import type { Shop } from '../shop';

/** The order after everything of it that had stopped was tried once; what fails again is tried on by the timer. */
export async function retry(shop: Shop, order: Order, person: ByPerson): Promise<Order> {
  const going = await changeOrder(shop, order, (current) => withRetries(current, person, shop.clock.now()));
  await lookAt(shop, going.outTradeNo);
  return (await shop.store.orders.get(going.outTradeNo)) ?? going;
}

/** The order with everything due now that had stopped, and all its tries counted anew. */
export function withRetries(order: Order, person: ByPerson, now: number): Order {
  const attempt = (one: Attempt): Attempt => (isLive(one) && one.askAt === 0 ? { ...one, askAt: now } : one);
  const refund = <T extends Refund>(one: T): T =>
    isAskedAbout(one) && one.askAt === 0 ? { ...one, askAt: now } : one;
  const asked = {
    ...order,
    triedAnewAt: now,
    attempts: order.attempts.map(attempt),
    refunds: order.refunds.map(refund),
    returns: order.returns.map(refund),
    ...(isPayable(order) && order.endAt > now ? { endAt: now } : {}),
  };
  return withJournal(withTellingsAnew(withHookAnew(asked, now), now), now, 'tried anew by a person', person);
}

function withHookAnew(order: Order, now: number): Order {
  if (order.hook !== 'stopped') return order;
  const due = { ...order, hook: 'due', hookUntil: now, hookTries: 0 } as const;
  return withoutAttention(due, 'hook_failed', order.outTradeNo);
}
