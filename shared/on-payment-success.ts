/**
 * The merchant's own hook: what happens when an order has been paid. Send the goods, print the ticket, write to the
 * warehouse; this file is yours to change.
 *
 * It runs once per paid order. Only if it throws, or the function dies while it runs, it runs again for the same
 * order: use `order.out_trade_no` as the key of whatever you start.
 */
import type { PaidOrder } from './payments/ports';

export async function onPaymentSuccess(order: PaidOrder): Promise<void> {
  console.log(JSON.stringify({ event: 'onPaymentSuccess', out_trade_no: order.out_trade_no }));
}
