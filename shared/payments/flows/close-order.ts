/** Closing: first at the PSP, then here, so that nothing can be paid that we call closed. */
import { PayError } from '../../kernel/errors';
import { isHeld } from '../../kernel/lease';
import { present } from '../../kernel/present';
import type { PaymentFact } from '../order/facts';
import { withJournal } from '../order/journal';
import { attemptIn, isLive, isPayable, type Attempt, type ByPerson, type Order } from '../order/order';
import { withAttempt, withoutAttention } from '../order/order-changes';
import { afterClosing, mayCancel, type Closable } from '../order/policy';
import { apply, ended } from '../order/transitions';
import { accountOf, askAndBook, askPsp, book } from './ask-psp';
import { exchangeWithPsp, outcomeError } from './exchange-with-psp';
import { changeOrder, claimOrder } from './orders';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

/** No closing is under way longer: after it a silent one may have happened, or never will. Longer than any exchange. */
const CLOSING_LEASE_MS = 30_000;

/** Clocks differ a little: only so long after its end an attempt is known to have ended at its PSP. */
const ENDED_FOR_SURE_MS = 60_000;

/** What stands in the journal. */
export interface Closing {
  readonly why: string;
  readonly person?: ByPerson;
}

/**
 * Closes an unpaid order.
 * @throws PayError ORDER_PAID, BUSY, OUTCOME_UNKNOWN, PSP_UNREACHABLE, PSP_REFUSED, NOT_SUPPORTED
 */
export async function closeOrder(
  shop: Shop,
  order: Order,
  { why, person }: Closing = { why: 'closed by request' },
): Promise<Order> {
  refusePaid(order);
  const without = await closeAttempts(shop, order, order.attempts.filter(isLive));
  return changeOrder(shop, without, (current) => {
    refusePaid(current);
    if (!isPayable(current)) return undefined;
    if (current.attempts.some(isLive)) throw busy(current);
    const done = withoutAttention(current, 'not_ended', current.outTradeNo);
    return withJournal({ ...done, state: 'closed' }, shop.clock.now(), why, person);
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
  for (const { no } of attempts) {
    const attempt = attemptIn(current, no);
    if (attempt && isLive(attempt)) current = await closeAttempt(shop, current, attempt);
  }
  return current;
}

async function closeAttempt(shop: Shop, order: Order, attempt: Attempt): Promise<Order> {
  if (isHeld(attempt.leaseUntil, shop.clock.now())) throw busy(order);
  const connected = await accountOf(shop, order, attempt);
  const { close, can, title } = connected.connector;
  // What has ended by itself needs no closing, and a PSP may refuse to.
  if (!close || hasEnded(attempt, shop.clock.now())) return withoutClosing(shop, order, attempt, title);
  if (can.closeReverses) {
    const said = await askPsp(shop, order, attempt);
    const next = mayCancel(said, closable(attempt, connected));
    if (said.is === 'ok' && next === 'book') return booked(shop, order, attempt, said.value);
    if (said.is !== 'ok' && next === 'leave') throw outcomeError(said, connected);
  }
  return closeAtPsp(shop, order, attempt, { connected, close });
}

const closable = ({ ticket }: Attempt, { connector, account }: ConnectedAccount): Closable => ({
  wasHandedOut: ticket !== undefined,
  isNameless: connector.merchant(account.config) === undefined,
});

/** Books what was said instead of closing; an attempt that is live all the same was changed by somebody else. */
async function booked(
  shop: Shop,
  order: Order,
  { no }: Attempt,
  fact: Parameters<typeof book>[2],
): Promise<Order> {
  const after = await book(shop, order, fact);
  const left = attemptIn(after, no);
  if (left && isLive(left)) throw busy(after);
  return after;
}

interface AtPsp {
  readonly connected: ConnectedAccount;
  readonly close: NonNullable<ConnectedAccount['connector']['close']>;
}

async function closeAtPsp(
  shop: Shop,
  order: Order,
  asked: Attempt,
  { connected, close }: AtPsp,
): Promise<Order> {
  const closing = await claimOrder(shop, order, (current) => startClosing(current, asked, shop.clock.now()));
  // Meanwhile it was paid, ended, handed out, or somebody else is closing it: then it is not ours to close.
  if (!closing) return leftAlone(shop, order, asked);
  const { no, appid, spTradeNo } = asked;
  const outcome = await exchangeWithPsp(shop, connected, 'close', {
    operation: close,
    input: { attemptNo: no, appid, ...present({ spTradeNo }) },
    outTradeNo: order.outTradeNo,
  });
  const reverses = connected.connector.can.closeReverses;
  const now = shop.clock.now();
  switch (afterClosing(outcome, { reverses, ...closable(asked, connected) })) {
    case 'closed': {
      const over = await changeOrder(shop, closing, (current) =>
        reverses ? reversed(current, asked, now) : concluded(current, asked, ended('closed', now)),
      );
      return reverses ? archiveWhatItMet(shop, over, asked) : over;
    }
    case 'ask':
      return askInstead(shop, closing, asked, () => failure(outcome, connected));
    case 'untouched':
      await changeOrder(shop, closing, (current) => concluded(current, asked, reopened(asked)));
      throw failure(outcome, connected);
    case 'doubtful':
      throw failure(outcome, connected);
  }
}

/** What a PSP said of an attempt by doing what we asked it to. */
const closedByUs = ({ no, paySp, spTradeNo }: Attempt): PaymentFact => ({
  ...{ kind: 'payment', paySp, attemptNo: no, status: 'closed', theirs: 'closed by our own request' },
  ...present({ spTradeNo }),
});

/**
 * The order after a closing that gives money back. What another instance had booked as paid meanwhile, by a clock far from
 * ours, went back with it: the same write says that a person must look.
 */
function reversed(order: Order, asked: Attempt, now: number): Order | undefined {
  const over = concluded(order, asked, ended('closed', now));
  if (attemptIn(order, asked.no)?.state !== 'paid') return over;
  const told = apply(over ?? order, closedByUs(asked), { now, closeReverses: true });
  return told.is === 'aside' ? told.order : over;
}

async function archiveWhatItMet(shop: Shop, over: Order, asked: Attempt): Promise<Order> {
  return attemptIn(over, asked.no)?.state === 'paid' ? book(shop, over, closedByUs(asked)) : over;
}

const failure = (
  outcome: Awaited<ReturnType<typeof exchangeWithPsp>>,
  connected: ConnectedAccount,
): PayError =>
  outcome.is === 'ok' ? new PayError('INTERNAL', 'closed, and yet not') : outcomeError(outcome, connected);

/** The order with the attempt as one that is being closed; undefined when that is not ours to do. */
function startClosing(order: Order, asked: Attempt, now: number): Order | undefined {
  const attempt = attemptIn(order, asked.no);
  if (!attempt || !isLive(attempt) || isHeld(attempt.leaseUntil, now) || !isTheSame(attempt, asked))
    return undefined;
  return withAttempt(order, asked.no, {
    state: 'closing',
    cancels: attempt.cancels + 1,
    leaseUntil: now + CLOSING_LEASE_MS,
    cancelUntil: now + CLOSING_LEASE_MS,
  });
}

/** Whether an attempt is still as it was when its closing was decided: not sent again, not handed out, not cancelled. */
const isTheSame = (attempt: Attempt, asked: Attempt): boolean =>
  attempt.state === asked.state &&
  attempt.requestedAt === asked.requestedAt &&
  attempt.cancels === asked.cancels &&
  attempt.spTradeNo === asked.spTradeNo &&
  (attempt.ticket === undefined) === (asked.ticket === undefined);

/** The attempt as it was before a closing that certainly did nothing: it never left, or was refused. */
const reopened = ({ state, cancels }: Attempt): Partial<Attempt> => ({ state, cancels, leaseUntil: 0 });

async function leftAlone(shop: Shop, order: Order, { no }: Attempt): Promise<Order> {
  const newest = await shop.store.orders.get(order.outTradeNo);
  const left = newest && attemptIn(newest, no);
  if (!newest || (left && isLive(left))) throw busy(order);
  return newest;
}

/** Not closed: most likely it was paid or has ended meanwhile, which the PSP tells when it is asked. */
async function askInstead(
  shop: Shop,
  closing: Order,
  attempt: Attempt,
  refusal: () => PayError,
): Promise<Order> {
  // A definite no leaves it as payable as it was: the payer may go on with it.
  const open = await changeOrder(shop, closing, (current) => concluded(current, attempt, reopened(attempt)));
  const asked = attemptIn(open, attempt.no);
  const after = asked && isLive(asked) ? await askAndBook(shop, open, asked) : open;
  const left = attemptIn(after, attempt.no);
  if (left && isLive(left)) throw refusal();
  return after;
}

/**
 * The order after the PSP's answer to our closing. What it has become meanwhile stays; but no cancel is under way any more,
 * unless an instance whose clock is ahead began another one.
 */
function concluded(order: Order, asked: Attempt, change: Partial<Attempt>): Order | undefined {
  const { no } = asked;
  const attempt = attemptIn(order, no);
  if (attempt?.cancels !== asked.cancels + 1) return undefined;
  const over = withAttempt(order, no, { cancelUntil: 0 });
  if (isLive(attempt)) return withAttempt(over, no, change);
  return attempt.cancelUntil === 0 ? undefined : over;
}

/** The order with a live attempt changed; undefined when the attempt has ended already. */
function withLive(order: Order, no: string, change: Partial<Attempt>): Order | undefined {
  const attempt = attemptIn(order, no);
  return attempt && isLive(attempt) ? withAttempt(order, no, change) : undefined;
}

/** A PSP that closes nothing: only an attempt that ended by itself, or never reached the payer, is out of the way. */
async function withoutClosing(shop: Shop, order: Order, attempt: Attempt, title: string): Promise<Order> {
  const after = await askAndBook(shop, order, attempt);
  return changeOrder(shop, after, (current) => {
    const left = attemptIn(current, attempt.no);
    if (!left || !isLive(left)) return undefined;
    const now = shop.clock.now();
    // Decided on the newest order: meanwhile somebody may have sent it again, or handed it to the payer.
    if (isHeld(left.leaseUntil, now)) throw busy(current);
    if (left.ticket && !hasEnded(left, now)) throw endsByItself(left, title);
    return withLive(current, attempt.no, ended('closed', now));
  });
}

const hasEnded = ({ expiresAt }: Attempt, now: number): boolean =>
  expiresAt !== undefined && now >= expiresAt + ENDED_FOR_SURE_MS;

function endsByItself({ expiresAt }: Attempt, title: string): PayError {
  const until = expiresAt === undefined ? 'in time' : `at ${new Date(expiresAt).toISOString()}`;
  return new PayError('NOT_SUPPORTED', `${title} closes no payments; this one ends by itself ${until}`);
}
