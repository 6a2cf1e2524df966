// The basket: kept on this phone, so that it survives going back and restarting. What things cost is the server's to say; the price
// is remembered only to tell that it has changed.
import { hasForms, isAmount, isCurrency, isNumber, isText, maybe, those } from './form';
import type { Form } from './form';
import { keep, kept } from './kept';
import type { Wish } from './pay';

/** One line: what is wanted, and how it was called and priced when it was put in. */
export interface BasketLine extends Wish {
  readonly title: string;
  /** The specification's title, where there is one. */
  readonly specification?: string;
  /** For one piece, in the minor unit of `fee_type`. */
  readonly price: number;
  readonly fee_type: string;
}

/** What names a line: the goods, and which of their specifications. */
export type BasketKey = Pick<Wish, 'goods_id' | 'specification_id'>;

/** As many pieces of one line as can be ordered here. */
export const mostPieces = 99;

/** As many lines as one order takes. */
export const mostLines = 50;

const storageKey = 'basket';

/** The lines in the order in which they were put in. */
export const basketLines = (): readonly BasketLine[] => kept(storageKey, those(isLine))?.value ?? [];

/** All pieces together. */
export const piecesInBasket = (): number => basketLines().reduce((sum, { quantity }) => sum + quantity, 0);

/** Puts a line in, or more of one that is there; answers false where the basket takes no further line. */
export function putIntoBasket(line: BasketLine): boolean {
  const lines = basketLines();
  const there = lines.find((one) => isSame(one, line));
  if (!there && lines.length >= mostLines) return false;
  const quantity = bounded((there?.quantity ?? 0) + line.quantity);
  const next = { ...line, quantity };
  keep(storageKey, there ? lines.map((one) => (one === there ? next : one)) : [...lines, next]);
  return true;
}

/** Sets how many pieces of a line are wanted, between one and the most. */
export function setQuantity(key: BasketKey, quantity: number): void {
  const next = bounded(quantity);
  keep(
    storageKey,
    basketLines().map((one) => (isSame(one, key) ? { ...one, quantity: next } : one)),
  );
}

/** Takes lines out. */
export function takeOut(keys: readonly BasketKey[]): void {
  keep(
    storageKey,
    basketLines().filter((one) => !keys.some((key) => isSame(one, key))),
  );
}

/** A whole number of pieces between one and the most. */
export const bounded = (quantity: number): number =>
  Math.min(mostPieces, Math.max(1, Math.floor(quantity) || 1));

const isSame = (one: BasketKey, other: BasketKey): boolean =>
  one.goods_id === other.goods_id && one.specification_id === other.specification_id;

const isPieces: Form<number> = (value): value is number => isAmount(value) && value === bounded(value);

const isLine = hasForms<BasketLine>({
  ...{ goods_id: isNumber, specification_id: maybe(isNumber), quantity: isPieces },
  ...{ title: isText, specification: maybe(isText), price: isAmount, fee_type: isCurrency },
});
