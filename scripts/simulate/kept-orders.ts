/** The store of a simulation, which tells of every write at the very moment. */
import { fromDocument } from '../../shared/adapters/order-document';
import type { Order } from '../../shared/payments/order/order';
import type { DueOrder, DueQuestion, Goods, Listed } from '../../shared/payments/ports';
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

  constructor(
    seen: Seen,
    private readonly goodsFor: (ids?: readonly string[]) => Listed<Goods>,
  ) {
    super();
    this.orderTable = new WatchedOrders(seen);
  }

  /** An order that was edited by hand: it is there, due, and cannot be read. */
  spoil(config_id: string, fee_type: string): void {
    const _id = 'CPSPOILTBYHAND';
    this.orderTable.set(_id, fromDocument({ _id, openid: 'oSomebody', total_fee: 100, fee_type, config_id }));
    this.spoilt.add(_id);
  }

  override goods(ids?: readonly string[]): Promise<Listed<Goods>> {
    return Promise.resolve(this.goodsFor(ids));
  }

  /** What the merchant's own function wrote says nowhere when it is due, and is looked at for that. */
  override async dueOrders(question: DueQuestion): Promise<readonly DueOrder[]> {
    const due = await super.dueOrders(question);
    const { paySp = '', now } = question;
    const isTheirTurn = ({ outTradeNo }: Order): boolean => (this.postponed.get(outTradeNo) ?? 0) <= now;
    const all = paySp === '' ? [...this.orderTable.values()] : [];
    const undated = all.filter((order) => isUndated(order) && isTheirTurn(order));
    const ids = undated.map(({ outTradeNo, openid }) => ({ id: outTradeNo, openid }));
    return [...ids.map((one) => ({ ...one, paySp, kind: 'payment' as const })), ...due];
  }

  /** Nothing waits here for the machine: whoever calls has waited for its turn. */
  override pause = (): Promise<void> => DONE;
}

/** Nobody here has written it yet. */
export const isUndated = ({ version }: Order): boolean => version === undefined;

const DONE = Promise.resolve();
