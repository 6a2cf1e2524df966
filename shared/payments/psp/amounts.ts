/**
 * Amounts as PSPs write them. What is no amount at all (missing, a list, no currency) is undefined; what looks like one
 * and is not (a sign, too many digits, an unknown currency) throws RangeError, which `readable` turns into undefined.
 */
import { fromMajor, money, type Money } from '../../kernel/money';

/** An amount in major units: decimal text, or a JSON number. */
export function majorAmount(raw: unknown, currency: string | undefined): Money | undefined {
  if (currency === undefined || (typeof raw !== 'string' && typeof raw !== 'number')) return undefined;
  return fromMajor(String(raw), currency);
}

/** An amount in minor units: a whole number, or its digits. */
export function minorAmount(raw: unknown, currency: string | undefined): Money | undefined {
  const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  return typeof value === 'number' && currency !== undefined ? money(value, currency) : undefined;
}
