/**
 * The function's door in the ecosystem's words: what may come in for each action, and what goes out. Input is copied
 * field by field; whatever else was sent is dropped.
 */
import * as v from 'valibot';
import { listOf } from '../kernel/input';
import {
  currentAttempt,
  listedStates,
  refundableFee,
  refundedFee,
  type Address,
  type Order,
  type Refund,
} from './order/order';
import { addressWords, itemWords } from './order/order-words';
import { payableUntil } from './order/schedule';
import { present } from '../kernel/present';
import { wellFormed } from '../kernel/text';
import type { Goods } from './ports';

export const number = v.pipe(
  v.string('must be a text'),
  v.regex(/^[0-9A-Za-z_\-|*@]{6,64}$/, 'must be 6 to 64 characters of 0-9 A-Z a-z _ - | * @'),
);
export const outTradeNo = v.pipe(number, v.maxLength(32, 'must be at most 32 characters'));
export const word = (most: number): v.GenericSchema<string> =>
  v.pipe(
    v.string('must be a text'),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must be at most ${most} characters`),
  );
export const count = (least: number, most: number): v.GenericSchema<number> =>
  v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be an integer'),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );
/** Why a person did it: stands in the journal for ever, so it must say something, and not too much. */
export const explanation = v.pipe(
  v.string('must be a text'),
  v.transform((text) => wellFormed(text).trim()),
  v.nonEmpty('must not be empty: say why'),
  v.maxLength(500, 'must be at most 500 characters'),
);

const minorUnits = count(1, Number.MAX_SAFE_INTEGER);
const currency = v.pipe(
  v.string('must be a text'),
  v.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR'),
);

/** A line of an address: what fits on a label. */
const addressLine = v.pipe(
  v.string('must be a text'),
  v.transform((text) => wellFormed(text).trim()),
  v.nonEmpty('must not be empty'),
  v.maxLength(200, 'must be at most 200 characters'),
);
const address = v.object({
  name: addressLine,
  phone: addressLine,
  street: addressLine,
  country: v.optional(addressLine),
  region: v.optional(addressLine),
  city: v.optional(addressLine),
  postal_code: v.optional(addressLine),
});

const orderLine = v.object({
  goods_id: word(64),
  quantity: count(1, 999),
  specification_id: v.optional(word(64)),
});
export const createOrderInput = v.object({
  request_id: v.optional(number),
  items: listOf(orderLine, 50, 'lines'),
  fee_type: v.optional(currency),
  address: v.optional(address),
});

/** The address of an input as an order keeps it. */
export function addressOf(input: v.InferOutput<typeof address>): Address {
  const { name, phone, street, country, region, city, postal_code: postalCode } = input;
  return { name, phone, street, ...present({ country, region, city, postalCode }) };
}
export const unifiedOrderInput = v.object({
  out_trade_no: outTradeNo,
  pay_method: v.optional(word(32), 'wechat'),
  total_fee: v.optional(minorUnits),
  fee_type: v.optional(currency),
  body: v.optional(word(128)),
});
export const orderInput = v.object({ out_trade_no: outTradeNo });
export const closeInput = v.pipe(
  v.object({
    out_trade_no: outTradeNo,
    force: v.optional(v.boolean('must be true or false'), false),
    explanation: v.optional(explanation),
  }),
  v.check(
    ({ force, explanation: why }) => !force || why !== undefined,
    'must have an explanation with force: say why',
  ),
);

export const listOrdersInput = v.object({
  before: v.optional(count(0, Number.MAX_SAFE_INTEGER)),
  before_no: v.optional(outTradeNo),
  limit: v.optional(count(1, 50)),
  attention: v.optional(v.boolean('must be true or false')),
  state: v.optional(v.picklist(listedStates, `must be one of: ${listedStates.join(', ')}`)),
  search: v.optional(word(64)),
  total_fee: v.optional(minorUnits),
  since: v.optional(count(0, Number.MAX_SAFE_INTEGER)),
  mine: v.optional(v.boolean('must be true or false')),
});
export const refundInput = v.object({
  out_trade_no: outTradeNo,
  refund_fee: v.optional(minorUnits),
  refund_currency: v.optional(currency),
  reason: v.optional(word(80)),
  out_refund_no: v.optional(number),
});
export const refundNumberInput = v.object({ out_refund_no: number });

/** An order as its owner and operators see it. */
export function orderView(order: Order): Readonly<Record<string, unknown>> {
  const attempt = currentAttempt(order);
  return {
    out_trade_no: order.outTradeNo,
    state: order.state,
    total_fee: order.total.value,
    fee_type: order.total.currency,
    refunded_fee: refundedFee(order),
    refundable_fee: refundableFee(order),
    late: order.late,
    created_at: order.createdAt,
    ...present({ expires_at: payableUntil(order) ?? order.expiresAt }),
    ...attentionView(order),
    ...shippingView(order),
    items: order.items.map(itemWords),
    ...present({ address: order.address && addressWords(order.address) }),
    refunds: order.refunds.map(refundView),
    ...(order.returns.length > 0 ? { returns: order.returns.map(refundView) } : {}),
    ...present({ pay_sp: attempt?.paySp, pay_method: attempt?.payMethod, sp_trade_no: attempt?.spTradeNo }),
    ...present({ transaction_id: order.transactionId, paid_at: order.paidAt, decline: order.decline }),
  };
}

/** The oldest thing of an order that waits for a person. */
function attentionView({ attention: [first] }: Order): Readonly<Record<string, unknown>> {
  return first ? { attention: first } : {};
}

/** What WeChat's shipping management knows of a paid order, where it is told. */
function shippingView({ followUps = [] }: Order): Readonly<Record<string, unknown>> {
  const shipping = followUps.find(({ name }) => name === 'shipping');
  return shipping ? { shipping: shipping.state } : {};
}

export function refundView(refund: Refund): Readonly<Record<string, unknown>> {
  return {
    out_refund_no: refund.outRefundNo,
    state: refund.state,
    refund_fee: refund.amount.value,
    fee_type: refund.amount.currency,
    ...(refund.reason === '' ? {} : { reason: refund.reason }),
    created_at: refund.requestedAt,
    ...present({ refunded_at: refund.refundedAt }),
  };
}

export function goodsView(goods: Goods): Readonly<Record<string, unknown>> {
  const { goodsId, title, price, feeType, picture, category, description } = goods;
  const specifications = goods.specifications?.map((one) => ({
    specification_id: one.id,
    title: one.title,
    price: one.price,
  }));
  const shown = present({ picture, category, description, specifications });
  return { goods_id: goodsId, title, price, fee_type: feeType, ...shown };
}
