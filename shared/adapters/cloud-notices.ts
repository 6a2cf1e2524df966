/** Collection `payment`: verified notices as they came, with what became of them. */
import type { ArchivedNotice, Store } from '../payments/ports';
import { collection, database, insert, isRecord, read } from './cloud-documents';

export const cloudNotices: Pick<Store, 'archiveNotice' | 'strayNotices' | 'adoptNotice'> = {
  async archiveNotice(notice) {
    const document = documentOf(notice);
    if (notice.id === undefined) {
      await insert('payment', document);
    } else if (!(await insert('payment', { _id: notice.id, ...document }))) {
      // One payment that waits for a person is one document; what reports it again is kept beside it.
      await insert('payment', { ...document, verdict: 'duplicate' });
    }
  },

  async strayNotices(since, limit) {
    const { command } = await database();
    const condition = { verdict: 'unknown_order', received_at: command.gt(since) };
    const found = (await collection('payment')).where(condition).orderBy('received_at', 'desc').limit(limit);
    return (await read(found.get())).filter(isRecord).map((one) => ({
      id: String(one._id),
      paySp: String(one.pay_sp),
      outTradeNo: String(one.out_trade_no),
    }));
  },

  async adoptNotice(id, verdict, reason) {
    const stray = (await collection('payment')).where({ _id: id, verdict: 'unknown_order' });
    await stray.update({ data: { verdict, reason } });
  },
};

const documentOf = (notice: ArchivedNotice): Readonly<Record<string, unknown>> => ({
  pay_sp: notice.paySp,
  out_trade_no: notice.outTradeNo,
  received_at: notice.receivedAt,
  raw: notice.raw,
  verdict: notice.verdict,
  reason: notice.reason,
  ...(notice.amount === undefined ? {} : { amount: notice.amount }),
  ...(notice.feeType === undefined ? {} : { fee_type: notice.feeType }),
  ...(notice.spTradeNo === undefined ? {} : { sp_trade_no: notice.spTradeNo }),
});
