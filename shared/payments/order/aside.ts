/**
 * What was kept aside of an order, and what a person decided of it. A decision stands in the order, so that two people, two
 * instances and a report that comes again find it; money that goes back is a refund of its own, and none of the order's.
 */
import { present } from '../../kernel/present';
import type { Fact } from './facts';
import { withJournal } from './journal';
import { attemptIn, type Attempt, type Attention, type Decision, type Matter, type Order } from './order';

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
