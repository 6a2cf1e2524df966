/** Collection `orders`: every write of an order is conditional on the version that was read. */
import type { Store } from '../payments/ports';
import { collection, database, insert, read } from './cloud-documents';
import { fromDocument, toDocument } from './order-document';

type OrderStore = Pick<
  Store,
  'order' | 'orderOfRefund' | 'orders' | 'unfinishedOrders' | 'insertOrder' | 'replaceOrder'
>;

export const cloudOrders: OrderStore = {
  async order(outTradeNos, attemptNo) {
    const { command } = await database();
    const [only] = outTradeNos;
    const condition = outTradeNos.length === 1 ? { _id: only } : { _id: command.in(outTradeNos) };
    const found = await read((await collection('orders')).where(condition).limit(outTradeNos.length).get());
    const orders = found.map(fromDocument);
    const hasAttempt = orders.find((order) => order.attempts.some((attempt) => attempt.no === attemptNo));
    return hasAttempt ?? orders.find((order) => order.outTradeNo === only);
  },

  async orderOfRefund(outRefundNo) {
    const orders = (await collection('orders')).where({ 'refunds.out_refund_no': outRefundNo });
    return (await read(orders.limit(1).get())).map(fromDocument)[0];
  },

  async orders({ configId, owner, before, limit }) {
    const { command } = await database();
    const condition = {
      created_at: command.lt(before),
      ...(configId === undefined ? {} : { config_id: configId }),
      ...(owner === undefined ? {} : { openid: owner.openid }),
    };
    const page = (await collection('orders')).where(condition).orderBy('created_at', 'desc').limit(limit);
    return (await read(page.get())).map(fromDocument);
  },

  async unfinishedOrders({ askedBefore, createdAfter, limit }) {
    const { command } = await database();
    const unasked = { asked_at: command.lt(askedBefore) };
    const condition = command.or(
      { ...unasked, state: 'pending', created_at: command.gt(createdAfter).and(command.lt(askedBefore)) },
      { ...unasked, 'refunds.state': command.in(['requested', 'processing']) },
      { ...unasked, hook: 'due', hook_until: command.lt(askedBefore) },
    );
    const orders = (await collection('orders')).where(condition).orderBy('asked_at', 'asc').limit(limit);
    return (await read(orders.get())).map(fromDocument);
  },

  async insertOrder(order) {
    return insert('orders', { _id: order.outTradeNo, ...toDocument(order) });
  },

  async replaceOrder(order, expected) {
    const { command } = await database();
    const version = expected ?? command.exists(false);
    const same = (await collection('orders')).where({ _id: order.outTradeNo, version });
    const { stats } = await same.update({ data: toDocument(order) });
    return stats.updated === 1;
  },
};
