/** Collection `payment`: verified notices as they came, with what became of them. */
import { PayError } from '../kernel/errors';
import type { ArchivedNotice, AsideFilter, NoticeStore } from '../payments/ports';
import {
  decidedDocument,
  DEFAULT_CONFIG_ID,
  listedNotices,
  noticeDocument,
  readNotice,
} from './aside-document';
import { collection, database, insert, isRecord, read } from './cloud-documents';
import { placeBy, readOn } from './read-on';

export const cloudNotices: NoticeStore = {
  async archiveNotice(notice) {
    const document = noticeDocument(notice);
    if (notice.id === undefined) {
      await insert('payment', document);
    } else if (!(await insertAside(notice.id, notice)) && !notice.isEnough) {
      // One matter that waits for a person is one document; what reports it again is kept beside it.
      const { decision: _, ...again } = document;
      await insert('payment', { ...again, verdict: 'duplicate' });
    }
  },

  async asideNotice(id) {
    const condition = { _id: id, verdict: 'kept_aside' };
    const [raw] = await read((await collection('payment')).where(condition).limit(1).get());
    if (raw === undefined) return undefined;
    const one = readNotice(raw);
    if ('notice' in one) return one.notice;
    throw new PayError(
      'DOCUMENT_UNREADABLE',
      `document ${one.unreadable.id} of collection payment is not as docs/data.md says: ${one.unreadable.problem}`,
    );
  },

  async asideNotices(filter) {
    const found = await readOn({
      limit: filter.limit,
      from: filter,
      page: async (place, limit) => {
        const { command } = await database();
        return page({ ...filter, ...place }, command.lt(place.before), limit);
      },
      read: noticeIn,
      placeOf: placeBy('received_at'),
    });
    const oldest = found.items.at(-1)?.receivedAt;
    if (filter.beforeId !== undefined || found.items.length < filter.limit || oldest === undefined)
      return found;
    // Who pages by time must not lose notices of the same millisecond: they come with this page.
    const ties = listedNotices(await page(filter, oldest, MOST_TIES));
    const named = new Set(ties.unreadable.map(({ id }) => id));
    return {
      items: [...found.items.filter(({ receivedAt }) => receivedAt !== oldest), ...ties.items],
      unreadable: [...found.unreadable.filter(({ id }) => !named.has(id)), ...ties.unreadable],
    };
  },

  async decideNotice(id, decided) {
    const open = (await collection('payment')).where({ _id: id, verdict: 'kept_aside', decision: null });
    const { stats } = await open.update({ data: decidedDocument(decided) });
    return stats.updated === 1;
  },

  async strayNotices({ since, paySps, limit }) {
    const { command } = await database();
    const condition = {
      verdict: 'unknown_order',
      pay_sp: command.in([...paySps]),
      received_at: command.gt(since),
    };
    const found = (await collection('payment')).where(condition).orderBy('received_at', 'desc').limit(limit);
    return (await read(found.get())).filter(isRecord).map((one) => ({
      id: String(one._id),
      paySp: String(one.pay_sp),
      outTradeNo: String(one.out_trade_no),
    }));
  },

  async countNotices({ verdict, paySp, outTradeNo, since, limit }) {
    const { command } = await database();
    const condition = {
      ...(outTradeNo === undefined ? {} : { out_trade_no: outTradeNo }),
      ...{ verdict, pay_sp: paySp, received_at: command.gt(since) },
    };
    const found = (await collection('payment')).where(condition).field({ _id: true }).limit(limit);
    return (await read(found.get())).length;
  },

  async adoptNotice(id, verdict, reason) {
    const stray = (await collection('payment')).where({ _id: id, verdict: 'unknown_order' });
    await stray.update({ data: { verdict, reason } });
  },
};

const MOST_TIES = 100;

function noticeIn(raw: unknown) {
  const one = readNotice(raw);
  return 'notice' in one ? { value: one.notice } : one;
}

async function page(
  { configId, besides, paySps, outTradeNo, all, before, beforeId }: AsideFilter,
  receivedAt: unknown,
  limit: number,
): Promise<readonly unknown[]> {
  const { command } = await database();
  const ofDefault = besides ? command.nin(besides) : command.in([configId, null]);
  const wanted = {
    verdict: 'kept_aside',
    config_id: configId === DEFAULT_CONFIG_ID ? ofDefault : configId,
    pay_sp: command.in([...paySps]),
    ...(outTradeNo === undefined ? {} : { out_trade_no: outTradeNo }),
    ...(all ? {} : { decision: null }),
  };
  const earlier = { ...wanted, received_at: receivedAt };
  const condition =
    beforeId === undefined
      ? earlier
      : command.or(earlier, { ...wanted, received_at: before, _id: command.lt(beforeId) });
  const found = (await collection('payment')).where(condition);
  return read(found.orderBy('received_at', 'desc').orderBy('_id', 'desc').limit(limit).get());
}

/** False when the matter was known. Another payment under the same number is another matter. */
async function insertAside(id: string, notice: ArchivedNotice): Promise<boolean> {
  const document = noticeDocument(notice);
  if (await insert('payment', { _id: id, ...document })) return true;
  const { spTradeNo, transactionId, amount, feeType } = notice;
  if (spTradeNo !== undefined) await complete(id, 'sp_trade_no', { sp_trade_no: spTradeNo });
  const [known] = await read((await collection('payment')).where({ _id: id }).limit(1).get());
  const theirs = isRecord(known) ? known.sp_trade_no : undefined;
  if (spTradeNo !== undefined && typeof theirs === 'string' && theirs !== spTradeNo)
    return insert('payment', { _id: `${id}:${spTradeNo}`, ...document });
  if (transactionId !== undefined) await complete(id, 'transaction_id', { transaction_id: transactionId });
  if (amount !== undefined) await complete(id, 'amount', { amount, fee_type: feeType ?? null });
  return false;
}

/** What an earlier report of the same matter lacked. */
async function complete(id: string, lacking: string, data: Readonly<Record<string, unknown>>): Promise<void> {
  await (await collection('payment')).where({ _id: id, [lacking]: null }).update({ data });
}
