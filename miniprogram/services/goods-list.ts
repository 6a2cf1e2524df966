// What is for sale, as far as this phone knows.
import { freshOrKept } from './fresh-or-kept';
import type { Loaded } from './fresh-or-kept';
import { isListWith, kept } from './kept';
import { listGoods } from './pay';
import type { Goods } from './pay';

const storageKey = 'goods';
const isGoods = isListWith<Goods>('goods_id', 'title', 'price', 'fee_type');

/** The shop's goods; those of the last time where it cannot be reached. */
export const loadGoods = (): Promise<Loaded<readonly Goods[]>> =>
  freshOrKept(storageKey, isGoods, async () => (await listGoods()).goods);

/** The picture of goods that this phone has seen in the shop. */
export const knownPicture = (goodsId: string): string | undefined =>
  kept(storageKey, isGoods)?.value.find(({ goods_id }) => goods_id === goodsId)?.picture;
