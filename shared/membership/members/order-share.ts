/** Points for payments: what an order has earned by what was paid and kept, and what is still to be entered for it. */
import type { Earn } from '../../wechat/wechat-config';
import type { Draft, Entry } from './entry';

/** Amounts in minor units; `refunded` only ever grows. */
export interface OrderFacts {
  readonly outTradeNo: string;
  readonly total: number;
  readonly refunded: number;
  /** The rule for an order that has earned nothing yet. */
  readonly per: number;
  readonly points: number;
}

/** No order earns more than this, however the rule was meant. */
const MOST_POINTS = 1_000_000_000;

/** What a net amount earns. */
export const pointsFor = (net: number, { per, points }: Earn): number =>
  Math.min(Math.floor(Math.max(0, net) / per) * points, MOST_POINTS);

/**
 * The difference between what an order should have brought and what it has, by the rule of its first entry. Undefined where
 * a later state of the order is known already, or there is nothing to say. An order that was paid and refunded before
 * anything was entered gets an entry of nought, or its payment, reported late, would bring points.
 */
export function shareOf(facts: OrderFacts, newest: Entry | undefined, reason: string): Draft | undefined {
  const before = newest?.order;
  if (before && before.refunded >= facts.refunded) return undefined;
  const { per, points: each } = before ?? facts;
  const held = pointsFor(facts.total - facts.refunded, { per, points: each });
  const points = held - (before?.held ?? 0);
  if (points === 0 && facts.refunded === 0) return undefined;
  const { outTradeNo, refunded } = facts;
  return {
    kind: 'earn',
    change: { points, balance: 0, earned: points },
    reason,
    order: { outTradeNo, refunded, held, per, points: each },
  };
}
