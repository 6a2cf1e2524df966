/** Asks the PSP how a payment attempt stands, and books what it says. */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { isHeld } from '../../kernel/lease';
import { present } from '../../kernel/present';
import type { PaymentFact } from '../order/facts';
import {
  attemptIn,
  currentAttempt,
  goingBack,
  isLive,
  refundOf,
  type Attempt,
  type Order,
  type Refund,
} from '../order/order';
import { withAttempt, withAttention } from '../order/order-changes';
import {
  isAskedAbout,
  isAttemptDue,
  isGivenUp,
  isRefundDue,
  isLastAnswer,
  nextGraceQuestion,
  nextPaymentQuestion,
  nextRefundQuestion,
} from '../order/schedule';
import { isCancelUnderWay } from '../order/transitions';
import { archive } from './notices/archive';
import { exchangeWithPsp } from './exchange-with-psp';
import { fulfilOrLeave } from './fulfil';
import { changeOrder, claimOrder } from './orders';
import type { ConnectedAccount } from './payment-config';
import { settle, type Settled } from './settle';
import type { Shop } from './shop';

/** A PSP is asked about one order at most this often, milliseconds. */
const ASK_EVERY_MS = 2000;

/** Where a payment was made. */
export type MadeAt = Pick<Attempt, 'paySp' | 'merchant'>;

/**
 * The account that an attempt or refund of this order belongs to.
 * @throws PayError CONFIG_MISSING, CONFIG_INVALID, also where the configuration names another merchant by now: what that one's PSP says
 * of a number that it does not know is no word about ours
 */
export async function accountOf(shop: Shop, order: Order, made: MadeAt): Promise<ConnectedAccount> {
  const connected = (await shop.configs.get(order.configId)).account(made.paySp);
  const { connector, account } = connected;
  const { merchant } = made;
  if (!isOtherMerchant(made, connected)) return connected;
  throw new PayError(
    'CONFIG_INVALID',
    `configuration "${account.configId}": ${made.paySp}: this was made for merchant ${merchant ?? ''}, the document names ${connector.merchant(account.config) ?? ''}. Name the first one again until its payments and refunds are over`,
  );
}

/** Whether something was made for another merchant of the PSP than the one that is configured. */
export function isOtherMerchant({ merchant }: MadeAt, { connector, account }: ConnectedAccount): boolean {
  const named = connector.merchant(account.config);
  return merchant !== undefined && named !== undefined && merchant !== named;
}

/** What a question about an attempt needs of it. */
export type AskedAttempt = MadeAt &
  Pick<Attempt, 'no' | 'appid' | 'requestedAt' | 'spTradeNo' | 'cancels' | 'cancelUntil'>;

/** What the PSP says about one attempt of the order as it was read before asking. */
export async function askPsp(shop: Shop, order: Order, attempt: AskedAttempt): Promise<Outcome<PaymentFact>> {
  const connected = await accountOf(shop, order, attempt);
  // A cancel that is under way may overtake the answer, so that answer does not count as one given after it.
  const afterCancels = attempt.cancels - (isCancelUnderWay(attempt, shop.clock.now()) ? 1 : 0);
  const { no: attemptNo, appid, requestedAt: sentAt, spTradeNo } = attempt;
  const input = { attemptNo, appid, sentAt, price: order.total, ...present({ spTradeNo }) };
  const said = await exchangeWithPsp(shop, connected, 'query', {
    operation: connected.connector.query,
    input,
    outTradeNo: order.outTradeNo,
  });
  return said.is === 'ok' ? { is: 'ok', value: { ...said.value, paySp: attempt.paySp, afterCancels } } : said;
}

/**
 * The order with this moment's questions taken: whoever asks next does so only when it is time again. `about`: the number of
 * the only attempt or refund that is asked about; the others keep their turn. What has been asked about for too long is not
 * asked about by itself again, and a person is told.
 */
export function withQuestionsTaken(order: Order, now: number, about?: string): Order {
  const isMeant = (no: string): boolean => about === undefined || about === no;
  const taken = <T extends Refund>(refund: T): T =>
    isMeant(refund.outRefundNo) && isRefundDue(refund, now)
      ? { ...refund, askAt: nextOfRefund(order, refund, now) }
      : refund;
  const attempts = order.attempts.map((attempt) =>
    isMeant(attempt.no) && isAttemptDue(attempt, now)
      ? { ...attempt, askAt: nextOfAttempt(order, attempt, now) }
      : attempt,
  );
  const { refunds, returns } = order;
  const next = { ...order, askedAt: now, attempts, refunds: refunds.map(taken), returns: returns.map(taken) };
  return withGivenUpShown(order, next, now);
}

function nextOfAttempt(order: Order, attempt: Attempt, now: number): number {
  const { requestedAt, endedAt = requestedAt } = attempt;
  if (!isLive(attempt)) return nextGraceQuestion(endedAt, now);
  return isGivenUp(order, requestedAt, now) ? 0 : nextPaymentQuestion(attempt, now);
}

const nextOfRefund = (order: Order, refund: Refund, now: number): number =>
  isGivenUp(order, refund.requestedAt, now) ? 0 : nextRefundQuestion(refund, now);

/** The order that says what was asked about for the last time, and has no end. */
function withGivenUpShown(before: Order, order: Order, now: number): Order {
  const isLast = (was: number | undefined, askAt: number): boolean => askAt === 0 && was !== 0;
  const attempts = order.attempts.filter(
    (one) => isLive(one) && isLast(attemptIn(before, one.no)?.askAt, one.askAt),
  );
  const refunds = goingBack(order).filter(
    (one) => isAskedAbout(one) && isLast(refundOf(before, one.outRefundNo)?.askAt, one.askAt),
  );
  const told = attempts.reduce((next, { no }) => withAttention(next, 'not_ended', no, now), order);
  return refunds.reduce((next, { state, outRefundNo }) => {
    const reason = state === 'abnormal' ? 'refund_abnormal' : 'refund_unanswered';
    return withAttention(next, reason, outRefundNo, now);
  }, told);
}

/** Whether somebody asked about this order a moment ago. */
export const wasJustAsked = (order: Order, now: number): boolean => isHeld(order.askedAt + ASK_EVERY_MS, now);

/** Takes this moment's right to ask about one thing; undefined when somebody asked less than two seconds ago. */
export async function claimAsking(shop: Shop, order: Order, about: string): Promise<Order | undefined> {
  return claimOrder(shop, order, (current) => {
    const now = shop.clock.now();
    return wasJustAsked(current, now) ? undefined : withQuestionsTaken(current, now, about);
  });
}

/** The order after the PSP was asked, if it is pending and the last question is two seconds old; else as it is. */
export async function refreshed(shop: Shop, order: Order): Promise<Order> {
  const attempt = currentAttempt(order);
  if (order.state !== 'pending' || !attempt || !isAskable(attempt)) return order;
  const claimed = await claimAsking(shop, order, attempt.no);
  const current = claimed && currentAttempt(claimed);
  return current && claimed.state === 'pending' ? askAndBook(shop, claimed, current) : order;
}

const isAskable = ({ state }: Attempt): boolean => state !== 'closed' && state !== 'aside';

/** Asks about an attempt now and books the answer; without an answer the order stays as it is. */
export async function askAndBook(shop: Shop, order: Order, attempt: Attempt): Promise<Order> {
  const outcome = await askPsp(shop, order, attempt);
  const after = outcome.is === 'ok' ? await book(shop, order, outcome.value) : order;
  return isAnswer(outcome) ? withoutLastQuestion(shop, after, attempt.no) : after;
}

/**
 * Whether the PSP said something about what it was asked, in whatever words, or cannot be asked: asking again would bring the
 * same. Nobody there, silence and "busy" are no answers; nor is a no to the question itself, for a wrong clock, signature or
 * right is mended some day.
 */
export const isAnswer = (outcome: Outcome<unknown>): boolean =>
  outcome.is === 'ok' ||
  (outcome.is === 'refused' && outcome.why !== 'other') ||
  (outcome.is === 'unknown' && outcome.why === 'undocumented') ||
  (outcome.is === 'unsent' && outcome.why === 'unaskable');

/** The order whose ended attempt, answered for the last time, is not asked about any more. */
function withoutLastQuestion(shop: Shop, order: Order, no: string): Promise<Order> | Order {
  const now = shop.clock.now();
  const isOver = (attempt: Attempt | undefined): boolean =>
    attempt?.endedAt !== undefined && attempt.askAt > 0 && isLastAnswer(attempt.endedAt, now);
  if (!isOver(attemptIn(order, no))) return order;
  return changeOrder(shop, order, (current) =>
    isOver(attemptIn(current, no)) ? withAttempt(current, no, { askAt: 0 }) : undefined,
  );
}

/** Books what the PSP said when it was asked, and runs the merchant's hook when that made the order paid. */
export async function book(shop: Shop, order: Order, fact: PaymentFact): Promise<Order> {
  const settled = await settle(shop, order, fact);
  await keepWhatDoesNotFit(shop, order, fact, settled);
  if (settled.order) await fulfilOrLeave(shop, settled.order, settled.paidNow);
  return settled.order ?? order;
}

/** Money that does not fit its order is kept aside like a notice, also when no notice ever came. */
async function keepWhatDoesNotFit(
  shop: Shop,
  { outTradeNo, configId }: Order,
  fact: PaymentFact,
  { verdict, reason }: Settled,
): Promise<void> {
  if (verdict === 'unproven') shop.log('not_believed', { out_trade_no: outTradeNo, why: reason });
  if (verdict !== 'kept_aside') return;
  await archive(shop, { fact, outTradeNo, configId, raw: JSON.stringify(fact), verdict, reason });
}

/** A configuration that is wrong or gone keeps nobody from seeing the order. */
export function shownAnyway(shop: Shop, order: Order, error: unknown): Order {
  if (!(error instanceof PayError)) throw error;
  shop.log('not_asked', { out_trade_no: order.outTradeNo, why: error.code, detail: error.message });
  return order;
}
