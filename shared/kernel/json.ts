/** Reading JSON from outside: bounded, and without names that reach into an object's prototype. */

export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 16;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** The object in `text`; undefined when it is no JSON object, nests deeper than 16, or names a prototype. */
export function readJsonObject(text: string): JsonObject | undefined {
  if (!isShallow(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isTame(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Looks at strings and brackets alone: V8 would read a megabyte of brackets for a third of a second before it says no. */
function isShallow(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (mark === '"') at = endOfString(text, at);
    else if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    if (depth > MAX_DEPTH + 1) return false;
  }
  return true;
}

/** Where the string that begins at `from` has its second quotation mark, or the text its end. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}

/** The entry of a table under a name from outside; what the table only inherits does not count. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether a value is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under `name`, undefined when it is missing or no string. */
export function textAt(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

/** The text under `name`, undefined when it is missing, empty or no string. */
export function wordAt(object: JsonObject, name: string): string | undefined {
  const value = textAt(object, name);
  return value === '' ? undefined : value;
}

/** A text, or a whole number that survived JSON: PSPs write codes and numbers as both. */
export function numberText(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return Number.isSafeInteger(value) ? String(value) : wordAt(object, name);
}

/** The object under `name`, empty when it is missing or no object. */
export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isObject(value) ? value : {};
}

function isTame(value: unknown): boolean {
  if (Array.isArray(value)) return (value as readonly unknown[]).every(isTame);
  if (!isObject(value)) return true;
  return Object.keys(value).every((name) => !FORBIDDEN.has(name) && isTame(value[name]));
}
