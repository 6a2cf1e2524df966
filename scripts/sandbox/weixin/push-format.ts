/** The two formats of pushes and of the replies to them: XML with CDATA, and JSON. */
import type { PushFormat } from './apps';

/** What is pushed. Numbers stay numbers in JSON; in XML everything is text. */
export type PushMessage = Readonly<Record<string, unknown>>;

/** `MsgId` goes beyond what a double holds, so it is kept as digits and written without quotes. */
const bigNumbers = /"MsgId":"(\d+)"/;

export const written = (message: PushMessage, format: PushFormat): string =>
  format === 'json'
    ? JSON.stringify(message).replace(bigNumbers, '"MsgId":$1')
    : `<xml>${Object.entries(message).map(element).join('')}</xml>`;

function element([name, value]: readonly [string, unknown]): string {
  if (Array.isArray(value)) return value.map((each) => element([name, each])).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(element).join('');
  if (typeof value === 'number') return String(value);
  return `<![CDATA[${textOf(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** A field's value where it is a text, a number or a boolean. */
export const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';

/** The text of a field of a reply; undefined where it is missing or the reply is not in that format. */
export function fieldOf(reply: string, name: string, format: PushFormat): string | undefined {
  if (format === 'json') return jsonField(reply, name);
  const pattern = new RegExp(`<${name}>(?:<!\\[CDATA\\[(.*?)\\]\\]>|([^<]*))</${name}>`, 's');
  const found = pattern.exec(reply);
  return found ? (found[1] ?? found[2]) : undefined;
}

function jsonField(reply: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(reply);
    const entry =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === name)
        : undefined;
    return entry === undefined ? undefined : String(entry[1]);
  } catch {
    return undefined;
  }
}
