// The actions of cloud function `pay`, one function each. Field names are the back end's.
import { call } from './cloud';

/** How to pay: `wechat` opens the cashier, every other method gives a payment link. */
export type PayMethod = string;

export type OrderState = 'created' | 'pending' | 'paid' | 'closed';

export type RefundState = 'requested' | 'processing' | 'succeeded' | 'failed' | 'abnormal';

/** Something for sale; `price` in the minor unit of `fee_type`. */
export interface Goods {
  readonly goods_id: string;
  readonly title: string;
  readonly price: number;
  readonly fee_type: string;
}

export interface OrderItem {
  readonly goods_id: string;
  readonly title: string;
  readonly quantity: number;
  readonly price: number;
}

export interface Refund {
  readonly out_refund_no: string;
  readonly refund_fee: number;
  readonly fee_type: string;
  readonly state: RefundState;
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
  readonly paid_at?: number;
  /** Why the last attempt was declined, in the PSP's words. */
  readonly decline?: string;
  /** Something waits for a person; the reason is the shop's, not the customer's. */
  readonly attention?: { readonly reason: string; readonly since: number };
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

export const listGoods = () => call<{ goods: readonly Goods[] }>('pay', { action: 'listgoods' });

export const createOrder = (items: readonly { goods_id: string; quantity: number }[]) =>
  call<Pick<Order, 'out_trade_no' | 'total_fee' | 'fee_type'>>('pay', { action: 'createorder', items });

/** Asks the back end to place the order with the PSP. The amount is sent along so that a stale screen cannot pay another one. */
export const unifiedOrder = (order: Order, pay_method: PayMethod) =>
  call<PaymentStart>('pay', {
    action: 'unifiedorder',
    out_trade_no: order.out_trade_no,
    pay_method,
    total_fee: order.total_fee,
    fee_type: order.fee_type,
  });

export const queryOrder = (out_trade_no: string) =>
  call<Order>('pay', { action: 'queryorder', out_trade_no });

/** Orders, newest first; `before` (ms) continues after the last one shown. */
export const listOrders = (limit: number, before?: number) =>
  call<{ orders: readonly Order[] }>('pay', {
    action: 'listorders',
    limit,
    ...(before === undefined ? {} : { before }),
  });

export const closeOrder = (out_trade_no: string) =>
  call<Pick<Order, 'state'>>('pay', { action: 'closeorder', out_trade_no });
