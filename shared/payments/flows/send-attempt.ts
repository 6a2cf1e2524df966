/** Sends one payment attempt that is stored in its order, and books what came of it. */
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { present } from '../../kernel/present';
import { withJournal } from '../order/journal';
import { attemptIn, isLive, type Attempt, type Order } from '../order/order';
import { withAttempt } from '../order/order-changes';
import { afterPaying, type Now } from '../order/policy';
import { ended } from '../order/transitions';
import type { PayReply, PayRequest } from '../psp/connector';
import { askAndBook } from './ask-psp';
import { closeAttempts } from './close-order';
import { exchangeWithPsp } from './exchange-with-psp';
import { changeOrder, claimOrder } from './orders';
import type { ConnectedAccount } from './payment-config';
import { refuseUnpayable } from './payable';
import type { Shop } from './shop';

/** What came of sending an attempt, what is known of it now, and the order as it then is. */
export interface Started {
  readonly outcome: Outcome<PayReply>;
  readonly now: Now;
  readonly after: Order;
}

export async function sendAttempt(
  shop: Shop,
  order: Order,
  attempt: Attempt,
  connected: ConnectedAccount,
): Promise<Started> {
  const prepared = await prepare(shop, order, attempt, connected);
  const outcome =
    prepared.is === 'ok'
      ? await exchangeWithPsp(shop, connected, 'pay', {
          operation: connected.connector.pay,
          input: { ...payRequest(order, attempt), ...present(prepared.value) },
          outTradeNo: order.outTradeNo,
        })
      : prepared;
  const before = attempt.state === 'open' ? 'standing' : attempt.doubtful ? 'doubtful' : 'nothing';
  const now = afterPaying(before, outcome);
  const at = shop.clock.now();
  const after = await changeOrder(shop, order, (current) =>
    concluded(current, attempt, { outcome, now, at }),
  );
  if (outcome.is === 'ok' || outcome.is === 'unsent') return { outcome, now, after };
  return { outcome, now, after: await askAfterNo(shop, after, attempt, { outcome, connected }) };
}

const payRequest = (order: Order, attempt: Attempt): PayRequest => ({
  attemptNo: attempt.no,
  payMethod: attempt.payMethod,
  amount: order.total,
  description: attempt.description,
  appid: attempt.appid,
  openid: order.openid,
});

/**
 * The first step, where a PSP has two: its number is written down before the second goes out, so that the payment can be asked about and
 * closed whatever happens then. A step that had no answer is asked about by our number, before it is sent again.
 */
async function prepare(
  shop: Shop,
  order: Order,
  attempt: Attempt,
  connected: ConnectedAccount,
): Promise<Outcome<{ readonly spTradeNo: string | undefined }>> {
  const operation = connected.connector.prepare;
  const { no, spTradeNo, doubtful } = attempt;
  if (!operation || spTradeNo !== undefined) return { is: 'ok', value: { spTradeNo } };
  const asked = doubtful ? await askAndBook(shop, order, attempt) : order;
  const found = attemptIn(asked, no)?.spTradeNo;
  if (found !== undefined) return { is: 'ok', value: { spTradeNo: found } };
  const { outTradeNo } = order;
  const input = payRequest(order, attempt);
  const said = await exchangeWithPsp(shop, connected, 'prepare', { operation, input, outTradeNo });
  if (said.is !== 'ok') return said;
  await keepNumber(shop, asked, attempt, said.value.spTradeNo);
  return said;
}

/** As the attempt would be found if this process died now. Throws BUSY where it is no longer ours to send. */
async function keepNumber(
  shop: Shop,
  order: Order,
  { no, state, leaseUntil }: Attempt,
  spTradeNo: string,
): Promise<void> {
  const kept = await claimOrder(shop, order, (current) => {
    const now = attemptIn(current, no);
    const isOurs = now?.state === state && now.leaseUntil === leaseUntil;
    return isOurs ? withAttempt(current, no, { spTradeNo, left: true, doubtful: true }) : undefined;
  });
  if (!kept) throw new PayError('BUSY', 'this payment was changed at this moment. Try again');
}

/** A no may mean that the attempt was paid meanwhile; few PSPs say so in a code of their own. */
async function askAfterNo(
  shop: Shop,
  order: Order,
  { no }: Attempt,
  { outcome, connected }: Refused,
): Promise<Order> {
  const attempt = attemptIn(order, no);
  if (!attempt || !saidNo(outcome)) return order;
  const asked = await askAndBook(shop, order, attempt);
  refuseUnpayable(asked);
  if (!isNumberSpent(attempt, outcome, connected)) return asked;
  // Whatever holds the number there must be closed before another number is tried.
  const held = asked.attempts.filter((one) => one.no === no && isLive(one));
  return closeAttempts(shop, asked, held);
}

interface Refused {
  readonly outcome: Outcome<PayReply>;
  readonly connected: ConnectedAccount;
}

const saidNo = (outcome: Outcome<PayReply>): boolean =>
  outcome.is === 'refused' || (outcome.is === 'unknown' && outcome.why === 'undocumented');

/**
 * Whether the next try needs another number: the PSP says so, or it wants a new one for each and refuses to repeat a try
 * whose strings or link never came, so that nobody can pay it.
 */
function isNumberSpent(
  attempt: Attempt,
  outcome: Outcome<PayReply>,
  { connector }: ConnectedAccount,
): boolean {
  if (outcome.is === 'refused' && outcome.why === 'number_taken') return true;
  return connector.can.numberAfterDecline === 'new' && attempt.doubtful && attempt.ticket === undefined;
}

interface Conclusion {
  readonly outcome: Outcome<PayReply>;
  readonly now: Now;
  readonly at: number;
}

/** The order after the PSP's answer. A notice may have been faster: what it booked stays. */
function concluded(
  order: Order,
  { no, state, requestedAt }: Attempt,
  conclusion: Conclusion,
): Order | undefined {
  const { outcome, now } = conclusion;
  const current = attemptIn(order, no);
  if (!current) return undefined;
  if (current.state !== state) return lateAnswer(order, current, outcome);
  // Sent again since by an instance whose clock is ahead: a no to our sending says nothing about that one.
  if (outcome.is !== 'ok' && current.requestedAt !== requestedAt) return undefined;
  if (outcome.is === 'ok') {
    return withAttempt(order, no, { ...outcome.value, ...answered, state: 'open', doubtful: false });
  }
  if (now === 'standing') return withAttempt(order, no, { ...answered, state: 'open' });
  if (now === 'doubtful') return withAttempt(order, no, { ...answered, doubtful: true });
  return overWithout(order, no, conclusion);
}

/**
 * An answer to an attempt that somebody else changed meanwhile. What the payer is handed all the same is written down: without it the
 * attempt would be closed as one that nobody can pay.
 */
function lateAnswer(order: Order, current: Attempt, outcome: Conclusion['outcome']): Order | undefined {
  const { no, state, ticket, spTradeNo, leaseUntil } = current;
  if (outcome.is === 'ok' && state === 'open' && ticket === undefined)
    return withAttempt(order, no, {
      ...outcome.value,
      ...present({ spTradeNo }),
      ...answered,
      doubtful: false,
    });
  return leaseUntil === 0 ? undefined : withAttempt(order, no, { leaseUntil: 0 });
}

/** Somebody at the PSP has, or may have, heard of it. */
const answered = { leaseUntil: 0, left: true } as const;

/** The order whose attempt ended, or never left, without a payment. */
function overWithout(order: Order, no: string, { outcome, now, at }: Conclusion): Order {
  const theirs = outcome.is === 'ok' ? '' : (outcome.theirs ?? outcome.why);
  const word = outcome.is === 'refused' && outcome.why === 'closed' ? 'closed' : 'declined';
  // What never left has nothing to be asked about.
  const over = now === 'unsent' ? { ...ended(word, at), askAt: 0 } : { ...ended(word, at), left: true };
  const decline = now === 'ended' ? { decline: theirs } : {};
  return withJournal(
    { ...withAttempt(order, no, over), ...decline },
    at,
    `${no} ${now === 'unsent' ? 'not sent' : 'refused'}: ${theirs}`,
  );
}
