/** Whether an order can still be paid. */
import { PayError } from '../../kernel/errors';
import type { Order } from '../order/order';

/** Throws ORDER_PAID or ORDER_CLOSED. */
export function refuseUnpayable(order: Order): void {
  if (order.state === 'paid') throw new PayError('ORDER_PAID', `order ${order.outTradeNo} is paid already`);
  if (order.state === 'closed')
    throw new PayError('ORDER_CLOSED', `order ${order.outTradeNo} is closed. Create a new one`);
}
