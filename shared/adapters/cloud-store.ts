/** The store port over the CloudBase document database. */
import type { Store } from '../payments/ports';
import { configDocument, paymentConfigIds } from './cloud-config';
import { collection, database, insert, isRecord, read } from './cloud-documents';
import { cloudNotices } from './cloud-notices';
import { cloudOrders } from './cloud-orders';
import { listedGoods } from './goods-document';
import { archiveJournal } from './journal-document';

/** The database answers no more to one question (documentation of CloudBase, read 2026-11). */
const GOODS_LIMIT = 1000;

/** The cloud database as the store of the use cases. Its methods reject when the database does. */
export const cloudStore: Store = {
  ...cloudOrders,
  ...cloudNotices,

  configDocument,
  configIds: paymentConfigIds,
  archiveJournal,

  async goods(ids) {
    const { command } = await database();
    const all = (await collection('goods')).where(ids ? { _id: command.in(ids) } : {});
    return listedGoods(await read(all.limit(GOODS_LIMIT).get()));
  },

  async reserveRefundNumber(outRefundNo, outTradeNo) {
    const reserved = await insert('refund_numbers', { _id: outRefundNo, out_trade_no: outTradeNo });
    if (reserved) return outTradeNo;
    const found = await read((await collection('refund_numbers')).where({ _id: outRefundNo }).limit(1).get());
    const owner = found.find(isRecord)?.out_trade_no;
    return typeof owner === 'string' ? owner : '';
  },
};
