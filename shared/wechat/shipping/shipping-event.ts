/** Shipping events that WeChat pushes (`trade_manage_*`, `wxa_trade_controlled`), as far as they say something of a payment. */

/** Fields of an event by name; undefined where there is none. */
export type FieldOf = (name: string) => string | undefined;

export interface ShippingNews {
  readonly transactionId: string;
  /** The merchant's number at WeChat, which is ours only where WeChat itself is the PSP. */
  readonly merchantTradeNo?: string;
  readonly state: 'uploaded' | 'confirmed';
}

/**
 * What `trade_manage_order_settlement` says: it comes at shipping and again at settlement, and only the second has the time of
 * confirmation. Undefined for events that are no news of a payment.
 */
export function shippingNews(event: string, field: FieldOf): ShippingNews | undefined {
  const transactionId = field('transaction_id');
  if (event !== 'trade_manage_order_settlement' || transactionId === undefined) return undefined;
  const merchantTradeNo = field('merchant_trade_no');
  const isConfirmed = field('confirm_receive_time') !== undefined || field('settlement_time') !== undefined;
  return {
    transactionId,
    state: isConfirmed ? 'confirmed' : 'uploaded',
    ...(merchantTradeNo === undefined ? {} : { merchantTradeNo }),
  };
}

/** What an operator should hear of: the app must join shipping management, or an order waits to be shipped. */
export const isShippingReminder = (event: string): boolean =>
  ['trade_manage_remind_access_api', 'trade_manage_remind_shipping', 'wxa_trade_controlled'].includes(event);
