// Documents as they live in memory, and the few things one does with them.
import { ObjectId } from 'bson';

/** A document or a part of one: strings, numbers, booleans, null, Date, RegExp, BSON values, arrays, objects. */
export type Doc = Record<string, unknown>;

/** An object made of fields, in contrast to arrays, dates, regular expressions and BSON values. */
export function isDoc(value: unknown): value is Doc {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return !(value instanceof Date) && !(value instanceof RegExp) && !('_bsontype' in value);
}

/** A deep copy; BSON values and regular expressions are immutable and shared. */
export function copy(value: unknown): unknown {
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value)) return value.map(copy);
  return isDoc(value) ? copyDoc(value) : value;
}

export function copyDoc(doc: Doc): Doc {
  return Object.fromEntries(Object.entries(doc).map(([field, value]) => [field, copy(value)]));
}

/** Sets a field; `__proto__` is one like any other, which a plain assignment would not make of it. */
export function putField(doc: Doc, field: string, value: unknown): void {
  if (field !== '__proto__') doc[field] = value;
  else Object.defineProperty(doc, field, { value, writable: true, enumerable: true, configurable: true });
}

/** The value at a dotted path; undefined where the path leads nowhere. */
export function valueAt(doc: Doc, path: string): unknown {
  let value: unknown = doc;
  for (const field of path.split('.')) value = fieldOf(value, field);
  return value;
}

/** One step into an object or an array. */
export function fieldOf(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(field) ? (value[Number(field)] as unknown) : undefined;
  return isDoc(value) && Object.hasOwn(value, field) ? value[field] : undefined;
}

/** Under which key a document with this `_id` is stored: `1` and `'1'` are different documents. */
export function keyOf(id: unknown): string {
  if (id instanceof ObjectId) return `o:${id.toHexString()}`;
  // JSON knows neither NaN nor the infinities.
  return `${typeof id}:${typeof id === 'number' && !Number.isFinite(id) ? String(id) : JSON.stringify(id)}`;
}
