/**
 * Prices as people read and write them: the currency and major units, with all its digits, `EUR 12.95`. A bare number is never taken:
 * nobody could tell 1295 euros from 1295 cents.
 */
import { exponentOf, fromMajor, isCurrency, money, toMajor } from '../../shared/kernel/money';

export interface Price {
  readonly currency: string;
  /** Minor units. */
  readonly value: number;
}

export const priceText = ({ value, currency }: Price): string =>
  `${currency} ${toMajor(money(value, currency))}`;

/** @throws Error that says how it is written */
export function priceIn(text: string): Price {
  const clean = text.trim();
  const [, currency = '', amount = ''] = /^([A-Z]{3}) +(\S+)$/.exec(clean) ?? [];
  if (!isCurrency(currency))
    throw new Error(
      `"${clean.slice(0, 40)}" is no price; write the currency and the amount, such as EUR 12.95`,
    );
  const digits = exponentOf(currency);
  const form = digits === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${digits}}$`);
  if (!form.test(amount))
    throw new Error(
      `"${clean.slice(0, 40)}" is written as ${currency} ${toMajor(money(1295, currency))} is: ${
        digits === 0 ? 'without a decimal point' : `with a point and ${digits} digits behind it`
      }`,
    );
  const { value } = fromMajor(amount, currency);
  if (value === 0) throw new Error('a price is greater than 0');
  return { currency, value };
}

const BETWEEN = ' | ';

/** Prices in further currencies, `CNY 99.00 | USD 13.95`. */
export const pricesText = (prices: Readonly<Record<string, number>>): string =>
  Object.entries(prices)
    .map(([currency, value]) => priceText({ currency, value }))
    .join(BETWEEN);

/** @throws Error that says how they are written */
export function pricesIn(text: string): Readonly<Record<string, number>> {
  const each = text.split('|').map(priceIn);
  const prices = Object.fromEntries(each.map(({ currency, value }) => [currency, value]));
  if (Object.keys(prices).length < each.length) throw new Error('a currency stands there twice');
  return prices;
}
