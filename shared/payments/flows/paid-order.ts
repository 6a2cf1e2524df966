/** A paid order in the words of the database, for the merchant's hook and for those who are told of its money. */
import { present } from '../../kernel/present';
import { addressWords, itemWords } from '../order/order-words';
import { currentAttempt, refundedFee, type Order } from '../order/order';
import type { PaidOrder } from '../ports';

/** The order as they receive it. */
export function paidOrder(order: Order): PaidOrder {
  const attempt = currentAttempt(order);
  return {
    out_trade_no: order.outTradeNo,
    appid: order.appid,
    openid: order.openid,
    total_fee: order.total.value,
    fee_type: order.total.currency,
    refunded_fee: refundedFee(order),
    pay_sp: attempt?.paySp ?? '',
    pay_method: attempt?.payMethod ?? '',
    sp_trade_no: attempt?.spTradeNo ?? '',
    transaction_id: order.transactionId ?? '',
    paid_at: order.paidAt ?? 0,
    late: order.late,
    items: order.items.map(itemWords),
    ...present({ address: order.address && addressWords(order.address) }),
  };
}
