// Which index answers a filter, and from where to where it is read.
import type { CollectionIndex } from './collection-index';
import { after } from './index-key';
import { mostPoints, type Demand, type ValueSpan } from './value-index';

/** Spans of one index that hold every document that may match. */
export interface Plan {
  readonly index: CollectionIndex;
  readonly spans: readonly ValueSpan[];
}

/** Plans are compared by what they name up to here. */
const countedEntries = 1000;
const everything: ValueSpan = { from: Buffer.alloc(0), to: after(Buffer.of(0xff)) };

/** The plan that names the fewest documents; undefined where no index knows anything. */
export function bestPlan(indexes: readonly CollectionIndex[], demands: readonly Demand[]): Plan | undefined {
  const plans = indexes.flatMap((index) => planOf(index, demands) ?? []);
  if (plans.length < 2) return plans[0];
  return plans.map((plan) => ({ plan, size: sizeOf(plan) })).sort((one, other) => one.size - other.size)[0]
    ?.plan;
}

/** How many entries a plan names, counted up to a limit. */
export function sizeOf({ index, spans }: Plan, limit = countedEntries): number {
  let size = 0;
  for (const span of spans) {
    size += index.size(span, limit - size);
    if (size >= limit) break;
  }
  return size;
}

/** A sort that an index serves: after points of its first paths come the sorted ones, all in one direction. */
export function sortedPlan(
  indexes: readonly CollectionIndex[],
  demands: readonly Demand[],
  sort: readonly string[],
): Plan | undefined {
  for (const index of indexes) {
    const { keys, sparse } = index.definition;
    if (sparse) continue;
    const fixed = keys.slice(0, Math.max(0, keys.indexOf(sort[0] ?? '')));
    const points = fixed.map((path) => demands.find((one) => one.path === path)?.points);
    const single = points.every((found) => found?.length === 1);
    if (!single || !sort.every((path, at) => keys[fixed.length + at] === path)) continue;
    const head = Buffer.concat(points.flatMap((found) => found ?? []));
    const demand = demands.find((one) => one.path === sort[0]);
    const range = demand?.spans && !demand.any && !index.multikey ? narrowest(demand.spans) : everything;
    return { index, spans: [behind(head, range)] };
  }
  return undefined;
}

function planOf(index: CollectionIndex, demands: readonly Demand[]): Plan | undefined {
  const { keys, sparse = false } = index.definition;
  let heads: Buffer[] = [Buffer.alloc(0)];
  for (const [at, path] of keys.entries()) {
    const demand = demands.find((one) => one.path === path && !(sparse && one.missing));
    const { points, spans } = demand ?? {};
    if (spans) return { index, spans: spansBehind(heads, ranges(index, demand)) };
    if (!points || heads.length * points.length > mostPoints) {
      return at === 0 ? undefined : { index, spans: pointSpans(heads) };
    }
    heads = heads.flatMap((head) => points.map((point) => Buffer.concat([head, point])));
  }
  return { index, spans: pointSpans(heads) };
}

/** In a list each bound may be met by another element, so that only one of them can be relied on. */
function ranges({ multikey }: CollectionIndex, demand: Demand | undefined): readonly ValueSpan[] {
  const { spans = [], any } = demand ?? {};
  if (any) return spans;
  return multikey ? spans.slice(0, 1) : [narrowest(spans)];
}

const narrowest = (spans: readonly ValueSpan[]): ValueSpan =>
  spans.reduce((one, other) => ({
    from: Buffer.compare(one.from, other.from) < 0 ? other.from : one.from,
    to: Buffer.compare(one.to, other.to) < 0 ? one.to : other.to,
  }));

const behind = (head: Buffer, { from, to }: ValueSpan): ValueSpan => ({
  from: Buffer.concat([head, from]),
  to: Buffer.concat([head, to]),
});

const pointSpans = (heads: readonly Buffer[]): ValueSpan[] =>
  heads.map((head) => ({ from: head, to: after(head) }));

const spansBehind = (heads: readonly Buffer[], spans: readonly ValueSpan[]): ValueSpan[] =>
  heads.flatMap((head) => spans.map((span) => behind(head, span)));
