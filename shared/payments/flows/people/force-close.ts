/**
 * A person closes an order that its PSP will not, or cannot be asked to. It is closed here only: what is paid all the same is
 * late money, found by the questions that follow every end.
 */
import { PayError } from '../../../kernel/errors';
import { isHeld } from '../../../kernel/lease';
import type { PaymentFact } from '../../order/facts';
import { withJournal } from '../../order/journal';
import { attemptIn, isLive, isPayable, type ByPerson, type Order } from '../../order/order';
import { withAttempt, withoutAttention } from '../../order/order-changes';
import { ended } from '../../order/transitions';
import { askPsp, book } from '../ask-psp';
import { closeOrder } from '../close-order';
import { changeOrder } from '../orders';
import type { Shop } from '../shop';

/** What keeps an order from being closed at its PSP, and no person from closing it here. */
const OBSTACLES: readonly string[] = [
  'OUTCOME_UNKNOWN',
  'PSP_UNREACHABLE',
  'PSP_REFUSED',
  'NOT_SUPPORTED',
  'CONFIG_INVALID',
  'CONFIG_MISSING',
  'BUSY',
];

/**
 * Closes an unpaid order: at its PSP where that can be done, else here. Never one that its PSP calls paid.
 * @throws PayError ORDER_PAID, BUSY
 */
export async function forceClose(shop: Shop, order: Order, person: ByPerson): Promise<Order> {
  try {
    return await closeOrder(shop, order, { why: 'closed by a person', person });
  } catch (error) {
    if (!(error instanceof PayError) || !OBSTACLES.includes(error.code)) throw error;
  }
  const newest = (await shop.store.orders.get(order.outTradeNo)) ?? order;
  const asked = await askAboutLive(shop, newest);
  return changeOrder(shop, asked, (current) => closedHere(current, person, shop.clock.now()));
}

/** Asks once more about what may still be paid. Throws where it is paid, and that cannot be booked just now. */
async function askAboutLive(shop: Shop, order: Order): Promise<Order> {
  let current = order;
  for (const { no } of order.attempts.filter(isLive)) {
    const attempt = attemptIn(current, no);
    const said = attempt && (await askPsp(shop, current, attempt).catch(nothingConfigured));
    if (said?.is !== 'ok') continue;
    current = await book(shop, current, said.value);
    refusePaidThere(current, said.value);
  }
  return current;
}

/** A PSP that was taken out of the configuration cannot be asked. */
function nothingConfigured(error: unknown): undefined {
  if (error instanceof PayError && error.code.startsWith('CONFIG_')) return;
  throw error;
}

/** Money that was kept aside is decided about by itself, and closes the order's way to no other. */
function refusePaidThere(order: Order, { attemptNo, status, misfit, paySp }: PaymentFact): void {
  const attempt = attemptIn(order, attemptNo);
  if (status !== 'paid' || misfit !== undefined || !attempt || !isLive(attempt)) return;
  throw new PayError(
    'BUSY',
    `${paySp} says that ${attemptNo} is paid, and it is being cancelled. Ask again in a minute`,
  );
}

function closedHere(order: Order, person: ByPerson, now: number): Order | undefined {
  if (order.state === 'paid')
    throw new PayError('ORDER_PAID', `order ${order.outTradeNo} is paid; refund it instead`);
  if (!isPayable(order)) return undefined;
  const sending = order.attempts.find((one) => one.state === 'requested' && isHeld(one.leaseUntil, now));
  if (sending)
    throw new PayError('BUSY', `payment ${sending.no} is being prepared at this moment. Try again`);
  const live = order.attempts.filter(isLive);
  const over = live.reduce((next, { no }) => withAttempt(next, no, ended('closed', now)), order);
  const done = withoutAttention({ ...over, state: 'closed' }, 'not_ended', order.outTradeNo);
  return withJournal(done, now, 'closed by a person, whatever its PSP says', person);
}
