// A new order, made once. The phone gives each checkout a number of its own and keeps it until an order has come back, so that
// whatever is lost on the way (an answer, the page, the whole app) the same checkout never makes a second order.
import { ApiError } from './api-error';
import { read } from './cloud';
import { hasForms, isMoment, isNumber, isText, those } from './form';
import { forget, keep, kept } from './kept';
import { ownNumber } from './own-number';
import type { Address, Order, Wish } from './pay';

/** What the server says of an order that was just made. */
export type MadeOrder = Pick<Order, 'out_trade_no' | 'state' | 'total_fee' | 'fee_type'>;

/** What was asked for and not answered yet. */
interface Checkout {
  readonly request_id: string;
  /** Goods and address, as a text that is compared. */
  readonly content: string;
  /** In ms since the epoch. */
  readonly at: number;
}

const storageKey = 'checkouts';

/** So many checkouts without an answer are remembered, the newest. */
const most = 5;

/** After so long the same goods are another purchase, in ms. */
const oneCheckoutFor = 24 * 3_600_000;

/** The order of these goods, priced by the server: a new one, or the one that was made when no answer came. */
export async function createOrder(items: readonly Wish[], address?: Address): Promise<MadeOrder> {
  const order = await makeOnce(items, address);
  // It ran out while nobody knew of it: whoever asks now wants one that can be paid.
  return order.state === 'closed' ? makeOnce(items, address) : order;
}

/** With its answer the checkout is over; the next one has a number of its own. */
async function makeOnce(items: readonly Wish[], address: Address | undefined): Promise<MadeOrder> {
  const content = JSON.stringify([items, address]);
  const order = await ask(content, items, address);
  drop(content);
  return order;
}

async function ask(content: string, items: readonly Wish[], address: Address | undefined) {
  const { request_id } = checkoutOf(content);
  try {
    return await read<MadeOrder>('pay', {
      ...{ action: 'createorder', request_id, items },
      ...(address ? { address } : {}),
    });
  } catch (failure) {
    if (failure instanceof ApiError && failure.code === 'REQUEST_ID_TAKEN') drop(content);
    throw failure;
  }
}

function checkoutOf(content: string): Checkout {
  const now = Date.now();
  const there = checkouts().find((one) => one.content === content && now - one.at < oneCheckoutFor);
  if (there) return there;
  const checkout = { request_id: ownNumber('CO', now), content, at: now };
  keep(storageKey, [checkout, ...checkouts()].slice(0, most));
  return checkout;
}

function drop(content: string): void {
  const others = checkouts().filter((one) => one.content !== content);
  if (others.length === 0) forget(storageKey);
  else keep(storageKey, others);
}

const checkouts = (): readonly Checkout[] => kept(storageKey, those(isCheckout))?.value ?? [];

const isCheckout = hasForms<Checkout>({ request_id: isNumber, content: isText, at: isMoment });
