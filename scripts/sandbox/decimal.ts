/** Decimal amounts as PSPs write them, to minor units and back, without floating point. */

/** ISO 4217 currencies met here whose minor unit is not the hundredth. */
const unusualDigits: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, ISK: 0, BHD: 3, KWD: 3 };

/** Decimal places of a currency's minor unit. */
export const currencyDigits = (currency: string): number => unusualDigits[currency] ?? 2;

/** `24.99` → 2499. Undefined unless written with exactly the currency's digits, without sign or leading zeros. */
export function minorUnits(text: string, currency: string): number | undefined {
  const digits = currencyDigits(currency);
  const pattern =
    digits === 0 ? /^(?:0|[1-9]\d{0,10})$/ : new RegExp(`^(?:0|[1-9]\\d{0,10})\\.\\d{${digits}}$`);
  return pattern.test(text) ? Number(text.replace('.', '')) : undefined;
}

/** 2499 → `24.99`. */
export function decimal(value: number, currency: string): string {
  const digits = currencyDigits(currency);
  if (digits === 0) return String(value);
  const text = String(value).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
