/**
 * XML as WeChat Pay v2 speaks it: one root, below it fields that hold text. The reader knows this form and nothing else,
 * so DOCTYPE, entities, processing instructions, attributes, comments and nesting have no way in. Why it is our own
 * stands in docs/decisions/0013-xml.md.
 */
import { wellFormed } from '../kernel/text';
import type { Params } from './sorted-params';

const MAX_BYTES = 64 * 1024;
/** Names that reach into an object's prototype. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What XML cannot carry: control characters except tab and line ends, half surrogate pairs, the two non-characters. */
const NO_CHARACTER = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/u;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text that is read from left to right, piece by piece. */
export class Cursor {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The next piece, if it has this form. Patterns are sticky. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Whether the next piece is this very text. */
  skip(text: string): boolean {
    const is = this.text.startsWith(text, this.at);
    if (is) this.at += text.length;
    return is;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }
}

/**
 * The fields of `<root><name>text</name>…</root>`, every value a string. Undefined for anything else, for bodies over
 * 64 KB, for a name that comes twice and for references other than the five named and the numeric ones.
 */
export function readXml(text: string, root: 'xml' | 'root'): Params | undefined {
  const cursor = openXml(text, root);
  if (!cursor) return undefined;
  const fields = new Map<string, string>();
  while (!cursor.skip(`</${root}>`)) {
    if (cursor.take(/\s+/y)) continue;
    const field = readField(cursor);
    if (!field || fields.has(field.name) || FORBIDDEN_NAMES.has(field.name)) return undefined;
    fields.set(field.name, field.value);
  }
  cursor.take(/\s*/y);
  return cursor.isAtEnd ? Object.fromEntries(fields) : undefined;
}

/** A text of at most 64 KB of characters that XML may have, behind its root's tag; undefined for any other. */
export function openXml(text: string, root: 'xml' | 'root'): Cursor | undefined {
  if (Buffer.byteLength(text, 'utf8') > MAX_BYTES || NO_CHARACTER.test(text)) return undefined;
  const cursor = new Cursor(text);
  cursor.take(/\s*(?:<\?xml [^<>?]{0,100}\?>\s*)?/y);
  return cursor.skip(`<${root}>`) ? cursor : undefined;
}

/** The tag that a field begins with: its name, and whether it ends at once. */
export function takeTag(cursor: Cursor): { readonly name: string; readonly isEmpty: boolean } | undefined {
  const [, name, isEmpty] = cursor.take(/<([A-Za-z_][A-Za-z0-9_.-]{0,63})\s*(\/?)>/y) ?? [];
  return name === undefined ? undefined : { name, isEmpty: isEmpty === '/' };
}

function readField(cursor: Cursor): { readonly name: string; readonly value: string } | undefined {
  const tag = takeTag(cursor);
  if (!tag) return undefined;
  const { name, isEmpty } = tag;
  const value = isEmpty ? '' : readValue(cursor);
  return value !== undefined && (isEmpty || cursor.skip(`</${name}>`)) ? { name, value } : undefined;
}

/** CDATA sections and text up to the next tag; undefined when the text is not good. */
export function readValue(cursor: Cursor): string | undefined {
  let value = '';
  for (;;) {
    const section = cursor.take(/<!\[CDATA\[([^]*?)\]\]>/y)?.[1];
    const text = section ?? cursor.take(/[^<]+/y)?.[0];
    if (text === undefined) return value;
    const piece = section ?? decoded(text);
    if (piece === undefined) return undefined;
    value += piece;
  }
}

/** Text with its references resolved; undefined when one of them is not of the allowed kinds. */
function decoded(text: string): string | undefined {
  if (text.includes(']]>')) return undefined;
  const [first = '', ...others] = text.split('&');
  const pieces = others.map((other) => {
    const [all = '', name = ''] = /^(#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[a-z]{2,4});/.exec(other) ?? [];
    const character = name.startsWith('#') ? numbered(name.slice(1)) : NAMED[name];
    return character === undefined ? undefined : character + other.slice(all.length);
  });
  return pieces.includes(undefined) ? undefined : first + pieces.join('');
}

/** The character of a number: decimal, or hexadecimal after `x`. */
function numbered(number: string): string | undefined {
  const code = number.startsWith('x') ? parseInt(number.slice(1), 16) : Number(number);
  if (code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  return NO_CHARACTER.test(character) ? undefined : character;
}

/** `<xml>` with one CDATA section per field. Values must be texts that XML can carry (`xmlText`). */
export function writeXml(fields: Params): string {
  const elements = Object.entries(fields).map(([name, value]) => {
    const safe = value.replaceAll(']]>', ']]]]><![CDATA[>');
    return `<${name}><![CDATA[${safe}]]></${name}>`;
  });
  return `<xml>${elements.join('')}</xml>`;
}

/** A text without the characters that XML cannot carry. */
export function xmlText(text: string): string {
  return wellFormed(text).replace(new RegExp(NO_CHARACTER, 'gu'), ' ');
}
