/** The numbers that PSPs know our attempts and returns by: from an order's number, and back to it. */
import { createHash } from 'node:crypto';

/** What every PSP takes (WeChat Pay: 32). */
const MAX_LENGTH = 32;
const SUFFIX = /_([2-9]|[1-9]\d)$/;

/**
 * The number of the order's n-th attempt: its own for the first, then `<number>_2`, `<number>_3` … Where that would be
 * longer than a PSP takes, a number made from it; the order is then found by its attempts.
 */
export function attemptNumber(outTradeNo: string, n: number): string {
  if (n === 1) return outTradeNo;
  const plain = `${outTradeNo}_${n}`;
  if (plain.length <= MAX_LENGTH) return plain;
  return `CP${hashOf(plain).slice(0, MAX_LENGTH - 2)}`;
}

/** The number of the order's next attempt: the next one that none of its attempts has. */
export function nextAttemptNumber(outTradeNo: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(attemptNumber(outTradeNo, n))) n += 1;
  return attemptNumber(outTradeNo, n);
}

/** The order numbers that an attempt number can belong to by its form: itself, and itself without the suffix. */
export function orderNumbersOf(attemptNo: string): readonly string[] {
  const base = attemptNo.replace(SUFFIX, '');
  return base === attemptNo ? [attemptNo] : [attemptNo, base];
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();

const RETURN_DIGITS = 6;

/**
 * The number that kept-aside money goes back under: made from its notice, so that the same payment has the same number whoever
 * asks, after whatever was lost. Letters and digits, seven more than the order's has.
 */
export const returnNumber = (outTradeNo: string, noticeId: string): string =>
  `${outTradeNo}A${hashOf(noticeId).slice(0, RETURN_DIGITS)}`;
