/** What payments need of the world, as interfaces. `adapters/` fills them, tests fill them differently. */
import type { HttpReply } from '../kernel/exchange';
import type { Clock, Http, Log, Random } from '../kernel/ports';
import type { Order } from './order/order';
import type { CloudPayRequest } from './psp/connector';

/** Goods of the shop as stored: prices in minor units, the main one and further currencies. */
export interface Goods {
  readonly goodsId: string;
  readonly title: string;
  readonly price: number;
  readonly feeType: string;
  readonly prices: Readonly<Record<string, number>>;
}

/** What became of a verified notice. */
export type Verdict = 'applied' | 'duplicate' | 'kept_aside' | 'unknown_order';

/** A verified notice for the archive. `raw` is the body as received. */
export interface ArchivedNotice {
  readonly paySp: string;
  readonly outTradeNo: string;
  readonly receivedAt: number;
  readonly raw: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** The database. Every method is one round trip. */
export interface Store {
  /** The raw document `id` of collection `config`. */
  configDocument(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Goods by id, or the first hundred. */
  goods(ids?: readonly string[]): Promise<readonly Goods[]>;
  /** The first order that has one of these numbers and, where given, an attempt of that number. */
  order(outTradeNos: readonly string[], attemptNo?: string): Promise<Order | undefined>;
  orderOfRefund(outRefundNo: string): Promise<Order | undefined>;
  /** Newest first, created before `before` (milliseconds). */
  orders(filter: OrderFilter): Promise<readonly Order[]>;
  /** Orders that a poll should look at: pending, or with a refund on its way, or with an overdue hook. */
  unfinishedOrders(due: Unfinished): Promise<readonly Order[]>;
  /** False when the number is taken. */
  insertOrder(order: Order): Promise<boolean>;
  /** Replaces the order if it still has the version that `order.version` follows. False when it has not. */
  replaceOrder(order: Order, expected: number | undefined): Promise<boolean>;
  archiveNotice(notice: ArchivedNotice): Promise<void>;
}

/** Times in milliseconds: last asked about before, created after; the longest unasked come first. */
export interface Unfinished {
  readonly askedBefore: number;
  readonly createdAfter: number;
  readonly limit: number;
}

export interface OrderFilter {
  /** The configuration document that the orders were made under. */
  readonly configId?: string;
  readonly owner?: { readonly appid: string; readonly openid: string };
  readonly before: number;
  readonly limit: number;
}

/** The platform's own payment interface (`cloud.cloudPay`). Rejects with HttpFailure. */
export interface CloudPay {
  call(request: CloudPayRequest): Promise<HttpReply>;
}

/** The order that the merchant's hook receives, in the words of the database. */
export interface PaidOrder {
  readonly out_trade_no: string;
  readonly appid: string;
  readonly openid: string;
  readonly total_fee: number;
  readonly fee_type: string;
  readonly pay_sp: string;
  readonly pay_method: string;
  readonly sp_trade_no: string;
  readonly transaction_id: string;
  readonly paid_at: number;
  readonly late: boolean;
  readonly items: readonly {
    readonly goods_id: string;
    readonly title: string;
    readonly quantity: number;
    readonly price: number;
  }[];
}

export interface Ports {
  readonly store: Store;
  readonly http: Http;
  readonly cloudPay: CloudPay;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long a read configuration may be used, milliseconds. */
  readonly configMaxAgeMs: number;
  readonly onPaymentSuccess: (order: PaidOrder) => Promise<void>;
}
