/**
 * Money as an integer in the currency's minor unit. Decimal text exists only on the wire of some PSPs and
 * is converted here, exactly, without floating point.
 */
import iso4217 from 'currency-codes/data';

/** `value` is an integer ≥ 0 in the minor unit (cents, yen, fils), `currency` an ISO 4217 code. */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

const exponents = new Map(iso4217.map(({ code, digits }) => [code, digits]));

/** Whether `code` is an ISO 4217 code that amounts can be held in. */
export function isCurrency(code: string): boolean {
  return exponents.has(code);
}

/** Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. Throws RangeError for an unknown code. */
export function exponentOf(currency: string): number {
  const exponent = exponents.get(currency);
  if (exponent === undefined) throw new RangeError(`"${currency}" is not an ISO 4217 currency code`);
  return exponent;
}

/** An amount from its minor units. Throws RangeError unless it is a safe integer ≥ 0 in a known currency. */
export function money(value: number, currency: string): Money {
  exponentOf(currency);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`an amount must be an integer of minor units from 0 to 2^53-1, not ${value}`);
  }
  return { value, currency };
}

/** Same amount in the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.value === b.value && a.currency === b.currency;
}

/** Decimal text in major units with the currency's digits: 1290 EUR → "12.90", 1290 JPY → "1290". */
export function toMajor(amount: Money): string {
  const digits = exponentOf(amount.currency);
  const text = String(amount.value).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * An amount from decimal text in major units: "12.9" EUR → 1290.
 * Throws RangeError for anything that is not plain digits, or has more digits than the currency knows.
 */
export function fromMajor(text: string, currency: string): Money {
  const digits = exponentOf(currency);
  const match = /^(\d{1,16})(?:\.(\d{1,8}))?$/.exec(text);
  if (!match) throw new RangeError(`"${text.slice(0, 40)}" is not a decimal amount`);
  const fraction = (match[2] ?? '').padEnd(digits, '0');
  if (/[1-9]/.test(fraction.slice(digits))) {
    throw new RangeError(`"${text}" has more digits than ${currency} knows`);
  }
  return money(Number(`${match[1] ?? ''}${fraction.slice(0, digits)}`), currency);
}
