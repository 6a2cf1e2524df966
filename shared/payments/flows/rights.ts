/** Who may do what to an order. The door's table names a right for each action; the lists obey the same rules. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import { currentAttempt, isReturn, refundOf, type Order } from '../order/order';
import type { OfConfig } from '../ports';
import { DEFAULT_CONFIG_ID, type PaymentConfig } from './payment-config';
import type { Shop } from './shop';

/** `operator`: named in the configuration for the PSP that the order is at. */
export type Right = 'owner' | 'owner or operator' | 'operator';

/** Whether the order is the caller's own. Orders written without an appid belong to the openid alone. */
export function owns(caller: Caller, order: Order): boolean {
  return order.openid === caller.openid && (order.appid === '' || order.appid === caller.appid);
}

/** Whether the caller is an operator of the order: by its PSP's block, or by the document where that says nothing. */
export function operates(config: PaymentConfig, caller: Caller, order: Order): boolean {
  return config.isOperator(caller.openid, currentAttempt(order)?.paySp);
}

/**
 * The configuration whose operators look after what stands under a document: that document, or the default one where it is gone,
 * so that nothing is without anybody.
 */
export async function lookedAfterBy(shop: Shop, configId: string): Promise<PaymentConfig> {
  return shop.configs.get(configId).catch((error: unknown) => {
    if (error instanceof PayError && error.code === 'CONFIG_MISSING')
      return shop.configs.get(DEFAULT_CONFIG_ID);
    throw error;
  });
}

const MOST_CONFIGS = 100;

/**
 * What the operators of a configuration look after, for lists of what waits for a person. Where there may be more documents than
 * can be named, nobody else's is taken for one that is gone.
 */
export async function lookedAfter(shop: Shop, { id: configId }: PaymentConfig): Promise<OfConfig> {
  if (configId !== DEFAULT_CONFIG_ID) return { configId };
  const ids = await shop.store.configIds(MOST_CONFIGS);
  return ids.length < MOST_CONFIGS
    ? { configId, besides: ids.filter((id) => id !== configId) }
    : { configId };
}

const notFound = (outTradeNo: string): PayError =>
  new PayError('ORDER_NOT_FOUND', `there is no order ${outTradeNo} that you may see`);

/**
 * An order for a caller with a right to it. Other people's orders are not found.
 * @throws PayError ORDER_NOT_FOUND, FORBIDDEN (to those who are no operators), DOCUMENT_UNREADABLE
 */
export async function orderFor(shop: Shop, caller: Caller, right: Right, outTradeNo: string): Promise<Order> {
  const order = await shop.store.orders.get(outTradeNo);
  if (right === 'operator') return operated(shop, caller, order, outTradeNo);
  if (order && (await maySee(shop, caller, right, order))) return order;
  throw notFound(outTradeNo);
}

async function operated(
  shop: Shop,
  caller: Caller,
  order: Order | undefined,
  outTradeNo: string,
): Promise<Order> {
  const config = order
    ? await lookedAfterBy(shop, order.configId)
    : await shop.configs.forApp(caller.fromAppid);
  const may = order ? operates(config, caller, order) : config.operatedPsps(caller.openid).length > 0;
  if (!may) throw forbidden();
  if (!order) throw notFound(outTradeNo);
  return order;
}

/** As `operates`, by the configuration that looks after the order; nobody is one where there is none at all. */
export async function isOperatorOf(shop: Shop, caller: Caller, order: Order): Promise<boolean> {
  try {
    return operates(await lookedAfterBy(shop, order.configId), caller, order);
  } catch (error) {
    if (error instanceof PayError) return false;
    throw error;
  }
}

async function maySee(shop: Shop, caller: Caller, right: Right, order: Order): Promise<boolean> {
  if (owns(caller, order)) return true;
  return right !== 'owner' && operates(await lookedAfterBy(shop, order.configId), caller, order);
}

/**
 * The order of a refund or return, for its owner or an operator.
 * @throws PayError REFUND_NOT_FOUND
 */
export async function orderOfRefundFor(shop: Shop, caller: Caller, outRefundNo: string): Promise<Order> {
  const order = await shop.store.orderOfRefund(outRefundNo);
  if (order && (owns(caller, order) || (await operatesRefund(shop, caller, order, outRefundNo))))
    return order;
  throw refundNotFound(outRefundNo);
}

/**
 * The order of a refund or return, for an operator of the PSP where it is.
 * @throws PayError REFUND_NOT_FOUND, FORBIDDEN (to those who are no operators)
 */
export async function operatedOrderOfRefund(shop: Shop, caller: Caller, outRefundNo: string): Promise<Order> {
  const order = await shop.store.orderOfRefund(outRefundNo);
  const may = order
    ? await operatesRefund(shop, caller, order, outRefundNo)
    : (await shop.configs.forApp(caller.fromAppid)).operatedPsps(caller.openid).length > 0;
  if (!may) throw forbidden();
  if (!order) throw refundNotFound(outRefundNo);
  return order;
}

/** Kept-aside money may be at another PSP than the order. */
async function operatesRefund(
  shop: Shop,
  { openid }: Caller,
  order: Order,
  outRefundNo: string,
): Promise<boolean> {
  const refund = refundOf(order, outRefundNo);
  const paySp = refund && isReturn(refund) ? refund.payment.paySp : currentAttempt(order)?.paySp;
  return (await lookedAfterBy(shop, order.configId)).isOperator(openid, paySp);
}

const refundNotFound = (outRefundNo: string): PayError =>
  new PayError('REFUND_NOT_FOUND', `there is no refund ${outRefundNo} that you may see`);

export const forbidden = (): PayError =>
  new PayError('FORBIDDEN', 'only an operator of the shop may do this');
