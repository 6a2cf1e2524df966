/** Values given on the command line (`--set field=value`, `--set-file field=path`) or typed, and the documents they go into. */
import { readFileSync } from 'node:fs';
import { isObject } from '../../shared/kernel/json';
import { saidOf } from '../../shared/payments/doctor/block';
import { shownName } from '../../shared/payments/doctor/names';
import type { Connector } from '../../shared/payments/psp/connector';
import type { StoredDocument } from '../environment/documents';

export type Settings = ReadonlyMap<string, unknown>;

/** What commands that are given values take. */
export const settingOptions = {
  set: { type: 'string', multiple: true, default: [] as string[] },
  'set-file': { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** Fields that hold a file with line breaks, or with bytes that are no text. */
export const isFileField = (name: string): boolean =>
  /^(private_key|public_key|cert|cert_key|certificates|p12)$/.test(name);

/**
 * The values of both options.
 * @throws Error in words for whoever typed the command; a value is never in them
 */
export function settingsOf(
  options: { readonly set: readonly string[]; readonly 'set-file': readonly string[] },
  connector: Connector,
): Settings {
  const texts = options.set.map((pair) => split(pair, '--set'));
  const files = options['set-file'].map((pair) => {
    const [name, path] = split(pair, '--set-file');
    return [name, contentOf(name, path)] as const;
  });
  return new Map([...texts, ...files].map(([name, text]) => [name, valueOf(connector, name, text)]));
}

function split(pair: string, option: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`${option} wants field=…, as ${option} mchid=…`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** What a file holds, as the field wants it. @throws Error in words where it cannot be read */
export function contentOf(name: string, path: string): string {
  try {
    const bytes = readFileSync(path);
    return name === 'p12'
      ? bytes.toString('base64')
      : bytes
          .toString('utf8')
          .replace(/^\ufeff/, '')
          .trim();
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`the file for ${shownName(name)} cannot be read (${why})`, { cause: error });
  }
}

const LISTS = ['operators', 'certificates', 'currencies'];
const NUMBERS = ['order_minutes', 'max_open_orders'];

/** A text as the field wants it: true, a number or an object where it takes no text, a list where it takes several. */
export function valueOf({ fields }: Connector, name: string, text: string): unknown {
  if (NUMBERS.includes(name)) return /^\d+$/.test(text) ? Number(text) : text;
  if (LISTS.includes(name) && !/^\[|^auto$/.test(text))
    return text.includes('-----') ? [text] : text.split(/[,\s]+/).filter((one) => one !== '');
  const field = fields[name];
  const isText = field ? saidOf(field, text) === undefined : !/^[[{]/.test(text);
  if (isText) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Where they stand for the whole shop. */
const AT_TOP = [
  ...['operators', 'notify_url', 'order_minutes', 'max_open_orders', 'currency', 'refund_currency'],
  ...['alarm_url', 'alarm_secret'],
];

/** The document with these values: in the PSP's own place, or at the top what holds for the whole shop. */
export function withSettings(
  document: StoredDocument,
  { paySp, fields }: Connector,
  settings: Settings,
): StoredDocument {
  const isFlat = placeOf(document, paySp) === 'top';
  const entries = [...settings];
  const isTop = ([name]: readonly [string, unknown]): boolean =>
    isFlat || (AT_TOP.includes(name) && !(name in fields));
  const top = { ...document, ...Object.fromEntries(entries.filter(isTop)) };
  if (isFlat) return top;
  const providers = isObject(document.providers) ? document.providers : {};
  const block = isObject(providers[paySp]) ? providers[paySp] : {};
  const own = Object.fromEntries(entries.filter((one) => !isTop(one)));
  return { ...top, providers: { ...providers, [paySp]: { ...block, ...own } } };
}

/** Where the fields of a PSP stand, or are to stand: at the top for the only one, in a block of its own otherwise. */
export function placeOf({ pay_sp: main, providers }: StoredDocument, paySp: string): 'top' | 'block' {
  const hasBlock = isObject(providers) && isObject(providers[paySp]);
  return main === paySp && !hasBlock ? 'top' : 'block';
}

/** The fields of a PSP where they stand; undefined where it has none. */
export function ownFields(document: StoredDocument, paySp: string): StoredDocument | undefined {
  if (placeOf(document, paySp) === 'top') return document;
  const block = isObject(document.providers) ? document.providers[paySp] : undefined;
  return isObject(block) ? block : undefined;
}

/** The document without one of the PSP's fields. */
export function withoutField(document: StoredDocument, paySp: string, name: string): StoredDocument {
  const without = ({ [name]: _gone, ...rest }: StoredDocument): StoredDocument => rest;
  const own = ownFields(document, paySp);
  if (placeOf(document, paySp) === 'top') return without(document);
  if (!own || !isObject(document.providers)) return document;
  return { ...document, providers: { ...document.providers, [paySp]: without(own) } };
}
