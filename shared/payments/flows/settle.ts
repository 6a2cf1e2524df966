/** Brings a fact to its order: find it, apply it, write it once, and say what became of it. */
import type { Fact } from '../order/facts';
import { orderNumbersOf, type Order } from '../order/order';
import { apply, type Applied } from '../order/transitions';
import type { Verdict } from '../ports';
import { changeOrder } from './change-order';
import type { Shop } from './shop';

export interface Settled {
  readonly verdict: Verdict;
  /** Why it was kept aside, else empty. */
  readonly reason: string;
  readonly order?: Order;
  /** This call made the order paid, so the merchant's hook is this call's to run. */
  readonly paidNow: boolean;
}

/** Looks up the order that a fact speaks of. */
export async function orderOf(shop: Shop, fact: Fact): Promise<Order | undefined> {
  if (fact.attemptNo !== undefined) return shop.store.order(orderNumbersOf(fact.attemptNo), fact.attemptNo);
  if (fact.kind !== 'refund') return undefined;
  const number = fact.outRefundNo;
  // Not every PSP is known to name the refund: the number may be that of the payment.
  return (await shop.store.orderOfRefund(number)) ?? shop.store.order(orderNumbersOf(number), number);
}

/** Applies `fact` to `order` with one conditional write, repeated on the newer order when another writer was first. */
export async function settle(shop: Shop, order: Order, fact: Fact): Promise<Settled> {
  let applied: Applied = { is: 'same' };
  let wasPaid = true;
  const after = await changeOrder(shop, order, (current) => {
    applied = apply(current, fact, shop.clock.now());
    wasPaid = current.state === 'paid';
    return applied.is === 'moved' ? applied.order : undefined;
  });
  return settled(applied, after, wasPaid);
}

function settled(applied: Applied, order: Order, wasPaid: boolean): Settled {
  if (applied.is === 'aside') return { verdict: 'kept_aside', reason: applied.why, order, paidNow: false };
  if (applied.is === 'same') return { verdict: 'duplicate', reason: '', order, paidNow: false };
  return { verdict: 'applied', reason: '', order, paidNow: !wasPaid && order.state === 'paid' };
}
