// Between the wire and memory: Extended JSON as strings (generation 2 of the SDKs and the journal)
// and the loose object form of generation 1. Formats: @cloudbase/database 1.4.3 and 0.9.15.
import { BSONRegExp, EJSON, ObjectId } from 'bson';
import { messageOf } from '../service-error';
import { paramRefused } from './database-errors';
import { isDoc, type Doc } from './document';
import { regexOf } from './query/regular-expression';

/** Reads an EJSON string; `now` (milliseconds) stands in for the service's own clock in server dates. */
export function decode(text: string, now: number): unknown {
  let value: unknown;
  try {
    value = EJSON.parse(text, { relaxed: true });
  } catch (error) {
    throw paramRefused(`not Extended JSON (${messageOf(error)}): ${text.slice(0, 80)}`);
  }
  return revive(value, now);
}

/** Reads an EJSON string that must hold an object. */
export function decodeDoc(text: string, now: number): Doc {
  const value = decode(text, now);
  if (!isDoc(value)) throw paramRefused(`an object is needed here, got: ${text.slice(0, 80)}`);
  return value;
}

function revive(value: unknown, now: number): unknown {
  if (Array.isArray(value)) return value.map((item) => revive(item, now));
  if (value instanceof BSONRegExp) return regexOf(value.pattern, value.options, '$regularExpression');
  if (value instanceof Date) return checkedDate(value.getTime());
  if (!isDoc(value)) return value;
  if (isDoc(value.$tcb_server_date)) return checkedDate(now + Number(value.$tcb_server_date.offset ?? 0));
  return mapFields(value, (field) => revive(field, now));
}

/** JavaScript's dates end 8.64e15 ms before and after 1970. */
function checkedDate(ms: number): Date {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw paramRefused('a date must be in the years -271821 to 275760');
  return date;
}

/** Reads generation 1: dates `{$date: ms}`, server time `{$date: {offset}}`, `{$regex, $options}`. */
export function decodeLoose(value: unknown, now: number): unknown {
  if (Array.isArray(value)) return value.map((item) => decodeLoose(item, now));
  if (!isDoc(value)) return value;
  const { $date: date, $regex: pattern, $options: flags, ...others } = value;
  if (isDoc(date)) return checkedDate(now + Number(date.offset ?? 0));
  if (typeof date === 'number') return checkedDate(date);
  const fields = mapFields(others, (field) => decodeLoose(field, now));
  if (typeof pattern !== 'string') return fields;
  return { ...fields, $regex: regexOf(pattern, flags) };
}

/** Canonical EJSON for the SDK; the service hands ObjectIds out as plain hexadecimal text. */
export function encode(value: unknown): string {
  return EJSON.stringify(withHexIds(value), { relaxed: false });
}

/** Canonical EJSON that keeps ObjectIds: for the journal and for index keys. */
export function encodeExact(value: unknown): string {
  return EJSON.stringify(value, { relaxed: false });
}

/** Generation 1 answers: plain JSON with `{$date: ms}`. */
export function encodeLoose(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof ObjectId) return value.toHexString();
  if (Array.isArray(value)) return value.map(encodeLoose);
  return isDoc(value) ? mapFields(value, encodeLoose) : value;
}

function withHexIds(value: unknown): unknown {
  if (value instanceof ObjectId) return value.toHexString();
  if (Array.isArray(value)) return value.map(withHexIds);
  return isDoc(value) ? mapFields(value, withHexIds) : value;
}

function mapFields(doc: Doc, map: (value: unknown) => unknown): Doc {
  return Object.fromEntries(Object.entries(doc).map(([field, value]) => [field, map(value)]));
}
