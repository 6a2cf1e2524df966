// Figures as sums, bars and rows, one currency at a time: sums of different currencies are never added.
import { fill, words } from '../i18n/words';
import { formatMoney } from '../../money/money';
import type { Figure } from '../../services/operator-books';
import { daysFrom } from './days';
import { providerName } from './provider-name';

/** The sums of a currency over all days and PSPs; money written out. */
export interface SumView {
  readonly currency: string;
  readonly orders: string;
  readonly paid: string;
  readonly refunded: string;
  /** Empty where nothing is kept aside. */
  readonly keptAside: string;
}

/** A day as a bar: its height in percent of the best day, of which `back` went back. */
export interface BarView {
  readonly day: string;
  readonly short: string;
  readonly height: number;
  readonly back: number;
  /** All of it in one sentence, for a screen reader and for whoever taps the bar. */
  readonly label: string;
}

/** A PSP's part in a currency; `width` in percent of the largest. */
export interface ShareView {
  readonly paySp: string;
  readonly name: string;
  readonly orders: string;
  readonly paid: string;
  readonly refunded: string;
  readonly width: number;
}

type Sums = Pick<Figure, 'orders' | 'paid' | 'refunded' | 'kept_aside'>;

const nothing: Sums = { orders: 0, paid: 0, refunded: 0, kept_aside: 0 };

const sumOf = (figures: readonly Figure[]): Sums =>
  figures.reduce(
    (sum, one) => ({
      orders: sum.orders + one.orders,
      paid: sum.paid + one.paid,
      refunded: sum.refunded + one.refunded,
      kept_aside: sum.kept_aside + one.kept_aside,
    }),
    nothing,
  );

/** The currencies of some figures, the one with most orders first. */
export function currenciesOf(figures: readonly Figure[]): string[] {
  const names = [...new Set(figures.map(({ fee_type }) => fee_type))];
  const orders = (name: string) => sumOf(inCurrency(figures, name)).orders;
  return names.sort((one, other) => orders(other) - orders(one) || (one < other ? -1 : 1));
}

const inCurrency = (figures: readonly Figure[], currency: string): Figure[] =>
  figures.filter(({ fee_type }) => fee_type === currency);

/** Each currency's sums. */
export function sumViews(figures: readonly Figure[]): SumView[] {
  return currenciesOf(figures).map((currency) => {
    const { orders, paid, refunded, kept_aside } = sumOf(inCurrency(figures, currency));
    const money = (value: number) => formatMoney({ value, currency });
    return {
      currency,
      orders: fill(words().figures.orders_n, { n: orders }),
      paid: money(paid),
      refunded: money(refunded),
      keptAside: kept_aside > 0 ? money(kept_aside) : '',
    };
  });
}

/** A bar for every day from one to another, also for those without anything. */
export function barViews(
  figures: readonly Figure[],
  currency: string,
  { from, to }: { readonly from: string; readonly to: string },
): BarView[] {
  const own = inCurrency(figures, currency);
  const days = daysFrom(from, to).map((day) => ({ day, ...sumOf(own.filter((one) => one.day === day)) }));
  const most = Math.max(1, ...days.map(({ paid, refunded }) => Math.max(paid, refunded)));
  const money = (value: number) => formatMoney({ value, currency });
  return days.map(({ day, orders, paid, refunded }) => ({
    day,
    short: day.slice(5).replace('-', '/'),
    height: heightOf(paid, most),
    back: heightOf(refunded, most),
    label: fill(words().figures.bar, { day, paid: money(paid), refunded: money(refunded), n: orders }),
  }));
}

/** What is more than nothing is seen. */
const heightOf = (value: number, most: number): number =>
  value === 0 ? 0 : Math.max(2, Math.round((value / most) * 100));

/** Each PSP's part in a currency, the largest first. */
export function shareViews(figures: readonly Figure[], currency: string): ShareView[] {
  const own = inCurrency(figures, currency);
  const names = [...new Set(own.map(({ pay_sp }) => pay_sp))];
  const sums = names
    .map((paySp) => ({ paySp, ...sumOf(own.filter(({ pay_sp }) => pay_sp === paySp)) }))
    .sort((one, other) => other.paid - one.paid);
  const most = Math.max(1, ...sums.map(({ paid }) => paid));
  return sums.map(({ paySp, orders, paid, refunded }) => ({
    paySp,
    name: paySp === '' ? words().figures.no_psp : providerName(paySp),
    orders: fill(words().figures.orders_n, { n: orders }),
    paid: formatMoney({ value: paid, currency }),
    refunded: formatMoney({ value: refunded, currency }),
    width: heightOf(paid, most),
  }));
}
