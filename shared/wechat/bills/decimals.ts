/**
 * The decimal amounts of bills, exact and without floating point: yuan with two digits, fees with five, overseas the major
 * units of each currency. Held as whole hundred-thousandths of the major unit.
 */
import { exponentOf } from '../../kernel/money';

export const DECIMALS = 5;

/** Ten digits before the point: no amount of money has more, and the hundred-thousandths stay exact. */
const MAX_WHOLE = 10;
const POINT = 46;
const MINUS = 45;
const ZERO = 48;

/** The hundred-thousandths in `text`; undefined when it is no plain decimal number, or has further digits. */
export function hundredThousandths(text: string): number | undefined {
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = pointIn(text, start);
  const end = point + 1 + DECIMALS;
  if (point - start < 1 || point - start > MAX_WHOLE || point === text.length - 1) return undefined;
  if (digits(text, end, text.length) !== 0) return undefined;
  const value = digits(text, start, point) * 10 ** DECIMALS + digits(text, point + 1, end);
  return start === 1 && value !== 0 ? -value : value;
}

/** The number that the digits in a part of the text make; beyond its end stand zeros. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (at < text.length ? text.charCodeAt(at) - ZERO : 0);
  return value;
}

/** Where the point is, or would be; -1 for what is no digit. */
function pointIn(text: string, start: number): number {
  let point = text.length;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point === text.length) point = at;
    else if (code < ZERO || code > ZERO + 9) return -1;
  }
  return point;
}

/** Minor units of hundred-thousandths; undefined when the currency has fewer digits than the amount. */
export function minorUnits(value: number, currency: string): number | undefined {
  const minor = value / unitOf(currency);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** Thousandths of the minor unit; undefined where even these are not exact. */
export function thousandths(value: number, currency: string): number | undefined {
  const unit = unitOf(currency);
  // Whole numbers on both ways: a product with a fraction would not be exact.
  const exact = unit >= 1000 ? value / (unit / 1000) : value * (1000 / unit);
  return Number.isSafeInteger(exact) ? exact : undefined;
}

/** How many hundred-thousandths one minor unit of a currency has. */
const units = new Map<string, number>();

function unitOf(currency: string): number {
  const known = units.get(currency);
  if (known !== undefined) return known;
  const unit = 10 ** (DECIMALS - exponentOf(currency));
  units.set(currency, unit);
  return unit;
}

/** A sum that stays exact however long it becomes. */
export class ExactSum {
  private near = 0;
  private far = 0n;

  add(value: number): void {
    this.near += value;
    if (Math.abs(this.near) < 2 ** 52) return;
    this.far += BigInt(this.near);
    this.near = 0;
  }

  get total(): bigint {
    return this.far + BigInt(this.near);
  }
}
