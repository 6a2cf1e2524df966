/** What became of a fact. */
import { withAttention, type Order } from './order';

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

/** Something true perhaps, that does not fit: the order says that it waits for a person. */
export function aside(order: Order, why: string, of: string, now: number): Applied {
  return { is: 'aside', why, order: withAttention(order, 'kept_aside', of, now) };
}
