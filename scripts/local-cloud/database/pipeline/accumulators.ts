// What a group makes of the values of its documents. Missing values are `undefined`.
import { compare, isNumeric, keyOfValue, numberOf } from '../bson-order';
import { checkLength } from '../bounds';
import { merged } from '../expression/objects';

/** The answer for the values of a group, in the order of its documents. */
export type Accumulate = (values: readonly unknown[]) => unknown;

const numbers = (values: readonly unknown[]): number[] => values.filter(isNumeric).map(numberOf);

/** Added with the rounding errors kept, as MongoDB does: 0.1 + 0.2 + 0.3 is 0.6. */
export function sum(values: readonly unknown[]): number {
  let [total, lost] = [0, 0];
  for (const value of numbers(values)) {
    const next = total + value;
    if (Number.isFinite(next))
      lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

function deviation(values: readonly unknown[], { sample }: { readonly sample: boolean }): number | null {
  const given = numbers(values);
  const divisor = given.length - (sample ? 1 : 0);
  if (divisor <= 0) return null;
  const mean = sum(given) / given.length;
  return Math.sqrt(sum(given.map((value) => (value - mean) ** 2)) / divisor);
}

const extreme = (values: readonly unknown[], direction: 1 | -1): unknown =>
  values
    .filter((value) => value !== null && value !== undefined)
    .reduce<unknown>(
      (best, value) => (best === undefined || compare(value, best) * direction > 0 ? value : best),
      undefined,
    );

const present = (values: readonly unknown[]): unknown[] => {
  checkLength(values.length, '$push');
  return values.filter((value) => value !== undefined);
};

export const accumulators = {
  $sum: sum,
  $avg: (values: readonly unknown[]): number | null => {
    const given = numbers(values);
    return given.length === 0 ? null : sum(given) / given.length;
  },
  $first: (values: readonly unknown[]): unknown => values[0],
  $last: (values: readonly unknown[]): unknown => values.at(-1),
  $max: (values: readonly unknown[]): unknown => extreme(values, 1),
  $min: (values: readonly unknown[]): unknown => extreme(values, -1),
  $push: present,
  $addToSet: (values: readonly unknown[]): unknown[] => [
    ...new Map(present(values).map((value) => [keyOfValue(value), value])).values(),
  ],
  $stdDevPop: (values: readonly unknown[]): number | null => deviation(values, { sample: false }),
  $stdDevSamp: (values: readonly unknown[]): number | null => deviation(values, { sample: true }),
  $mergeObjects: (values: readonly unknown[]): unknown => merged(values, '$mergeObjects'),
} as const satisfies Readonly<Record<string, Accumulate>>;
