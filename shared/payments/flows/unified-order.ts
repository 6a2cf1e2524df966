/** Starts the payment of an order: the intent is stored, then the PSP is asked, then its answer is stored. */
import type { Outcome, Refusal } from '../../kernel/exchange';
import type { Caller } from '../../kernel/ports';
import type { PayReply } from '../psp/connector';
import { wellFormed } from '../../codecs/sorted-params';
import { PayError } from '../../kernel/errors';
import { toMajor, type Money } from '../../kernel/money';
import { attemptNumber, isLive, withAttempt, withJournal, withoutDecline } from '../order/order';
import type { Attempt, Order, Ticket } from '../order/order';
import { present } from '../../kernel/present';
import { askAndSettle } from './ask-psp';
import { changeOrder } from './change-order';
import { closeAttempts } from './close-order';
import { ownOrder } from './find-order';
import type { ConnectedAccount } from './payment-config';
import { outcomeError, perform, refuseLacking } from './perform';
import type { Shop } from './shop';

/** WeChat's prepay ids live two hours; a stored ticket is handed out again only well within that. */
const TICKET_MS = 100 * 60_000;
/** Longer than any function runs: after it a silent attempt may be sent again. */
const ATTEMPT_LEASE_MS = 30_000;
const MAX_ATTEMPTS = 20;
const MAX_NUMBER_LENGTH = 32;
/** What every PSP takes as the text for the payer (WeChat Pay: 127). */
const DESCRIPTION_BYTES = 127;

export interface PaymentWish {
  readonly outTradeNo: string;
  readonly payMethod: string;
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
 * What the payer needs to pay an order of the caller. Asked again, it answers the same open attempt.
 * @throws PayError AMOUNT_MISMATCH, ORDER_PAID, ORDER_CLOSED, METHOD_NOT_OFFERED, PSP_REFUSED, OUTCOME_UNKNOWN, …
 */
export async function unifiedOrder(shop: Shop, caller: Caller, wish: PaymentWish): Promise<PaymentStart> {
  const order = await ownOrder(shop, caller, wish.outTradeNo);
  refuseUnpayable(order);
  refuseOtherAmount(order, wish);
  const candidates = await routed(shop, order, wish.payMethod);
  const open = order.attempts.find(
    (attempt) => isFresh(attempt, shop) && candidates.some((one) => isSameWay(attempt, one, wish)),
  );
  if (open?.ticket) return { ticket: open.ticket, ...present({ spTradeNo: open.spTradeNo }) };
  return startInTurn(shop, order, candidates, { ...wish, appid: order.appid || caller.appid });
}

/** A wish together with the mini-program that it came from. */
type PayerWish = PaymentWish & { readonly appid: string };

/**
 * Tries the PSPs of a route one after the other. The next one's turn comes only after a definite no to a request that
 * was never sent before: after an unknown outcome a second payment might stand beside a first.
 */
async function startInTurn(
  shop: Shop,
  order: Order,
  [connected, ...others]: readonly ConnectedAccount[],
  wish: PayerWish,
): Promise<PaymentStart> {
  if (!connected) throw new PayError('METHOD_NOT_OFFERED', `"${wish.payMethod}" is not offered`);
  refuseLacking(connected, connected.connector.pay, shop.clock.now(), wish.payMethod);
  const cleared = await closeAttempts(shop, order, obstacles(order, connected, wish));
  refuseUnpayable(cleared);
  const prepared = await changeOrder(shop, cleared, (current) => withIntent(shop, current, connected, wish));
  const attempt = prepared.attempts.at(-1);
  if (!attempt) throw new PayError('INTERNAL', 'the attempt was not stored');
  const { outcome, after } = await start(shop, prepared, attempt, connected);
  if (outcome.is === 'ok') return handedOut(after, attempt, outcome.value);
  const wasSentBefore = order.attempts.some((one) => one.no === attempt.no && isLive(one));
  if (outcome.is === 'refused' && !wasSentBefore && others.length > 0) {
    return startInTurn(shop, after, others, wish);
  }
  throw outcomeError(outcome, connected.account.paySp);
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

const isFresh = (attempt: Attempt, shop: Shop): boolean =>
  attempt.state === 'open' && shop.clock.now() - attempt.requestedAt < TICKET_MS;

/** Whether a request may go out again under this attempt's number. */
function isRepeatable(attempt: Attempt, connected: ConnectedAccount, wish: PaymentWish): boolean {
  if (!isSameWay(attempt, connected, wish)) return false;
  if (attempt.state === 'requested') return true;
  const mayRepeat = connected.connector.can.numberAfterDecline === 'same';
  return mayRepeat && (attempt.state === 'open' || attempt.state === 'declined');
}

/** Live attempts that must be closed before another may start: one order never has two that can be paid. */
function obstacles(order: Order, connected: ConnectedAccount, wish: PaymentWish): readonly Attempt[] {
  return order.attempts.filter((attempt) => isLive(attempt) && !isRepeatable(attempt, connected, wish));
}

/** The order with the attempt that is about to be sent as its last one. */
function withIntent(shop: Shop, order: Order, connected: ConnectedAccount, wish: PayerWish): Order {
  refuseUnpayable(order);
  const now = shop.clock.now();
  const last = order.attempts.at(-1);
  if (last && last.leaseUntil > now) {
    throw new PayError('BUSY', 'this payment is being prepared at this moment. Try again in a few seconds');
  }
  if (obstacles(order, connected, wish).length > 0) {
    throw new PayError('BUSY', 'another payment of this order was started at this moment. Try again');
  }
  const intent = { state: 'requested', requestedAt: now, leaseUntil: now + ATTEMPT_LEASE_MS } as const;
  const pending: Order = { ...withoutDecline(order), state: 'pending' };
  if (last && isRepeatable(last, connected, wish)) return withAttempt(pending, last.no, intent);
  const attempt = { ...newAttempt(order, connected, wish), ...intent };
  return withJournal(
    { ...pending, attempts: [...order.attempts, attempt] },
    now,
    `${attempt.no} sent to ${attempt.paySp}`,
  );
}

function newAttempt(
  order: Order,
  { connector, account }: ConnectedAccount,
  wish: PayerWish,
): Omit<Attempt, 'state' | 'requestedAt' | 'leaseUntil'> {
  const no = attemptNumber(order.outTradeNo, order.attempts.length + 1);
  if (order.attempts.length >= MAX_ATTEMPTS || no.length > MAX_NUMBER_LENGTH) {
    throw new PayError('ORDER_CLOSED', 'this order was tried too often. Create a new one');
  }
  return {
    no,
    paySp: account.paySp,
    payMethod: wish.payMethod,
    appid: connector.appid(account.config, wish.appid),
    description: within(
      wellFormed(wish.body ?? order.items[0]?.title ?? order.outTradeNo),
      DESCRIPTION_BYTES,
    ),
  };
}

/** The beginning of a text that fits into so many UTF-8 bytes, without half characters. */
function within(text: string, bytes: number): string {
  let fitting = '';
  for (const character of text) {
    if (Buffer.byteLength(fitting + character, 'utf8') > bytes) break;
    fitting += character;
  }
  return fitting;
}

/** The ticket, unless the attempt ended while the PSP was answering. */
function handedOut(order: Order, { no }: Attempt, reply: PayReply): PaymentStart {
  refuseUnpayable(order);
  if (order.attempts.some((attempt) => attempt.no === no && attempt.state === 'open')) return reply;
  throw new PayError('BUSY', 'this payment was closed at this moment. Try again');
}

interface Started {
  readonly outcome: Outcome<PayReply>;
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
  const outcome = await perform(shop, connected, 'pay', { operation: connected.connector.pay, input });
  const now = shop.clock.now();
  const after = await changeOrder(shop, order, (current) => concluded(current, attempt, outcome, now));
  if (outcome.is !== 'refused' || outcome.why === 'unreached') return { outcome, after };
  // A refusal may mean that the attempt was paid meanwhile; few PSPs say so in a code of their own.
  const asked = await askAndSettle(shop, after, attempt);
  refuseUnpayable(asked);
  if (outcome.why !== 'number_taken') return { outcome, after: asked };
  // Whatever holds the number there must be closed before another number is tried.
  const held = asked.attempts.filter((one) => one.no === attempt.no && isLive(one));
  return { outcome, after: await closeAttempts(shop, asked, held) };
}

/** The order after the PSP's answer. A notice may have been faster: what it booked stays. */
function concluded(order: Order, { no }: Attempt, outcome: Outcome<PayReply>, now: number): Order {
  const state = order.attempts.find((attempt) => attempt.no === no)?.state;
  if (state !== 'requested') return withAttempt(order, no, { leaseUntil: 0 });
  if (outcome.is === 'ok') return withAttempt(order, no, { ...outcome.value, state: 'open', leaseUntil: 0 });
  if (outcome.is === 'unknown') return withAttempt(order, no, { leaseUntil: 0 });
  const ended = withAttempt(order, no, { state: stateAfter(outcome.why), leaseUntil: 0 });
  return withJournal({ ...ended, decline: outcome.theirs }, now, `${no} refused: ${outcome.theirs}`);
}

/** A refusal ends the attempt, unless it says that something payable or paid stands under its number. */
function stateAfter(why: Refusal): Attempt['state'] {
  if (why === 'already_paid' || why === 'number_taken') return 'open';
  return why === 'closed' ? 'closed' : 'declined';
}
