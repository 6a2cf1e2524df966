/** A new order: the server alone says what it costs. */
import { PayError } from '../../kernel/errors';
import { isCurrency, money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { created } from '../order/journal';
import type { Address, Order, OrderItem } from '../order/order';
import type { Caller } from '../../kernel/ports';
import type { Goods } from '../ports';
import { priceIn, readable } from './goods';
import type { Shop } from './shop';

export interface Wish {
  readonly goodsId: string;
  readonly quantity: number;
  /** Which kind of the goods, where they have kinds. */
  readonly specificationId?: string;
}

export interface NewOrder {
  readonly items: readonly Wish[];
  readonly feeType?: string;
  readonly address?: Address;
}

/**
 * A new order of the caller, priced from the stored goods.
 * @throws PayError GOODS_NOT_FOUND, INVALID_INPUT, TOO_MANY_OPEN_ORDERS, CONFIG_MISSING, CONFIG_INVALID
 */
export async function createOrder(shop: Shop, caller: Caller, input: NewOrder): Promise<Order> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const { orderMs, maxOpenOrders } = config.limits();
  const [listed, open] = await Promise.all([
    shop.store.goods([...new Set(input.items.map((wish) => wish.goodsId))]),
    shop.store.openOrders(caller.openid),
  ]);
  if (open >= maxOpenOrders) throw tooMany(maxOpenOrders);
  const goods = readable(shop, listed);
  const currency = input.feeType ?? config.currency ?? goods[0]?.feeType ?? '';
  if (!isCurrency(currency)) {
    throw new PayError('INVALID_INPUT', `fee_type "${currency}" is no ISO 4217 currency code such as EUR`);
  }
  const items = input.items.map((wish) => priced(wish, goods, currency));
  const now = shop.clock.now();
  const order: Order = {
    outTradeNo: orderNumber(now, shop.random.hex(6)),
    version: 1,
    appid: caller.appid,
    openid: caller.openid,
    configId: config.id,
    total: total(items, currency),
    items,
    ...present({ address: input.address }),
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
    expiresAt: now + orderMs,
    endAt: 0,
  };
  if (!(await shop.store.orders.insert(order)))
    throw new PayError('BUSY', 'the order number was taken. Try again');
  return order;
}

const tooMany = (most: number): PayError =>
  new PayError(
    'TOO_MANY_OPEN_ORDERS',
    `you have ${most} unpaid orders. Pay or close one of them before you make another`,
  );

/** `CP`, the second in base 36 and twelve random hex characters: sortable, unguessable, 21 of WeChat's 32 characters. */
function orderNumber(now: number, random: string): string {
  const second = Math.floor(now / 1000)
    .toString(36)
    .toUpperCase()
    .padStart(7, '0');
  return `CP${second}${random.toUpperCase()}`;
}

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
