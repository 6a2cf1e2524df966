/** Reading orders; a pending one is asked about at its PSP on the way. */
import type { Caller } from '../../kernel/ports';
import { present } from '../../kernel/present';
import type { ListedState, Order } from '../order/order';
import type { OrderFilter, OrderSearch, Unreadable } from '../ports';
import { refreshed, shownAnyway } from './ask-psp';
import { noteUnreadable } from './unreadable';
import { forbidden, lookedAfter, owns } from './rights';
import type { Shop } from './shop';

/** An order as fresh as the PSP lets us know. */
export async function queryOrder(shop: Shop, order: Order): Promise<Order> {
  return refreshed(shop, order).catch((error: unknown) => shownAnyway(shop, order, error));
}

const MAX_PAGE = 50;

export interface Page {
  /** Orders made before this moment, or at it with a smaller number where `beforeNo` is given. */
  readonly before?: number;
  readonly beforeNo?: string;
  readonly limit?: number;
  /** Only orders that wait for a person; for operators. */
  readonly attention?: boolean;
  readonly state?: ListedState;
  /** A number of an order, of a payment or of a refund; part of the title of goods, or for operators a buyer's openid. */
  readonly search?: string;
  /** Minor units. */
  readonly totalFee?: number;
  /** Orders made at this moment or later, milliseconds. */
  readonly since?: number;
  /** An operator asks for the orders that he made himself. */
  readonly mine?: boolean;
}

const FILTERS: Readonly<Record<ListedState, Pick<OrderFilter, 'states' | 'refunded'>>> = {
  unpaid: { states: ['created', 'pending'] },
  paid: { states: ['paid'] },
  refunded: { states: ['paid'], refunded: true },
  closed: { states: ['closed'] },
};

/** A page of orders, and those of it that nobody can read until a person has corrected them. */
export interface OrderPage {
  readonly orders: readonly Order[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Newest first: the caller's own orders, or for an operator those of this configuration that are theirs to see. What cannot be
 * read is shown to operators only.
 * @throws PayError FORBIDDEN where somebody else asks for the orders that wait for a person
 */
export async function listOrders(shop: Shop, caller: Caller, page: Page): Promise<OrderPage> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const paySps = config.operatedPsps(caller.openid);
  const isOperator = paySps.length > 0 && !page.mine;
  const { attention = false } = page;
  if (attention && !isOperator) throw forbidden();
  const whose = isOperator
    ? { ...(attention ? await lookedAfter(shop, config) : { configId: config.id }), paySps }
    : { owner: { appid: caller.appid, openid: caller.openid } };
  const filter = filterOf(page, isOperator ? 'buyers' : 'titles');
  const { items, unreadable } = await shop.store.listOrders({ ...whose, ...filter });
  noteUnreadable(shop, unreadable);
  if (isOperator) return { orders: items, unreadable };
  // What is wrong with it is for who can correct it; the buyer is told that it is there.
  const theirs = unreadable.map((one) => ({ ...one, problem: '' }));
  return { orders: items.filter((order) => owns(caller, order)), unreadable: theirs };
}

function filterOf(page: Page, also: OrderSearch['also']): OrderFilter {
  const { before = Number.MAX_SAFE_INTEGER, beforeNo, limit = 20, attention, state, search } = page;
  return {
    before,
    limit: Math.min(limit, MAX_PAGE),
    ...(attention ? { waiting: true } : {}),
    ...(state === undefined ? {} : FILTERS[state]),
    ...(search === undefined ? {} : { search: { text: search, also } }),
    ...present({ beforeNo, totalFee: page.totalFee, since: page.since }),
  };
}
