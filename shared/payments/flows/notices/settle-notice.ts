/** Brings what a notice says to its order: books it, or what the PSP says when it is asked, where the notice alone proves too little. */
import { PayError } from '../../../kernel/errors';
import { present } from '../../../kernel/present';
import { asideReasons } from '../../order/aside-reasons';
import type { Fact, PaymentFact, RefundFact } from '../../order/facts';
import { attemptIn, refundOf, type Order } from '../../order/order';
import type { Verdict } from '../../ports';
import type { Connector } from '../../psp/connector';
import { askPsp, isAnswer, type AskedAttempt } from '../ask-psp';
import type { ConnectedAccount } from '../payment-config';
import { askPspAboutRefund } from '../refunds/ask-refund';
import { settle, type Settled } from '../settle';
import type { Shop } from '../shop';
import { isSigning } from './signing-psps';

/** What became of a notice in the end: what could not be proven was asked about. */
export interface Taken extends Settled {
  readonly verdict: Verdict;
  /** What the PSP said when it was asked, where that was booked: an amount in a mere hint may be anybody's. */
  readonly believed?: Fact;
  /** The PSP denied it when it was asked. */
  readonly isDenied?: true;
}

export const UNKNOWN_ORDER: Taken = { verdict: 'unknown_order', reason: 'no such order', paidNow: false };

const keptAside = (order: Order, reason: string): Taken => ({
  verdict: 'kept_aside',
  reason,
  order,
  paidNow: false,
});

/** Books a fact; where the notice alone is not to be believed, books what the PSP says when it is asked. */
export async function settleNotice(
  shop: Shop,
  { connector, account }: ConnectedAccount,
  order: Order,
  fact: Fact,
): Promise<Taken> {
  if (order.configId !== account.configId) {
    const reason = asideReasons.other_configuration(account.configId, order.configId);
    return keptAside(order, reason);
  }
  if (fact.misfit === undefined && isHint(connector, fact)) return settleHint(shop, connector, order, fact);
  const settled = await settle(shop, order, fact);
  const { verdict } = settled;
  if (verdict !== 'unproven') return { ...settled, verdict };
  if (fact.kind === 'refund') throw unconfirmed(settled.reason);
  return confirm(shop, settled.order ?? order, fact, fact.spTradeNo);
}

/** Whether the message does not prove what it says. */
const isHint = (connector: Connector, fact: Fact): boolean => fact.hint ?? !isSigning(connector);

const unconfirmed = (why: string): PayError => new PayError('OUTCOME_UNKNOWN', why);

/** A hint that nothing confirms is forged or came too early: it is not acknowledged, so a true one comes again. */
async function settleHint(shop: Shop, connector: Connector, order: Order, fact: Fact): Promise<Taken> {
  if (fact.kind === 'refund') return settleHintedRefund(shop, order, fact);
  // A number from a mere hint could be that of somebody else's paid trade.
  const isProven = !fact.hint && isSigning(connector);
  const taken = await confirm(shop, order, fact, isProven ? fact.spTradeNo : undefined);
  if (taken.verdict === 'kept_aside' && taken.isDenied) throw unconfirmed(taken.reason);
  return taken;
}

/** Asks the PSP about the attempt of a notice, and books that. Throws when it does not say, so that the notice comes again. */
async function confirm(
  shop: Shop,
  order: Order,
  fact: PaymentFact,
  spTradeNo: string | undefined,
): Promise<Taken> {
  const known = attemptIn(order, fact.attemptNo);
  const attempt = known ?? neverMade(order, fact);
  const said = await askPsp(shop, order, {
    ...attempt,
    ...present({ spTradeNo: attempt.spTradeNo ?? spTradeNo }),
  });
  // Of what was never sent from here only money is for a person: anybody can make up a number.
  if (said.is === 'ok' && !known && said.value.status !== 'paid') throw unconfirmed(UNCONFIRMED);
  if (said.is !== 'ok') return unanswered(order, fact, said);
  const booked = proven(await settle(shop, order, said.value));
  if (said.value.status === 'paid' || fact.status !== 'paid') return { ...booked, believed: said.value };
  return denied(booked.order ?? order, fact, said.value.theirs);
}

const UNCONFIRMED = 'the payment could not be confirmed by asking';

/** A no that asking again would bring again denies it; else the notice is to come again. */
function unanswered(
  order: Order,
  fact: PaymentFact,
  said: Exclude<Awaited<ReturnType<typeof askPsp>>, { is: 'ok' }>,
): Taken {
  if (isAnswer(said) && fact.status === 'paid') return denied(order, fact, said.theirs ?? said.why);
  throw unconfirmed(UNCONFIRMED);
}

const denied = (order: Order, { paySp }: PaymentFact, theirs: string): Taken => ({
  ...keptAside(order, asideReasons.denied(paySp, theirs)),
  isDenied: true,
});

/** What to ask about a number of the order's under which nothing was sent, as far as this order knows. */
const neverMade = ({ appid, createdAt }: Order, { paySp, attemptNo }: PaymentFact): AskedAttempt => ({
  ...{ paySp, no: attemptNo, appid, requestedAt: createdAt, cancels: 0, cancelUntil: 0 },
});

/** Throws where even the answer may be older than a cancel that is under way: the notice comes again, and the timer asks. */
function proven(one: Settled): Taken {
  const { verdict } = one;
  if (verdict === 'unproven') throw unconfirmed(one.reason);
  return { ...one, verdict };
}

/** A hint about a refund: books what the PSP says about it. Throws when it does not say, so that the notice comes again. */
async function settleHintedRefund(shop: Shop, order: Order, fact: RefundFact): Promise<Taken> {
  const refund = refundOf(order, fact.outRefundNo);
  const said = refund && (await askPspAboutRefund(shop, order, refund));
  if (!said || (said.is === 'unsent' && said.why === 'unaskable')) {
    const reason = asideReasons.unconfirmed_refund(fact.outRefundNo);
    return keptAside(order, reason);
  }
  if (said.is !== 'ok') throw unconfirmed('the refund could not be confirmed by asking');
  return { ...proven(await settle(shop, order, said.value)), believed: said.value };
}
