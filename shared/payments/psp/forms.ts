/** Form bodies (application/x-www-form-urlencoded) of notices, what their values look like, and numbers in addresses. */
import type { Params } from '../../codecs/sorted-params';
import { wellFormed } from '../../kernel/text';

/** The fields of a form; undefined for none at all, an odd name, or a name that comes twice. */
export function formFields(body: string): Params | undefined {
  const pairs = [...new URLSearchParams(body)];
  if (pairs.length === 0 || pairs.some(([name]) => !/^\w+$/.test(name))) return undefined;
  const fields = Object.fromEntries(pairs);
  return Object.keys(fields).length === pairs.length ? fields : undefined;
}

/** Whether a value looks like further fields, which would give a signed text of `name=value&…` a second reading. */
export const isGlued = (value: string): boolean => /&[^&=]+=/.test(value);

/** The fields of a form that has all of these names; undefined where one is missing, or a value could be read as several fields. */
export function wholeForm(body: string, names: readonly string[]): Params | undefined {
  const form = formFields(body);
  const isWhole = form && names.every((name) => name in form);
  return isWhole && !Object.values(form).some(isGlued) ? form : undefined;
}

/** Whether a value is there and looks like this. */
export const looksLike = (value: string | undefined, pattern: RegExp): boolean =>
  value !== undefined && pattern.test(value);

/** A number of anybody's in an address: one with half a character in it would throw, and is not found at the PSP either. */
export const pathPart = (number: string): string => encodeURIComponent(wellFormed(number));
