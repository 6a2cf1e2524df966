/** What two readings of a card's stock say about a change that was sent between them and had no answer. */
import type { Stock } from './ports';

/** `undecided`: both are possible, or somebody else changed the stock too. */
export type StockFinding = 'applied' | 'not applied' | 'undecided';

/**
 * People take cards meanwhile, so what is left falls by itself; what there ever was (`sku.total_quantity` of WeChat's
 * `card/get`) does not. Where WeChat does not say the total, what is left decides only what it can.
 */
export function compareStock(before: Stock, after: Stock, delta: number): StockFinding {
  if (before.total !== undefined && after.total !== undefined) {
    if (after.total === before.total + delta) return 'applied';
    return after.total === before.total && !isMore(after, before, 0) ? 'not applied' : 'undecided';
  }
  if (delta > 0) return isMore(after, before, 0) ? 'applied' : 'undecided';
  return isMore(after, before, delta) ? 'not applied' : 'undecided';
}

/** Whether more is left than there could be, had only `delta` been added. */
function isMore({ quantity: after }: Stock, { quantity: before }: Stock, delta: number): boolean {
  return after !== undefined && before !== undefined && after > before + delta;
}
