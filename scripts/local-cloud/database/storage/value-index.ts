// What a condition demands of a path, as spans of an index: an index names the documents that a condition may match, so that a
// query's cost grows with what it finds and not with the collection. It may name too many; the filter decides.
import { ObjectId } from 'bson';
import { isDoc, type Doc } from '../document';
import { after, bytesOf, highestOf, kinds, lowestOf } from './index-key';

/** Points of several paths multiply; more of them than this are not looked up one by one. */
export const mostPoints = 500;

/** Values of an index from `from` on, up to `to`, which is left out. */
export interface ValueSpan {
  readonly from: Buffer;
  readonly to: Buffer;
}

export interface Demand {
  readonly path: string;
  /** The only values that match. */
  readonly points?: readonly Buffer[];
  /** A value is in each of them, or in one of them with `any`; in a list it may be another value for each. */
  readonly spans?: readonly ValueSpan[];
  readonly any?: true;
  /** Documents without the field may match, too. */
  readonly missing: boolean;
}

/** For each alternative of a filter what it demands; none when one of them demands nothing that an index could know. */
export type Alternatives = readonly (readonly Demand[])[];

type Plain = number | string | boolean | Date | ObjectId;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && !Number.isNaN(value)) ||
  (value instanceof Date && !Number.isNaN(value.getTime())) ||
  value instanceof ObjectId;

/** What a filter demands, alternative by alternative. */
export function alternativesOf(criteria: Doc): Alternatives {
  const own = demandsOf(criteria);
  if (own.length > 0) return [own];
  const { $or: branches } = criteria;
  if (!Array.isArray(branches)) return [];
  const all = branches.map((branch) => (isDoc(branch) ? demandsOf(branch) : []));
  return all.every(({ length }) => length > 0) ? all : [];
}

const demandsOf = (criteria: Doc): readonly Demand[] =>
  Object.entries(criteria).flatMap(([path, condition]) => {
    if (path === '$and' && Array.isArray(condition))
      return condition.flatMap((part) => (isDoc(part) ? demandsOf(part) : []));
    const demand = path.startsWith('$') ? undefined : demandOf(path, condition);
    return demand ? [demand] : [];
  });

function demandOf(path: string, condition: unknown): Demand | undefined {
  if (condition === null || isPlain(condition)) return oneOf(path, [condition]);
  if (!isDoc(condition)) return undefined;
  if ('$eq' in condition) return demandOf(path, condition.$eq);
  if (condition.$exists === false) return oneOf(path, [null]);
  const { $in: list } = condition;
  if (Array.isArray(list) && list.length <= mostPoints && list.every((one) => one === null || isPlain(one)))
    return oneOf(path, list);
  const { $not: denied } = condition;
  return isDoc(denied) ? notBelow(path, denied) : between(path, condition);
}

function oneOf(path: string, values: readonly (Plain | null)[]): Demand {
  return { path, points: values.map(bytesOf), missing: values.includes(null) };
}

/** What is not below a number: greater ones, and whatever is no number. */
function notBelow(path: string, { $lt: high, ...more }: Doc): Demand | undefined {
  if (typeof high !== 'number' || Number.isNaN(high) || Object.keys(more).length > 0) return undefined;
  const below = { from: bytesOf(-Infinity), to: bytesOf(high) };
  const outside = [
    { from: Buffer.alloc(0), to: below.from },
    { from: below.to, to: after(Buffer.of(0xff)) },
  ];
  return { path, spans: outside, any: true, missing: true };
}

/** A condition on the order is met by values of its own kind only. */
function between(path: string, condition: Doc): Demand | undefined {
  const spans = Object.entries(condition).flatMap(([operator, bound]): ValueSpan[] => {
    if (!isPlain(bound)) return [];
    const kind = bytesOf(bound)[0] ?? kinds.other;
    if (operator === '$gt' || operator === '$gte')
      return [{ from: lowestOf(bound), to: Buffer.of(kind + 1) }];
    return operator === '$lt' || operator === '$lte' ? [{ from: Buffer.of(kind), to: highestOf(bound) }] : [];
  });
  return spans.length > 0 ? { path, spans, missing: false } : undefined;
}
