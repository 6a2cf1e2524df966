/** How long an order may stay unpaid that does not say it itself: one that the merchant's own function wrote. */
import { isPayable, type Order } from '../order/order';
import { beganAt } from '../order/schedule';
import type { Shop } from './shop';

/** Milliseconds; undefined where the order says it itself, or nobody can say. */
export async function lifeOf(shop: Shop, { expiresAt, configId }: Order): Promise<number | undefined> {
  if (expiresAt !== undefined) return undefined;
  const config = await shop.configs.get(configId).catch(() => undefined);
  try {
    return config?.limits().orderMs;
  } catch {
    // What is wrong with the configuration is said to those who can mend it.
    return undefined;
  }
}

/** Such an order ends as every other, counted from when it began, else from `now`, where it begins now. */
export function withExpiry(order: Order, orderMs: number | undefined, now = 0): Order {
  const since = beganAt(order) === 0 ? now : beganAt(order);
  if (orderMs === undefined || order.expiresAt !== undefined || since === 0) return order;
  return { ...order, expiresAt: since + orderMs };
}

/** An order of which nobody can say at the moment when it ends, to be looked at again then. */
export const withLaterLook = (order: Order, at: number): Order =>
  isPayable(order) && order.expiresAt === undefined && beganAt(order) > 0 ? { ...order, endAt: at } : order;
