/** Asks the PSP about refunds that are on their way, and books or repeats what the answer allows. */
import type { Outcome } from '../../../kernel/exchange';
import { PayError } from '../../../kernel/errors';
import { isHeld } from '../../../kernel/lease';
import { present } from '../../../kernel/present';
import {
  attemptIn,
  goingBack,
  isOnItsWay,
  isReturn,
  refundedFee,
  type Order,
  type Refund,
  type Return,
} from '../../order/order';
import type { RefundFact } from '../../order/facts';
import { withAttention, withRefund } from '../../order/order-changes';
import { afterAskingForRefund, hasRefundEnded, mayRepeatRefund } from '../../order/policy';
import { DAY_MS, isAskedAbout, isLastAnswer, isRefundDue } from '../../order/schedule';
import { archive } from '../notices/archive';
import { askPsp, claimAsking, isAnswer } from '../ask-psp';
import { exchangeWithPsp } from '../exchange-with-psp';
import { changeOrder } from '../orders';
import { failed, paidThrough, refundIn, sendAgain, type PaidThrough } from './send-refund';
import { settle } from '../settle';
import type { RefundRef } from '../../psp/connector';
import type { Shop } from '../shop';

/** Whoever waits longer for an answer waits for a person: minutes where a sending had no answer, days where a bank works. */
const UNANSWERED_MS = { doubtful: 10 * 60_000, standing: 3 * DAY_MS };

/** A configuration may be mended: the refund is asked about again in its turn. */
const NOT_ASKED: Outcome<never> = { is: 'unsent', why: 'unreachable', theirs: 'the configuration' };

/** A refund of the order; one still on its way is asked about at the PSP. */
export async function queryRefund(shop: Shop, order: Order, outRefundNo: string): Promise<Refund | Return> {
  const refund = refundIn(order, outRefundNo);
  const claimed = isAskedAbout(refund) ? await claimAsking(shop, order, outRefundNo) : undefined;
  if (!claimed) return refund;
  return refundIn(await askAboutOne(shop, claimed, refund), outRefundNo);
}

/** Asks about every refund that is due, of an order whose right to ask was claimed as it was `before`. */
export async function askAboutDueRefunds(shop: Shop, before: Order, claimed: Order): Promise<Order> {
  const now = shop.clock.now();
  let after = claimed;
  const failures: unknown[] = [];
  for (const { outRefundNo } of goingBack(before).filter((one) => isRefundDue(one, now))) {
    // They may be at several PSPs: one that is configured wrong holds up no other.
    try {
      after = await askUnlessPaused(shop, after, refundIn(after, outRefundNo));
    } catch (error) {
      failures.push(error);
      after = await unlessConfigured(shop, after, outRefundNo, error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return after;
}

/** What cannot be asked about because of the configuration waits for a person as what has no answer does. */
async function unlessConfigured(
  shop: Shop,
  order: Order,
  outRefundNo: string,
  error: unknown,
): Promise<Order> {
  if (!(error instanceof PayError) || !error.code.startsWith('CONFIG_')) return order;
  return tellSomebody(shop, order, refundIn(order, outRefundNo), NOT_ASKED);
}

async function askUnlessPaused(shop: Shop, order: Order, refund: Refund | Return): Promise<Order> {
  const { payment } = await paidThrough(shop, order, refund);
  return shop.pauses.isPaused(payment.paySp) ? order : askAboutOne(shop, order, refund);
}

/** Asks about a refund now, and books or repeats what the answer allows. */
export async function askAboutOne(shop: Shop, order: Order, refund: Refund | Return): Promise<Order> {
  if (isHeld(refund.leaseUntil, shop.clock.now())) return order;
  const said = await askPspAboutRefund(shop, order, refund);
  const after = await acted(shop, order, refund, said);
  return isAnswer(said) ? withoutLastQuestion(shop, after, refund.outRefundNo) : after;
}

/** What the answer allows: to book it, to send the refund again, or nothing yet. */
async function acted(
  shop: Shop,
  order: Order,
  refund: Refund | Return,
  said: Outcome<RefundFact>,
): Promise<Order> {
  const through = await paidThrough(shop, order, refund);
  const isDoubtful = refund.state === 'requested';
  const { refundRetry } = through.connected.connector.can;
  const mayRepeat = mayRepeatRefund(refundRetry, shop.clock.now() - refund.sentAt);
  switch (afterAskingForRefund(said, { isDoubtful, mayRepeat })) {
    case 'book':
      return said.is === 'ok'
        ? tellSomebody(shop, await bookRefundAnswer(shop, order, said.value), refund, said)
        : order;
    case 'send again':
      if (!(await knowsPayment(shop, order, through))) return tellSomebody(shop, order, refund, said);
      return refundRetry === 'listed' && refund.leaseUntil > 0
        ? waitAnew(shop, order, refund)
        : sendUnknownRefund(shop, order, refund, said);
    case 'wait':
      return tellSomebody(shop, order, refund, said);
  }
}

/**
 * Whether "no such refund" comes from the account where the payment is. Where nothing names the merchant, only that it knows the payment
 * shows that: with the keys of another account the PSP knows neither.
 */
export async function knowsPayment(
  shop: Shop,
  order: Order,
  { connected: { connector, account }, payment }: PaidThrough,
): Promise<boolean> {
  if (connector.merchant(account.config) !== undefined) return true;
  const { attemptNo: no, paySp, appid, merchant, spTradeNo, total } = payment;
  const requestedAt = attemptIn(order, no)?.requestedAt ?? order.createdAt;
  const asked = {
    no,
    paySp,
    appid,
    requestedAt,
    cancels: 0,
    cancelUntil: 0,
    ...present({ merchant, spTradeNo }),
  };
  const said = await askPsp(shop, { ...order, total }, asked);
  return said.is === 'ok';
}

/**
 * The order whose refund counts as sent now. Whoever was to send it has never said what became of it: by a clock far from ours it may
 * be doing so at this moment, and where a repetition is a second refund, only a wait by one clock tells.
 */
function waitAnew(shop: Shop, order: Order, { outRefundNo, sentAt }: Refund): Promise<Order> {
  return changeOrder(shop, order, (current) => {
    const newest = refundIn(current, outRefundNo);
    if (newest.state !== 'requested' || newest.sentAt !== sentAt) return undefined;
    const now = shop.clock.now();
    return withRefund(current, outRefundNo, { sentAt: now, leaseUntil: 0, doubtful: true, left: true });
  });
}

/** The order whose refund a person has ended, answered for the last time, is not asked about any more. */
function withoutLastQuestion(shop: Shop, order: Order, no: string): Promise<Order> | Order {
  const now = shop.clock.now();
  const isOver = ({ decidedAt = 0, askAt }: Refund): boolean =>
    decidedAt > 0 && askAt > 0 && isLastAnswer(decidedAt, now);
  if (!isOver(refundIn(order, no))) return order;
  return changeOrder(shop, order, (current) =>
    isOver(refundIn(current, no)) ? withRefund(current, no, { askAt: 0 }) : undefined,
  );
}

/** Books what the PSP said of a refund; what does not fit is kept aside. */
export async function bookRefundAnswer(shop: Shop, order: Order, fact: RefundFact): Promise<Order> {
  const { verdict, reason, order: after = order } = await settle(shop, order, fact);
  if (verdict === 'kept_aside') {
    const { outTradeNo, configId } = order;
    await archive(shop, { fact, outTradeNo, configId, raw: JSON.stringify(fact), verdict, reason });
  }
  return after;
}

/** The PSP does not know it: it goes out again under its number; refused long after the last sending, it has ended. */
async function sendUnknownRefund(
  shop: Shop,
  order: Order,
  refund: Refund | Return,
  said: Outcome<RefundFact>,
): Promise<Order> {
  const { outRefundNo } = refund;
  const through = await paidThrough(shop, order, refund);
  const again = await sendAgain(shop, order, refund, through);
  if (!again) return order;
  const now = shop.clock.now();
  // A sender that has not said what became of it may be sending still, by a clock far from ours.
  const isSaid = refund.leaseUntil === 0;
  if (!isSaid || !hasRefundEnded(said, again.outcome, now - refund.sentAt)) {
    return tellSomebody(shop, again.after, refund, said);
  }
  const theirs = again.outcome.is === 'refused' ? again.outcome.theirs : '';
  return changeOrder(shop, again.after, (current) => {
    const { state, sentAt } = refundIn(current, outRefundNo);
    // A sending that was refused does not count, so the moment is that of the one before; another one means that others sent it.
    if (state !== 'requested' || sentAt !== refund.sentAt) return undefined;
    return failed(current, outRefundNo, { theirs, at: now });
  });
}

/** What does not end for long waits for a person; what cannot be asked about leaves the queue and comes again daily. */
async function tellSomebody(
  shop: Shop,
  order: Order,
  { outRefundNo }: Refund,
  said: Outcome<unknown>,
): Promise<Order> {
  const now = shop.clock.now();
  const { state, requestedAt } = refundIn(order, outRefundNo);
  if (state === 'abnormal') return tellOfAbnormal(shop, order, outRefundNo);
  if (state !== 'requested' && state !== 'processing') return order;
  const patience = state === 'requested' ? UNANSWERED_MS.doubtful : UNANSWERED_MS.standing;
  const isUnaskable = said.is === 'unsent' && said.why === 'unaskable';
  const isLong = now - requestedAt >= patience || (isUnaskable && state === 'requested');
  if (!isLong && !isUnaskable) return order;
  return changeOrder(shop, order, (current) => {
    if (!isOnItsWay(refundIn(current, outRefundNo))) return undefined;
    const next = isUnaskable ? daily(current, outRefundNo, now) : current;
    const told = isLong ? withAttention(next, 'refund_unanswered', outRefundNo, now) : next;
    return told === current ? undefined : told;
  });
}

/** So much may have waited when the PSP said it that nothing more could be shown. */
const tellOfAbnormal = (shop: Shop, order: Order, outRefundNo: string): Promise<Order> =>
  changeOrder(shop, order, (current) => {
    if (refundIn(current, outRefundNo).state !== 'abnormal') return undefined;
    const told = withAttention(current, 'refund_abnormal', outRefundNo, shop.clock.now());
    return told === current ? undefined : told;
  });

/** Unless it was asked about for the last time. */
const daily = (order: Order, outRefundNo: string, now: number): Order =>
  refundIn(order, outRefundNo).askAt === 0 ? order : withRefund(order, outRefundNo, { askAt: now + DAY_MS });

/** What the PSP says about one refund. */
export async function askPspAboutRefund(
  shop: Shop,
  order: Order,
  refund: Refund | Return,
): Promise<Outcome<RefundFact>> {
  const { connected, payment } = await paidThrough(shop, order, refund);
  const operation = connected.connector.queryRefund;
  if (!operation) {
    return {
      is: 'unsent',
      why: 'unaskable',
      theirs: `${connected.connector.title} answers no questions about refunds`,
    };
  }
  const { outRefundNo, spRefundNo } = refund;
  const { attemptNo, appid, spTradeNo } = payment;
  const input = {
    attemptNo,
    appid,
    outRefundNo,
    sentAt: refund.requestedAt,
    ...(isReturn(refund) ? sumsOfReturn(refund) : sumsOf(order, refund)),
    ...present({ spRefundNo, spTradeNo }),
  };
  const said = await exchangeWithPsp(shop, connected, 'queryRefund', {
    operation,
    input,
    outTradeNo: order.outTradeNo,
  });
  return said.is === 'ok' ? { is: 'ok', value: { ...said.value, paySp: payment.paySp } } : said;
}

type Sums = Pick<RefundRef, 'allRefunded' | 'refundedBefore'>;

/**
 * What has gone back of the order's own payment without this refund, and what will have, once it and all that is on its way has.
 * A person may have ended it already: it counts all the same, for it is what the PSP is asked about.
 */
function sumsOf(order: Order, { outRefundNo, amount }: Refund): Sums {
  const { currency } = order.total;
  const others = order.refunds.filter((one) => one.outRefundNo !== outRefundNo);
  const before = refundedFee({ ...order, refunds: others });
  const underWay = others.filter(isOnItsWay).reduce((sum, one) => sum + one.amount.value, amount.value);
  return { allRefunded: { value: before + underWay, currency }, refundedBefore: { value: before, currency } };
}

/** Kept-aside money goes back once. */
const sumsOfReturn = ({ amount }: Return): Sums => ({
  allRefunded: amount,
  refundedBefore: { ...amount, value: 0 },
});
