/** Brings a fact to its order: apply it, write it once, and say what became of it. */
import type { Applied } from '../order/applied';
import type { Fact } from '../order/facts';
import type { Order } from '../order/order';
import { apply } from '../order/transitions';
import { connectorOf } from '../psp';
import type { Verdict } from '../ports';
import { changeOrder } from './orders';
import type { Shop } from './shop';

export interface Settled {
  /** `unproven`: only the answer to a new question counts. */
  readonly verdict: Verdict | 'unproven';
  /** Why it was kept aside or not believed, else empty. */
  readonly reason: string;
  readonly order?: Order;
  /** This call made the order paid, so the merchant's hook is this call's to run. */
  readonly paidNow: boolean;
}

/**
 * Applies `fact` to `order` with one conditional write, repeated on the newer order when another writer was first. `also`:
 * what else the same write says of the order.
 */
export async function settle(
  shop: Shop,
  order: Order,
  fact: Fact,
  also: (order: Order) => Order = (same) => same,
): Promise<Settled> {
  const can = (await connectorOf(fact.paySp))?.can;
  const rules = {
    closeReverses: can?.closeReverses ?? true,
    hidesReversals: can?.hidesReversals ?? false,
  };
  let applied: Applied = { is: 'same' };
  let wasPaid = true;
  const after = await changeOrder(shop, order, (current) => {
    applied = apply(current, fact, { ...rules, now: shop.clock.now() });
    wasPaid = current.state === 'paid';
    const next = also('order' in applied ? applied.order : current);
    return next === current ? undefined : next;
  });
  return settled(applied, after, wasPaid);
}

function settled(applied: Applied, order: Order, wasPaid: boolean): Settled {
  switch (applied.is) {
    case 'aside':
      return { verdict: 'kept_aside', reason: applied.why, order, paidNow: false };
    case 'unproven':
      return { verdict: 'unproven', reason: applied.why, order, paidNow: false };
    case 'same':
      return { verdict: 'duplicate', reason: '', order, paidNow: false };
    case 'moved':
      return { verdict: 'applied', reason: '', order, paidNow: !wasPaid && order.state === 'paid' };
  }
}
