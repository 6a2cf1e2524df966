// Moments and spans as they are shown.
import type { Order } from '../services/pay';

type Moments = Pick<Order, 'created_at' | 'expires_at'>;

const two = (part: number): string => String(part).padStart(2, '0');

/** A moment (ms since the epoch) in the phone's own time zone, `2026-11-21 18:30`. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A clock may be so much behind and still count as right. */
const toleranceMs = 60_000;

/**
 * What is left at `now` (the server's clock), to the second, `59:05` or `1:59:05`, until an order ends that the server calls payable.
 * Empty where that clock, which is the phone's as long as the server told no time, says something that cannot be: that it is over,
 * or that more is left than there ever was.
 */
export function leftText({ created_at, expires_at }: Moments, now: number): string {
  if (expires_at === undefined) return '';
  const ms = expires_at - now;
  return ms <= 0 || ms > expires_at - created_at + toleranceMs ? '' : spanText(ms);
}

function spanText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
