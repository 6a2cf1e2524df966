/** Sends a refund that is reserved in its order, also once more under its number, and books what came of it. */
import type { Outcome } from '../../../kernel/exchange';
import { PayError } from '../../../kernel/errors';
import { isHeld } from '../../../kernel/lease';
import { present } from '../../../kernel/present';
import type { RefundFact, RefundReport } from '../../order/facts';
import { withJournal } from '../../order/journal';
import {
  currentAttempt,
  isReturn,
  refundOf,
  type Order,
  type Refund,
  type RefundedPayment,
  type Return,
} from '../../order/order';
import { withoutAttention, withRefund } from '../../order/order-changes';
import { afterRefunding, type Known } from '../../order/policy';
import { withReturnAttended } from '../../order/refund-facts';
import { nextRefundQuestion } from '../../order/schedule';
import { archive } from '../notices/archive';
import { accountOf } from '../ask-psp';
import { exchangeWithPsp } from '../exchange-with-psp';
import { changeOrder, claimOrder } from '../orders';
import type { RefundRequest } from '../../psp/connector';
import type { ConnectedAccount } from '../payment-config';
import { refuseUnrefundable, refunding } from './refund-limits';
import { settle } from '../settle';
import type { Shop } from '../shop';

/** Longer than any function runs: after it a silent refund may be sent again. */
const REFUND_LEASE_MS = 30_000;

/** The payment that goes back, and the account that it was paid to. */
export interface PaidThrough {
  readonly connected: ConnectedAccount;
  readonly payment: RefundedPayment;
}

/** The payment that a refund gives back: the order's own, or one that was kept aside. */
export async function paidThrough(shop: Shop, order: Order, refund?: Refund | Return): Promise<PaidThrough> {
  const payment = refund && isReturn(refund) ? refund.payment : ownPayment(order);
  return { payment, connected: await accountOf(shop, order, payment) };
}

function ownPayment(order: Order): RefundedPayment {
  const attempt = currentAttempt(order);
  if (!attempt) throw new PayError('INTERNAL', `paid order ${order.outTradeNo} has no attempt`);
  const { paySp, no: attemptNo, appid, spTradeNo, merchant } = attempt;
  return { paySp, attemptNo, appid, total: order.total, ...present({ spTradeNo, merchant }) };
}

/** A refund under way: when it was sent, who waits for the answer, when it is asked about. */
export const sending = (
  requestedAt: number,
  now: number,
): Pick<Refund, 'sentAt' | 'leaseUntil' | 'askAt'> => ({
  sentAt: now,
  leaseUntil: now + REFUND_LEASE_MS,
  askAt: nextRefundQuestion({ requestedAt, state: 'requested' }, now),
});

/**
 * Sends a refund once more under its number; undefined when it has ended, or somebody else is doing so or did since it was read:
 * what was learned before their sending says nothing about it.
 */
export async function sendAgain(
  shop: Shop,
  order: Order,
  { outRefundNo, sentAt: sentBefore }: Refund,
  through: PaidThrough,
): Promise<Sent | undefined> {
  const claimed = await claimOrder(shop, order, (current) => {
    if (refundIn(current, outRefundNo).sentAt !== sentBefore) return undefined;
    return withRepetition(current, outRefundNo, through, shop.clock.now());
  });
  return claimed && sendReserved(shop, claimed, refundIn(claimed, outRefundNo), { through, sentBefore });
}

function withRepetition(
  order: Order,
  outRefundNo: string,
  { connected }: PaidThrough,
  now: number,
): Order | undefined {
  const refund = refundIn(order, outRefundNo);
  if (isHeld(refund.leaseUntil, now) || (refund.state !== 'requested' && refund.state !== 'failed'))
    return undefined;
  if (refund.state === 'failed' && !isReturn(refund))
    refuseUnrefundable(order, connected.connector, refund.amount.value);
  // One that was asked for and never answered may have happened, also where its process died before it said so.
  const doubtful = refund.state === 'requested';
  const again = { state: 'requested', doubtful, decidedAt: 0, ...sending(refund.requestedAt, now) } as const;
  const sent = withReturnAttended(withRefund(order, outRefundNo, again), outRefundNo, 'requested', now);
  return withJournal(sent, now, `refund ${outRefundNo} sent again`);
}

export interface Sent {
  readonly outcome: Outcome<RefundReport>;
  readonly after: Order;
}

interface Sending {
  readonly through: PaidThrough;
  /** When it was sent before this time, where it was. */
  readonly sentBefore?: number;
}

/** Sends a refund that is reserved in the order under a lease, and books what came of it. */
export async function sendReserved(
  shop: Shop,
  order: Order,
  refund: Refund,
  { through, sentBefore = refund.sentAt }: Sending,
): Promise<Sent> {
  const outcome = await dispatch(shop, order, refund, through);
  if (outcome.is === 'ok') {
    const fact = { ...outcome.value, paySp: through.payment.paySp };
    return { outcome, after: await bookTaken(shop, order, fact) };
  }
  return { outcome, after: await bookUntaken(shop, order, { ...refund, sentAt: sentBefore }, outcome) };
}

async function dispatch(
  shop: Shop,
  order: Order,
  refund: Refund,
  { connected, payment }: PaidThrough,
): Promise<Outcome<RefundReport>> {
  return exchangeWithPsp(shop, connected, 'refund', {
    operation: refunding(connected),
    input: refundRequest(refund, payment),
    outTradeNo: order.outTradeNo,
  });
}

/** What a PSP is told of a refund. */
export function refundRequest(
  { outRefundNo, amount, reason }: Pick<Refund, 'outRefundNo' | 'amount' | 'reason'>,
  { attemptNo, appid, spTradeNo, total }: RefundedPayment,
): RefundRequest {
  return { attemptNo, appid, ...present({ spTradeNo }), outRefundNo, amount, total, reason };
}

/** Only what the policy calls over gives the amount free again. */
async function bookUntaken(
  shop: Shop,
  order: Order,
  { outRefundNo, doubtful, sentAt: sentBefore }: Refund,
  outcome: Exclude<Outcome<RefundReport>, { is: 'ok' }>,
): Promise<Order> {
  const before: Known = doubtful ? 'doubtful' : 'nothing';
  const now = afterRefunding(before, outcome);
  const at = shop.clock.now();
  const theirs = outcome.theirs ?? outcome.why;
  const ours = refundIn(order, outRefundNo).sentAt;
  return changeOrder(shop, order, (current) => {
    const newest = refundIn(current, outRefundNo);
    // Sent again since by an instance whose clock is ahead: what became of our sending says nothing about that one.
    if (newest.state !== 'requested' || newest.sentAt !== ours) return undefined;
    if (now === 'doubtful') {
      // A sending that certainly did nothing does not count: what is waited for is an earlier one.
      const sentAt = outcome.is === 'unknown' ? refundIn(current, outRefundNo).sentAt : sentBefore;
      return withRefund(current, outRefundNo, { leaseUntil: 0, doubtful: true, left: true, sentAt });
    }
    const left = refundIn(current, outRefundNo).left || now === 'ended';
    return failed(withRefund(current, outRefundNo, { left }), outRefundNo, { theirs, at });
  });
}

/** The PSP took it, and who asked for it hears so. */
async function bookTaken(shop: Shop, order: Order, fact: RefundFact): Promise<Order> {
  const {
    verdict,
    reason,
    order: after = order,
  } = await settle(shop, order, fact, (settled) => withRefund(settled, fact.outRefundNo, { told: true }));
  if (verdict === 'kept_aside') {
    const { outTradeNo, configId } = order;
    await archive(shop, { fact, outTradeNo, configId, raw: JSON.stringify(fact), verdict, reason });
  }
  return after;
}

/** The order with a refund that has definitely ended without money going back. */
export function failed(
  order: Order,
  outRefundNo: string,
  { theirs, at }: { readonly theirs: string; readonly at: number },
): Order {
  const ended = { state: 'failed', leaseUntil: 0, doubtful: false, askAt: 0, theirs } as const;
  const free = withoutAttention(withRefund(order, outRefundNo, ended), 'refund_unanswered', outRefundNo);
  const noted = withJournal(free, at, `refund ${outRefundNo} refused: ${theirs}`);
  return isReturn(refundIn(order, outRefundNo))
    ? withReturnAttended(noted, outRefundNo, 'failed', at)
    : noted;
}

/** A refund of the order, or the return of kept-aside money. Throws REFUND_NOT_FOUND. */
export function refundIn(order: Order, outRefundNo: string): Refund | Return {
  const found = refundOf(order, outRefundNo);
  if (!found) throw new PayError('REFUND_NOT_FOUND', `there is no refund ${outRefundNo}`);
  return found;
}
