/** Collection `orders`: every write of an order is conditional on the version that was read. */
import { present } from '../kernel/present';
import { orderNumbersOf } from '../payments/order/attempt-number';
import type { Order } from '../payments/order/order';
import { NEVER } from '../payments/order/schedule';
import type { DueOrder, Listed, OrderFilter, Store, Unreadable } from '../payments/ports';
import { DEFAULT_CONFIG_ID } from './aside-document';
import { collection, database, insert, isMissingCollection, isRecord, read } from './cloud-documents';
import { fromDocument, readDocument, toDocument } from './order-document';
import { conditionsOf, searchOf } from './order-search';
import { placeBy, readOn } from './read-on';

type OrderStore = Pick<
  Store,
  | 'orders'
  | 'orderOfAttempt'
  | 'orderOfRefund'
  | 'orderOfTransaction'
  | 'listOrders'
  | 'openOrders'
  | 'dueOrders'
  | 'postpone'
>;

const orders: Store['orders'] = {
  idOf: ({ outTradeNo }) => outTradeNo,

  async get(id) {
    const found = await read((await collection('orders')).where({ _id: id }).limit(1).get());
    return found.map(fromDocument)[0];
  },

  async insert(order) {
    return insert('orders', { _id: order.outTradeNo, ...toDocument(order) });
  },

  async replace(order, expected) {
    const { command } = await database();
    const version = expected ?? command.exists(false);
    const same = (await collection('orders')).where({ _id: order.outTradeNo, version });
    const { stats } = await same.update({ data: toDocument(order) });
    return stats.updated === 1;
  },
};

export const cloudOrders: OrderStore = {
  orders,

  async orderOfAttempt(attemptNo) {
    const { command } = await database();
    const numbers = orderNumbersOf(attemptNo);
    const [only] = numbers;
    const condition = numbers.length === 1 ? { _id: only } : { _id: command.in(numbers) };
    const named = await read((await collection('orders')).where(condition).limit(numbers.length).get());
    const found = named.map(fromDocument);
    return (
      found.find((order) => order.attempts.some(({ no }) => no === attemptNo)) ??
      (await orderWith({ 'attempts.no': attemptNo })) ??
      found.find((order) => order.outTradeNo === only)
    );
  },

  async orderOfRefund(outRefundNo) {
    const { command } = await database();
    const number = { 'refunds.out_refund_no': outRefundNo };
    return orderWith(command.or(number, { 'returns.out_refund_no': outRefundNo }));
  },

  orderOfTransaction: (transactionId) => orderWith({ transaction_id: transactionId }),

  async listOrders(filter) {
    const page = withStrays(await ordersFrom(filter), await straysOf(filter));
    const last = page.items.at(-1);
    if (filter.beforeNo !== undefined || page.items.length < filter.limit || !last) return page;
    // Who pages by time alone must not lose orders of the same millisecond: they come with this page.
    const { createdAt: before, outTradeNo: beforeNo } = last;
    const ties = await ordersFrom({ ...filter, before, beforeNo, ties: true });
    return {
      items: [...page.items, ...ties.items],
      unreadable: [...page.unreadable, ...ties.unreadable],
    };
  },

  async openOrders(openid) {
    const { command } = await database();
    const open = { openid, state: command.in(['created', 'pending']) };
    return (await (await collection('orders')).where(open).count().catch(nothingYet)).total;
  },

  async dueOrders({ which, now, paySp, limit }) {
    const { command } = await database();
    const at = paySp === undefined ? {} : { pay_sp: paySp === '' ? null : paySp };
    const due = command.or(...(await dueBy(now)).map((one) => ({ ...at, ...one })));
    const query = (await collection('orders')).where(due);
    const sorted =
      which === 'newest' ? query.orderBy('attempted_at', 'desc') : query.orderBy('due_at', 'asc');
    const fields = { _id: true, pay_sp: true, openid: true, state: true } as const;
    return (await read(sorted.field(fields).limit(limit).get())).map(dueOrder);
  },

  async postpone(id, { now, until, givenUpBefore }) {
    const { command } = await database();
    const due = command.or(...(await dueBy(now)).map((one) => ({ _id: id, ...one })));
    await update(due, { due_at: until });
    // It waits for a person, who finds it in the list of those. People may have edited these very fields.
    const isNoMoment = command.not(command.lt(now + 1));
    await update({ _id: id, unreadable_since: isNoMoment }, { unreadable_since: now });
    await update({ _id: id, waits_since: command.not(command.gt(0)) }, { waits_since: now });
    await update({ _id: id, unreadable_since: command.lt(givenUpBefore) }, { due_at: NEVER });
  },
};

/**
 * Conditions of which one holds for what is due. Documents that the merchant's own function wrote do not say when they are due, and
 * one that says what is no moment would never be looked at.
 */
async function dueBy(now: number): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { command } = await database();
  return [{ due_at: command.lt(now + 1) }, { due_at: command.not(command.lt(NEVER + 1)) }];
}

async function update(
  condition: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await (await collection('orders')).where(condition).update({ data });
}

const nothingYet = (error: unknown): { readonly total: number } => {
  if (isMissingCollection(error)) return { total: 0 };
  throw error;
};

async function orderWith(condition: Readonly<Record<string, unknown>>): Promise<Order | undefined> {
  const found = (await collection('orders')).where(condition);
  return (await read(found.limit(1).get())).map(fromDocument)[0];
}

const withStrays = ({ items, unreadable }: Listed<Order>, strays: readonly Unreadable[]): Listed<Order> => {
  const known = new Set(unreadable.map(({ id }) => id));
  return { items, unreadable: [...unreadable, ...strays.filter(({ id }) => !known.has(id))] };
};

/**
 * What waits for a person and no page would hold, because people edited what pages go by: named with the first one. What is of
 * no configuration is named with the default one's.
 */
async function straysOf(filter: OrderFilter): Promise<readonly Unreadable[]> {
  const { configId, waiting, before, limit } = filter;
  if (!waiting || before !== Number.MAX_SAFE_INTEGER) return [];
  const { command } = await database();
  const ofNone = configId === DEFAULT_CONFIG_ID ? [{ config_id: command.not(command.gt('')) }] : [];
  const { config_id: _any, ...anyShop } = await conditionsOf(filter);
  const strays = command.or(
    { ...(await conditionsOf(filter)), created_at: command.not(command.lt(before)) },
    ...ofNone.map((one) => ({ ...anyShop, ...one })),
  );
  const found = await read((await collection('orders')).where(strays).limit(limit).get());
  return found.map(readDocument).flatMap((one) => ('unreadable' in one ? [one.unreadable] : []));
}

type Listing = OrderFilter & { readonly ties?: true };

/** A page of orders by (created, number), newest first; `ties`: only those made in the very millisecond `before`. */
async function listing(filter: Listing) {
  const { command } = await database();
  const { before, beforeNo, ties, since, search } = filter;
  const common = await conditionsOf(filter);
  const past = command.lt(before);
  const earlier = { ...common, created_at: since === undefined ? past : past.and(command.gte(since)) };
  const tied = { ...common, created_at: before, _id: command.lt(beforeNo ?? '') };
  const condition = beforeNo === undefined ? earlier : ties === undefined ? command.or(earlier, tied) : tied;
  const found = (await collection('orders')).where(
    search === undefined ? condition : command.and(condition, await searchOf(search)),
  );
  return found.orderBy('created_at', 'desc').orderBy('_id', 'desc').limit(filter.limit);
}

/** Documents read one by one: what cannot be read is named and passed over. */
const ordersFrom = (filter: Listing): Promise<Listed<Order>> =>
  readOn({
    limit: filter.limit,
    from: { before: filter.before, ...present({ beforeId: filter.beforeNo }) },
    page: async ({ before, beforeId }, limit) => {
      const place = { before, ...present({ beforeNo: beforeId }), limit };
      return read((await listing({ ...filter, ...place })).get());
    },
    read(raw) {
      const one = readDocument(raw);
      return 'order' in one ? { value: one.order } : one;
    },
    placeOf: placeBy('created_at'),
  });

function dueOrder(raw: unknown): DueOrder {
  const { _id, pay_sp: paySp, openid, state } = isRecord(raw) ? raw : {};
  const word = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    id: String(_id),
    paySp: word(paySp),
    openid: word(openid),
    kind: state === 'paid' ? 'afterwards' : 'payment',
  };
}
