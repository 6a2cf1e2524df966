/** What became of a fact. */
import { decisionOn, matterOf, numberOf } from './aside';
import type { Matter, Order } from './order';
import type { Fact } from './facts';
import { withAttention } from './order-changes';

/**
 * `moved`: write this order. `same`: nothing new. `aside`: it does not fit this order; write the order that says so.
 * `unproven`: a `paid` that may be older than our cancel; only the PSP's answer to a later question counts.
 */
export type Applied =
  | { readonly is: 'moved'; readonly order: Order }
  | { readonly is: 'same' }
  | { readonly is: 'aside'; readonly why: string; readonly order: Order }
  | { readonly is: 'unproven'; readonly why: string };

export const same: Applied = { is: 'same' };

/** Something true perhaps, that does not fit: the order says that it waits for a person, unless a person has decided. */
export function aside(order: Order, why: string, fact: Fact, now: number): Applied {
  return { is: 'aside', why, order: withMatter(order, matterOf(fact), now) };
}

/** The order that waits for a person because of a matter. */
export function withMatter(order: Order, matter: Matter, now: number): Order {
  return decisionOn(order, matter) ? order : withAttention(order, 'kept_aside', numberOf(order, matter), now);
}
