/** Goods and what they cost. */
import { PayError } from '../../kernel/errors';
import { own } from '../../kernel/json';
import { isCurrency } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { Goods, Listed } from '../ports';
import type { Shop } from './shop';
import { noteUnreadable } from './unreadable';

/** Characters of a line that names goods. */
const MOST_LOGGED = 500;
/** Bytes of goods in one answer: WeChat hands a mini-program no more than 1 MB (documentation, read 2026-11). */
const MOST_ANSWERED = 900_000;

/**
 * What can be bought, priced in the shop's currency: goods without a price in it are left out, so that what is put into one basket
 * has one sum. Goods that people edited into something else are named in the log and not on sale.
 */
export async function listGoods(shop: Shop, fromAppid: string | undefined): Promise<readonly Goods[]> {
  const [listed, currency] = await Promise.all([shop.store.goods(), shopCurrency(shop, fromAppid)]);
  const goods = readable(shop, listed);
  return fitting(shop, currency === undefined ? goods : pricedAll(shop, goods, currency));
}

function pricedAll(shop: Shop, goods: readonly Goods[], currency: string): readonly Goods[] {
  const unsold = goods.filter((one) => pricedIn(one, currency) === undefined);
  noteLeftOut(shop, unsold, currency);
  return goods.flatMap((one) => pricedIn(one, currency) ?? []);
}

/** As many of the goods, in their order, as a phone receives in one answer. */
function fitting(shop: Shop, goods: readonly Goods[]): readonly Goods[] {
  let bytes = 0;
  const end = goods.findIndex((one) => (bytes += Buffer.byteLength(JSON.stringify(one))) > MOST_ANSWERED);
  if (end < 0) return goods;
  noteLeftOut(shop, goods.slice(end), 'too many for one answer');
  return goods.slice(0, end);
}

/** `why`: the currency that they have no price in, or words. */
function noteLeftOut(shop: Shop, goods: readonly Goods[], why: string): void {
  if (goods.length === 0) return;
  const ids = goods.map(({ goodsId }) => goodsId);
  shop.log('goods_left_out', { why, goods: ids.join(' ').slice(0, MOST_LOGGED) });
}

/** The goods and their kinds at their prices in a currency; undefined where they are not sold in it. */
function pricedIn(goods: Goods, currency: string): Goods | undefined {
  const { specifications: kinds, ...rest } = goods;
  const specifications = kinds?.flatMap((one) => {
    const price = priceIn(goods, currency, one);
    return price === undefined ? [] : [{ ...one, price }];
  });
  const price = priceIn(goods, currency) ?? specifications?.[0]?.price;
  if (price === undefined || specifications?.length === 0) return undefined;
  return { ...rest, price, feeType: currency, ...present({ specifications }) };
}

/** Minor units, of a kind of the goods where one is given; undefined where that is not sold in that currency. */
export function priceIn(
  goods: Goods,
  currency: string,
  { price, prices }: Pick<Goods, 'price' | 'prices'> = goods,
): number | undefined {
  return goods.feeType === currency ? price : own(prices, currency);
}

/** A shop whose configuration is missing or wrong shows its goods all the same, as they are stored. */
async function shopCurrency(shop: Shop, fromAppid: string | undefined): Promise<string | undefined> {
  try {
    const { currency } = await shop.configs.forApp(fromAppid);
    return currency !== undefined && isCurrency(currency) ? currency : undefined;
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}

/** Those that can be sold; the others are named in the log. */
export function readable(shop: Shop, { items, unreadable }: Listed<Goods>): readonly Goods[] {
  noteUnreadable(shop, unreadable);
  return items;
}
