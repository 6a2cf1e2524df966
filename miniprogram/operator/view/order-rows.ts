// Orders in the operators' list, and the words of its filters.
import { fill, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { OperatorOrder, OrderQuestion, Unreadable } from '../../services/operator';
import { orderBadge } from '../../view/order-view';
import { timeText } from '../../view/time-text';
import { searchedAmount } from './amount-text';
import { waitsText } from './attention-view';
import { startOfDay } from './days';
import { providerName } from './provider-name';

/** What a card of the list needs. */
export interface OrderRow {
  readonly id: string;
  readonly title: string;
  readonly number: string;
  readonly who: string;
  readonly time: string;
  readonly amount: string;
  readonly stateText: string;
  readonly theme: string;
  readonly waits: string;
  readonly late: string;
}

export function orderRow(order: OperatorOrder): OrderRow {
  const { orders } = words();
  const items = order.items ?? [];
  const { stateText, theme } = orderBadge(order);
  return {
    id: order.out_trade_no,
    title: items.map(({ title }) => title).join(' · ') || order.out_trade_no,
    number: order.out_trade_no,
    who: [
      order.pay_sp ? providerName(order.pay_sp) : '',
      order.openid ? fill(orders.buyer, { id: order.openid }) : '',
    ]
      .filter((one) => one !== '')
      .join(' · '),
    time: timeText(order.created_at),
    amount: formatMoney({ value: order.total_fee, currency: order.fee_type }),
    stateText,
    theme,
    waits: waitsText(order),
    late: order.late ? orders.late : '',
  };
}

/** What the operator has chosen above the list. `asText`: search for the text though it reads as an amount. */
export interface Filters {
  readonly typed: string;
  readonly asText: boolean;
  readonly state: '' | NonNullable<OrderQuestion['state']>;
  readonly waiting: boolean;
  /** A day such as `2026-11-24`, or empty. */
  readonly since: string;
}

export const noFilters: Filters = { typed: '', asText: false, state: '', waiting: false, since: '' };

export const isFiltered = ({ typed, state, waiting, since }: Filters): boolean =>
  typed.trim() !== '' || state !== '' || waiting || since !== '';

/** What the back end is asked for. The currency is the shop's; without one nothing reads as an amount. */
export function questionOf(filters: Filters, currency: string): OrderQuestion {
  const { typed, state, waiting, since } = filters;
  const total_fee = amountOf(filters, currency);
  const search = typed.trim().slice(0, 64);
  return {
    ...(state === '' ? {} : { state }),
    ...(waiting ? { attention: true } : {}),
    ...(since === '' ? {} : { since: startOfDay(since) }),
    ...(total_fee === undefined ? {} : { total_fee }),
    ...(total_fee === undefined && search !== '' ? { search } : {}),
  };
}

/** What is said below the search box while an amount is searched for; empty otherwise. */
export function amountHint(
  filters: Filters,
  currency: string,
): { readonly hint: string; readonly other: string } {
  const { orders } = words();
  const value = amountOf(filters, currency);
  if (value === undefined) return { hint: '', other: '' };
  return {
    hint: fill(orders.as_amount, { amount: formatMoney({ value, currency }) }),
    other: fill(orders.as_text, { text: filters.typed.trim() }),
  };
}

function amountOf({ typed, asText }: Filters, currency: string): number | undefined {
  return asText || currency === '' ? undefined : searchedAmount(typed, currency);
}

/** Orders that are in the list already are not added again; those that changed take their new shape. */
export function mergedOrders<T extends { readonly out_trade_no: string }>(
  shown: readonly T[],
  next: readonly T[],
): T[] {
  const known = new Set(shown.map(({ out_trade_no }) => out_trade_no));
  return [...shown, ...next.filter(({ out_trade_no }) => !known.has(out_trade_no))];
}

/** A document that nobody can read, by its number and what is wrong with it. */
export const unreadableRows = (all: readonly Unreadable[] = []) =>
  all.map(({ out_trade_no, notice_id, report_id, problem }) => ({
    id: out_trade_no ?? notice_id ?? report_id ?? '',
    problem,
  }));
