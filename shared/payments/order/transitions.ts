/**
 * How a fact changes an order. `apply` is pure and total: facts may come twice, late or out of order, and the
 * order only ever moves up. What does not fit is kept aside with its reason, never applied, never dropped.
 */
import { isHeld } from '../../kernel/lease';
import { sameMoney, toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { aside, same, type Applied } from './applied';
import { asideReasons } from './aside-reasons';
import { isGivenBack, matterOf } from './aside';
import type { Fact, PaymentFact } from './facts';
import { withJournal } from './journal';
import { attemptIn, isLive, refundedFee, type Attempt, type Order, type OrderState } from './order';
import { withAttempt, withoutAttention, withoutDecline } from './order-changes';
import { applyRefund, withRefundsElsewhere } from './refund-facts';
import { nextGraceQuestion, nextPaymentQuestion } from './schedule';

/** From each state, the states that a sale may move to. docs/states.md is generated from this table. */
export const orderMoves: Readonly<Record<OrderState, readonly OrderState[]>> = {
  created: ['pending', 'closed', 'paid'],
  pending: ['paid', 'closed'],
  closed: ['paid'],
  paid: [],
};

/** How long one process has the merchant's hook for itself before another may run it again, milliseconds. */
export const HOOK_LEASE_MS = 60_000;

/** What the PSP of a fact is like, as far as it decides what to believe. */
export interface Rules {
  /** Milliseconds. */
  readonly now: number;
  /** Closing an attempt there gives the money of a paid one back. */
  readonly closeReverses: boolean;
  /** And its answers do not show that it did. */
  readonly hidesReversals?: boolean;
}

/** What `fact` makes of `order`. Never throws. */
export function apply(order: Order, fact: Fact, rules: Rules): Applied {
  if (fact.misfit !== undefined) return aside(order, fact.misfit, fact, rules.now);
  return fact.kind === 'payment' ? applyPayment(order, fact, rules) : applyRefund(order, fact, rules.now);
}

function applyPayment(order: Order, fact: PaymentFact, rules: Rules): Applied {
  const attempt = attemptIn(order, fact.attemptNo);
  const { now } = rules;
  if (!attempt) return aside(order, asideReasons.no_attempt(fact.attemptNo), fact, now);
  if (attempt.paySp !== fact.paySp) {
    const why = asideReasons.other_provider(attempt.no, attempt.paySp, fact.paySp);
    return aside(order, why, fact, now);
  }
  switch (fact.status) {
    case 'paid':
      return applyPaid(order, attempt, fact, rules);
    case 'declined':
      return applyDeclined(order, attempt, fact, now);
    case 'closed':
      return applyClosed(order, attempt, fact, now);
    case 'pending':
      return applyPending(order, attempt, fact, now);
  }
}

const differs = (theirs: string | undefined, ours: string | undefined): boolean =>
  theirs !== undefined && ours !== undefined && theirs !== ours;

/** Whether a cancel of ours is under way: what the PSP says meanwhile may be overtaken by it. */
export const isCancelUnderWay = ({ cancelUntil }: Pick<Attempt, 'cancelUntil'>, now: number): boolean =>
  isHeld(cancelUntil, now);

/** Why a `paid` is not to be believed: after a cancel only an answer to a question asked afterwards counts. */
function unprovenBecause(attempt: Attempt, fact: PaymentFact, rules: Rules): string | undefined {
  if (!rules.closeReverses || attempt.cancels === 0 || attempt.state === 'paid') return undefined;
  if (isCancelUnderWay(attempt, rules.now)) return 'it is being cancelled at this moment';
  if ((fact.afterCancels ?? -1) >= attempt.cancels) return undefined;
  return 'it was cancelled, and this may be older than the cancel';
}

function misfitOfPaid(order: Order, attempt: Attempt, fact: PaymentFact): string | undefined {
  if (!fact.amount) return asideReasons.no_amount();
  if (fact.amount.currency !== order.total.currency) {
    return asideReasons.other_currency(fact.amount.currency, order.total.currency);
  }
  if (!sameMoney(fact.amount, order.total)) {
    return asideReasons.other_amount(describe(fact.amount), describe(order.total));
  }
  if (differs(fact.appid, attempt.appid)) return asideReasons.other_app(String(fact.appid), attempt.appid);
  return undefined;
}

/** What no answer can make paid any more. */
function asideBefore(order: Order, attempt: Attempt, fact: PaymentFact, rules: Rules): string | undefined {
  const { state, cancels } = attempt;
  if (state !== 'paid' && isGivenBack(order, matterOf(fact))) return asideReasons.given_back();
  if (state === 'aside') return asideReasons.aside_before();
  if (state === 'paid' || cancels === 0 || rules.hidesReversals !== true) return undefined;
  return asideReasons.cancelled();
}

function applyPaid(order: Order, attempt: Attempt, fact: PaymentFact, rules: Rules): Applied {
  const { now } = rules;
  const why = unprovenBecause(attempt, fact, rules);
  if (why !== undefined) return { is: 'unproven', why };
  const misfit = misfitOfPaid(order, attempt, fact) ?? asideBefore(order, attempt, fact, rules);
  if (misfit !== undefined) return setAside(order, attempt, fact, { why: misfit, now });
  if (order.state === 'paid') return applyPaidAgain(order, attempt, fact, now);
  const paid: Order = {
    ...withAttempt(withoutDecline(order), attempt.no, {
      state: 'paid',
      askAt: 0,
      leaseUntil: 0,
      ...present({ spTradeNo: fact.spTradeNo }),
    }),
    state: 'paid',
    paidAttempt: attempt.no,
    paidAt: fact.paidAt ?? now,
    late: order.state === 'closed',
    hook: 'due',
    hookUntil: now + HOOK_LEASE_MS,
    hookTries: 1,
    ...present({ transactionId: fact.transactionId }),
  };
  const ended = withoutAttention(paid, 'not_ended', order.outTradeNo);
  const noted = withJournal(ended, now, `paid at ${fact.paySp} as ${attempt.no} (${fact.theirs})`);
  return { is: 'moved', order: withRefundsElsewhere(noted, fact, now) };
}

/**
 * Money that came, but not as this order is to be paid: the attempt is over, the order can go on or be closed. It is asked
 * about a few times more, so that a process that died before it kept the record of this money is made up for.
 */
function setAside(
  order: Order,
  attempt: Attempt,
  fact: PaymentFact,
  { why, now }: { readonly why: string; readonly now: number },
): Applied {
  const over = withAttempt(order, attempt.no, {
    ...ended('aside', now),
    ...present({ spTradeNo: fact.spTradeNo }),
  });
  // A paid attempt stays paid: its own message cannot take that back.
  if (attempt.state === 'paid') return aside(order, why, fact, now);
  const isNumbered = attempt.spTradeNo !== undefined || fact.spTradeNo === undefined;
  const known = isNumbered ? order : withAttempt(order, attempt.no, present({ spTradeNo: fact.spTradeNo }));
  return aside(attempt.state === 'aside' ? known : over, why, fact, now);
}

/** The same payment said again is nothing new, unless it brings what we lacked; another one is a second payment. */
function applyPaidAgain(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  const isAnother =
    order.paidAttempt !== attempt.no ||
    differs(fact.spTradeNo, attempt.spTradeNo) ||
    differs(fact.transactionId, order.transactionId);
  if (isAnother) {
    const why = asideReasons.second_payment(fact.spTradeNo ?? fact.attemptNo);
    return setAside(order, attempt, fact, { why, now });
  }
  const completed = withRefundsElsewhere(withMissing(order, attempt, fact, now), fact, now);
  return completed === order ? same : { is: 'moved', order: completed };
}

/** The paid order with the numbers that it lacked, or as it is. Of two moments the PSP's is earlier. */
function withMissing(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Order {
  const { transactionId = fact.transactionId, paidAt = now } = order;
  const spTradeNo = attempt.spTradeNo ?? fact.spTradeNo;
  const earliest = Math.min(paidAt, fact.paidAt ?? paidAt);
  const known = [order.transactionId, attempt.spTradeNo, order.paidAt];
  if ([transactionId, spTradeNo, earliest].every((value, index) => value === known[index])) return order;
  const numbered = withAttempt(order, attempt.no, present({ spTradeNo }));
  return { ...numbered, ...present({ transactionId }), paidAt: earliest };
}

/** News are only a number that we did not know yet, and that an attempt is still payable whose closing had no answer. */
function applyPending(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  const isNew = fact.spTradeNo !== undefined && attempt.spTradeNo === undefined && isLive(attempt);
  const isOpen = isPayableAgain(attempt, fact, now);
  if (!isNew && !isOpen) return same;
  const change = {
    ...(isNew ? present({ spTradeNo: fact.spTradeNo }) : {}),
    ...(isOpen ? ({ state: attempt.ticket ? 'open' : 'requested' } as const) : {}),
  };
  return { is: 'moved', order: withAttempt(order, attempt.no, change) };
}

/** An attempt whose closing had no answer, and which the PSP, asked afterwards, calls unpaid. */
const isPayableAgain = (attempt: Attempt, fact: PaymentFact, now: number): boolean =>
  attempt.state === 'closing' &&
  !isCancelUnderWay(attempt, now) &&
  (fact.afterCancels ?? -1) >= attempt.cancels;

function applyDeclined(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  if (!isLive(attempt) || differs(fact.spTradeNo, attempt.spTradeNo)) return same;
  // This try failed, but the trade can be paid until it is closed: it stays what it is, and the payer hears why.
  if (fact.payable && order.decline === fact.theirs) return same;
  const change = fact.payable ? { askAt: nextPaymentQuestion(attempt, now) } : ended('declined', now);
  const declined = { ...withAttempt(order, attempt.no, change), decline: fact.theirs };
  return { is: 'moved', order: withJournal(declined, now, `${attempt.no} declined: ${fact.theirs}`) };
}

/** How an attempt ends without being paid. Its money may still be on the way, so it is asked about a few times more. */
export function ended(state: 'declined' | 'closed' | 'aside', now: number): Partial<Attempt> {
  return { state, endedAt: now, leaseUntil: 0, doubtful: false, askAt: nextGraceQuestion(now, now) };
}

function applyClosed(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  if (differs(fact.spTradeNo, attempt.spTradeNo)) return same;
  if (attempt.state === 'paid') return closedThoughPaid(order, attempt, fact, now);
  if (!isLive(attempt) && attempt.state !== 'declined') return same;
  const closed = withAttempt(order, attempt.no, ended('closed', now));
  const next = endsOrder(order, attempt) ? { ...closed, state: 'closed' as const } : closed;
  return { is: 'moved', order: withJournal(next, now, `${attempt.no} closed at the PSP (${fact.theirs})`) };
}

/** Some PSPs call a trade closed once all of it was refunded; otherwise its money may have gone back. */
function closedThoughPaid(order: Order, attempt: Attempt, fact: PaymentFact, now: number): Applied {
  if (refundedFee(order) >= order.total.value) return same;
  const why = asideReasons.closed_though_paid(attempt.no, fact.theirs);
  return aside(order, why, fact, now);
}

/** The end of what we closed ourselves, or of what was declined before, is not the order's. */
const endsOrder = (order: Order, attempt: Attempt): boolean =>
  order.attempts.at(-1) === attempt &&
  (attempt.state === 'open' || attempt.state === 'requested') &&
  orderMoves[order.state].includes('closed');

const describe = (amount: Money): string => `${toMajor(amount)} ${amount.currency}`;
