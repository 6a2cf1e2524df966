/**
 * What may be printed of a configuration's values. A key can stand in the wrong field, so a field's name is not enough: besides
 * numbers and the words true and false, only what has the form of something public is shown.
 */
import { own } from '../../shared/kernel/json';
import { described, recognise } from '../../shared/payments/doctor/material';
import { shownName } from '../../shared/payments/doctor/names';
import { inEnglish } from '../../shared/payments/doctor/said';
import { shapeOf } from '../../shared/payments/doctor/shapes';
import { connectors } from '../connectors';
import { hiddenMark, isSecretName } from '../console/hidden-fields';
import type { Leaf } from './leaves';

/** Whether a field's value is kept secret, wherever it stands. */
export const isSecretPath = (path: readonly string[]): boolean =>
  path.some((name) => isSecretName(name) || connectors.some(({ fields }) => own(fields, name)?.secret));

export const shownPath = (path: readonly string[]): string => path.map(shownName).join('.');

/** A value as it may be printed. */
export function shownValue({ path, value }: Leaf): string {
  if (typeof value === 'string') return isSecretPath(path) ? secret(value) : publicText(path, value);
  if (isSecretPath(path)) return hiddenMark;
  return JSON.stringify(value);
}

function secret(text: string): string {
  if (text === '') return '""';
  const what = text.length > 60 ? described(recognise(text)) : undefined;
  return what === undefined ? hiddenMark : `${hiddenMark} (${inEnglish(what)})`;
}

/** So short a text without a form of its own is a word or a number, no key; neither are words with blanks or _ between them. */
const SHORT = 12;

function publicText(path: readonly string[], text: string): string {
  const shape = shapeOf(text);
  if (shape === 'an_openid') return shownOpenid(text);
  if (shape === 'a_web_address') return shownAddress(text);
  if (shape === 'a_serial' && path.at(-1) !== 'serial_no') return hiddenMark;
  const isPublic =
    shape !== undefined ||
    text.length <= SHORT ||
    /^[a-z]+(_[a-z]+)+$/i.test(text) ||
    (text.length <= 60 && /\S \S/.test(text));
  return isPublic ? text : `${hiddenMark} (${text.length} characters)`;
}

/** A person is known by the end of an openid to whoever has the whole. */
export const shownOpenid = (openid: string): string => `o${hiddenMark}${openid.slice(-4)}`;

function shownAddress(text: string): string {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (!address) return hiddenMark;
  const query = address.search === '' ? '' : `?${hiddenMark}`;
  const who = address.username === '' && address.password === '' ? '' : `${hiddenMark}@`;
  return `${address.protocol}//${who}${address.host}${address.pathname}${query}`;
}
