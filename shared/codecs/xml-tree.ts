/**
 * XML as WeChat pushes it: like that of `xml.ts`, with fields inside fields. The same guards hold; how deep it nests is bounded,
 * and only inside a field may a name come again: then it is a list.
 */
import { FORBIDDEN_NAMES, openXml, readValue, takeTag, xmlText, type Cursor } from './xml';

export type XmlValue = string | readonly XmlValue[] | XmlTree;

export interface XmlTree {
  readonly [name: string]: XmlValue;
}

const MAX_DEPTH = 8;
const ROOT = 'xml';

/** The fields of `<xml>…</xml>`, every value a text, the fields inside, or a list of such; undefined for anything else. */
export function readXmlTree(text: string): XmlTree | undefined {
  const cursor = openXml(text, ROOT);
  const tree = cursor && readFields(cursor, ROOT, 1);
  cursor?.take(/\s*/y);
  return cursor?.isAtEnd ? tree : undefined;
}

/** Fields up to the end of the one that they stand in. */
function readFields(cursor: Cursor, parent: string, depth: number): XmlTree | undefined {
  const fields = new Map<string, XmlValue[]>();
  while (!cursor.skip(`</${parent}>`)) {
    if (cursor.take(/\s+/y)) continue;
    const field = readField(cursor, depth);
    if (!field || FORBIDDEN_NAMES.has(field.name)) return undefined;
    const same = fields.get(field.name);
    if (same && depth === 1) return undefined;
    if (same) same.push(field.value);
    else fields.set(field.name, [field.value]);
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, oneOrList(values)]));
}

function oneOrList(values: readonly XmlValue[]): XmlValue {
  const [first = '', ...others] = values;
  return others.length === 0 ? first : values;
}

function readField(
  cursor: Cursor,
  depth: number,
): { readonly name: string; readonly value: XmlValue } | undefined {
  const tag = takeTag(cursor);
  if (!tag) return undefined;
  const value = tag.isEmpty ? '' : readContent(cursor, tag.name, depth);
  return value === undefined ? undefined : { name: tag.name, value };
}

/** What stands in a field, and its end: a text, or fields and nothing but space between them. */
function readContent(cursor: Cursor, name: string, depth: number): XmlValue | undefined {
  const text = readValue(cursor);
  if (text === undefined) return undefined;
  if (cursor.skip(`</${name}>`)) return text;
  return depth < MAX_DEPTH && text.trim() === '' ? readFields(cursor, name, depth + 1) : undefined;
}

/**
 * `<xml>` with one element per field: numbers bare, texts as CDATA, objects as fields inside, and lists as WeChat writes them,
 * `<item>` by `<item>`. What is none of these is left out.
 */
export function writeXmlTree(fields: Readonly<Record<string, unknown>>): string {
  return `<${ROOT}>${elements(fields)}</${ROOT}>`;
}

const elements = (fields: object): string =>
  Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');

function element(name: string, value: unknown): string {
  const inner = content(value);
  return inner === undefined ? '' : `<${name}>${inner}</${name}>`;
}

function content(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `<![CDATA[${xmlText(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  if (Array.isArray(value)) return value.map((one) => element('item', one)).join('');
  return typeof value === 'object' && value !== null ? elements(value) : undefined;
}
