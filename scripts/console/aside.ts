/** Reads what was kept aside and nobody has decided about, newest first. */
import * as v from 'valibot';
import { isCurrency, money } from '../../shared/kernel/money';
import type { LocalDatabase } from '../local-cloud/database/local-database';
import type { AsideView } from './console-data';
import { newest } from './newest';

const shownNotices = 50;

const notice = v.object({
  _id: v.string(),
  received_at: v.number(),
  pay_sp: v.string(),
  out_trade_no: v.string(),
  reason: v.optional(v.string(), ''),
  amount: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  fee_type: v.optional(v.nullable(v.pipe(v.string(), v.check(isCurrency)))),
});

/** Documents that somebody has edited into something else are left out; the functions report them. */
export async function readAside(database: LocalDatabase): Promise<AsideView[]> {
  const where = { verdict: 'kept_aside', decision: null };
  const found = await newest(database, {
    collection: 'payment',
    time: 'received_at',
    limit: shownNotices,
    where,
  });
  return found.flatMap((document) => {
    const read = v.safeParse(notice, document);
    return read.success ? [asideOf(read.output)] : [];
  });
}

function asideOf({ amount, fee_type, ...one }: v.InferOutput<typeof notice>): AsideView {
  const isMoney = typeof amount === 'number' && typeof fee_type === 'string';
  return {
    id: one._id,
    at: one.received_at,
    paySp: one.pay_sp,
    outTradeNo: one.out_trade_no,
    reason: one.reason,
    ...(isMoney && { amount: money(amount, fee_type) }),
  };
}
