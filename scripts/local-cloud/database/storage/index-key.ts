// Values as bytes that compare as BSON values do: numbers, texts, objects, arrays, binary data, ObjectIds, booleans, dates.
import { createHash } from 'node:crypto';
import { Decimal128, Long, ObjectId } from 'bson';
import { isDoc } from '../document';
import { encodeExact } from '../ejson';

/** The first byte of a value's bytes. */
export const kinds = {
  emptyArray: 0x08,
  null: 0x10,
  number: 0x20,
  text: 0x30,
  object: 0x38,
  objectId: 0x50,
  boolean: 0x58,
  date: 0x60,
  other: 0x78,
  /** An array as a whole, beside its elements. */
  wholeArray: 0x90,
} as const;

/** Bytes of a text that take part in the order; of what is longer the rest only tells it apart. */
const orderedBytes = 200;

/** Kinds that are told apart, and not put in order. */
const unordered = new Set<number>([kinds.object, kinds.other, kinds.wholeArray]);

/** A missing field is as null. */
export function bytesOf(value: unknown): Buffer {
  const number = numberOf(value);
  if (number !== undefined) return numberBytes(kinds.number, number);
  if (value === null || value === undefined) return Buffer.of(kinds.null);
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'boolean') return Buffer.of(kinds.boolean, value ? 1 : 0);
  if (value instanceof Date) return numberBytes(kinds.date, value.getTime());
  if (value instanceof ObjectId) return Buffer.concat([Buffer.of(kinds.objectId), value.id]);
  return digestBytes(isDoc(value) ? kinds.object : kinds.other, value);
}

export const wholeArrayBytes = (value: readonly unknown[]): Buffer => digestBytes(kinds.wholeArray, value);

/** Whether the order of these bytes is that of the values, ties included. */
export function isOrdered(bytes: Buffer): boolean {
  if (bytes[0] === kinds.text) return bytes.length < orderedBytes;
  return !unordered.has(bytes[0] ?? kinds.other);
}

/** Bytes that are not after any value from `value` on, of its kind. */
export function lowestOf(value: unknown): Buffer {
  const bytes = bytesOf(value);
  return bytes[0] === kinds.text ? bytes.subarray(0, orderedBytes) : bytes;
}

/** Bytes that are after every value up to `value`, of its kind. */
export const highestOf = (value: unknown): Buffer => after(lowestOf(value));

/** Bytes after all that begin with these. */
export const after = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(8, 0xff)]);

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Long) return value.toNumber();
  return value instanceof Decimal128 ? Number(value.toString()) : undefined;
}

/** NaN comes before every other number. */
function numberBytes(kind: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = kind;
  if (Number.isNaN(value)) return bytes;
  bytes.writeDoubleBE(value === 0 ? 0 : value, 1);
  if (value >= 0) bytes[1] = (bytes[1] ?? 0) ^ 0x80;
  else for (let at = 1; at < 9; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  return bytes;
}

function textBytes(value: string): Buffer {
  const plain = Buffer.from(value, 'utf8');
  const cut = plain.length > orderedBytes / 2 ? plain.subarray(0, orderedBytes / 2) : plain;
  const escaped = cut.includes(0)
    ? Buffer.from(cut.toString('latin1').replaceAll('\0', '\0\xff'), 'latin1')
    : cut;
  const ordered = Buffer.concat([Buffer.of(kinds.text), escaped, Buffer.of(0, 0)]);
  if (cut === plain) return ordered;
  const head = Buffer.concat([ordered.subarray(0, -2), Buffer.alloc(orderedBytes)]).subarray(0, orderedBytes);
  return Buffer.concat([head, digest(value)]);
}

const digestBytes = (kind: number, value: unknown): Buffer =>
  Buffer.concat([Buffer.of(kind), digest(encodeExact(value))]);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 16);
