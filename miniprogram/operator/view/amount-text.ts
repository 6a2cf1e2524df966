// Amounts that a person types.
import { decimals } from '../../money/money';

/** Longer runs of digits are somebody's number, not a sum. */
const mostDigits = 7;

/** `12.90` in minor units (1290) of a currency; undefined where the text is no amount of it, or could be two. A comma may stand for the point. */
export function minorUnits(text: string, currency: string): number | undefined {
  const places = decimals(currency);
  const plain = pointed(text.trim());
  // One comma before three digits groups thousands, or is the point of three decimals.
  if (places === 3 && /^\d{1,3},\d{3}$/.test(text.trim())) return undefined;
  const [whole = '', fraction = ''] = plain.split('.');
  if (!/^\d{1,12}(?:\.\d*)?$/.test(plain) || fraction.length > places) return undefined;
  const units = Number(whole + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(units) ? units : undefined;
}

/** What a search means by an amount: `12,90`, `1,290.00`, `€12`, `12 EUR`; undefined where it is rather a number or a word. */
export function searchedAmount(text: string, currency: string): number | undefined {
  const found = /^(\D*?)\s*(\d[\d.,]*)\s*(\D*)$/.exec(text.trim());
  const [, before = '', digits = '', after = ''] = found ?? [];
  const signs = [before, after].filter((sign) => sign !== '');
  if (!signs.every((sign) => isSign(sign, currency))) return undefined;
  const isBare = signs.length === 0 && /^\d+$/.test(digits);
  return isBare && digits.length > mostDigits ? undefined : minorUnits(digits, currency) || undefined;
}

/** An amount as it stands in an input, without symbol and grouping. */
export function plainAmount(value: number, currency: string): string {
  const places = decimals(currency);
  const digits = String(value).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** With one point at most: groups of thousands go, and a last comma before one or two digits is a point. */
function pointed(text: string): string {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text)) return text.replace(/,/g, '');
  return /^\d+,\d{1,2}$/.test(text) ? text.replace(',', '.') : text;
}

/** A currency's code, or a symbol that stands before amounts. */
const isSign = (sign: string, currency: string): boolean =>
  sign.toUpperCase() === currency || /^(?:[A-Z]{1,3})?[$€£¥￥₩元]$/i.test(sign);
