// What an expression of a rule can be for the documents that a query may touch: some values, a range, or anything. A rule holds when
// it can only be true.

export type Possible =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  /** Numbers, texts or dates between bounds. */
  | { readonly kind: 'range'; readonly bounds: readonly Bound[] }
  | { readonly kind: 'any' };

export interface Bound {
  readonly sign: '>' | '>=' | '<' | '<=';
  readonly value: unknown;
}

export const any: Possible = { kind: 'any' };
/** More possibilities are not followed. */
const mostValues = 200;

export const only = (value: unknown): Possible => ({ kind: 'values', values: [value] });

/** All that `combine` makes of what either side can be. */
export function combined(
  left: Possible,
  right: Possible,
  combine: (left: unknown, right: unknown) => unknown,
): Possible {
  if (left.kind !== 'values' || right.kind !== 'values') return any;
  if (left.values.length * right.values.length > mostValues) return any;
  const values = left.values.flatMap((one) => right.values.map((other) => combine(one, other)));
  return { kind: 'values', values: [...new Set(values)] };
}

export const isAlwaysTrue = (possible: Possible): boolean =>
  possible.kind === 'values' && possible.values.every((value) => value === true);

/** What is not known is both, so that `or` and `and` still decide where one side does. */
export function asTruth(possible: Possible): Possible {
  if (possible.kind !== 'values') return { kind: 'values', values: [true, false] };
  return { kind: 'values', values: [...new Set(possible.values.map(Boolean))] };
}

export function compared(sign: string, left: Possible, right: Possible): Possible {
  if (left.kind === 'range') return rangeCompared(sign, left.bounds, right);
  if (right.kind === 'range') return rangeCompared(mirrored[sign] ?? sign, right.bounds, left);
  return combined(left, right, (one, other) => compare(sign, one, other));
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** True where one of the bounds already says so. */
function rangeCompared(sign: string, bounds: readonly Bound[], right: Possible): Possible {
  const [value, ...others] = right.kind === 'values' ? right.values : [];
  const isSaid =
    right.kind === 'values' && others.length === 0 && bounds.some((bound) => implies(bound, sign, value));
  return isSaid ? only(true) : any;
}

function implies(bound: Bound, sign: string, value: unknown): boolean {
  if (!sign.startsWith(bound.sign.charAt(0))) return false;
  if (compare(bound.sign.charAt(0), bound.value, value)) return true;
  return compare('==', bound.value, value) && (sign.length === 2 || bound.sign.length === 1);
}

function compare(sign: string, left: unknown, right: unknown): boolean {
  const [one, other] = [plain(left), plain(right)];
  if (sign.startsWith('==')) return one === other;
  if (sign.startsWith('!=')) return one !== other;
  const order = orderOf(one, other);
  if (order === undefined) return false;
  if (order === 0) return sign.endsWith('=');
  return sign.startsWith('<') === order < 0;
}

/** Below zero where the first is smaller; undefined where the two cannot be ordered. */
function orderOf(one: unknown, other: unknown): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Dates are compared as their milliseconds, absence as null. */
function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : (value ?? null);
}
