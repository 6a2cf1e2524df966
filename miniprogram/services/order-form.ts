// What an order looks like that this phone kept.
import { hasForms, isAmount, isCurrency, isListOf, isMoment, isNumber, isOneOf, isText, maybe } from './form';
import { isAddress } from './address';
import type { Order, OrderItem, Refund } from './pay';

const isItem = hasForms<OrderItem>({
  ...{ goods_id: isNumber, title: isText, quantity: isAmount, price: isAmount },
  ...{ specification_id: maybe(isNumber), specification: maybe(isText) },
});

const isRefund = hasForms<Refund>({
  ...{ out_refund_no: isNumber, refund_fee: isAmount, fee_type: isCurrency, reason: maybe(isText) },
  state: isOneOf('requested', 'processing', 'succeeded', 'failed', 'abnormal'),
  ...{ created_at: maybe(isMoment), refunded_at: maybe(isMoment) },
});

const isAttention = hasForms<NonNullable<Order['attention']>>({ reason: isText, since: isMoment });

/** Whether a value is an order, as the server tells it. */
export const isOrder = hasForms<Order>({
  ...{ out_trade_no: isNumber, state: isOneOf('created', 'pending', 'paid', 'closed') },
  ...{ total_fee: isAmount, fee_type: isCurrency, refunded_fee: isAmount, refundable_fee: isAmount },
  ...{ pay_sp: maybe(isText), pay_method: maybe(isText), sp_trade_no: maybe(isText) },
  ...{ transaction_id: maybe(isText), created_at: isMoment, expires_at: maybe(isMoment) },
  server_time: maybe(isMoment),
  ...{ paid_at: maybe(isMoment), decline: maybe(isText), attention: maybe(isAttention) },
  ...{ shipping: maybe(hasForms<{ state: string }>({ state: isText })), address: maybe(isAddress) },
  ...{ pay_methods: maybe(isListOf(isText)), items: maybe(isListOf(isItem)) },
  refunds: maybe(isListOf(isRefund)),
});
