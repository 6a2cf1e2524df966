/** How the database goes wrong: away before or after the effect, somebody else writes first, an answer from a copy that lags. */
import type { Order } from '../../shared/payments/order/order';
import type { Dice } from './dice';
import { isUndated } from './kept-orders';
import type { World } from './world';

export class StoreFaults {
  private readonly older = new Map<string, Order>();

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  /** Whether a call fails, and on which side of its effect. */
  fails(): 'before' | 'after' | undefined {
    if (!this.dice.chance(this.world.troubles.store)) return undefined;
    return this.dice.pick(['before', 'after'] as const);
  }

  /** Somebody else writes the same document first. */
  rival(outTradeNo: string): void {
    const { memory, scheduler, troubles } = this.world;
    const stored = memory.orderTable.get(outTradeNo);
    // What nobody has written yet does not say when it is due, and a write would have to.
    if (!stored || isUndated(stored) || !this.dice.chance(troubles.rivals)) return;
    scheduler.note('(somebody else writes it first)');
    memory.orderTable.set(outTradeNo, { ...stored, version: (stored.version ?? 0) + 1 });
  }

  /** An order was written over: reads may still answer what it was. */
  remember(before: Order): void {
    this.older.set(before.outTradeNo, before);
  }

  /** An order as it was one write ago. */
  stale(outTradeNo: string): Order | undefined {
    const older = this.older.get(outTradeNo);
    if (!older || !this.dice.chance(this.world.troubles.staleness)) return undefined;
    this.world.scheduler.note('(the answer is one write old)');
    return older;
  }
}
