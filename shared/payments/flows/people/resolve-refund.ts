/** A person says how a refund ended, of which no PSP will tell any more. The PSP is asked first; its word comes before a person's. */
import type { Outcome } from '../../../kernel/exchange';
import { PayError } from '../../../kernel/errors';
import { isHeld } from '../../../kernel/lease';
import { isReturn, type Order, type Refund, type Return } from '../../order/order';
import type { RefundFact } from '../../order/facts';
import { withJournal } from '../../order/journal';
import { withoutAttention, withRefund } from '../../order/order-changes';
import { nextRefundQuestion } from '../../order/schedule';
import { askPspAboutRefund, bookRefundAnswer, knowsPayment } from '../refunds/ask-refund';
import { changeOrder } from '../orders';
import { paidThrough, refundIn } from '../refunds/send-refund';
import type { Shop } from '../shop';

export interface RefundEnd {
  readonly state: 'succeeded' | 'failed';
  readonly explanation: string;
  /** The openid of the operator. */
  readonly by: string;
}

/**
 * The refund, ended as a person says. One that ended so already answers as it stands.
 * @throws PayError REFUND_NOT_FOUND, REFUND_ENDED (otherwise), REFUND_ANSWERED (its PSP still tells), BUSY
 */
export async function resolveRefund(
  shop: Shop,
  order: Order,
  outRefundNo: string,
  end: RefundEnd,
): Promise<Refund | Return> {
  const asked = await askedFirst(shop, order, outRefundNo);
  const after = await changeOrder(shop, asked.after, (current) => {
    const now = shop.clock.now();
    const refund = refundIn(current, outRefundNo);
    if (hasEnded(refund)) return withEndAccepted(current, refund, end, now);
    refuseUnderWay(refund, now);
    refuseChanged(refund, refundIn(asked.after, outRefundNo));
    refuseAnswered(refund, asked);
    return withEnd(current, refund, end, now);
  });
  return refundIn(after, outRefundNo);
}

const hasEnded = ({ state }: Refund): boolean => state === 'succeeded' || state === 'failed';

function refuseUnderWay({ outRefundNo, leaseUntil }: Refund, now: number): void {
  if (isHeld(leaseUntil, now))
    throw new PayError('BUSY', `refund ${outRefundNo} is being sent at this moment. Try again`);
}

/** A person decides about what they see: what the PSP said to somebody else meanwhile they have not seen. */
function refuseChanged({ outRefundNo, state }: Refund, seen: Refund): void {
  if (state !== seen.state)
    throw new PayError(
      'BUSY',
      `refund ${outRefundNo} became ${state} at this moment. Look again, then decide`,
    );
}

interface Asked {
  readonly after: Order;
  readonly said?: Outcome<RefundFact>;
  /** The machine repeats it there. */
  readonly mayRepeat: boolean;
}

/** Its PSP is asked now, whenever it was asked last, and its answer is booked. */
async function askedFirst(shop: Shop, order: Order, outRefundNo: string): Promise<Asked> {
  const refund = refundIn(order, outRefundNo);
  if (hasEnded(refund)) return { after: order, mayRepeat: false };
  refuseUnderWay(refund, shop.clock.now());
  try {
    const through = await paidThrough(shop, order, refund);
    const isRepeated = through.connected.connector.can.refundRetry !== 'unknown';
    const said = await askPspAboutRefund(shop, order, refund);
    const after = said.is === 'ok' ? await bookRefundAnswer(shop, order, said.value) : order;
    const mayRepeat = isRepeated && said.is === 'refused' && (await knowsPayment(shop, order, through));
    return { after, said, mayRepeat };
  } catch (error) {
    // A PSP that the shop has left, and taken out of its configuration, tells nothing.
    if (!(error instanceof PayError) || !error.code.startsWith('CONFIG_')) throw error;
    return { after: order, said: { is: 'unsent', why: 'unaskable', theirs: error.code }, mayRepeat: false };
  }
}

/** What the PSP cannot deliver is a person's, though it answers. What it does not know, it gets again where that is safe. */
function refuseAnswered({ outRefundNo, state }: Refund, { said, mayRepeat }: Asked): void {
  if (state === 'abnormal') return;
  if (!said) throw new PayError('BUSY', `refund ${outRefundNo} was sent again at this moment. Try again`);
  if (said.is === 'ok') {
    const { status, theirs } = said.value;
    throw new PayError('REFUND_ANSWERED', `its PSP says of refund ${outRefundNo}: ${status} (${theirs})`);
  }
  if (said.is === 'refused' && said.why === 'not_found' && mayRepeat && state === 'requested') {
    throw new PayError(
      'REFUND_ANSWERED',
      `its PSP does not know refund ${outRefundNo}, so it is sent again by itself, where that is safe`,
    );
  }
}

function withEnd(order: Order, refund: Refund, { state, explanation, by }: RefundEnd, now: number): Order {
  const { outRefundNo: no } = refund;
  const ended = {
    state,
    decidedAt: now,
    leaseUntil: 0,
    doubtful: false,
    theirs: 'a person decided',
    askAt: nextRefundQuestion({ ...refund, decidedAt: now }, now),
    ...(state === 'succeeded' ? { refundedAt: now } : {}),
  };
  const calm = withoutAttention(
    withoutAttention(withRefund(order, no, ended), 'refund_unanswered', no),
    'refund_abnormal',
    no,
  );
  return withJournal(calm, now, `decided: refund ${no} ${state}`, { by, why: explanation });
}

/** What ended so already stays; a person who has seen that a return failed need not be told any longer. */
function withEndAccepted(
  order: Order,
  refund: Refund | Return,
  { state, explanation, by }: RefundEnd,
  now: number,
): Order | undefined {
  const { outRefundNo: no } = refund;
  if (refund.state !== state) {
    throw new PayError('REFUND_ENDED', `refund ${no} has ended: ${refund.state}, not ${state}`);
  }
  const reason = isReturn(refund) && state === 'failed' ? 'return_failed' : 'refund_contradicted';
  const seen = withoutAttention(order, reason, no);
  if (seen === order) return undefined;
  return withJournal(seen, now, `seen: refund ${no} ${state}`, { by, why: explanation });
}
