// An index over one path: it names the few documents that a condition may match, so that a query's cost grows with what it
// finds and not with the collection. Whatever is no plain number or text is always named, and the filter decides.
import { isDoc, valueAt, type Doc } from './document';

type Plain = number | string;

/** What a condition demands of a path; documents without a plain value there are always asked. */
export interface Demand {
  readonly path: string;
  readonly values?: readonly Plain[];
  /** Both ends included. */
  readonly range?: { readonly low: number; readonly high: number };
  /** All texts, too. */
  readonly texts?: true;
}

/** For each alternative of a filter what it demands; none when one of them demands nothing that an index could know. */
export type Alternatives = readonly (readonly Demand[])[];

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value));

export class ValueIndex {
  /** Distinct numbers, ascending. */
  private readonly numbers: number[] = [];
  private readonly holders = new Map<Plain, Set<string>>();
  /** Distinct texts. */
  private readonly texts = new Set<string>();
  private readonly others = new Set<string>();

  constructor(readonly path: string) {}

  move(key: string, before: Doc | null, after: Doc | null): void {
    if (before) this.drop(key, valueAt(before, this.path));
    if (after) this.take(key, valueAt(after, this.path));
  }

  *keys({ values, range, texts }: Demand): Generator<string> {
    for (const value of new Set([...(values ?? []), ...(texts ? this.texts : [])]))
      yield* this.holders.get(value) ?? [];
    if (range) {
      for (let at = this.placeOf(range.low); at < this.numbers.length; at += 1) {
        const value = this.numbers[at] ?? Infinity;
        if (value > range.high) break;
        yield* this.holders.get(value) ?? [];
      }
    }
    yield* this.others;
  }

  /** How many keys it would name. */
  size({ values, range, texts }: Demand): number {
    const sizeOf = (value: Plain): number => this.holders.get(value)?.size ?? 0;
    const [from, to] = range ? [this.placeOf(range.low), this.placeOf(range.high)] : [0, -1];
    const inRange = this.numbers.slice(from, to + 1).reduce((sum, value) => sum + sizeOf(value), 0);
    const all = [...(values ?? []), ...(texts ? this.texts : [])];
    return all.reduce<number>((sum, value) => sum + sizeOf(value), inRange) + this.others.size;
  }

  private take(key: string, value: unknown): void {
    if (!isPlain(value)) {
      this.others.add(key);
      return;
    }
    const known = this.holders.get(value);
    if (known) known.add(key);
    else {
      this.holders.set(value, new Set([key]));
      if (typeof value === 'number') this.numbers.splice(this.placeOf(value), 0, value);
      else this.texts.add(value);
    }
  }

  private drop(key: string, value: unknown): void {
    this.others.delete(key);
    if (!isPlain(value)) return;
    const known = this.holders.get(value);
    known?.delete(key);
    if (known?.size !== 0) return;
    this.holders.delete(value);
    if (typeof value === 'number') this.numbers.splice(this.placeOf(value), 1);
    else this.texts.delete(value);
  }

  /** Where the first number stands that is not smaller. */
  private placeOf(value: number): number {
    let [low, high] = [0, this.numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.numbers[middle] ?? Infinity) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

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
    const demand = path.startsWith('$') ? undefined : demandOf(path, condition);
    return demand ? [demand] : [];
  });

function demandOf(path: string, condition: unknown): Demand | undefined {
  if (isPlain(condition)) return { path, values: [condition] };
  if (condition === null) return { path };
  if (!isDoc(condition)) return undefined;
  if ('$eq' in condition) return demandOf(path, condition.$eq);
  if (condition.$exists === false) return { path };
  const { $in: list } = condition;
  if (Array.isArray(list) && list.every((one) => one === null || isPlain(one)))
    return { path, values: list.filter(isPlain) };
  const { $not: denied } = condition;
  return isDoc(denied) ? notBelow(path, denied) : rangeOf(path, condition);
}

/** What is not below a number: greater ones, and whatever is no number. */
function notBelow(path: string, { $lt: high, ...more }: Doc): Demand | undefined {
  if (typeof high !== 'number' || Object.keys(more).length > 0) return undefined;
  return { path, range: { low: high, high: Infinity }, texts: true };
}

function rangeOf(path: string, condition: Doc): Demand | undefined {
  const ends = (...names: readonly string[]): number[] =>
    names.map((name) => condition[name]).filter((value) => typeof value === 'number');
  const [lows, highs] = [ends('$gt', '$gte'), ends('$lt', '$lte')];
  if (lows.length + highs.length === 0) return undefined;
  return { path, range: { low: Math.max(-Infinity, ...lows), high: Math.min(Infinity, ...highs) } };
}
