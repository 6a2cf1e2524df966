/** Starts the payment of an order: the intent is stored, then the PSP is asked, then its answer is stored. */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { isHeld } from '../../kernel/lease';
import { present } from '../../kernel/present';
import { fit } from '../../kernel/text';
import { nextAttemptNumber } from '../order/attempt-number';
import { withJournal } from '../order/journal';
import { attemptIn, isLive, type Attempt, type Order, type Ticket } from '../order/order';
import { withAttempt, withoutDecline } from '../order/order-changes';
import type { Known, Now } from '../order/policy';
import { nextPaymentQuestion } from '../order/schedule';
import type { PayReply } from '../psp/connector';
import { isOtherMerchant } from './ask-psp';
import { closeAttempts } from './close-order';
import { outcomeError, refuseLacking } from './exchange-with-psp';
import { lifeOf, withExpiry } from './order-life';
import { changeOrder } from './orders';
import { refuseUnpayable } from './payable';
import type { ConnectedAccount } from './payment-config';
import { routed } from './routes';
import { sendAttempt } from './send-attempt';
import type { Shop } from './shop';

/** WeChat's prepay ids live two hours; a stored ticket is handed out again only well within that. */
const TICKET_MS = 100 * 60_000;

/** The last minute of an attempt that ends by itself is too short for a payer. */
const LAST_MINUTE_MS = 60_000;

/** Longer than any function runs: after it a silent attempt may be sent again. */
const ATTEMPT_LEASE_MS = 30_000;
const MAX_ATTEMPTS = 20;

export interface PaymentWish {
  readonly payMethod: string;
  /** The mini-program that asks. */
  readonly appid: string;
  /** What the payer was shown; must equal the order where given. */
  readonly totalFee?: number;
  readonly feeType?: string;
  readonly body?: string;
}

export interface PaymentStart {
  readonly ticket: Ticket;
  readonly spTradeNo?: string;
}

/**
 * What the payer needs to pay an order. Asked again, it answers the same open attempt.
 * @throws PayError AMOUNT_MISMATCH, ORDER_PAID, ORDER_CLOSED, METHOD_NOT_OFFERED, PSP_REFUSED, OUTCOME_UNKNOWN, …
 */
export async function unifiedOrder(shop: Shop, order: Order, asked: PaymentWish): Promise<PaymentStart> {
  const wish = { ...asked, appid: order.appid || asked.appid };
  refuseUnpayable(order);
  refuseOtherAmount(order, wish);
  const candidates = await routed(shop, order, wish.payMethod);
  const open = order.attempts.find(
    (attempt) => isFresh(attempt, shop) && candidates.some((one) => isSameWay(attempt, one, wish)),
  );
  if (open?.ticket) {
    await forgetDecline(shop, order);
    return { ticket: open.ticket, ...present({ spTradeNo: open.spTradeNo }) };
  }
  return startInTurn(shop, order, candidates, wish);
}

/** With the same ticket begins another try: how the one before it ended must not be told of this one. */
async function forgetDecline(shop: Shop, order: Order): Promise<void> {
  if (order.decline === undefined) return;
  await changeOrder(shop, order, (newest) =>
    newest.decline === undefined ? undefined : withoutDecline(newest),
  );
}

/**
 * Tries the PSPs of a route one after the other. The next one's turn comes only after a definite no to a request that
 * was never sent before: after an unknown outcome a second payment might stand beside a first.
 */
async function startInTurn(
  shop: Shop,
  order: Order,
  [connected, ...others]: readonly ConnectedAccount[],
  wish: PaymentWish,
): Promise<PaymentStart> {
  if (!connected) throw new PayError('METHOD_NOT_OFFERED', `"${wish.payMethod}" is not offered`);
  refuseLacking(connected, connected.connector.pay, shop.clock.now(), wish.payMethod);
  const cleared = await closeAttempts(shop, order, obstacles(order, connected, wish));
  refuseUnpayable(cleared);
  const orderMs = await lifeOf(shop, cleared);
  const prepared = await changeOrder(shop, cleared, (current) =>
    withExpiry(withIntent(shop, current, connected, wish), orderMs, shop.clock.now()),
  );
  const attempt = prepared.attempts.at(-1);
  if (!attempt) throw new PayError('INTERNAL', 'the attempt was not stored');
  const { outcome, now, after } = await sendAttempt(shop, prepared, attempt, connected);
  if (outcome.is === 'ok') return handedOut(after, attempt, outcome.value);
  if ((now === 'ended' || now === 'unsent') && others.length > 0) {
    return startInTurn(shop, after, others, wish);
  }
  throw paymentError(outcome, now, connected);
}

/** A no that ended the attempt is a no to the caller too, also in words that the PSP does not document. */
function paymentError(
  outcome: Exclude<Outcome<unknown>, { is: 'ok' }>,
  now: Now,
  connected: ConnectedAccount,
): PayError {
  if (outcome.is !== 'unknown' || now !== 'ended') return outcomeError(outcome, connected);
  const theirs = outcome.theirs ?? outcome.why;
  return outcomeError({ is: 'refused', why: 'other', theirs }, connected);
}

function refuseOtherAmount(order: Order, { totalFee, feeType }: PaymentWish): void {
  const { value, currency } = order.total;
  if ((totalFee ?? value) !== value || (feeType ?? currency) !== currency) {
    throw new PayError(
      'AMOUNT_MISMATCH',
      `the order comes to ${value} ${currency} (minor units), not ${totalFee ?? value} ${feeType ?? currency}`,
    );
  }
}

const isSameWay = (attempt: Attempt, connected: ConnectedAccount, wish: PaymentWish): boolean =>
  attempt.paySp === connected.account.paySp &&
  attempt.payMethod === wish.payMethod &&
  !isOtherMerchant(attempt, connected);

/** Whether the payer may be given the same strings or link again. */
function isFresh({ state, requestedAt, expiresAt }: Attempt, shop: Shop): boolean {
  const until = expiresAt === undefined ? requestedAt + TICKET_MS : expiresAt - LAST_MINUTE_MS;
  return state === 'open' && shop.clock.now() < until;
}

/** Whether a request may go out again under this attempt's number. */
function isRepeatable(attempt: Attempt, connected: ConnectedAccount, wish: PaymentWish): boolean {
  if (!isSameWay(attempt, connected, wish)) return false;
  if (attempt.state === 'requested') return true;
  const mayRepeat = connected.connector.can.numberAfterDecline === 'same';
  return mayRepeat && (attempt.state === 'open' || attempt.state === 'declined');
}

/** Live attempts that must be closed before another may start: one order never has two that can be paid. */
function obstacles(order: Order, connected: ConnectedAccount, wish: PaymentWish): readonly Attempt[] {
  const last = order.attempts.at(-1);
  return order.attempts.filter(
    (attempt) => isLive(attempt) && (attempt !== last || !isRepeatable(attempt, connected, wish)),
  );
}

/** What is known of an attempt that is about to be sent (again). One that was asked for and never answered is doubtful. */
const known = ({ state }: Attempt): Known =>
  state === 'open' ? 'standing' : state === 'requested' ? 'doubtful' : 'nothing';

/** The order with the attempt that is about to be sent as its last one. */
function withIntent(shop: Shop, order: Order, connected: ConnectedAccount, wish: PaymentWish): Order {
  refuseUnpayable(order);
  const now = shop.clock.now();
  const last = order.attempts.at(-1);
  if (last && isHeld(last.leaseUntil, now)) {
    throw new PayError('BUSY', 'this payment is being prepared at this moment. Try again in a few seconds');
  }
  if (obstacles(order, connected, wish).length > 0) {
    throw new PayError('BUSY', 'another payment of this order was started at this moment. Try again');
  }
  const intent = intentOf(connected, now);
  const pending: Order = { ...withoutDecline(order), state: 'pending' };
  if (last && isRepeatable(last, connected, wish)) {
    const before = known(last);
    const state = before === 'standing' ? last.state : 'requested';
    return withAttempt(pending, last.no, { ...intent, state, doubtful: before === 'doubtful' });
  }
  // A try that never left this PSP's door does not count: nobody has ever heard of it, and its number is free.
  const attempts = order.attempts.filter(
    ({ state, left, paySp }) => left || state !== 'declined' || paySp !== connected.account.paySp,
  );
  const attempt: Attempt = {
    ...newAttempt({ ...order, attempts }, connected, wish),
    ...intent,
    state: 'requested',
  };
  return withJournal(
    { ...pending, attempts: [...attempts, attempt] },
    now,
    `${attempt.no} sent to ${attempt.paySp}`,
  );
}

/** When it was sent, who waits for the answer, when it ends by itself, when it is asked about. */
function intentOf(
  { connector }: ConnectedAccount,
  now: number,
): Pick<Attempt, 'requestedAt' | 'leaseUntil' | 'askAt'> & { readonly expiresAt?: number } {
  const { paymentLifeMs } = connector.can;
  return {
    requestedAt: now,
    leaseUntil: now + ATTEMPT_LEASE_MS,
    askAt: nextPaymentQuestion({ requestedAt: now }, now),
    ...present({ expiresAt: paymentLifeMs === undefined ? undefined : now + paymentLifeMs }),
  };
}

function newAttempt(
  order: Order,
  { connector, account }: ConnectedAccount,
  wish: PaymentWish,
): Omit<Attempt, 'state' | 'requestedAt' | 'leaseUntil' | 'askAt'> {
  if (order.attempts.length >= MAX_ATTEMPTS) {
    throw new PayError('ORDER_CLOSED', 'this order was tried too often. Create a new one');
  }
  return {
    no: nextAttemptNumber(
      order.outTradeNo,
      order.attempts.map(({ no }) => no),
    ),
    paySp: account.paySp,
    payMethod: wish.payMethod,
    appid: connector.appid(account.config, wish.appid),
    ...present({ merchant: connector.merchant(account.config) }),
    description: fit(wish.body ?? order.items[0]?.title ?? order.outTradeNo, connector.can.texts.description),
    doubtful: false,
    left: false,
    cancels: 0,
    cancelUntil: 0,
  };
}

/** The ticket, unless the attempt ended while the PSP was answering. */
function handedOut(order: Order, { no }: Attempt, reply: PayReply): PaymentStart {
  refuseUnpayable(order);
  if (attemptIn(order, no)?.state === 'open') return reply;
  throw new PayError('BUSY', 'this payment was closed at this moment. Try again');
}
