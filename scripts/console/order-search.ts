/** Which orders the console lists: a page of those that fit what somebody looks for, newest first. */
import type { LocalDatabase } from '../local-cloud/database/local-database';
import { newest, type Doc } from './newest';

/** What the list is narrowed to; empty texts leave it as wide as it is. */
export interface OrderQuery {
  /** A part of one of its numbers or of the buyer's openid, or its amount in major units. */
  readonly q: string;
  /** A state of the order, or one of `extraStates`. */
  readonly state: string;
  readonly paySp: string;
  /** From 1. */
  readonly page: number;
}

/** What an order can be beside its state. */
export const extraStates = ['waiting', 'refunded', 'late'] as const;

export const ordersPerPage = 25;
/** The database counts no further. */
const mostCounted = 1000;

export interface FoundOrders {
  readonly documents: readonly Doc[];
  /** 1000 at most. */
  readonly total: number;
  readonly page: number;
}

export async function findOrders(database: LocalDatabase, query: OrderQuery): Promise<FoundOrders> {
  if (!database.collections().includes('orders')) return { documents: [], total: 0, page: 1 };
  const where = whereOf(query);
  const counted = await database.find('orders', where, { limit: mostCounted, projection: { _id: 1 } });
  const last = Math.max(1, Math.ceil(counted.length / ordersPerPage));
  const page = Math.min(query.page, last);
  const documents = await newest(database, {
    ...{ collection: 'orders', time: 'created_at', where },
    ...{ skip: (page - 1) * ordersPerPage, limit: ordersPerPage },
  });
  return { documents, total: counted.length, page };
}

const ofExtra: Readonly<Record<(typeof extraStates)[number], Doc>> = {
  waiting: { 'attention.0': { $exists: true } },
  refunded: { 'refunds.0': { $exists: true } },
  late: { late: true },
};

function whereOf({ q, state, paySp }: OrderQuery): Doc {
  const extra = extraStates.find((each) => each === state);
  const parts: Doc[] = [
    ...(extra ? [ofExtra[extra]] : state === '' ? [] : [{ state }]),
    ...(paySp === '' ? [] : [{ 'attempts.pay_sp': paySp }]),
    ...(q.trim() === '' ? [] : [{ $or: ways(q.trim()) }]),
  ];
  return parts.length === 0 ? {} : { $and: parts };
}

const numbered = [
  '_id',
  'openid',
  'transaction_id',
  'attempts.no',
  'attempts.sp_trade_no',
  'refunds.out_refund_no',
];

function ways(q: string): Doc[] {
  const part = { $regex: q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' };
  const written = /^(\d+)(?:[.,](\d{1,3}))?/.exec(q);
  return [
    ...numbered.map((name) => ({ [name]: part })),
    ...(written ? [{ total_fee: { $in: fees(q) } }] : []),
  ];
}

/** `12.9` may be 1290 cents, and `1290` also 1290 yen. */
function fees(q: string): number[] {
  const major = Number(/^\d+(?:[.,]\d+)?/.exec(q)?.[0].replace(',', '.') ?? NaN);
  return [1, 100, 1000].map((units) => Math.round(major * units)).filter(Number.isSafeInteger);
}
