/** What a mini-program or an operator may ask of function `pay`, action by action. */
import { PayError } from '../kernel/errors';
import type { Order } from './order/order';
import { present } from '../kernel/present';
import { closeOrder } from './flows/close-order';
import { createOrder, listGoods } from './flows/create-order';
import { listOrders, queryOrder } from './flows/query-order';
import { queryRefund, refund } from './flows/refund';
import type { Shop } from './flows/shop';
import { unifiedOrder } from './flows/unified-order';
import type { Actions } from '../kernel/callable';
import {
  createOrderInput,
  goodsView,
  listOrdersInput,
  orderInput,
  orderView,
  read,
  refundInput,
  refundNumberInput,
  refundView,
  unifiedOrderInput,
} from './words';

/** The ways in which an order that is still to be paid can be paid. */
async function payMethods(shop: Shop, order: Order): Promise<{ pay_methods?: readonly string[] }> {
  const isPayable = order.state === 'created' || order.state === 'pending';
  if (!isPayable) return {};
  try {
    return { pay_methods: (await shop.configs.get(order.configId)).payMethods() };
  } catch (error) {
    // The order is shown all the same; starting a payment says what is wrong with the configuration.
    if (error instanceof PayError) return {};
    throw error;
  }
}

export const payActions: Actions<Shop> = {
  listgoods: {
    for: 'anyone',
    run: async (shop) => ({ goods: (await listGoods(shop)).map(goodsView) }),
  },

  createorder: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const { items, fee_type: feeType } = read(createOrderInput, event);
      const wishes = items.map(({ goods_id: goodsId, quantity }) => ({ goodsId, quantity }));
      const order = await createOrder(shop, caller, { items: wishes, ...present({ feeType }) });
      const { value: total_fee, currency: fee_type } = order.total;
      return { out_trade_no: order.outTradeNo, total_fee, fee_type, ...(await payMethods(shop, order)) };
    },
  },

  unifiedorder: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const input = read(unifiedOrderInput, event);
      const wish = {
        outTradeNo: input.out_trade_no,
        payMethod: input.pay_method,
        ...present({ totalFee: input.total_fee, feeType: input.fee_type, body: input.body }),
      };
      const { ticket, spTradeNo } = await unifiedOrder(shop, caller, wish);
      return { ...ticket, ...present({ sp_trade_no: spTradeNo }) };
    },
  },

  queryorder: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const order = await queryOrder(shop, caller, read(orderInput, event).out_trade_no);
      return { ...orderView(order), ...(await payMethods(shop, order)) };
    },
  },

  listorders: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const { before, limit } = read(listOrdersInput, event);
      return { orders: (await listOrders(shop, caller, present({ before, limit }))).map(orderView) };
    },
  },

  closeorder: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const order = await closeOrder(shop, caller, read(orderInput, event).out_trade_no);
      return { out_trade_no: order.outTradeNo, state: order.state };
    },
  },

  refund: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const input = read(refundInput, event);
      const wish = {
        outTradeNo: input.out_trade_no,
        ...present({
          refundFee: input.refund_fee,
          refundCurrency: input.refund_currency,
          reason: input.reason,
        }),
        ...present({ outRefundNo: input.out_refund_no }),
      };
      return refundView(await refund(shop, caller, wish));
    },
  },

  queryrefund: {
    for: 'signedIn',
    run: async (shop, event, caller) =>
      refundView(await queryRefund(shop, caller, read(refundNumberInput, event).out_refund_no)),
  },
};
