// What is for sale, as far as this phone knows.
import { freshOrKept } from './fresh-or-kept';
import type { Loaded } from './fresh-or-kept';
import { hasForms, isAmount, isCurrency, isListOf, isNumber, isText, maybe, those } from './form';
import { kept } from './kept';
import { listGoods } from './pay';
import type { Goods, Specification } from './pay';

const storageKey = 'goods';
const isSpecification = hasForms<Specification>({
  specification_id: isNumber,
  title: isText,
  price: isAmount,
});
const readGoods = those(
  hasForms<Goods>({
    ...{ goods_id: isNumber, title: isText, price: isAmount, fee_type: isCurrency, picture: maybe(isText) },
    ...{
      category: maybe(isText),
      description: maybe(isText),
      specifications: maybe(isListOf(isSpecification)),
    },
  }),
);

/** The shop's goods; those of the last time where it cannot be reached. */
export const loadGoods = (): Promise<Loaded<readonly Goods[]>> =>
  freshOrKept(storageKey, readGoods, async () => (await listGoods()).goods);

/** The picture of goods that this phone has seen in the shop. */
export const knownPicture = (goodsId: string): string | undefined =>
  kept(storageKey, readGoods)?.value.find(({ goods_id }) => goods_id === goodsId)?.picture;
