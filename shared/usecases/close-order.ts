/** Closing: first at the PSP, then here, so that nothing can be paid that we call closed. */
import type { Outcome } from '../connectors/connector';
import { PayError } from '../domain/errors';
import { isLive, withAttempt, withJournal, type Attempt, type Order } from '../domain/order';
import { present } from '../domain/present';
import { accountOf, askAbout, askAndSettle } from './ask-psp';
import { changeOrder } from './change-order';
import { visibleOrder } from './find-order';
import { outcomeError, perform } from './perform';
import type { Caller, Shop } from './shop';

/**
 * Closes an unpaid order of the caller, or any for an operator.
 * @throws PayError ORDER_PAID, ORDER_NOT_FOUND, OUTCOME_UNKNOWN
 */
export async function closeOrder(shop: Shop, caller: Caller, outTradeNo: string): Promise<Order> {
  const order = await visibleOrder(shop, caller, outTradeNo);
  refusePaid(order);
  const without = await closeAttempts(shop, order, order.attempts.filter(isLive));
  return changeOrder(shop, without, (current) => {
    refusePaid(current);
    if (current.state === 'closed') return undefined;
    return withJournal({ ...current, state: 'closed' }, shop.clock.now(), 'closed by request');
  });
}

function refusePaid(order: Order): void {
  if (order.state === 'paid')
    throw new PayError('ORDER_PAID', `order ${order.outTradeNo} is paid; refund it instead`);
}

/** Closes attempts at their PSPs. An attempt that turns out to be paid makes the order paid instead. */
export async function closeAttempts(shop: Shop, order: Order, attempts: readonly Attempt[]): Promise<Order> {
  let current = order;
  for (const attempt of attempts) current = await closeAttempt(shop, current, attempt);
  return current;
}

async function closeAttempt(shop: Shop, order: Order, attempt: Attempt): Promise<Order> {
  const connected = await accountOf(shop, order, attempt.paySp);
  const { close, can } = connected.connector;
  if (can.closeReverses) {
    const said = await askAbout(shop, order, attempt);
    if (said.is === 'unknown' && said.why !== 'unaskable') throw outcomeError(said, attempt.paySp);
    if (said.is === 'ok' && said.value.status !== 'pending') return askAndSettle(shop, order, attempt);
  }
  if (!close) return withoutClosing(shop, order, attempt, connected.connector.title);
  const input = { attemptNo: attempt.no, ...present({ spTradeNo: attempt.spTradeNo }) };
  const outcome = await perform(shop, connected, 'close', { operation: close, input });
  if (isGone(outcome)) {
    return changeOrder(shop, order, (current) =>
      current.state === 'paid' ? undefined : withAttempt(current, attempt.no, { state: 'closed' }),
    );
  }
  if (outcome.is === 'unknown') throw outcomeError(outcome, attempt.paySp);
  // Refused: most likely it was paid or has ended meanwhile, which the PSP tells when it is asked.
  const after = await askAndSettle(shop, order, attempt);
  if (after.attempts.some((one) => one.no === attempt.no && isLive(one)))
    throw outcomeError(outcome, attempt.paySp);
  return after;
}

/** A PSP that closes nothing: only an attempt that ended by itself, or never reached the payer, is out of the way. */
async function withoutClosing(shop: Shop, order: Order, attempt: Attempt, title: string): Promise<Order> {
  const after = await askAndSettle(shop, order, attempt);
  const now = after.attempts.find((one) => one.no === attempt.no);
  if (!now || !isLive(now)) return after;
  if (now.ticket)
    throw new PayError('NOT_SUPPORTED', `${title} closes no payments; an open one ends by itself in time`);
  return changeOrder(shop, after, (current) => withAttempt(current, attempt.no, { state: 'closed' }));
}

/** Closed now, closed before, never there, or never handed to the payer because its number was never learned. */
function isGone(outcome: Outcome<true>): outcome is Extract<Outcome<true>, { is: 'ok' }> {
  if (outcome.is === 'ok') return true;
  if (outcome.is === 'refused') return outcome.why === 'not_found' || outcome.why === 'closed';
  return outcome.why === 'unaskable';
}
