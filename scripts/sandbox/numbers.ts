/** The numbers and times that WeChat Pay and its resellers hand out, in their published forms. */
import { randomBytes, randomInt } from 'node:crypto';

const beijingOffsetMs = 8 * 3600 * 1000;

/** `2024-08-01T12:00:05+08:00`. */
export const beijingTime = (ms: number): string =>
  `${new Date(ms + beijingOffsetMs).toISOString().slice(0, 19)}+08:00`;

/** `2024-08-01 12:00:05`, Beijing time. */
export const spacedTime = (ms: number): string => beijingTime(ms).slice(0, 19).replace('T', ' ');

/** `20240801120005`, Beijing time. */
export const compactTime = (ms: number): string => beijingTime(ms).slice(0, 19).replace(/\D/g, '');

export const randomDigits = (count: number): string =>
  Array.from({ length: count }, () => randomInt(10)).join('');

/** Upper-case hexadecimal. */
export const randomHex = (characters: number): string =>
  randomBytes(Math.ceil(characters / 2))
    .toString('hex')
    .slice(0, characters)
    .toUpperCase();

/** WeChat's number of a payment: 28 digits. */
export const transactionId = (ms: number): string =>
  `4200${randomDigits(6)}${compactTime(ms).slice(0, 8)}${randomDigits(10)}`;

/** WeChat's number of a refund: 29 digits. */
export const refundId = (ms: number): string =>
  `503${randomDigits(8)}${compactTime(ms).slice(0, 8)}${randomDigits(10)}`;

/** `wx20141027200939…`: 36 characters. */
export const prepayId = (ms: number): string =>
  `wx${compactTime(ms)}${randomHex(16).toLowerCase()}${randomDigits(4)}`;
