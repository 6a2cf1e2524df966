/** One order under the timer's eyes: everything of it that is due. */
import { PayError } from '../../kernel/errors';
import { dueFollowUps } from '../order/follow-ups';
import { attemptIn, goingBack, isLive, isPayable, type Attempt, type Order } from '../order/order';
import { withAttention } from '../order/order-changes';
import { DAY_MS, dueAt, endsAt, isAttemptDue, nextEnding } from '../order/schedule';
import { accountOf, askAndBook, wasJustAsked, withQuestionsTaken } from './ask-psp';
import { askAboutDueRefunds } from './refunds/ask-refund';
import { closeAttempts, closeOrder } from './close-order';
import { followUp } from './follow-up';
import { fulfil } from './fulfil';
import { lifeOf, withExpiry, withLaterLook } from './order-life';
import { claimOrder } from './orders';
import { noteDecisions } from './people/resolve-aside';
import type { Shop } from './shop';

const HOUR_MS = 3600_000;

/** False when something could not be done; the log says what. One bad order does not stop the rest. */
export async function lookAt(shop: Shop, outTradeNo: string): Promise<boolean> {
  const steps = await claimed(shop, outTradeNo).catch((error: unknown) => putOff(shop, outTradeNo, error));
  if (!steps) return false;
  const results = await Promise.allSettled(steps.map((step) => step()));
  const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  for (const error of failures) noteFailure(shop, outTradeNo, error);
  return failures.length === 0;
}

function noteFailure(shop: Shop, outTradeNo: string, error: unknown): void {
  const why = error instanceof PayError ? error.code : 'INTERNAL';
  const detail = error instanceof Error ? error.message : 'threw';
  shop.log('timer_failed', { out_trade_no: outTradeNo, why, detail });
}

/** The log names it. A document that cannot be read goes to the end of the queue, or it would be the first for ever. */
async function putOff(shop: Shop, outTradeNo: string, error: unknown): Promise<undefined> {
  noteFailure(shop, outTradeNo, error);
  if (!(error instanceof PayError) || error.code !== 'DOCUMENT_UNREADABLE') return;
  const now = shop.clock.now();
  const when = { now, until: now + HOUR_MS, givenUpBefore: now - DAY_MS };
  const later = shop.store.postpone(outTradeNo, when);
  await later.catch((trouble: unknown) => noteFailure(shop, outTradeNo, trouble));
}

type Step = () => Promise<unknown>;

/**
 * Takes what is due of an order and answers it as steps; the next time of each is written first, so that nothing can hold
 * the others up, whatever comes of it. None when the order is not due any more.
 */
async function claimed(shop: Shop, outTradeNo: string): Promise<readonly Step[]> {
  const read = await shop.store.orders.get(outTradeNo);
  if (!read) return [];
  const orderMs = await lifeOf(shop, read);
  let before = read;
  const taken = await claimOrder(shop, read, (current) => {
    const now = shop.clock.now();
    before = withLaterLook(withExpiry(current, orderMs), now + HOUR_MS);
    // Written as it is: it then says when it is due.
    if ((dueAt(before) ?? Infinity) > now) return before;
    // Somebody asked a moment ago: the questions keep their turn, the rest of what is due does not wait for them.
    const asked = wasJustAsked(before, now) ? before : withQuestionsTaken(before, now);
    return withEndingTaken(asked, now);
  });
  if (!taken) return [];
  return stepsFor(shop, before, taken);
}

function withEndingTaken(order: Order, now: number): Order {
  const { expiresAt } = order;
  if (expiresAt === undefined || (endsAt(order) ?? Infinity) > now) return order;
  const next = { ...order, endAt: nextEnding(order, now) };
  // What could not be ended for a day, no machine will end.
  return now - expiresAt < DAY_MS ? next : withAttention(next, 'not_ended', order.outTradeNo, now);
}

/** `before` says what was due, `order` is as it now stands. */
function stepsFor(shop: Shop, before: Order, order: Order): readonly Step[] {
  const now = shop.clock.now();
  const isAsking = !wasJustAsked(before, now);
  const dueAttempts = isAsking ? before.attempts.filter((one) => isAttemptDue(one, now)) : [];
  const ends = (endsAt(before) ?? Infinity) <= now;
  const steps: Step[] = [];
  if (dueAttempts.length > 0 || ends) {
    steps.push(() => askThenEnd(shop, order, { attemptNos: dueAttempts.map(({ no }) => no), ends }));
  }
  if (isAsking && goingBack(order).length > 0) steps.push(() => askAboutDueRefunds(shop, before, order));
  if (order.decisions.some(({ noted }) => !noted)) steps.push(() => noteDecisions(shop, order));
  if (order.hook === 'due') steps.push(() => fulfil(shop, order, false));
  if (dueFollowUps(order, now).length > 0) steps.push(() => followUp(shop, order));
  return steps;
}

interface DuePayments {
  readonly attemptNos: readonly string[];
  readonly ends: boolean;
}

/** Asks about each due attempt; then ends the order if its time is over, and closes what a paid order left open. */
async function askThenEnd(shop: Shop, order: Order, { attemptNos, ends }: DuePayments): Promise<void> {
  const { current, failures } = await askAboutEach(shop, order, attemptNos);
  if (ends && isPayable(current)) await closeOrder(shop, current, { why: 'nobody paid it in time' });
  // A paid or closed order has nothing left that somebody could pay a second time.
  if (!isPayable(current)) await closeAttempts(shop, current, current.attempts.filter(isLive));
  if (failures.length > 0) throw failures[0];
}

interface AskedEach {
  readonly current: Order;
  readonly failures: readonly unknown[];
}

/** They may be at several PSPs: one that is configured wrong, or not any more, holds up no other. */
async function askAboutEach(shop: Shop, order: Order, attemptNos: readonly string[]): Promise<AskedEach> {
  let current = order;
  const failures: unknown[] = [];
  for (const no of attemptNos) {
    const attempt = attemptIn(current, no);
    try {
      if (attempt && (await canBeAsked(shop, current, attempt)))
        current = await askAndBook(shop, current, attempt);
    } catch (error) {
      failures.push(error);
    }
  }
  return { current, failures };
}

async function canBeAsked(shop: Shop, order: Order, attempt: Attempt): Promise<boolean> {
  await accountOf(shop, order, attempt);
  return !shop.pauses.isPaused(attempt.paySp);
}
