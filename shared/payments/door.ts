/** What a mini-program or an operator may ask of function `pay`: action by action who may, what comes in, what goes out. */
import type * as v from 'valibot';
import type { Action, Actions } from '../kernel/callable';
import { readInput } from '../kernel/input';
import { PayError } from '../kernel/errors';
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import type { Order } from './order/order';
import type { Beside } from './door-of-persons';
import { queryRefund } from './flows/refunds/ask-refund';
import { aboutShop } from './flows/about-shop';
import { closeOrder } from './flows/close-order';
import { createOrder } from './flows/create-order';
import { listGoods } from './flows/goods';
import { listOrders, queryOrder } from './flows/query-order';
import { unreadableView } from './flows/unreadable';
import { isOperatorOf, orderFor, orderOfRefundFor, type Right } from './flows/rights';
import type { Shop } from './flows/shop';
import { unifiedOrder } from './flows/unified-order';
import {
  addressOf,
  closeInput,
  createOrderInput,
  goodsView,
  listOrdersInput,
  orderInput,
  orderView,
  refundInput,
  refundNumberInput,
  refundView,
  unifiedOrderInput,
} from './words';

const personActionNames = [
  'problems',
  'listaside',
  'resolve',
  'resolverefund',
  'asknow',
  'retry',
  'seen',
] as const;
type PersonActionName = (typeof personActionNames)[number];

type Result = Readonly<Record<string, unknown>>;
type NamesOrder = v.GenericSchema<unknown, { readonly out_trade_no: string }>;

/** An action on one order, for those who have a right to it. */
function onOrder<S extends NamesOrder>(
  right: Right,
  input: S,
  run: (shop: Shop, order: Order, wish: v.InferOutput<S>, caller: Caller) => Promise<Result>,
): Action<Shop> {
  return {
    for: 'signedIn',
    async run(shop, event, caller) {
      const wish = readInput(input, event);
      return run(shop, await orderFor(shop, caller, right, wish.out_trade_no), wish, caller);
    },
  };
}

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

const shopActions: Actions<Shop> = {
  listgoods: {
    for: 'visitor',
    run: async (shop, _event, { fromAppid }) => ({
      goods: (await listGoods(shop, fromAppid)).map(goodsView),
    }),
  },

  createorder: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const { request_id: requestId, items, fee_type: feeType, address } = readInput(createOrderInput, event);
      const order = await createOrder(shop, caller, {
        items: items.map(({ goods_id: goodsId, quantity, specification_id: specificationId }) => ({
          goodsId,
          quantity,
          ...present({ specificationId }),
        })),
        ...present({ requestId, feeType, address: address && addressOf(address) }),
      });
      const { outTradeNo: out_trade_no, state } = order;
      const { value: total_fee, currency: fee_type } = order.total;
      return { out_trade_no, state, total_fee, fee_type, ...(await payMethods(shop, order)) };
    },
  },

  unifiedorder: onOrder('owner', unifiedOrderInput, async (shop, order, input, { appid }) => {
    const { ticket, spTradeNo } = await unifiedOrder(shop, order, {
      payMethod: input.pay_method,
      appid,
      ...present({ totalFee: input.total_fee, feeType: input.fee_type, body: input.body }),
    });
    return { ...ticket, ...present({ sp_trade_no: spTradeNo }) };
  }),

  queryorder: onOrder('owner or operator', orderInput, async (shop, order, _input, caller) => {
    const now = await queryOrder(shop, order);
    const forOperators = await shownToOperators(shop, now, caller);
    const methods = await payMethods(shop, now);
    return { ...orderView(now), ...forOperators, ...methods, server_time: shop.clock.now() };
  }),

  listorders: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const { before_no: beforeNo, total_fee: totalFee, ...asked } = readInput(listOrdersInput, event);
      const page = present({ ...asked, beforeNo, totalFee });
      const { orders, unreadable } = await listOrders(shop, caller, page);
      return { orders: orders.map(orderView), ...unreadableView(unreadable) };
    },
  },

  closeorder: onOrder('owner or operator', closeInput, async (shop, order, input, caller) => {
    const { outTradeNo, state } = input.force
      ? await (await ofPersons()).closedByForce(shop, order, caller, input.explanation)
      : await closeOrder(shop, order);
    return { out_trade_no: outTradeNo, state };
  }),

  refund: onOrder('operator', refundInput, async (shop, order, input) => {
    const wish = present({
      refundFee: input.refund_fee,
      refundCurrency: input.refund_currency,
      reason: input.reason,
      outRefundNo: input.out_refund_no,
    });
    // In a file of its own: most starts are those of buyers.
    const { refund } = await import('./flows/refunds/refund');
    return refundView(await refund(shop, order, wish));
  }),

  queryrefund: {
    for: 'signedIn',
    async run(shop, event, caller) {
      const { out_refund_no: outRefundNo } = readInput(refundNumberInput, event);
      const order = await orderOfRefundFor(shop, caller, outRefundNo);
      return refundView(await queryRefund(shop, order, outRefundNo));
    },
  },
};

/** What operators do about what no machine can end is in a file that is loaded when one of them does. */
const ofPersons = () => import('./door-of-persons');

/** What of a configuration keeps a call from being answered, for the log, and for the caller who is an operator. */
export const explainConfig = async (shop: Shop, configId: string, openid: string): Promise<Result> =>
  (await ofPersons()).explainConfig(shop, configId, openid);

const personAction = (name: PersonActionName, beside: Beside): Action<Shop> => ({
  for: 'signedIn',
  run: async (shop, event, caller) =>
    (await ofPersons()).personActions(beside)[name].run(shop, event, caller),
});

/** What operators see beside is in a file that is loaded when one of them looks. */
const shownToOperators = async (shop: Shop, order: Order, caller: Caller): Promise<Result> =>
  (await isOperatorOf(shop, caller, order)) ? (await ofPersons()).operatorView(order) : {};

const shopAction = ({ messageTemplates }: Beside): Action<Shop> => ({
  for: 'signedIn',
  async run(shop, _event, caller) {
    const [{ currency: fee_type, operatorOf: operator_of }, templates] = await Promise.all([
      aboutShop(shop, caller),
      messageTemplates?.(caller.appid) ?? {},
    ]);
    return { operator_of, templates, ...present({ fee_type }) };
  },
});

/** All actions of function `pay`. `beside`: what other areas do under the same names. */
export const payActionsWith = (beside: Beside): Actions<Shop> => ({
  shop: shopAction(beside),
  ...shopActions,
  ...Object.fromEntries(personActionNames.map((name) => [name, personAction(name, beside)])),
});

/** The actions of a shop by itself. */
export const payActions = payActionsWith({});
