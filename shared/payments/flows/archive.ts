/** What is kept of verified notices, and of answers that did not fit: nothing that concerns money is only a log line. */
import type { Fact } from '../order/facts';
import { present } from '../../kernel/present';
import type { ArchivedNotice, Verdict } from '../ports';
import type { Shop } from './shop';

/** One payment, or one step of one refund, that was kept aside is one document, however often it is reported. */
export function asideId(fact: Fact): string {
  return fact.kind === 'payment'
    ? `aside:${fact.paySp}:${fact.spTradeNo ?? fact.attemptNo}`
    : `aside:${fact.paySp}:${fact.outRefundNo}:${fact.status}`;
}

interface Said {
  readonly fact: Fact;
  readonly outTradeNo: string;
  readonly raw: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Archives a notice or an answer with what became of it. */
export async function archive(shop: Shop, { fact, ...said }: Said): Promise<void> {
  const { paySp } = fact;
  const { outTradeNo, verdict, reason } = said;
  shop.log('notice', { pay_sp: paySp, out_trade_no: outTradeNo, verdict, reason });
  const notice: ArchivedNotice = { ...said, paySp, receivedAt: shop.clock.now(), ...moneyIn(fact) };
  await shop.store.archiveNotice(verdict === 'kept_aside' ? { ...notice, id: asideId(fact) } : notice);
}

function moneyIn(fact: Fact): Pick<ArchivedNotice, 'amount' | 'feeType' | 'spTradeNo'> {
  return present({
    amount: fact.amount?.value,
    feeType: fact.amount?.currency,
    spTradeNo: fact.kind === 'payment' ? fact.spTradeNo : undefined,
  });
}
