/** A new order: the server alone says what it costs, and the same request makes one order however often it comes. */
import { PayError } from '../../kernel/errors';
import { isCurrency, money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { created } from '../order/journal';
import { drawnOrderNumber, requestedOrderNumber } from '../order/order-number';
import type { Order, OrderItem } from '../order/order';
import type { Caller } from '../../kernel/ports';
import type { Goods } from '../ports';
import { priceIn, readable } from './goods';
import { checkedRepetition } from './repeated-order';
import type { PaymentConfig } from './payment-config';
import type { Shop } from './shop';
import type { NewOrder, Wish } from './new-order';

interface Making extends NewOrder {
  readonly outTradeNo: string;
  /** What is sold of the goods that are wished for. */
  readonly goods: readonly Goods[];
}

/**
 * A new order of the caller, priced from the stored goods; the order that is there, where it was asked for before.
 * @throws PayError GOODS_NOT_FOUND, INVALID_INPUT, TOO_MANY_OPEN_ORDERS, REQUEST_ID_TAKEN, CONFIG_MISSING, CONFIG_INVALID
 */
export async function createOrder(shop: Shop, caller: Caller, input: NewOrder): Promise<Order> {
  const { store } = shop;
  const config = await shop.configs.forApp(caller.fromAppid);
  const { maxOpenOrders } = config.limits();
  const requested = input.requestId === undefined ? undefined : requestedOrderNumber(caller, input.requestId);
  const [listed, open, earlier] = await Promise.all([
    store.goods([...new Set(input.items.map((wish) => wish.goodsId))]),
    store.openOrders(caller.openid),
    requested === undefined ? undefined : store.orders.get(requested),
  ]);
  if (earlier) return checkedRepetition(earlier, caller, input);
  if (open >= maxOpenOrders) throw tooMany(maxOpenOrders);
  const order = newOrder(shop, config, caller, {
    ...input,
    outTradeNo: requested ?? drawnOrderNumber(shop.clock.now(), shop.random.hex(6)),
    goods: readable(shop, listed),
  });
  if (await store.orders.insert(order)) return order;
  // Somebody was first: the same request, if it has a number.
  const first = requested === undefined ? undefined : await store.orders.get(requested);
  if (!first) throw new PayError('BUSY', 'the order number was taken. Try again');
  return checkedRepetition(first, caller, input);
}

function newOrder(
  shop: Shop,
  config: PaymentConfig,
  caller: Caller,
  { outTradeNo, items: wishes, goods, feeType, address }: Making,
): Order {
  const currency = feeType ?? config.currency ?? goods[0]?.feeType ?? '';
  if (!isCurrency(currency)) {
    throw new PayError('INVALID_INPUT', `fee_type "${currency}" is no ISO 4217 currency code such as EUR`);
  }
  const items = wishes.map((wish) => priced(wish, goods, currency));
  const now = shop.clock.now();
  return {
    outTradeNo,
    version: 1,
    appid: caller.appid,
    openid: caller.openid,
    configId: config.id,
    total: total(items, currency),
    items,
    ...present({ address }),
    state: 'created',
    attempts: [],
    refunds: [],
    returns: [],
    decisions: [],
    late: false,
    hook: 'none',
    hookUntil: 0,
    hookTries: 0,
    askedAt: 0,
    attention: [],
    journal: [created(now)],
    journalFrom: 0,
    createdAt: now,
    expiresAt: now + config.limits().orderMs,
    endAt: 0,
  };
}

const tooMany = (most: number): PayError =>
  new PayError(
    'TOO_MANY_OPEN_ORDERS',
    `you have ${most} unpaid orders. Pay or close one of them before you make another`,
  );

function priced(wish: Wish, goods: readonly Goods[], currency: string): OrderItem {
  const found = goods.find((one) => one.goodsId === wish.goodsId);
  if (!found) throw new PayError('GOODS_NOT_FOUND', `there are no goods "${wish.goodsId}"`);
  const kind = specificationOf(wish, found);
  const price = priceIn(found, currency, kind);
  if (price === undefined) {
    throw new PayError('GOODS_NOT_FOUND', `"${wish.goodsId}" is not sold in ${currency}`);
  }
  const { goodsId, quantity } = wish;
  const chosen = kind === undefined ? {} : { specificationId: kind.id, specification: kind.title };
  return { goodsId, title: found.title, ...chosen, quantity, price };
}

/** The kind that is wished for; undefined for goods without kinds. */
function specificationOf({ specificationId: id, goodsId }: Wish, { specifications = [] }: Goods) {
  if (id === undefined && specifications.length === 0) return undefined;
  const found = specifications.find((one) => one.id === id);
  if (found) return found;
  if (id !== undefined) throw new PayError('GOODS_NOT_FOUND', `"${goodsId}" has no specification "${id}"`);
  const ids = specifications.map((one) => one.id).join(', ');
  throw new PayError('INVALID_INPUT', `items: "${goodsId}" needs a specification_id: one of ${ids}`);
}

function total(items: readonly OrderItem[], currency: string): Order['total'] {
  const value = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new PayError('INVALID_INPUT', 'the order comes to no payable amount; check quantities and prices');
  }
  return money(value, currency);
}
