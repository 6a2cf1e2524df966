/** The numbers of orders: `CP` and nineteen letters and digits, 21 of WeChat's 32 characters. */
import { createHash } from 'node:crypto';
import type { Owner } from './filters';

/** The second in base 36 and twelve random hex characters: sortable, unguessable. */
export function drawnOrderNumber(now: number, random: string): string {
  const second = Math.floor(now / 1000)
    .toString(36)
    .toUpperCase()
    .padStart(7, '0');
  return `CP${second}${random.toUpperCase()}`;
}

/**
 * The number of the order that this person asks for under a number of their own. It is made from both, so that whoever
 * writes it first takes it, and a second order under it cannot be.
 */
export function requestedOrderNumber({ appid, openid }: Owner, requestId: string): string {
  const asked = JSON.stringify([appid, openid, requestId]);
  return `CP${createHash('sha256').update(asked, 'utf8').digest('hex').slice(0, 19).toUpperCase()}`;
}
