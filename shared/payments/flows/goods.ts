/** Goods and what they cost. */
import { PayError } from '../../kernel/errors';
import { isCurrency } from '../../kernel/money';
import type { Goods, Listed } from '../ports';
import type { Shop } from './shop';
import { noteUnreadable } from './unreadable';

/** Characters of a line that names goods. */
const MOST_LOGGED = 500;

/**
 * What can be bought, priced in the shop's currency: goods without a price in it are left out, so that what is put into one basket
 * has one sum. Goods that people edited into something else are named in the log and not on sale.
 */
export async function listGoods(shop: Shop, fromAppid: string | undefined): Promise<readonly Goods[]> {
  const [listed, currency] = await Promise.all([shop.store.goods(), shopCurrency(shop, fromAppid)]);
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

/** Minor units; undefined where the goods are not sold in that currency. */
export const priceIn = ({ feeType, price, prices }: Goods, currency: string): number | undefined =>
  feeType === currency ? price : prices[currency];

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
