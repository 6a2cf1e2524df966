/** What every forge works with: the fixture's notice and keys, fields as text, hashes. */
import { createHash, createHmac } from 'node:crypto';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Subject } from '../../contract/subject';
import type { Words } from './forge';

export const texts = (words: Words): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(words).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
    ]),
  );

export const objectIn = (text: string): Record<string, unknown> =>
  JSON.parse(text) as Record<string, unknown>;
/** An object as JSON in which a number is written with these digits, zeros and all. */
export function withDigits(words: Words, name: string, digits: string): string {
  const mark = `the digits of ${name}`;
  return JSON.stringify({ ...words, [name]: mark }).replace(JSON.stringify(mark), () => digits);
}

export const hash = (kind: string, text: string): string => createHash(kind).update(text).digest('hex');
export const hmac = (kind: string, text: string, key: string) =>
  createHmac(kind, key).update(text).digest('hex');

export const joined = (words: Words): string =>
  Object.entries(texts(words))
    .map(([name, value]) => `${name}=${value}`)
    .sort((a, b) => (a < b ? -1 : 1))
    .join('&');

/** The fixture's own key, by the name that its configuration gives it. */
export const keyOf = ({ fixture }: Subject, name: string): string => String(fixture.config[name]);

export function goodOf({ fixture, paySp }: Subject): RawNotice {
  const notice = fixture.notices?.payment.notice;
  if (!notice) throw new Error(`${paySp} sends no notices`);
  return notice;
}
