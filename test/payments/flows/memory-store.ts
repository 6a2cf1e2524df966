/** The store port in memory: conditional writes are real, every call yields, and sequential rounds are counted. */
import type { ArchivedNotice, Goods, OrderFilter, Store, Unfinished } from '../../../shared/payments/ports';
import type { Order } from '../../../shared/payments/order/order';

export class MemoryStore implements Store {
  readonly orderTable = new Map<string, Order>();
  readonly archive: ArchivedNotice[] = [];
  readonly configTable = new Map<string, Readonly<Record<string, unknown>>>();
  goodsTable: readonly Goods[] = [];
  /** Calls so far. */
  calls: string[] = [];
  /** Sequential rounds so far: calls that are under way together count as one. */
  rounds = 0;
  /** Set by a test: runs before a call and may throw in its place. */
  before: (call: string) => void = () => undefined;
  /** Set by a test: runs after the effect of a call and may throw, as a process that dies there. */
  after: (call: string) => void = () => undefined;
  private underWay = 0;

  private async round<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    if (this.underWay === 0) this.rounds += 1;
    this.underWay += 1;
    try {
      await Promise.resolve();
      await new Promise(setImmediate);
      this.before(call);
      const result = work();
      this.after(call);
      return result;
    } finally {
      this.underWay -= 1;
    }
  }

  /** The rounds and calls of what a test does next start at nought. */
  resetCounts(): void {
    this.calls = [];
    this.rounds = 0;
  }

  configDocument(id: string): ReturnType<Store['configDocument']> {
    return this.round('configDocument', () => this.configTable.get(id));
  }

  goods(ids?: readonly string[]): Promise<readonly Goods[]> {
    return this.round('goods', () => this.goodsTable.filter((one) => ids?.includes(one.goodsId) ?? true));
  }

  order(outTradeNos: readonly string[], attemptNo?: string): Promise<Order | undefined> {
    return this.round('order', () => {
      const found = outTradeNos.flatMap((no) => this.orderTable.get(no) ?? []);
      const owner = found.find((order) => order.attempts.some((attempt) => attempt.no === attemptNo));
      return owner ?? found.find((order) => order.outTradeNo === outTradeNos[0]);
    });
  }

  orderOfRefund(outRefundNo: string): Promise<Order | undefined> {
    return this.round('orderOfRefund', () =>
      [...this.orderTable.values()].find((order) =>
        order.refunds.some((refund) => refund.outRefundNo === outRefundNo),
      ),
    );
  }

  orders({ configId, owner, before, limit }: OrderFilter): Promise<readonly Order[]> {
    return this.round('orders', () =>
      [...this.orderTable.values()]
        .filter((order) => order.createdAt < before)
        .filter((order) => configId === undefined || order.configId === configId)
        .filter((order) => owner === undefined || order.openid === owner.openid)
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, limit),
    );
  }

  unfinishedOrders({ askedBefore, createdAfter, limit }: Unfinished): Promise<readonly Order[]> {
    const isUnfinished = (order: Order): boolean =>
      (order.state === 'pending' &&
        order.askedAt < askedBefore &&
        order.createdAt < askedBefore &&
        order.createdAt > createdAfter) ||
      (order.askedAt < askedBefore &&
        order.refunds.some(({ state }) => state === 'requested' || state === 'processing')) ||
      (order.hook === 'due' && order.hookUntil < askedBefore);
    return this.round('unfinishedOrders', () =>
      [...this.orderTable.values()]
        .filter(isUnfinished)
        .sort((a, b) => a.askedAt - b.askedAt)
        .slice(0, limit),
    );
  }

  insertOrder(order: Order): Promise<boolean> {
    return this.round('insertOrder', () => {
      if (this.orderTable.has(order.outTradeNo)) return false;
      this.orderTable.set(order.outTradeNo, order);
      return true;
    });
  }

  replaceOrder(order: Order, expected: number | undefined): Promise<boolean> {
    return this.round('replaceOrder', () => {
      const stored = this.orderTable.get(order.outTradeNo);
      if (!stored || stored.version !== expected) return false;
      this.orderTable.set(order.outTradeNo, order);
      return true;
    });
  }

  archiveNotice(notice: ArchivedNotice): Promise<void> {
    return this.round('archiveNotice', () => {
      this.archive.push(notice);
    });
  }
}
