/**
 * Sorts as `localeCompare` does without the collator of the language data, which a cold start would load for the names of a request's
 * headers alone.
 */

const RANKS = '_-0123456789abcdefghijklmnopqrstuvwxyz';
const PLAIN = /^[\w-]*$/;

/**
 * Negative, 0 or positive, as `one.localeCompare(other)` tells of names in ASCII letters, digits, `-` and `_`: by their characters first,
 * small before capital where those are the same (Unicode's default order, DUCET; read 2026-11). Other text goes to `localeCompare`.
 */
export function compareNames(one: string, other: string): number {
  if (!PLAIN.test(one) || !PLAIN.test(other)) return one.localeCompare(other);
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  if (left === right) return one < other ? 1 : one > other ? -1 : 0;
  let at = 0;
  while (left[at] === right[at]) at += 1;
  return rankOf(left, at) - rankOf(right, at);
}

/** The end comes before everything. */
const rankOf = (text: string, at: number): number => (at < text.length ? RANKS.indexOf(text.charAt(at)) : -1);
