/** Documents of collection `goods`, which people edit by hand: each is read by itself, what cannot be sold is named. */
import * as v from 'valibot';
import { isCurrency } from '../kernel/money';
import type { Goods, Listed, Unreadable } from '../payments/ports';
import { idIn, isRecord } from './cloud-documents';

export function listedGoods(documents: readonly unknown[]): Listed<Goods> {
  const items: Goods[] = [];
  const unreadable: Unreadable[] = [];
  for (const document of documents) {
    const { goods, problems } = readGoods(isRecord(document) ? document : {});
    if (goods) items.push(goods);
    if (problems.length > 0)
      unreadable.push({ collection: 'goods', id: idIn(document), problem: problems.join('; ') });
  }
  return { items, unreadable };
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const PRICE = 'must be a whole number of minor units (cents), greater than 0';
const CURRENCY = 'must be an ISO 4217 code in capitals, such as EUR';

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

/** A wrong further price takes away that price only; anything else wrong takes the goods off sale. */
function readGoods(document: Readonly<Record<string, unknown>>): Read {
  const further = Object.entries(isRecord(document.prices) ? document.prices : {});
  const isSold = (one: readonly [string, unknown]): one is [string, number] =>
    isCurrency(one[0]) && isPrice(one[1]);
  const slips = further.filter((one) => !isSold(one)).map(([name]) => `prices.${name}: ${PRICE}`);
  const parsed = v.safeParse(goodsDocument, document);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`);
    return { problems: [...problems, ...slips] };
  }
  const { _id: goodsId, title, price, fee_type: feeType } = parsed.output;
  const prices = Object.fromEntries(further.filter(isSold));
  return { goods: { goodsId, title, price, feeType, prices }, problems: slips };
}
