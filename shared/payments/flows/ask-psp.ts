/** Asks the PSP how a payment attempt stands, and books what it says. */
import type { Outcome } from '../../kernel/exchange';
import type { PaymentFact } from '../order/facts';
import { currentAttempt, type Attempt, type Order } from '../order/order';
import { present } from '../../kernel/present';
import { changeOrder } from './change-order';
import { fulfilOrLeave } from './fulfil';
import type { ConnectedAccount } from './payment-config';
import { perform } from './perform';
import { settle } from './settle';
import type { Shop } from './shop';

/** A PSP is asked about one order at most this often, milliseconds. */
const ASK_EVERY_MS = 2000;

/** The account that an attempt or refund of this order belongs to. */
export async function accountOf(shop: Shop, order: Order, paySp: string): Promise<ConnectedAccount> {
  return (await shop.configs.get(order.configId)).account(paySp);
}

/** What the PSP says about one attempt. */
export async function askAbout(shop: Shop, order: Order, attempt: Attempt): Promise<Outcome<PaymentFact>> {
  const connected = await accountOf(shop, order, attempt.paySp);
  const input = { attemptNo: attempt.no, appid: attempt.appid, ...present({ spTradeNo: attempt.spTradeNo }) };
  return perform(shop, connected, 'query', { operation: connected.connector.query, input });
}

/** Takes this moment's right to ask; undefined when somebody asked less than two seconds ago. */
export async function claimAsking(shop: Shop, order: Order): Promise<Order | undefined> {
  const claim = { won: false };
  const claimed = await changeOrder(shop, order, (current) => {
    const now = shop.clock.now();
    claim.won = now - current.askedAt >= ASK_EVERY_MS;
    return claim.won ? { ...current, askedAt: now } : undefined;
  });
  return claim.won ? claimed : undefined;
}

/** The order after the PSP was asked, if it is pending and the last question is two seconds old; else as it is. */
export async function refreshed(shop: Shop, order: Order): Promise<Order> {
  if (!isAskable(order)) return order;
  const claimed = await claimAsking(shop, order);
  return claimed ? askNow(shop, claimed) : order;
}

/** Whether there is a payment under way that its PSP could tell more about. */
function isAskable(order: Order): boolean {
  const attempt = currentAttempt(order);
  return order.state === 'pending' && attempt !== undefined && attempt.state !== 'closed';
}

/** Asks about the current attempt of an order whose right to ask was claimed. */
export async function askNow(shop: Shop, order: Order): Promise<Order> {
  const attempt = currentAttempt(order);
  return attempt && isAskable(order) ? askAndSettle(shop, order, attempt) : order;
}

/** Asks about an attempt now and books the answer; without an answer the order stays as it is. */
export async function askAndSettle(shop: Shop, order: Order, attempt: Attempt): Promise<Order> {
  const outcome = await askAbout(shop, order, attempt);
  return outcome.is === 'ok' ? book(shop, order, outcome.value) : order;
}

/** Books what the PSP said, and runs the merchant's hook when that made the order paid. */
export async function book(shop: Shop, order: Order, fact: PaymentFact): Promise<Order> {
  const settled = await settle(shop, order, fact);
  if (settled.reason !== '') shop.log('kept_aside', { out_trade_no: order.outTradeNo, why: settled.reason });
  if (settled.order) await fulfilOrLeave(shop, settled.order, settled.paidNow);
  return settled.order ?? order;
}
