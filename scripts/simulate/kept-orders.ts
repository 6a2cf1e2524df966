/** The store of a simulation, which tells of every write at the very moment. */
import type { Order } from '../../shared/payments/order/order';
import { MemoryStore } from '../../test/payments/flows/memory-store';

type Seen = (before: Order | undefined, now: Order) => void;

class WatchedOrders extends Map<string, Order> {
  constructor(private readonly seen: Seen) {
    super();
  }

  override set(outTradeNo: string, order: Order): this {
    const before = this.get(outTradeNo);
    super.set(outTradeNo, order);
    this.seen(before, order);
    return this;
  }
}

export class WatchedStore extends MemoryStore {
  override readonly orderTable: Map<string, Order>;

  constructor(seen: Seen) {
    super();
    this.orderTable = new WatchedOrders(seen);
  }

  /** Nothing waits here for the machine: whoever calls has waited for its turn. */
  override pause = (): Promise<void> => DONE;
}

const DONE = Promise.resolve();
