/**
 * Reading what a merchant sends, as far as it is the same at every PSP: bodies, fields, forms, amounts. How a PSP words its
 * no is its own: every reader is told what to throw.
 */
import * as v from 'valibot';
import type { WebRequest } from '../local-cloud/web';
import { currencyDigits, minorUnits } from './decimal';

/** Makes a PSP's refusal out of what is wrong. */
export type Refuse = (why: string) => Error;

/** Where no length is published, none is made up. */
export const filled = v.pipe(v.string(), v.minLength(1));
/** Up to so many characters. */
export const text = (limit: number) => v.pipe(filled, v.maxLength(limit));
/** Up to so many bytes of UTF-8: 26 Chinese characters have 78. */
export const bytes = (limit: number) => v.pipe(filled, v.maxBytes(limit));
export const webAddress = v.pipe(
  filled,
  v.check((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'must be an http(s) address'),
);

/** The first thing that is wrong with a request. */
export interface Problem {
  /** The field's path, joined with points; empty where it is the whole. */
  readonly field: string;
  readonly issue: string;
  readonly isMissing: boolean;
  readonly value: unknown;
}

/** `value` as `schema` describes it; throws what `refuse` makes of the first wrong, missing or unknown field. */
export function read<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  refuse: (problem: Problem) => Error,
): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refuse({
    field: v.getDotPath(issue) ?? '',
    issue: issue.message,
    isMissing: issue.received === 'undefined',
    value: issue.input,
  });
}

/** The entry of a table under a name that a stranger sent: `constructor` is none. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

export const isJson = ({ headers }: WebRequest): boolean =>
  /^application\/json\b/i.test(headers['content-type'] ?? '');

/** The JSON in a body. Half of a surrogate pair, which JSON can write and UTF-8 cannot, makes it none. */
export function jsonIn(body: Buffer, refuse: Refuse): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body), wellFormed);
  } catch {
    throw refuse('the body is not JSON in UTF-8');
  }
}

function wellFormed(key: string, value: unknown): unknown {
  if ([key, value].some((each) => typeof each === 'string' && /\p{Surrogate}/u.test(each)))
    throw new SyntaxError('a lone surrogate');
  return value;
}

/** The fields of a form or a query string, each of which may stand there once. */
export function onceEach(params: URLSearchParams, refuse: Refuse): Record<string, string> {
  const fields = [...params];
  const names = new Set(fields.map(([name]) => name));
  if (names.size !== fields.length) throw refuse('a parameter comes twice');
  return Object.fromEntries(fields);
}

/** The minor units of a decimal amount, written with the currency's digits. */
export function unitsOf(amount: string, currency: string, refuse: Refuse, atLeast = 1): number {
  const units = minorUnits(amount, currency);
  if (units === undefined)
    throw refuse(`"${amount}" is not an amount with ${currencyDigits(currency)} decimals`);
  if (units < atLeast) throw refuse(`${amount} ${currency} is below the minimum`);
  return units;
}

/** `30m`, `2h`, `1d`: how long an order can be paid. */
export const life = v.pipe(v.string(), v.regex(/^[1-9]\d{0,3}[mhd]$/, 'must be like 30m, 2h or 1d'));

const minutesOf: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** `90m` in milliseconds. */
export const lifeMs = (written: string): number =>
  Number(written.slice(0, -1)) * (minutesOf[written.slice(-1)] ?? 0) * 60_000;
