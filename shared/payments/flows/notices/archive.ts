/** What is kept of verified notices, and of answers that did not fit: nothing that concerns money is only a log line. */
import { matterOf } from '../../order/aside';
import { DAY_MS } from '../../order/schedule';
import type { Matter } from '../../order/order';
import type { Fact } from '../../order/facts';
import { present } from '../../../kernel/present';
import type { ArchivedNotice, NoticeCount, Verdict } from '../../ports';
import type { Shop } from '../shop';

/**
 * One matter that was kept aside is one document, however often it is reported. The PSP's own number is not in it: a report
 * may lack it. `foreign`: the configuration that it came for, where that is not the order's.
 */
export function asideId({ paySp, no, says }: Matter, foreign?: string): string {
  const what = says === 'paid' ? '' : `:${says}`;
  return `aside:${paySp}:${no}${what}${foreign === undefined ? '' : `@${foreign}`}`;
}

/**
 * The numbers that notices of a payment's money may have, when they came for a configuration. Which of several payments under one
 * number a notice is about, its `spTradeNo` says.
 */
export function asideIdsOf(matter: Matter, configId: string): readonly string[] {
  const plain = [asideId(matter), asideId(matter, configId)];
  const { spTradeNo } = matter;
  return spTradeNo === undefined ? plain : [...plain, ...plain.map((id) => `${id}:${spTradeNo}`)];
}

/** So long the order of a notice may still appear. */
export const STRAY_FOR_MS = 3 * DAY_MS;

/**
 * So much is kept of hints, which anybody can send who may call us, or has seen one: about orders that are not there, of one PSP in
 * that time; and of those that tell nothing new, of one order at one PSP. What is not kept is answered all the same.
 */
const MOST_HINTS = 100;

/** No number of ours is longer, so no order of a longer one will appear. */
const LONGEST_NUMBER = 64;

interface Said {
  readonly fact: Fact;
  readonly outTradeNo: string;
  /** The configuration whose account heard it. */
  readonly configId: string;
  readonly raw: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** The PSP denied it when it was asked. */
  readonly isDenied?: boolean;
  /** The order is of another configuration. */
  readonly isForeign?: boolean;
  /** Nothing proves who sent it. */
  readonly isHint?: boolean;
}

/** Archives a notice or an answer with what became of it. */
export async function archive(
  shop: Shop,
  { fact, isDenied, isForeign, isHint, ...said }: Said,
): Promise<void> {
  const { paySp } = fact;
  const { outTradeNo, verdict, reason, configId } = said;
  shop.log('notice', { pay_sp: paySp, out_trade_no: outTradeNo, verdict, reason });
  const about = matterOf(fact, isDenied);
  const notice: ArchivedNotice = {
    ...said,
    paySp,
    receivedAt: shop.clock.now(),
    ...present({ transactionId: fact.kind === 'payment' ? fact.transactionId : undefined }),
    ...present({ amount: fact.amount?.value, feeType: fact.amount?.currency, spTradeNo: about.spTradeNo }),
  };
  const isEnough = isHint === true && (await isEnoughKept(shop, notice));
  if (verdict === 'kept_aside') {
    const id = asideId(about, isForeign ? configId : undefined);
    await shop.store.archiveNotice({ ...notice, id, about, isEnough });
  } else if (!isEnough) {
    await shop.store.archiveNotice(notice);
  }
}

/** Whether one more hint of this kind is worth no document. */
async function isEnoughKept(shop: Shop, { verdict, paySp, outTradeNo }: ArchivedNotice): Promise<boolean> {
  if (verdict === 'applied') return false;
  const kept = (question: Pick<NoticeCount, 'verdict' | 'outTradeNo' | 'since'>): Promise<number> =>
    shop.store.countNotices({ paySp, limit: MOST_HINTS, ...question });
  if (verdict !== 'unknown_order')
    return (await kept({ verdict: 'duplicate', outTradeNo, since: 0 })) >= MOST_HINTS;
  const since = shop.clock.now() - STRAY_FOR_MS;
  return outTradeNo.length > LONGEST_NUMBER || (await kept({ verdict, since })) >= MOST_HINTS;
}
