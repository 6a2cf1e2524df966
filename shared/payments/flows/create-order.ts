/** Goods and orders: the server alone says what things cost. */
import { PayError } from '../../kernel/errors';
import { isCurrency, money } from '../../kernel/money';
import { created } from '../order/journal';
import type { Order, OrderItem } from '../order/order';
import type { Goods, Listed } from '../ports';
import { noteUnreadable } from './unreadable';
import type { Caller } from '../../kernel/ports';
import type { Shop } from './shop';

export interface Wish {
  readonly goodsId: string;
  readonly quantity: number;
}

/**
 * What can be bought, priced in the shop's currency: goods without a price in it are left out, so that what is put into one basket
 * has one sum. Goods that people edited into something else are named in the log and not on sale.
 */
export async function listGoods(shop: Shop, fromAppid: string | undefined): Promise<readonly Goods[]> {
  const [listed, currency] = await Promise.all([shop.store.goods(), currencyOf(shop, fromAppid)]);
  const goods = readable(shop, listed);
  if (currency === undefined) return goods;
  const unsold = goods.filter((one) => priceIn(one, currency) === undefined);
  if (unsold.length > 0) {
    const ids = unsold.map(({ goodsId }) => goodsId);
    shop.log('goods_left_out', { fee_type: currency, goods: ids.join(' ').slice(0, MOST_LOGGED) });
  }
  return goods.flatMap((one) => {
    const price = priceIn(one, currency);
    return price === undefined ? [] : [{ ...one, price, feeType: currency }];
  });
}

const MOST_LOGGED = 500;

const priceIn = ({ feeType, price, prices }: Goods, currency: string): number | undefined =>
  feeType === currency ? price : prices[currency];

/** A shop whose configuration is missing or wrong shows its goods all the same, as they are stored. */
async function currencyOf(shop: Shop, fromAppid: string | undefined): Promise<string | undefined> {
  try {
    const { currency } = await shop.configs.forApp(fromAppid);
    return currency !== undefined && isCurrency(currency) ? currency : undefined;
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}

function readable(shop: Shop, { items, unreadable }: Listed<Goods>): readonly Goods[] {
  noteUnreadable(shop, unreadable);
  return items;
}

/**
 * A new order of the caller, priced from the stored goods.
 * @throws PayError GOODS_NOT_FOUND, INVALID_INPUT, TOO_MANY_OPEN_ORDERS, CONFIG_MISSING, CONFIG_INVALID
 */
export async function createOrder(
  shop: Shop,
  caller: Caller,
  input: { readonly items: readonly Wish[]; readonly feeType?: string },
): Promise<Order> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const { orderMs, maxOpenOrders } = config.limits();
  const [listed, open] = await Promise.all([
    shop.store.goods(input.items.map((wish) => wish.goodsId)),
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
  const price = priceIn(found, currency);
  if (price === undefined) {
    throw new PayError('GOODS_NOT_FOUND', `"${wish.goodsId}" is not sold in ${currency}`);
  }
  return { goodsId: wish.goodsId, title: found.title, quantity: wish.quantity, price };
}

function total(items: readonly OrderItem[], currency: string): Order['total'] {
  const value = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new PayError('INVALID_INPUT', 'the order comes to no payable amount; check quantities and prices');
  }
  return money(value, currency);
}
