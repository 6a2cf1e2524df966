/**
 * The merchant's own hook: what happens when an order has been paid. Send the goods, print the ticket, write to the
 * warehouse; this file is yours to change.
 *
 * It runs once per paid order. Only if it throws, the function dies while it runs, or it has not ended after a minute, it
 * runs again for the same order: use `order.out_trade_no` as the key of whatever you start. Nobody waits longer than eight
 * seconds for it (a PSP waits about five for the answer to its notice): start what takes long, and return.
 *
 * `messages` tells the buyer: `const { subscribe } = await messages()`; docs/push.md shows how.
 */
import type { PaidOrder } from './payments/ports';
import type { OpenMessages } from './wechat/messages';

export async function onPaymentSuccess(order: PaidOrder, _messages: OpenMessages): Promise<void> {
  console.log(JSON.stringify({ event: 'onPaymentSuccess', out_trade_no: order.out_trade_no }));
}
