/** The two formats of pushes and of the answers to them, chosen in the console: XML and JSON. */
import { readXmlTree, writeXmlTree } from '../../codecs/xml-tree';
import { isObject, readJsonObject } from '../../kernel/json';
import type { PushFields, PushValue } from './push-message';

export type Format = 'xml' | 'json';

export interface ReadBody {
  readonly format: Format;
  readonly fields: PushFields;
}

/** The fields of a body, and its format; undefined when it is neither. Bounded by its readers. */
export function readPushBody(body: string): ReadBody | undefined {
  const format = /^[\s\ufeff]*\{/.test(body) ? 'json' : 'xml';
  const fields = format === 'json' ? readJsonFields(body) : readXmlTree(body);
  return fields && { format, fields };
}

/** A string of valid JSON, or a number: the digits of numbers are kept, for ids go beyond what a double holds. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function readJsonFields(body: string): PushFields | undefined {
  const text = body.replace(/^\ufeff/, '');
  if (!readJsonObject(text)) return undefined;
  const digitsKept = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
  const object = readJsonObject(digitsKept);
  return object && fieldsOf(object);
}

/** An object's fields as texts: what is neither text, number, boolean, list nor object is left out. */
export function fieldsOf(object: Readonly<Record<string, unknown>>): PushFields {
  const entries = Object.entries(object).map(([name, value]) => [name, valueOf(value)] as const);
  return Object.fromEntries(entries.filter((one): one is [string, PushValue] => one[1] !== undefined));
}

function valueOf(value: unknown): PushValue | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(valueOf).filter((one) => one !== undefined);
  return isObject(value) ? fieldsOf(value) : undefined;
}

/** Fields as a body. */
export const writePushBody = (fields: Readonly<Record<string, unknown>>, format: Format): string =>
  format === 'json' ? JSON.stringify(fields) : writeXmlTree(fields);
