/** Documents of collection `goods`, which people edit by hand: each is read by itself, what cannot be sold is named. */
import { isCurrency } from '../kernel/money';
import type { Goods, Listed, Unreadable } from '../payments/ports';
import { isRecord } from './cloud-documents';

export function listedGoods(documents: readonly unknown[]): Listed<Goods> {
  const items: Goods[] = [];
  const unreadable: Unreadable[] = [];
  for (const document of documents) {
    const { goods, problems } = readGoods(isRecord(document) ? document : {});
    if (goods) items.push(goods);
    const id = isRecord(document) ? String(document._id) : '?';
    if (problems.length > 0) unreadable.push({ collection: 'goods', id, problem: problems.join('; ') });
  }
  return { items, unreadable };
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

const PRICE = 'must be a whole number of minor units (cents), greater than 0';
const CURRENCY = 'must be an ISO 4217 code in capitals, such as EUR';

interface Read {
  readonly goods?: Goods;
  readonly problems: readonly string[];
}

/** A wrong further price takes away that price only; anything else wrong takes the goods off sale. */
function readGoods({
  _id,
  title,
  price,
  fee_type: feeType,
  prices = {},
}: Readonly<Record<string, unknown>>): Read {
  const further = Object.entries(isRecord(prices) ? prices : {});
  const isSold = ([currency, value]: readonly [string, unknown]): boolean =>
    isCurrency(currency) && isPrice(value);
  const slips = further.filter((one) => !isSold(one)).map(([name]) => `prices.${name}: ${PRICE}`);
  const problems = [
    ...(typeof _id === 'string' ? [] : ['_id: must be a text']),
    ...(typeof title === 'string' && title !== '' ? [] : ['title: must be a text']),
    ...(isPrice(price) ? [] : [`price: ${PRICE}`]),
    ...(typeof feeType === 'string' && isCurrency(feeType) ? [] : [`fee_type: ${CURRENCY}`]),
  ];
  if (typeof _id !== 'string' || typeof title !== 'string' || !isPrice(price) || typeof feeType !== 'string')
    return { problems: [...problems, ...slips] };
  if (problems.length > 0) return { problems: [...problems, ...slips] };
  const sold = further.filter((one): one is [string, number] => isSold(one));
  return {
    goods: { goodsId: _id, title, price, feeType, prices: Object.fromEntries(sold) },
    problems: slips,
  };
}
