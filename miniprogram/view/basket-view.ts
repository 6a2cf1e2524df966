// The basket against what the shop sells now: what is gone, what costs another price, and what it comes to.
import { text } from '../i18n/language';
import { formatMoney } from '../money/money';
import type { BasketLine } from '../services/basket';
import type { Goods, Wish } from '../services/pay';
import { placeholder } from './goods-view';
import { beginning, mostOfName } from './long-text';

/** One line as it is shown. `note` says what has changed since it was put in. */
export interface LineView {
  readonly key: string;
  readonly goods_id: string;
  readonly specification_id: string;
  readonly title: string;
  readonly specification: string;
  readonly picture: string;
  readonly priceText: string;
  readonly quantity: number;
  readonly isGone: boolean;
  readonly note: string;
  /** For all pieces, in the minor unit. */
  readonly total: number;
}

export interface BasketView {
  readonly lines: readonly LineView[];
  /** In the minor unit of `currency`; without what is gone. */
  readonly total: number;
  readonly currency: string;
  readonly pieces: number;
}

/** The basket at today's prices. Where the goods are not known (`undefined`), the remembered prices stand. */
export function basketView(lines: readonly BasketLine[], goods: readonly Goods[] | undefined): BasketView {
  const views = lines.map((line) => lineView(line, goods));
  const there = views.filter(({ isGone }) => !isGone);
  return {
    lines: views,
    total: there.reduce((sum, { total }) => sum + total, 0),
    currency: goods?.[0]?.fee_type ?? lines[0]?.fee_type ?? '',
    pieces: there.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

/** What is ordered: the lines that can still be bought. */
export const wishes = ({ lines }: BasketView): Wish[] =>
  lines.flatMap(({ isGone, goods_id, specification_id, quantity }) =>
    isGone ? [] : [{ goods_id, quantity, ...(specification_id ? { specification_id } : {}) }],
  );

function lineView(line: BasketLine, goods: readonly Goods[] | undefined): LineView {
  const { goods_id, specification_id = '', specification = '', quantity } = line;
  const found = goods?.find((one) => one.goods_id === goods_id);
  return {
    key: `${goods_id} ${specification_id}`,
    goods_id,
    specification_id,
    title: found?.title ?? line.title,
    specification: beginning(specification, mostOfName),
    picture: found?.picture ?? placeholder,
    quantity,
    ...priced(line, goods ? found && priceNow(line, found) : line),
  };
}

type Price = Pick<BasketLine, 'price' | 'fee_type'>;

/** What a line costs today; what is gone shows what it cost. */
const priced = (line: BasketLine, now: Price | undefined) => ({
  priceText: moneyText(now ?? line),
  isGone: now === undefined,
  note: now ? priceNote(line, now) : text('basket_gone'),
  total: (now ?? line).price * line.quantity,
});

/** Today's price; undefined where that specification is no longer sold, or goods without one have them now. */
function priceNow({ specification_id }: BasketLine, goods: Goods): Price | undefined {
  const { specifications = [], fee_type, price } = goods;
  if (specifications.length === 0 && specification_id === undefined) return { price, fee_type };
  const chosen = specifications.find((one) => one.specification_id === specification_id);
  return chosen && { price: chosen.price, fee_type };
}

function priceNote(before: Price, now: Price): string {
  if (before.price === now.price && before.fee_type === now.fee_type) return '';
  return text('basket_price', { before: moneyText(before), now: moneyText(now) });
}

const moneyText = ({ price, fee_type }: Price): string => formatMoney({ value: price, currency: fee_type });
