/** Starts the payment of an order: the intent is stored, then the PSP is asked, then its answer is stored. */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { fit } from '../../kernel/text';
import { attemptNumber } from '../order/attempt-number';
import { attemptIn, isLive, withAttempt, withJournal, withoutDecline } from '../order/order';
import type { Attempt, Order, Ticket } from '../order/order';
import { afterPaying, type Known, type Now } from '../order/policy';
import { nextPaymentQuestion } from '../order/schedule';
import { ended } from '../order/transitions';
import type { PayReply } from '../psp/connector';
import { askAndBook } from './ask-psp';
import { closeAttempts } from './close-order';
import { exchangeWithPsp, outcomeError, refuseLacking } from './exchange-with-psp';
import { changeOrder } from './orders';
import type { ConnectedAccount } from './payment-config';
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
  if (open?.ticket) return { ticket: open.ticket, ...present({ spTradeNo: open.spTradeNo }) };
  return startInTurn(shop, order, candidates, wish);
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
  const prepared = await changeOrder(shop, cleared, (current) => withIntent(shop, current, connected, wish));
  const attempt = prepared.attempts.at(-1);
  if (!attempt) throw new PayError('INTERNAL', 'the attempt was not stored');
  const { outcome, now, after } = await start(shop, prepared, attempt, connected);
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

function refuseUnpayable(order: Order): void {
  if (order.state === 'paid') throw new PayError('ORDER_PAID', `order ${order.outTradeNo} is paid already`);
  if (order.state === 'closed')
    throw new PayError('ORDER_CLOSED', `order ${order.outTradeNo} is closed. Create a new one`);
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

/** The accounts that a pay method goes to and that take the order's amount, in the order of their turn. */
async function routed(shop: Shop, order: Order, payMethod: string): Promise<readonly ConnectedAccount[]> {
  const config = await shop.configs.get(order.configId);
  const accounts = config.route(payMethod).map((paySp) => config.account(paySp));
  const [first] = accounts;
  if (!first) {
    const offered = config.payMethods().join(', ');
    throw new PayError('METHOD_NOT_OFFERED', `"${payMethod}" is not offered; choose one of: ${offered}`);
  }
  const able = accounts.filter((one) => amountProblem(one, order.total) === undefined);
  if (able.length === 0) throw new PayError('INVALID_INPUT', amountProblem(first, order.total) ?? '');
  return able;
}

/** Why a PSP cannot take an amount; undefined when it can. */
function amountProblem({ connector, account }: ConnectedAccount, total: Money): string | undefined {
  const { can, title } = connector;
  const currencies = connector.currencies?.(account.config) ?? can.currencies;
  if (!currencies.includes(total.currency)) {
    return `${title} takes ${currencies.join(', ')}, the order is in ${total.currency}`;
  }
  const least = can.minimum[total.currency] ?? 1;
  if (total.value >= least) return undefined;
  return `${title} takes payments from ${toMajor({ value: least, currency: total.currency })} ${total.currency}`;
}

const isSameWay = (attempt: Attempt, { account }: ConnectedAccount, wish: PaymentWish): boolean =>
  attempt.paySp === account.paySp && attempt.payMethod === wish.payMethod;

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
  if (last && last.leaseUntil > now) {
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
  const attempt: Attempt = { ...newAttempt(order, connected, wish), ...intent, state: 'requested' };
  return withJournal(
    { ...pending, attempts: [...order.attempts, attempt] },
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
    no: attemptNumber(order.outTradeNo, order.attempts.length + 1),
    paySp: account.paySp,
    payMethod: wish.payMethod,
    appid: connector.appid(account.config, wish.appid),
    description: fit(wish.body ?? order.items[0]?.title ?? order.outTradeNo, connector.can.texts.description),
    doubtful: false,
    cancels: 0,
  };
}

/** The ticket, unless the attempt ended while the PSP was answering. */
function handedOut(order: Order, { no }: Attempt, reply: PayReply): PaymentStart {
  refuseUnpayable(order);
  if (attemptIn(order, no)?.state === 'open') return reply;
  throw new PayError('BUSY', 'this payment was closed at this moment. Try again');
}

interface Started {
  readonly outcome: Outcome<PayReply>;
  readonly now: Now;
  readonly after: Order;
}

async function start(
  shop: Shop,
  order: Order,
  attempt: Attempt,
  connected: ConnectedAccount,
): Promise<Started> {
  const input = {
    attemptNo: attempt.no,
    payMethod: attempt.payMethod,
    amount: order.total,
    description: attempt.description,
    appid: attempt.appid,
    openid: order.openid,
  };
  const outcome = await exchangeWithPsp(shop, connected, 'pay', {
    operation: connected.connector.pay,
    input,
    outTradeNo: order.outTradeNo,
  });
  const before = attempt.state === 'open' ? 'standing' : attempt.doubtful ? 'doubtful' : 'nothing';
  const now = afterPaying(before, outcome);
  const at = shop.clock.now();
  const after = await changeOrder(shop, order, (current) =>
    concluded(current, attempt, { outcome, now, at }),
  );
  if (outcome.is === 'ok' || outcome.is === 'unsent') return { outcome, now, after };
  return { outcome, now, after: await askAfterNo(shop, after, attempt, outcome) };
}

/** A no may mean that the attempt was paid meanwhile; few PSPs say so in a code of their own. */
async function askAfterNo(
  shop: Shop,
  order: Order,
  { no }: Attempt,
  outcome: Outcome<PayReply>,
): Promise<Order> {
  if (outcome.is !== 'refused') return order;
  const attempt = attemptIn(order, no);
  const asked = attempt ? await askAndBook(shop, order, attempt) : order;
  refuseUnpayable(asked);
  if (outcome.why !== 'number_taken') return asked;
  // Whatever holds the number there must be closed before another number is tried.
  const held = asked.attempts.filter((one) => one.no === no && isLive(one));
  return closeAttempts(shop, asked, held);
}

interface Conclusion {
  readonly outcome: Outcome<PayReply>;
  readonly now: Now;
  readonly at: number;
}

/** The order after the PSP's answer. A notice may have been faster: what it booked stays. */
function concluded(
  order: Order,
  { no, state }: Attempt,
  { outcome, now, at }: Conclusion,
): Order | undefined {
  const current = attemptIn(order, no);
  if (!current) return undefined;
  if (current.state !== state) {
    return current.leaseUntil === 0 ? undefined : withAttempt(order, no, { leaseUntil: 0 });
  }
  if (outcome.is === 'ok') {
    return withAttempt(order, no, { ...outcome.value, state: 'open', leaseUntil: 0, doubtful: false });
  }
  if (now === 'standing') return withAttempt(order, no, { state: 'open', leaseUntil: 0 });
  if (now === 'doubtful') return withAttempt(order, no, { leaseUntil: 0, doubtful: true });
  const theirs = outcome.theirs ?? outcome.why;
  const word = outcome.is === 'refused' && outcome.why === 'closed' ? 'closed' : 'declined';
  const over = now === 'unsent' ? { ...ended(word, at), askAt: 0 } : ended(word, at);
  return withJournal(
    { ...withAttempt(order, no, over), ...(now === 'ended' ? { decline: theirs } : {}) },
    at,
    `${no} ${now === 'unsent' ? 'not sent' : 'refused'}: ${theirs}`,
  );
}
