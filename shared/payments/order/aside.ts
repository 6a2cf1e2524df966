/**
 * What was kept aside of an order, and what a person decided of it. A decision stands in the order, so that two people, two
 * instances and a report that comes again find it; money that goes back is a refund of its own, and none of the order's.
 */
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { Fact } from './facts';
import { withJournal } from './journal';
import { attemptIn, type Attempt, type Attention, type Order, type Refund } from './order';

/**
 * `return`: it goes back through the PSP. `returned_elsewhere`: it went back in the back office, by bank, in cash.
 * `dismissed`: nothing is to be done about it.
 */
export const decisionWords = ['return', 'returned_elsewhere', 'dismissed'] as const;
export type DecisionWord = (typeof decisionWords)[number];

/** What a message that was kept aside speaks of: the same matter is one thing to decide, however often it is reported. */
export interface Matter {
  readonly paySp: string;
  /** The number of the attempt, or of the refund. */
  readonly no: string;
  /** `paid`: there is money. Otherwise a word of the PSP about a payment or a refund; `denied`: it denied it when asked. */
  readonly says: string;
  /** The PSP's own number of the payment, where it was told. */
  readonly spTradeNo?: string;
}

export interface Decision {
  readonly noticeId: string;
  readonly word: DecisionWord;
  readonly about: Matter;
  /** The openid of the operator. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
  /** In that person's words. */
  readonly why: string;
  /** The number that money goes back under. */
  readonly outRefundNo?: string;
  /** The notice's own document says so too. */
  readonly noted: boolean;
}

/** A payment as its PSP knows it: what a refund of it needs. */
export interface RefundedPayment {
  readonly paySp: string;
  readonly attemptNo: string;
  readonly appid: string;
  /** The PSP's number of the merchant that was paid, where it is known. */
  readonly merchant?: string;
  readonly spTradeNo?: string;
  /** What was paid in all. */
  readonly total: Money;
}

/** Money that was kept aside, on its way back. */
export interface Return extends Refund {
  readonly payment: RefundedPayment;
}

/** What a document can hold. */
export const MOST_DECISIONS = 100;

export function matterOf(fact: Fact, isDenied = false): Matter {
  const { paySp } = fact;
  if (fact.kind === 'refund') return { paySp, no: fact.outRefundNo, says: fact.status };
  const says = isDenied ? 'denied' : fact.status;
  return { paySp, no: fact.attemptNo, says, ...present({ spTradeNo: fact.spTradeNo }) };
}

const mayBeSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

export const isSameMatter = (one: Matter, other: Matter): boolean =>
  one.paySp === other.paySp &&
  one.no === other.no &&
  one.says === other.says &&
  mayBeSame(one.spTradeNo, other.spTradeNo);

/** What was decided of a matter. */
export const decisionOn = (order: Order, matter: Matter): Decision | undefined =>
  order.decisions.find(({ about }) => isSameMatter(about, matter));

/** Whether a payment went back, or is to, by a person's decision: then it pays nothing any more. */
export function isGivenBack(order: Order, matter: Matter): boolean {
  const word = decisionOn(order, matter)?.word;
  return word === 'return' || word === 'returned_elsewhere';
}

/** Whether a payment is the one that paid the order. */
export function isOwnPayment(order: Order, { paySp, no, spTradeNo }: Matter): boolean {
  const attempt = no === order.paidAttempt ? attemptIn(order, no) : undefined;
  return attempt?.paySp === paySp && mayBeSame(attempt.spTradeNo, spTradeNo);
}

/** The number that an order's `attention` names a matter by: one, whether or not the PSP's own number came along. */
export function numberOf(order: Order, matter: Matter): string {
  const ours = order.attention.some(({ reason, of }) => reason === 'kept_aside' && of === matter.no);
  const spTradeNo = matter.spTradeNo ?? spTradeNoOf(attemptIn(order, matter.no), matter);
  return ours && isFirstOf(order, matter) ? matter.no : (spTradeNo ?? matter.no);
}

/** Whether a matter may be about the only payment that is known of its attempt. */
function isFirstOf(order: Order, { no, spTradeNo }: Matter): boolean {
  return mayBeSame(attemptIn(order, no)?.spTradeNo, spTradeNo);
}

const spTradeNoOf = (attempt: Attempt | undefined, { paySp }: Matter): string | undefined =>
  attempt?.paySp === paySp ? attempt.spTradeNo : undefined;

/** The order with a decision in its journal, and nothing that waits for it any more. */
export function withDecision(order: Order, decision: Decision): Order {
  const { about, by, at, why, word } = decision;
  const event = `decided: ${word} ${about.spTradeNo ?? about.no}`;
  const attention = order.attention.filter((one) => !waitsBecauseOf(order, about, one));
  const decided = { ...order, attention, decisions: [...order.decisions, decision] };
  return withJournal(decided, at, event, { by, why });
}

/** Whether a matter is what waits, under the PSP's number or ours. Of two payments under one number each has its own. */
export function waitsBecauseOf(order: Order, about: Matter, { reason, of }: Attention): boolean {
  const theirs = about.spTradeNo ?? spTradeNoOf(attemptIn(order, about.no), about);
  return reason === 'kept_aside' && (of === theirs || (of === about.no && isFirstOf(order, about)));
}

/** The order whose decision stands in the notice's own document too; undefined where that was known. */
export function withNoted(order: Order, noticeId: string): Order | undefined {
  if (!order.decisions.some((one) => one.noticeId === noticeId && !one.noted)) return undefined;
  const noted = (one: Decision): Decision => (one.noticeId === noticeId ? { ...one, noted: true } : one);
  return { ...order, decisions: order.decisions.map(noted) };
}
