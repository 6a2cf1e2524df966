// Goods in the words and shapes of the screens.
import { text } from '../i18n/language';
import { formatMoney } from '../money/money';
import type { BasketLine } from '../services/basket';
import type { Goods, Specification } from '../services/pay';
import { beginning, mostOfTitle } from './long-text';

/** Shown where goods have no picture. */
export const placeholder = '/assets/no-picture.png';

/** One of the goods in the shop's window. */
export interface GoodsCard {
  readonly id: string;
  readonly title: string;
  readonly picture: string;
  readonly priceText: string;
}

/** One specification to choose. */
export interface SpecificationView {
  readonly id: string;
  readonly title: string;
  readonly priceText: string;
}

const money = (value: number, { fee_type }: Goods) => formatMoney({ value, currency: fee_type });

/** What a card shows; `from …` where the specifications have different prices. */
export function goodsCard(goods: Goods): GoodsCard {
  return {
    id: goods.goods_id,
    title: beginning(goods.title, mostOfTitle),
    picture: goods.picture ?? placeholder,
    priceText: priceText(goods),
  };
}

/** The categories in the order in which the goods name them. */
export const categories = (goods: readonly Goods[]): readonly string[] => [
  ...new Set(goods.flatMap(({ category }) => (category ? [category] : []))),
];

/** Goods of a category (all where it is empty) in whose texts every word of a search occurs. */
export function found(goods: readonly Goods[], category: string, search: string): readonly Goods[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return goods.filter((one) => {
    if (category && one.category !== category) return false;
    const specifications = (one.specifications ?? []).map(({ title }) => title);
    const all = [one.title, one.category, one.description, ...specifications].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** The specifications as choices. */
export const specificationViews = (goods: Goods): readonly SpecificationView[] =>
  (goods.specifications ?? []).map(({ specification_id, title, price }) => ({
    id: specification_id,
    title,
    priceText: money(price, goods),
  }));

/** The specification with this number, else the first one; nothing where the goods have none. */
export const specificationOf = ({ specifications = [] }: Goods, id: string): Specification | undefined =>
  specifications.find(({ specification_id }) => specification_id === id) ?? specifications[0];

function priceText(goods: Goods): string {
  const prices = (goods.specifications ?? []).map(({ price }) => price);
  const least = prices.length === 0 ? goods.price : Math.min(...prices);
  const amount = money(least, goods);
  return prices.some((price) => price !== least) ? text('goods_from', { amount }) : amount;
}

/** So many pieces as a line of the basket. */
export const basketLine = (
  { goods_id, title, price, fee_type }: Goods,
  specification: Specification | undefined,
  quantity: number,
): BasketLine => ({
  goods_id,
  title,
  quantity,
  price: specification?.price ?? price,
  fee_type,
  ...(specification
    ? { specification_id: specification.specification_id, specification: specification.title }
    : {}),
});
