/** Closing: first at the PSP, then here, so that nothing can be paid that we call closed. */
import type { Outcome } from '../../kernel/exchange';
import type { Caller } from '../../kernel/ports';
import { PayError } from '../../kernel/errors';
import { isLive, withAttempt, withJournal, type Attempt, type Order } from '../order/order';
import { present } from '../../kernel/present';
import { accountOf, askAbout, askAndSettle, book } from './ask-psp';
import { changeOrder } from './change-order';
import { visibleOrder } from './find-order';
import type { ConnectedAccount } from './payment-config';
import { outcomeError, perform } from './perform';
import type { Shop } from './shop';

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
    if (current.attempts.some(isLive)) throw busy(current);
    return withJournal({ ...current, state: 'closed' }, shop.clock.now(), 'closed by request');
  });
}

const busy = (order: Order): PayError =>
  new PayError('BUSY', `a payment of order ${order.outTradeNo} is being prepared at this moment. Try again`);

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
  if (attempt.leaseUntil > shop.clock.now()) throw busy(order);
  const connected = await accountOf(shop, order, attempt.paySp);
  const { close, can, title } = connected.connector;
  if (!close) return withoutClosing(shop, order, attempt, title);
  if (can.closeReverses) {
    const said = await askAbout(shop, order, attempt);
    if (said.is === 'unknown' && said.why !== 'unaskable') throw outcomeError(said, attempt.paySp);
    if (said.is === 'ok' && said.value.status !== 'pending') return book(shop, order, said.value);
  }
  return closeAtPsp(shop, order, attempt, { connected, close });
}

interface Closing {
  readonly connected: ConnectedAccount;
  readonly close: NonNullable<ConnectedAccount['connector']['close']>;
}

async function closeAtPsp(
  shop: Shop,
  order: Order,
  attempt: Attempt,
  { connected, close }: Closing,
): Promise<Order> {
  const closing = await changeOrder(shop, order, (current) => withLive(current, attempt.no, 'closing'));
  const input = { attemptNo: attempt.no, appid: attempt.appid, ...present({ spTradeNo: attempt.spTradeNo }) };
  const outcome = await perform(shop, connected, 'close', { operation: close, input });
  if (isGone(outcome)) {
    return changeOrder(shop, closing, (current) => withLive(current, attempt.no, 'closed'));
  }
  if (outcome.is === 'unknown') throw outcomeError(outcome, attempt.paySp);
  // Refused: most likely it was paid or has ended meanwhile, which the PSP tells when it is asked.
  const after = await askAndSettle(shop, closing, attempt);
  const isStillLive = after.attempts.some((one) => one.no === attempt.no && isLive(one));
  if (!isStillLive) return after;
  // A definite no leaves it as payable as it was: the payer may go on with it.
  await changeOrder(shop, after, (current) => withLive(current, attempt.no, attempt.state));
  throw outcomeError(outcome, attempt.paySp);
}

/** The order with a live attempt moved on; undefined when the attempt has ended already. */
function withLive(order: Order, no: string, state: Attempt['state']): Order | undefined {
  const attempt = order.attempts.find((one) => one.no === no);
  return attempt && isLive(attempt) ? withAttempt(order, no, { state }) : undefined;
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
