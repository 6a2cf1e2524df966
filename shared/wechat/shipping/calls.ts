/**
 * Shipping management of a mini-program, `wxa/sec/order/*` (WeChat documentation, "Shipping information management", read
 * 2026-11). Amounts in fen. The calls need the mini-program's token; those with a `cloud` name also go through the platform.
 */
import { isObject, textAt, type JsonObject } from '../../kernel/json';
import { nothing, type Api } from '../open-api/exchange-with-wechat';

/** Answered when nothing of an upload was new: it stands. */
export const NOTHING_CHANGED = 10060023;
export const ALREADY_SHIPPED = 10060002;
/** WeChat knows a payment a while after it was made. */
export const PAYMENT_UNKNOWN = 10060001;
export const ALREADY_REMINDED = 10060030;

const uploadCodes: readonly number[] = [
  PAYMENT_UNKNOWN,
  ALREADY_SHIPPED,
  10060003,
  10060004,
  10060005,
  10060006,
  10060007,
  10060008,
  10060009,
  10060014,
  10060020,
  NOTHING_CHANGED,
  10060024,
  10060025,
  10060026,
  10060031,
  268485194,
  268485195,
  268485196,
  268485197,
  268485216,
  268485224,
  268485226,
  268485227,
  268485228,
];

/** Not repeatable: what was shipped may be changed once, and a second upload is that change. */
export const uploadShippingInfo: Api<true> = {
  path: 'wxa/sec/order/upload_shipping_info',
  cloud: 'wxa.sec.order.uploadShippingInfo',
  isRepeatable: false,
  codes: uploadCodes,
  read: nothing,
};

export const uploadCombinedShippingInfo: Api<true> = {
  path: 'wxa/sec/order/upload_combined_shipping_info',
  cloud: 'wxa.sec.order.uploadCombinedShippingInfo',
  isRepeatable: false,
  codes: uploadCodes,
  read: nothing,
};

/** How WeChat calls a payment's way: `settling`: confirmed, the money is about to be free. */
export type ShippingState = 'unshipped' | 'shipped' | 'confirmed' | 'done' | 'refunded' | 'settling';

const states: Readonly<Record<number, ShippingState>> = {
  1: 'unshipped',
  2: 'shipped',
  3: 'confirmed',
  4: 'done',
  5: 'refunded',
  6: 'settling',
};

export interface ShippingOrder {
  readonly transactionId: string;
  readonly state: ShippingState;
  /** The buyer has complained about the trade. */
  readonly isInComplaint: boolean;
}

export const getOrder: Api<ShippingOrder> = {
  path: 'wxa/sec/order/get_order',
  cloud: 'wxa.sec.order.getOrder',
  isRepeatable: true,
  codes: [PAYMENT_UNKNOWN, 10060014],
  read: ({ order }) => (isObject(order) ? shippingOrder(order) : undefined),
};

export interface ShippingOrders {
  readonly orders: readonly ShippingOrder[];
  /** Where the next page begins; undefined after the last. */
  readonly nextIndex?: string;
}

export const getOrderList: Api<ShippingOrders> = {
  path: 'wxa/sec/order/get_order_list',
  cloud: 'wxa.sec.order.getOrderList',
  isRepeatable: true,
  codes: [10060014],
  read({ order_list: list = [], has_more: hasMore, last_index: lastIndex }) {
    if (!Array.isArray(list)) return undefined;
    const orders = list.filter(isObject).flatMap((one) => shippingOrder(one) ?? []);
    return { orders, ...(hasMore === true && typeof lastIndex === 'string' ? { nextIndex: lastIndex } : {}) };
  },
};

function shippingOrder(order: JsonObject): ShippingOrder | undefined {
  const transactionId = textAt(order, 'transaction_id');
  const state = states[Number(order.order_state)];
  if (transactionId === undefined || state === undefined) return undefined;
  return { transactionId, state, isInComplaint: order.in_complaint === true };
}

/** Reminds the buyer to confirm; once for each order, after it was delivered. */
export const notifyConfirmReceive: Api<true> = {
  path: 'wxa/sec/order/notify_confirm_receive',
  cloud: 'wxa.sec.order.notifyConfirmReceive',
  isRepeatable: false,
  codes: [PAYMENT_UNKNOWN, 10060028, 10060029, ALREADY_REMINDED, 10060032],
  read: nothing,
};

/** Where WeChat's own messages about shipping lead. */
export const setMsgJumpPath: Api<true> = {
  path: 'wxa/sec/order/set_msg_jump_path',
  cloud: 'wxa.sec.order.setMsgJumpPath',
  isRepeatable: true,
  codes: [10060014],
  read: nothing,
};

/** Whether the mini-program's payments wait for their shipping information. */
export const isTradeManaged: Api<boolean> = {
  path: 'wxa/sec/order/is_trade_managed',
  cloud: 'wxa.sec.order.isTradeManaged',
  isRepeatable: true,
  read: ({ is_trade_managed: is }) => (typeof is === 'boolean' ? is : undefined),
};
