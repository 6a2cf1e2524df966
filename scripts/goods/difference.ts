/** What differs between goods as they are and as they are wanted, with every price in major units and its currency. */
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../shared/kernel/json';
import { exponentOf, isCurrency } from '../../shared/kernel/money';
import { leavesOf, type Leaf } from '../config/leaves';
import type { StoredDocument } from '../environment/documents';
import { priceText } from './price-text';

export interface GoodsChange {
  /** As it was read; undefined where there is none yet. */
  readonly before: StoredDocument | undefined;
  /** Undefined: it is to go. */
  readonly after: StoredDocument | undefined;
}

export function goodsLines({ before, after }: GoodsChange): readonly string[] {
  const id = String((after ?? before)?._id);
  if (after === undefined) return [`- ${id} ${JSON.stringify(before?.title)}`];
  const [olds, news] = [byPath(before ?? {}), byPath(after)];
  const lines = [...new Set([...olds.keys(), ...news.keys()])].flatMap((key) =>
    lineOf([olds.get(key), before ?? {}], [news.get(key), after]),
  );
  return [`${before ? '~' : '+'} ${id}`, ...lines];
}

const byPath = (document: StoredDocument): ReadonlyMap<string, Leaf> =>
  new Map(
    leavesOf(document)
      // Every price names its currency.
      .filter(({ path }) => path.join() !== 'fee_type')
      .map((leaf) => [JSON.stringify(leaf.path), leaf]),
  );

type Seen = readonly [Leaf | undefined, StoredDocument];

function lineOf([before, beforeOf]: Seen, [after, afterOf]: Seen): readonly string[] {
  const name = (after ?? before)?.path.join('.') ?? '';
  const [was, is] = [before && shown(before, beforeOf), after && shown(after, afterOf)];
  if (was === is) return [];
  if (is === undefined) return [`    - ${name} ${was ?? ''}`];
  if (was === undefined) return [`    + ${name} ${is}`];
  return [
    `    ~ ${name} ${was} → ${is}${unitsMistaken(before, after, currencyOf(name.split('.'), afterOf))}`,
  ];
}

/** The currency of a price by where it stands; undefined of anything else. */
function currencyOf(path: readonly string[], document: StoredDocument): string | undefined {
  const currency = path.at(-2) === 'prices' ? path.at(-1) : path.at(-1) === 'price' ? document.fee_type : '';
  return typeof currency === 'string' && isCurrency(currency) ? currency : undefined;
}

function shown({ path, value }: Leaf, document: StoredDocument): string {
  const currency = currencyOf(path, document);
  const isPrice = currency !== undefined && Number.isSafeInteger(value) && Number(value) >= 0;
  return isPrice ? priceText({ currency, value: Number(value) }) : JSON.stringify(value);
}

/** Said where a price becomes what it was in the other units. */
function unitsMistaken(
  before: Leaf | undefined,
  after: Leaf | undefined,
  currency: string | undefined,
): string {
  const factor = currency === undefined ? 1 : 10 ** exponentOf(currency);
  const [was, is] = [Number(before?.value), Number(after?.value)];
  const isMistaken = factor > 1 && (is === was * factor || was === is * factor);
  return isMistaken
    ? `   ← ${factor} times as ${is > was ? 'much' : 'little'}: major and minor units taken for each other?`
    : '';
}

/** What is to be written so that an environment has the goods of a file; goods that the file does not name go where `remove` says so. */
export function changesTo(
  online: readonly StoredDocument[],
  wanted: readonly StoredDocument[],
  { known, remove }: { readonly known: readonly string[]; readonly remove: boolean },
): readonly GoodsChange[] {
  const there = new Map(online.map((one) => [one._id, one]));
  const names = new Set(wanted.map(({ _id }) => _id));
  const written = wanted.map((after) => {
    const before = there.get(after._id);
    const others = Object.entries(before ?? {}).filter(
      ([name, value]) => !known.includes(name) || isEmpty(value),
    );
    return { before, after: { ...Object.fromEntries(others), ...after } };
  });
  const gone = remove ? online.filter(({ _id }) => !names.has(_id)) : [];
  return [
    ...written.filter(({ before, after }) => !isDeepStrictEqual(before, after)),
    ...gone.map((before) => ({ before, after: undefined })),
  ];
}

/** As good as missing: a file does not bring it, and does not take it away. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** Whether it is goods that the table of a file can hold. */
export const isPriced = ({ price, fee_type: currency, prices = {} }: StoredDocument): boolean =>
  Number.isSafeInteger(price) && typeof currency === 'string' && isCurrency(currency) && isObject(prices);
