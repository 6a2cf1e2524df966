// The customer's actions of cloud function `pay`, one function each. Field names are the back end's.
import { ApiError } from './api-error';
import { call, read } from './cloud';
import { learnServerTime } from './server-clock';

/** How to pay: `wechat` opens the cashier, every other method gives a payment link. */
export type PayMethod = string;

export type OrderState = 'created' | 'pending' | 'paid' | 'closed';

export type RefundState = 'requested' | 'processing' | 'succeeded' | 'failed' | 'abnormal';

/** One variant of goods, with a price of its own in the minor unit of the goods' currency. */
export interface Specification {
  readonly specification_id: string;
  readonly title: string;
  readonly price: number;
}

/** Something for sale; `price` in the minor unit of `fee_type`. */
export interface Goods {
  readonly goods_id: string;
  readonly title: string;
  readonly price: number;
  readonly fee_type: string;
  /** An https address, or a path inside the package. */
  readonly picture?: string;
  readonly category?: string;
  readonly description?: string;
  /** Where there are any, one of them is bought. */
  readonly specifications?: readonly Specification[];
}

/** What is to be bought; goods with specifications need one. */
export interface Wish {
  readonly goods_id: string;
  readonly quantity: number;
  readonly specification_id?: string;
}

/** Where to deliver. */
export interface Address {
  readonly name: string;
  readonly phone: string;
  readonly country?: string;
  readonly region?: string;
  readonly city?: string;
  readonly street: string;
  readonly postal_code?: string;
}

export interface OrderItem {
  readonly goods_id: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: number;
  readonly specification_id?: string;
  /** Its title. */
  readonly specification?: string;
}

export interface Refund {
  readonly out_refund_no: string;
  readonly refund_fee: number;
  readonly fee_type: string;
  readonly state: RefundState;
  /** In the shop's words. */
  readonly reason?: string;
  readonly created_at?: number;
  /** When the money was back, where the PSP tells. */
  readonly refunded_at?: number;
}

/** An order as the server sees it. Amounts in the minor unit of `fee_type`, times in ms since the epoch. */
export interface Order {
  readonly out_trade_no: string;
  readonly state: OrderState;
  readonly total_fee: number;
  readonly fee_type: string;
  readonly refunded_fee: number;
  readonly refundable_fee: number;
  readonly pay_sp?: string;
  readonly pay_method?: PayMethod;
  readonly sp_trade_no?: string;
  readonly transaction_id?: string;
  readonly created_at: number;
  /** Until when it can be paid, while it can. */
  readonly expires_at?: number;
  /** What the server's clock said when it answered; of an order that was asked for by itself. */
  readonly server_time?: number;
  readonly paid_at?: number;
  /** Why the last attempt was declined, in the PSP's words. */
  readonly decline?: string;
  /** Something waits for a person; the reason is the shop's, not the customer's. */
  readonly attention?: { readonly reason: string; readonly since: number };
  /** What WeChat's shipping management knows: `uploaded`, `confirmed`, or a word of our own side. */
  readonly shipping?: { readonly state: string };
  readonly address?: Address;
  /** The ways to pay it, while it can be paid. */
  readonly pay_methods?: readonly PayMethod[];
  readonly items?: readonly OrderItem[];
  readonly refunds?: readonly Refund[];
}

/** What starts a payment: the five strings of wx.requestPayment, or a link for a browser. */
export interface PaymentStart {
  readonly payment?: {
    readonly timeStamp: string;
    readonly nonceStr: string;
    readonly package: string;
    readonly signType: 'MD5' | 'HMAC-SHA256' | 'RSA';
    readonly paySign: string;
  };
  readonly url?: string;
  readonly sp_trade_no?: string;
}

/** What of one's own orders to list, newest first. */
export interface OrderFilter {
  readonly state?: 'unpaid' | 'paid' | 'refunded' | 'closed';
  /** One of the numbers, or a part of a title; at most 64 characters. */
  readonly search?: string;
  /** Continues after the order that was made then and has this number. */
  readonly before?: number;
  readonly before_no?: string;
  /** At most 50. */
  readonly limit: number;
}

/** A page of orders; `unreadable` are those that nobody can read until the shop has corrected them. */
export interface OrderPage {
  readonly orders: readonly Order[];
  readonly unreadable?: readonly object[];
}

/** What is for sale, in the shop's currency. */
export const listGoods = () => read<{ goods: readonly Goods[] }>('pay', { action: 'listgoods' });

/** Asks the back end to place the order with the PSP. The amount is sent along so that a stale screen cannot pay another one. */
export const unifiedOrder = (order: Order, pay_method: PayMethod) =>
  call<PaymentStart>('pay', {
    action: 'unifiedorder',
    out_trade_no: order.out_trade_no,
    pay_method,
    total_fee: order.total_fee,
    fee_type: order.fee_type,
  });

/** An order by our own number; while it is unpaid the back end asks the PSP on the way. */
export async function queryOrder(out_trade_no: string): Promise<Order> {
  const order = await read<Order>('pay', { action: 'queryorder', out_trade_no });
  learnServerTime(order.server_time);
  return order;
}

/** One's own orders, also where an operator asks, who could see those of others. */
export const listOrders = (filter: OrderFilter) =>
  read<OrderPage>('pay', { action: 'listorders', mine: true, ...filter });

/** Whether the server has said that whoever asks has no order under this number. */
export const isUnknownOrder = (failure: unknown): boolean =>
  failure instanceof ApiError && ['ORDER_NOT_FOUND', 'INVALID_INPUT', 'FORBIDDEN'].includes(failure.code);

/** An order by any of its numbers: ours, or the PSP's or WeChat's, which WeChat's order centre jumps with. */
export async function findOrder(number: string): Promise<Order> {
  try {
    return await queryOrder(number);
  } catch (failure) {
    if (!(failure instanceof ApiError && ['ORDER_NOT_FOUND', 'INVALID_INPUT'].includes(failure.code))) {
      throw failure;
    }
    const { orders } = await read<OrderPage>('pay', { action: 'listorders', search: number, limit: 1 });
    const [found] = orders;
    if (!found || isFoundByWords(found, number)) throw failure;
    return queryOrder(found.out_trade_no);
  }
}

/** A search also finds buyers and parts of titles; an order that was not asked for must not stand for the one that was. */
const isFoundByWords = (
  { items = [], openid }: Order & { readonly openid?: string },
  text: string,
): boolean => openid === text || items.some(({ title }) => title.toLowerCase().includes(text.toLowerCase()));

/** Ends an unpaid order. */
export const closeOrder = (out_trade_no: string) =>
  call<Pick<Order, 'state'>>('pay', { action: 'closeorder', out_trade_no });
