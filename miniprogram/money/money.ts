// Money as people read it. Amounts are integers in the currency's minor unit; not every phone has Intl,
// so the currencies whose minor unit is not a hundredth are listed here (ISO 4217, list one, read 2026-11).

/** An exact amount: `value` counts the minor unit of `currency` (ISO 4217). */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

/** A formatted amount in its three typographic parts, for example `€`, `1,234`, `.50`. */
export interface MoneyParts {
  readonly symbol: string;
  readonly whole: string;
  readonly fraction: string;
}

const minorDigits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const symbols: Readonly<Record<string, string>> = {
  AUD: 'A$',
  CAD: 'CA$',
  CNY: '¥',
  EUR: '€',
  GBP: '£',
  HKD: 'HK$',
  JPY: 'JP¥',
  KRW: '₩',
  NZD: 'NZ$',
  SGD: 'S$',
  TWD: 'NT$',
  USD: '$',
};

/** How many decimals the currency has: 2 unless the list above says otherwise. */
export function decimals(currency: string): number {
  const listed = Object.entries(minorDigits).find(([, codes]) => codes.split(' ').includes(currency));
  return listed ? Number(listed[0]) : 2;
}

/** Splits an amount into symbol, grouped whole part and fraction (with its point). */
export function moneyParts({ value, currency }: Money): MoneyParts {
  const places = decimals(currency);
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  return {
    symbol: (value < 0 ? '-' : '') + (symbols[currency] ?? `${currency} `),
    whole,
    fraction: places === 0 ? '' : `.${digits.slice(-places)}`,
  };
}

/** One line of text, for example `€1,234.50`, `JP¥500`, `KWD 1.250`. */
export function formatMoney(money: Money): string {
  const { symbol, whole, fraction } = moneyParts(money);
  return symbol + whole + fraction;
}
