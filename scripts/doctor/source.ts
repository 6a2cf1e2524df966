/** Where a doctor finds configuration documents: in a file, or in collection `config` of an environment. */
import { readFileSync } from 'node:fs';
import { isObject } from '../../shared/kernel/json';
import { inEnglish, says, type Code, type Sentence } from '../../shared/payments/doctor/said';
import { openDocuments, type StoredDocument, type Which } from '../environment/documents';

export interface Source {
  /** In words, for what is printed. */
  readonly name: string;
  readonly documents: readonly StoredDocument[];
  /** Whether the shop is known not to run on this machine. */
  readonly isRemote: boolean;
}

/** What cannot be examined at all, in words for whoever typed the command. */
export class NoDocument extends Error {
  constructor(readonly said: Sentence) {
    super(inEnglish(said));
  }
}

/** Configurations of payments, and of WeChat's own server API; shared environments have one per app. */
export const isConfiguration = (id: unknown): id is string =>
  typeof id === 'string' && /^(payment|wechat)(_|$)/.test(id);

export async function fromEnvironment(which: Which): Promise<Source> {
  const environment = await openDocuments(which);
  const documents: StoredDocument[] = [];
  for await (const one of environment.all('config')) if (isConfiguration(one._id)) documents.push(one);
  return { name: environment.name, documents, isRemote: which.env !== undefined };
}

/** One document, a list of them, or one a line as the cloud console exports them. @throws NoDocument */
export function fromFile(file: string): Source {
  return { name: file, documents: documentsIn(textOf(file)), isRemote: false };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new NoDocument(says('unreadable_file', { file, why }));
  }
}

/** @throws NoDocument */
export function documentsIn(text: string): readonly StoredDocument[] {
  const clean = text.replace(/^\ufeff/, '').trim();
  if (clean === '') throw new NoDocument(says('empty_file'));
  const whole = parsed(clean);
  const found = 'value' in whole ? whole.value : linesIn(clean, whole.why);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  const documents = list.filter((one): one is StoredDocument => isObject(one));
  if (documents.length === 0 || documents.length < list.length)
    throw new NoDocument(says('no_configuration'));
  return documents.map((one) => ({ ...one, _id: idOf(one) }));
}

function idOf(document: StoredDocument): string {
  if (typeof document._id === 'string' && document._id !== '') return document._id;
  const isWechat = document.pay_sp === undefined && document.providers === undefined && 'secret' in document;
  return isWechat ? 'wechat' : 'payment';
}

type Parsed = { readonly value: unknown } | { readonly why: Sentence };

function parsed(text: string): Parsed {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { why: whereOf(text, error) };
  }
}

/** The console's export: one object a line. */
function linesIn(text: string, why: Sentence): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const read = lines.map(parsed);
  const values = read.flatMap((one) => ('value' in one ? [one.value] : []));
  if (lines.length > 1 && values.length === lines.length) return values;
  throw new NoDocument(why);
}

/** Where JSON breaks, without the text that stands there: it may be a key. */
function whereOf(text: string, error: unknown): Sentence {
  const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const before = text.slice(0, place === undefined ? text.length : Number(place));
  const line = before.split('\n').length;
  const next = text[before.length] ?? '';
  const at = { line, character: before.length - before.lastIndexOf('\n') };
  const hint = hintOf(next, text);
  return hint ? says('no_json_hint', { ...at, hint: says(hint) }) : says('no_json', at);
}

function hintOf(next: string, text: string): Extract<Code, `json_${string}`> | undefined {
  if (/[\r\n]/.test(next)) return 'json_line_break';
  if (/[“”‘’]/u.test(text)) return 'json_typographic';
  if (/['/]/.test(next)) return 'json_quotes';
  return next === '}' || next === ']' ? 'json_comma' : undefined;
}
