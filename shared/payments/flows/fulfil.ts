/**
 * Runs the merchant's `onPaymentSuccess` for a paid order: once, by the process that made the order paid. Another process
 * runs it only if that one threw, died or never ended; ever more rarely, and after many tries not any more: a person is told.
 */
import { isHeld } from '../../kernel/lease';
import { withFollowUps } from '../order/follow-ups';
import type { Order } from '../order/order';
import { withAttention, withoutAttention } from '../order/order-changes';
import { HOOK_TRIES, nextHookRun } from '../order/schedule';
import { HOOK_LEASE_MS } from '../order/transitions';
import { followUp, wantedFollowUps } from './follow-up';
import { changeOrder, claimOrder } from './orders';
import { paidOrder } from './paid-order';
import type { Shop } from './shop';

/** Nobody waits longer for a hook; one that goes on is booked when it ends. */
const HOOK_LIMIT_MS = 8000;

/** What must be left of the function's time to write down how the hook ended. */
const RESERVE_MS = 1500;

/**
 * Runs the hook if it is due, and tells those who follow the order's money. `mine`: this call made the order paid and holds
 * the lease. Rejects when the hook does.
 */
export async function fulfil(shop: Shop, order: Order, mine: boolean): Promise<void> {
  const claimed = mine || order.hook !== 'due' ? order : await claim(shop, order);
  if (!claimed) return;
  const after = order.hook === 'due' ? await run(shop, claimed) : claimed;
  // What is not told now, the timer tells; whoever brought the news of the payment is not to wait for that.
  await followUp(shop, after).catch((error: unknown) => noteFailure(shop, after, error));
}

function noteFailure(shop: Shop, { outTradeNo }: Order, error: unknown): void {
  const why = error instanceof Error ? error.message : 'threw';
  shop.log('not_told', { out_trade_no: outTradeNo, why });
}

/** As `fulfil`, but a hook that throws is left to the timer: who only asked about the order is not told. */
export async function fulfilOrLeave(shop: Shop, order: Order, mine: boolean): Promise<void> {
  if (!mine) return;
  const done = shop.leavesHooks ? release(shop, order).then(() => undefined) : fulfil(shop, order, mine);
  await done.catch(() => undefined);
}

/** Takes over a lease that is over; undefined when somebody else holds it, has finished, or it was tried too often. */
async function claim(shop: Shop, order: Order): Promise<Order | undefined> {
  const claimed = await claimOrder(shop, order, (current) => {
    const now = shop.clock.now();
    if (current.hook !== 'due' || isHeld(current.hookUntil, now)) return undefined;
    if (current.hookTries >= HOOK_TRIES) return stopped(current, now);
    return { ...current, hookUntil: now + HOOK_LEASE_MS, hookTries: current.hookTries + 1 };
  });
  return claimed?.hook === 'due' ? claimed : undefined;
}

/** Tried often enough: a person is told, and sets it going again. */
const stopped = (order: Order, now: number): Order =>
  withAttention({ ...order, hook: 'stopped' }, 'hook_failed', order.outTradeNo, now);

type Ended =
  { readonly is: 'done' } | { readonly is: 'threw'; readonly error: unknown } | { readonly is: 'on' };

async function run(shop: Shop, order: Order): Promise<Order> {
  const limit = Math.min(HOOK_LIMIT_MS, shop.deadline - shop.clock.now() - RESERVE_MS);
  if (limit <= 0) return release(shop, order);
  const running = start(shop, order);
  const ended = await Promise.race([running, shop.clock.sleep(limit).then((): Ended => ({ is: 'on' }))]);
  // One that goes on may end while this process lives; then it is done, and not run again.
  if (ended.is === 'on') void running.then((late) => conclude(shop, order, late)).catch(() => undefined);
  // A hook that ran and cannot be booked would run again: the database has a second chance.
  const after = await conclude(shop, order, ended).catch(() => conclude(shop, order, ended));
  if (ended.is === 'threw') throw ended.error;
  return after;
}

async function start(shop: Shop, order: Order): Promise<Ended> {
  try {
    await shop.onPaymentSuccess(paidOrder(order));
    return { is: 'done' };
  } catch (error) {
    return { is: 'threw', error };
  }
}

/** There is no time for it in this call: the timer may take it at once. */
async function release(shop: Shop, order: Order): Promise<Order> {
  return changeOrder(shop, order, (current) =>
    current.hook === 'due' ? { ...current, hookUntil: shop.clock.now() } : undefined,
  );
}

async function conclude(shop: Shop, order: Order, ended: Ended): Promise<Order> {
  if (ended.is !== 'done') shop.log('hook_failed', { out_trade_no: order.outTradeNo, why: wordsOf(ended) });
  // Decided with the same write; a hook that fails keeps nobody from hearing of the money.
  const wanted = order.followUps ? [] : await wantedFollowUps(shop, order);
  return changeOrder(shop, order, (current) => {
    const now = shop.clock.now();
    const next = withFollowUps(current, wanted, now);
    const isLate = current.hook === 'stopped' && ended.is === 'done';
    if (current.hook === 'due' || isLate) return concluded(next, ended, now);
    return next === current ? undefined : next;
  });
}

function concluded(order: Order, ended: Ended, now: number): Order {
  if (ended.is === 'done')
    return withoutAttention({ ...order, hook: 'done' }, 'hook_failed', order.outTradeNo);
  // One that goes on has another minute before it is started beside itself.
  const lease = ended.is === 'on' ? now + HOOK_LEASE_MS : now;
  const next = { ...order, hookUntil: Math.max(lease, nextHookRun(order.hookTries, now)) };
  return order.hookTries < HOOK_TRIES ? next : stopped(next, now);
}

function wordsOf(ended: Exclude<Ended, { is: 'done' }>): string {
  if (ended.is === 'on') return 'it does not end';
  return ended.error instanceof Error ? ended.error.message : 'threw';
}
