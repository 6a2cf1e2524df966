/** The numbers and times that WeChat Pay and its resellers hand out, in their published forms. */
import type { Dice } from './dice';

const beijingOffsetMs = 8 * 3600 * 1000;

/** `2024-08-01T12:00:05+08:00`. */
export const beijingTime = (ms: number): string =>
  `${new Date(ms + beijingOffsetMs).toISOString().slice(0, 19)}+08:00`;

/** `2024-08-01 12:00:05`, Beijing time. */
export const spacedTime = (ms: number): string => beijingTime(ms).slice(0, 19).replace('T', ' ');

/** `20240801120005`, Beijing time. */
export const compactTime = (ms: number): string => beijingTime(ms).slice(0, 19).replace(/\D/g, '');

/** So many decimal digits. */
export const randomDigits = (dice: Dice, count: number): string =>
  (BigInt(`0x${dice.hex(count)}`) % 10n ** BigInt(count)).toString().padStart(count, '0');

/** Upper-case hexadecimal. */
export const randomHex = (dice: Dice, characters: number): string =>
  dice
    .hex(Math.ceil(characters / 2))
    .slice(0, characters)
    .toUpperCase();

/** A UUID of version 4. */
export function uuid(dice: Dice): string {
  const hex = dice.hex(16);
  const variant = (8 + (parseInt(hex.charAt(16), 16) % 4)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/** WeChat's number of a payment: 28 digits. */
export const transactionId = (dice: Dice, ms: number): string =>
  `4200${randomDigits(dice, 6)}${compactTime(ms).slice(0, 8)}${randomDigits(dice, 10)}`;

/** WeChat's number of a refund: 29 digits. */
export const refundId = (dice: Dice, ms: number): string =>
  `503${randomDigits(dice, 8)}${compactTime(ms).slice(0, 8)}${randomDigits(dice, 10)}`;

/** `wx20141027200939…`: 36 characters. */
export const prepayId = (dice: Dice, ms: number): string =>
  `wx${compactTime(ms)}${dice.hex(8)}${randomDigits(dice, 4)}`;
