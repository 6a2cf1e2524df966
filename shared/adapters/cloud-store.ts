/** The store port over the CloudBase document database. */
import { exponentOf } from '../kernel/money';
import type { Goods, Store } from '../payments/ports';
import { collection, database, insert, isRecord, read } from './cloud-documents';
import { cloudOrders } from './cloud-orders';

const GOODS_LIMIT = 100;

/** The cloud database as the store of the use cases. Its methods reject when the database does. */
export const cloudStore: Store = {
  ...cloudOrders,

  async configDocument(id) {
    const found = await read((await collection('config')).where({ _id: id }).limit(1).get());
    return found.find(isRecord);
  },

  async goods(ids) {
    const { command } = await database();
    const all = (await collection('goods')).where(ids ? { _id: command.in(ids) } : {});
    return (await read(all.limit(GOODS_LIMIT).get())).map(goodsOf);
  },

  async archiveNotice(notice) {
    await insert('payment', {
      pay_sp: notice.paySp,
      out_trade_no: notice.outTradeNo,
      received_at: notice.receivedAt,
      raw: notice.raw,
      verdict: notice.verdict,
      reason: notice.reason,
    });
  },
};

function goodsOf(raw: unknown): Goods {
  const { _id, title, price, fee_type: feeType, prices } = isRecord(raw) ? raw : {};
  if (
    typeof _id !== 'string' ||
    typeof title !== 'string' ||
    !isPrice(price) ||
    typeof feeType !== 'string'
  ) {
    throw new Error(
      'a document of collection "goods" needs _id, title, price (minor units, integer) and fee_type',
    );
  }
  exponentOf(feeType);
  const further = Object.entries(isRecord(prices) ? prices : {}).filter((entry): entry is [string, number] =>
    isPrice(entry[1]),
  );
  return { goodsId: _id, title, price, feeType, prices: Object.fromEntries(further) };
}

const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
