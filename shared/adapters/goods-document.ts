/** Documents of collection `goods`, which people edit by hand: each is read by itself, what cannot be sold is named. */
import * as v from 'valibot';
import { named } from '../kernel/input';
import { isCurrency } from '../kernel/money';
import { present } from '../kernel/present';
import type { Goods, Listed, Specification, Unreadable } from '../payments/ports';
import { idIn, isRecord } from './cloud-documents';

export function listedGoods(documents: readonly unknown[]): Listed<Goods> {
  const items: Goods[] = [];
  const unreadable: Unreadable[] = [];
  for (const document of documents) {
    const { goods, problems } = readGoods(isRecord(document) ? document : {});
    if (goods) items.push(goods);
    if (problems.length > 0)
      unreadable.push({ collection: 'goods', id: idIn(document), problem: named(problems) });
  }
  return { items, unreadable };
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const PRICE = 'must be a whole number of minor units (cents), greater than 0';
const CURRENCY = 'must be an ISO 4217 code in capitals, such as EUR';
const TEXT = 'must be a text that is not empty';
/** So many kinds of one piece of goods are read. */
const MOST_SPECIFICATIONS = 100;

const goodsDocument = v.object({
  _id: v.string('must be a text'),
  title: v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty')),
  price: v.custom<number>(isPrice, PRICE),
  fee_type: v.custom<string>((raw) => typeof raw === 'string' && isCurrency(raw), CURRENCY),
});

interface Read {
  readonly goods?: Goods;
  readonly problems: readonly string[];
}
type Raw = Readonly<Record<string, unknown>>;
type Prices = Pick<Specification, 'price' | 'prices'>;

/** What is wrong with something further takes away that only; anything else wrong takes the goods off sale. */
function readGoods(document: Raw): Read {
  const further = pricesIn(document.prices, 'prices');
  const parsed = v.safeParse(goodsDocument, document);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
    return { problems: [...problems, ...further.problems] };
  }
  const { _id: goodsId, title, price, fee_type: feeType } = parsed.output;
  const { prices } = further;
  const shown = textsIn(document);
  const kinds = specificationsIn(document.specifications, { price, prices });
  const problems = [...further.problems, ...shown.problems, ...kinds.problems];
  // Nobody can say which kind they want.
  if (kinds.specifications?.length === 0)
    return { problems: [...problems, 'specifications: none of them can be sold'] };
  const { specifications } = kinds;
  return {
    goods: { goodsId, title, price, feeType, prices, ...shown.texts, ...present({ specifications }) },
    problems,
  };
}

/** Prices in further currencies. */
function pricesIn(raw: unknown, place: string) {
  const further = Object.entries(isRecord(raw) ? raw : {});
  const isSold = (one: readonly [string, unknown]): one is [string, number] =>
    isCurrency(one[0]) && isPrice(one[1]);
  const problems = further.filter((one) => !isSold(one)).map(([name]) => `${place}.${name}: ${PRICE}`);
  return { prices: Object.fromEntries(further.filter(isSold)), problems };
}

/** What the phone shows beside title and price. */
function textsIn(document: Raw) {
  const names = (['picture', 'category', 'description'] as const).filter(
    (name) => (document[name] ?? '') !== '',
  );
  const texts = Object.fromEntries(
    names.flatMap((name) => (isText(document[name]) ? [[name, document[name]]] : [])),
  );
  const problems = names.filter((name) => !isText(document[name])).map((name) => `${name}: ${TEXT}`);
  return { texts, problems };
}

/** The kinds that can be sold; undefined where the goods have none. A kind without a price has that of the goods. */
function specificationsIn(raw: unknown, ofGoods: Prices) {
  if (raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0)) return { problems: [] };
  if (!Array.isArray(raw)) return { specifications: [], problems: ['specifications: must be a list'] };
  const read = raw
    .slice(0, MOST_SPECIFICATIONS)
    .map((one: unknown, at) => specificationIn(one, `specifications.${at}`, ofGoods));
  const specifications = new Map<string, Specification>();
  const twice: string[] = [];
  for (const { specification: one } of read) {
    if (one && specifications.has(one.id)) twice.push(`specifications: "${one.id}" stands there twice`);
    else if (one) specifications.set(one.id, one);
  }
  const problems = [...read.flatMap((one) => one.problems), ...twice];
  return { specifications: [...specifications.values()], problems };
}

function specificationIn(
  raw: unknown,
  place: string,
  ofGoods: Prices,
): { readonly specification?: Specification; readonly problems: readonly string[] } {
  const { specification_id: id, title, price, prices: further }: Raw = isRecord(raw) ? raw : {};
  const own = pricesIn(further, `${place}.prices`);
  const problems = [
    ...(isText(id) ? [] : [`${place}.specification_id: ${TEXT}`]),
    ...(isText(title) ? [] : [`${place}.title: ${TEXT}`]),
    ...(price === undefined || isPrice(price) ? [] : [`${place}.price: ${PRICE}`]),
  ];
  if (!isText(id) || !isText(title) || problems.length > 0)
    return { problems: [...problems, ...own.problems] };
  const priced = isPrice(price) ? { price, prices: own.prices } : ofGoods;
  return { specification: { id, title, ...priced }, problems: own.problems };
}
