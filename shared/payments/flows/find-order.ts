/** Finds orders for callers, who see their own, and for operators, who see all. */
import { PayError } from '../../kernel/errors';
import type { Order } from '../order/order';
import type { Caller } from '../../kernel/ports';
import type { Shop } from './shop';

/** Whether the order is the caller's own. Orders written without an appid belong to the openid alone. */
export function owns(caller: Caller, order: Order): boolean {
  return order.openid === caller.openid && (order.appid === '' || order.appid === caller.appid);
}

const notFound = (outTradeNo: string): PayError =>
  new PayError('ORDER_NOT_FOUND', `there is no order ${outTradeNo} that you may see`);

/** The caller's own order. Throws ORDER_NOT_FOUND also for other people's orders. */
export async function ownOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  const order = await shop.store.order([outTradeNo]);
  if (!order || !owns(caller, order)) throw notFound(outTradeNo);
  return order;
}

/** The caller's own order, or any of this configuration's orders for an operator. */
export async function visibleOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  const order = await shop.store.order([outTradeNo]);
  if (!order || !(await maySee(shop, caller, order))) throw notFound(outTradeNo);
  return order;
}

/** Owner, or operator of the configuration that the order was made under. */
export async function maySee(shop: Shop, caller: Caller, order: Order): Promise<boolean> {
  return owns(caller, order) || (await shop.configs.get(order.configId)).isOperator(caller.openid);
}
