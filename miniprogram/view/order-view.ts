// An order in the words and shapes of the screens.
import { text } from '../i18n/language';
import type { MessageKey } from '../i18n/zh-cn';
import { formatMoney } from '../money/money';
import type { Order, OrderItem } from '../services/pay';
import { placeholder } from './goods-view';
import { timeText } from './time-text';
import { beginning, mostOfName } from './long-text';

/** The colour family of a state. */
export type Tone = 'good' | 'wait' | 'bad' | 'quiet';

/** How the component library names the colour families. */
export const tagTheme: Readonly<Record<Tone, 'success' | 'warning' | 'danger' | 'default'>> = {
  good: 'success',
  wait: 'warning',
  bad: 'danger',
  quiet: 'default',
};

/** What a list card needs. */
export interface OrderCard {
  readonly outTradeNo: string;
  readonly title: string;
  readonly count: string;
  readonly time: string;
  readonly total: number;
  readonly currency: string;
  readonly stateText: string;
  readonly theme: string;
  readonly attention: string;
}

/** The order's state as a badge. Refunds are their own records, so a refunded order is still `paid`. */
export function orderBadge(order: Order): { readonly stateText: string; readonly theme: string } {
  const [key, tone] = badgeKey(order);
  return { stateText: text(key), theme: tagTheme[tone] };
}

function badgeKey(order: Order): [MessageKey, Tone] {
  switch (order.state) {
    case 'paid':
      return paidKey(order);
    case 'closed':
      return ['state_closed', 'quiet'];
    case 'pending':
      return order.decline ? ['state_declined', 'bad'] : ['state_pending', 'wait'];
    case 'created':
      return ['state_created', 'wait'];
    default:
      // A newer back end may know more states than this version.
      return ['state_other', 'wait'];
  }
}

function paidKey({ refunded_fee, total_fee, refunds = [] }: Order): [MessageKey, Tone] {
  if (refunded_fee >= total_fee) return ['state_refunded', 'quiet'];
  if (refunds.some(({ state }) => state === 'requested' || state === 'processing')) {
    return ['state_refunding', 'wait'];
  }
  return refunded_fee > 0 ? ['state_part_refunded', 'good'] : ['state_paid', 'good'];
}

/** What the customer is told while the order waits for a person of the shop; empty while it does not. */
export const attentionText = ({ attention }: Order): string => (attention ? text('attention') : '');

/** Whether a payment can still be started. */
export const isPayable = ({ state }: Order): boolean => state === 'created' || state === 'pending';

/** The card of an order in a list. */
export function orderCard(order: Order): OrderCard {
  const items = order.items ?? [];
  return {
    outTradeNo: order.out_trade_no,
    title: items.map(({ title }) => title).join(' · ') || order.out_trade_no,
    count: text('items_count', { n: items.reduce((sum, { quantity }) => sum + quantity, 0) }),
    time: timeText(order.created_at),
    total: order.total_fee,
    currency: order.fee_type,
    ...orderBadge(order),
    attention: attentionText(order),
  };
}

/** The order's lines, each with its own total; `pictureOf` knows the pictures of goods. */
export const orderLines = (order: Order, pictureOf: (goodsId: string) => string | undefined) =>
  (order.items ?? []).map((item) => ({
    picture: pictureOf(item.goods_id) ?? placeholder,
    id: `${item.goods_id} ${item.specification_id ?? ''}`,
    title: item.title,
    caption: caption(item, order.fee_type),
    total: item.price * item.quantity,
  }));

function caption({ specification, price, quantity }: OrderItem, currency: string): string {
  const priced = `${formatMoney({ value: price, currency })} × ${quantity}`;
  return specification ? `${beginning(specification, mostOfName)} · ${priced}` : priced;
}
