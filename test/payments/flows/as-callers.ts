/** The use cases as callers reach them through the door: the right to the order first. */
import type { Caller } from '../../../shared/kernel/ports';
import { queryRefund as queryRefundOf } from '../../../shared/payments/flows/refunds/ask-refund';
import { closeOrder as close } from '../../../shared/payments/flows/close-order';
import { listAside as list, type AsidePage } from '../../../shared/payments/flows/people/list-aside';
import { queryOrder as query } from '../../../shared/payments/flows/query-order';
import { refund as refundOrder, type RefundWish } from '../../../shared/payments/flows/refunds/refund';
import { orderFor, orderOfRefundFor } from '../../../shared/payments/flows/rights';
import type { Shop } from '../../../shared/payments/flows/shop';
import {
  unifiedOrder as start,
  type PaymentStart,
  type PaymentWish,
} from '../../../shared/payments/flows/unified-order';
import type { Order, Refund } from '../../../shared/payments/order/order';
import type { AsideNotice } from '../../../shared/payments/ports';

type OfOrder<T> = T & { readonly outTradeNo: string };

export async function unifiedOrder(
  shop: Shop,
  caller: Caller,
  { outTradeNo, ...wish }: OfOrder<Omit<PaymentWish, 'appid'>>,
): Promise<PaymentStart> {
  return start(shop, await orderFor(shop, caller, 'owner', outTradeNo), { ...wish, appid: caller.appid });
}

export async function queryOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  return query(shop, await orderFor(shop, caller, 'owner or operator', outTradeNo));
}

export async function closeOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  return close(shop, await orderFor(shop, caller, 'owner or operator', outTradeNo));
}

export async function refund(
  shop: Shop,
  caller: Caller,
  { outTradeNo, ...wish }: OfOrder<RefundWish>,
): Promise<Refund> {
  return refundOrder(shop, await orderFor(shop, caller, 'operator', outTradeNo), wish);
}

export async function queryRefund(shop: Shop, caller: Caller, outRefundNo: string): Promise<Refund> {
  return queryRefundOf(shop, await orderOfRefundFor(shop, caller, outRefundNo), outRefundNo);
}

export async function listAside(
  shop: Shop,
  caller: Caller,
  page: AsidePage,
): Promise<readonly AsideNotice[]> {
  return (await list(shop, caller, page)).items;
}
