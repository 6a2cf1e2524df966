/**
 * When the timer looks again, and at what. Young things are asked about often, old ones rarely, and what has ended is asked
 * about a few times more: what counts is the age of the attempt or refund, never that of its order. Times in milliseconds.
 */
import { followUpMoments } from './follow-ups';
import { goingBack, isLive, isOnItsWay, isPayable, type Attempt, type Order, type Refund } from './order';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY_MS = 24 * HOUR;

const SOONEST_MS = 5 * SECOND;

/** The next question about what began at `since`: after an eighth of its age, so that few questions find it early. */
function spaced(since: number, now: number, latest: number): number {
  return now + Math.min(Math.max((now - since) / 8, SOONEST_MS), latest);
}

/** While a payer may still be at it, at most four minutes pass (and one more until the timer comes); afterwards a day. */
export function nextPaymentQuestion({ requestedAt }: Pick<Attempt, 'requestedAt'>, now: number): number {
  return spaced(requestedAt, now, now - requestedAt < 6 * HOUR ? 4 * MINUTE : DAY_MS);
}

/** Banks take from seconds to days; what they cannot deliver is asked about daily. */
export function nextRefundQuestion(
  { requestedAt, state, decidedAt }: Pick<Refund, 'requestedAt' | 'state' | 'decidedAt'>,
  now: number,
): number {
  if (decidedAt) return nextGraceQuestion(decidedAt, now);
  if (state === 'abnormal') return now + DAY_MS;
  return spaced(requestedAt, now, now - requestedAt < DAY_MS ? 10 * MINUTE : DAY_MS);
}

/** The last question about what has ended. */
const LAST_GRACE_MS = DAY_MS;
/**
 * After an attempt has ended its money may still be on the way. The third question comes after WeChat's strings and
 * everybody's links have run out (two hours), the last a day later.
 */
const GRACE_MS = [30 * SECOND, 10 * MINUTE, 150 * MINUTE, LAST_GRACE_MS];

/** The next question about an attempt that ended at `endedAt`; the last one is asked daily until it is answered. 0: no more. */
export function nextGraceQuestion(endedAt: number, now: number): number {
  const offset = GRACE_MS.find((one) => endedAt + one > now);
  if (offset !== undefined) return endedAt + offset;
  return now - endedAt > QUESTION_DAYS * DAY_MS ? 0 : now + DAY_MS;
}

/** Whether an answer that comes now is the last that is wanted about what ended at `endedAt`. */
export const isLastAnswer = (endedAt: number, now: number): boolean => now >= endedAt + LAST_GRACE_MS;

/** Not by itself any more. A moment, so that an index on it serves: the end of the year 9999, milliseconds. */
export const NEVER = 253_402_300_799_999;

const ENDING_DAYS = 7;
/** What began so long ago and has no end yet is not asked about by itself any more. */
const QUESTION_DAYS = 30;

/** When an order whose ending did not succeed is tried again: ever later, at last hourly, and not after a week. */
export function nextEnding(
  { expiresAt, triedAnewAt = 0 }: Pick<Order, 'expiresAt' | 'triedAnewAt'>,
  now: number,
): number {
  const since = Math.max(expiresAt ?? 0, triedAnewAt);
  if (now - since > ENDING_DAYS * DAY_MS) return NEVER;
  return now + Math.min(Math.max((now - since) / 4, MINUTE), HOUR);
}

/** Whether questions about what began then have gone on for too long, counted anew from when a person set them going again. */
export const isGivenUp = (
  { triedAnewAt = 0 }: Pick<Order, 'triedAnewAt'>,
  begunAt: number,
  now: number,
): boolean => now - Math.max(begunAt, triedAnewAt) > QUESTION_DAYS * DAY_MS;

/**
 * When the hook may be started again after so many tries: at once after the first (a repeated notice brings it), then ever
 * later; after the last it is stopped and a person is told.
 */
export function nextHookRun(tries: number, now: number): number {
  return tries <= 1 ? now : now + Math.min(MINUTE * 2 ** (tries - 2), HOUR);
}

export const HOOK_TRIES = 8;

/** Whether the attempt is to be asked about now. */
export const isAttemptDue = ({ askAt }: Attempt, now: number): boolean => askAt > 0 && askAt <= now;

/** Whether a person said how a refund ended. */
export const isEndedByPerson = ({ decidedAt = 0 }: Pick<Refund, 'decidedAt'>): boolean => decidedAt > 0;

/** Whether a refund may still become something else at its PSP, which is asked: also after a person has ended it. */
export const isAskedAbout = (refund: Refund): boolean =>
  isOnItsWay(refund) || refund.state === 'abnormal' || (isEndedByPerson(refund) && refund.askAt > 0);

/** Whether the refund is to be asked about now. */
export const isRefundDue = (refund: Refund, now: number): boolean =>
  isAskedAbout(refund) && refund.askAt > 0 && refund.askAt <= now;

/** Until when an unpaid order may be paid; undefined where nobody says. A payment that began late has its time. */
export function payableUntil(order: Order): number | undefined {
  if (!isPayable(order) || order.expiresAt === undefined) return undefined;
  const begun = order.attempts.filter(isLive).map(({ requestedAt }) => requestedAt + 10 * MINUTE);
  return Math.max(order.expiresAt, ...begun);
}

/** When the timer ends an unpaid order, or tries again to. */
export function endsAt(order: Order): number | undefined {
  const until = payableUntil(order);
  return until === undefined ? undefined : Math.max(until, order.endAt);
}

/** When an order began: as it says, else with the first try to pay it. 0: it says nothing, and nobody tried. */
export const beganAt = ({ createdAt, attempts }: Order): number =>
  createdAt === 0 ? (attempts[0]?.requestedAt ?? 0) : createdAt;

/** When an order is looked at that does not say how long it may stay unpaid: at once, or when that could not be found out. */
const undatedLook = (order: Order): number | undefined =>
  isPayable(order) && beganAt(order) > 0 ? Math.max(beganAt(order), order.endAt) : undefined;

/** A decision that its notice does not know of by then was taken by a process that died. */
export const NOTED_AFTER_MS = 30 * SECOND;

/** The moment from which the timer has something to do for this order; undefined: nothing any more. */
export function dueAt(order: Order): number | undefined {
  const moments = [
    ...order.attempts.flatMap(({ askAt }) => (askAt > 0 ? [askAt] : [])),
    ...goingBack(order).flatMap((one) => (isAskedAbout(one) && one.askAt > 0 ? [one.askAt] : [])),
    ...order.decisions.flatMap(({ noted, at }) => (noted ? [] : [at + NOTED_AFTER_MS])),
    ...(order.hook === 'due' ? [order.hookUntil] : []),
    ...followUpMoments(order),
    ...[endsAt(order) ?? undatedLook(order)].filter((one) => one !== undefined),
  ];
  return moments.length === 0 ? undefined : Math.min(...moments);
}
