// Query filters, compiled before any document is looked at, and what a read shows of the documents that it finds.
import { checkDepth, checkSize, withinTime } from '../bounds';
import { isDoc, keyOf, type Doc } from '../document';
import { scopeOf } from '../expression/expression';
import { nearestFirst } from './geo-match';
import { compileMatch, elementTest, type Predicate } from './match';
import { readProjection } from './projection';
import { orderOf, sorted } from './sort';
import { alternativesOf, type Alternatives } from '../storage/value-index';

/** Which documents, in which order, and which of their fields. */
export interface Selection {
  readonly sort?: Record<string, 1 | -1>;
  readonly skip?: number;
  readonly limit?: number;
  readonly projection?: Doc;
}

/** A filter ready to be asked. */
export class Filter {
  /** Keys of the only documents that can match, when the filter names their `_id`. */
  readonly keys: readonly string[] | undefined;
  private planned: Alternatives | undefined;
  /** It may take long for a single document: regular expressions and expressions do. */
  private readonly isCostly: boolean;

  private constructor(
    readonly criteria: Doc,
    private readonly test: Predicate,
  ) {
    this.keys = keysNamedBy(criteria._id);
    this.isCostly = mayTakeLong(criteria) || sizeOf(criteria) > LARGE;
  }

  /** Compiles criteria; fails with -502002 on an operator that the local cloud does not know. */
  static async compile(criteria: Doc = {}): Promise<Filter> {
    checkDepth(criteria);
    return new Filter(criteria, compileMatch(criteria));
  }

  /** What an index may know of it, worked out when somebody asks: a read by `_id` does without. */
  get alternatives(): Alternatives {
    return (this.planned ??= alternativesOf(this.criteria));
  }

  matches(doc: Doc): boolean {
    return this.bounded(() => this.test(doc));
  }

  /** Runs work that asks this filter many times, with an end to it where one document could take for ever. */
  bounded<T>(work: () => T): T {
    return this.isCostly ? withinTime(work) : work();
  }

  /** The matching documents; 100 unless told, never more than 1000, as the service does. Nothing given is changed. */
  select(docs: Iterable<Doc>, selection: Selection = {}): Doc[] {
    const { sort, skip = 0, limit = 100, projection = {} } = selection;
    checkDepth(projection);
    checkDepth(sort);
    const isPlain = Object.keys(projection).length === 0;
    const project = isPlain ? undefined : readProjection(projection, elementTest);
    return this.bounded(() => {
      const found = this.inOrder(
        [...docs].filter((doc) => this.test(doc)),
        sort,
      );
      const page = found.slice(skip, skip + Math.min(limit, 1000));
      const shown = project ? page.map((doc) => project(doc, scopeOf(doc))) : page;
      for (const doc of shown) checkSize(doc);
      return shown;
    });
  }

  /** What it has found, sorted; without an order as a query by distance gives it. */
  inOrder(found: Doc[], sort: Selection['sort']): Doc[] {
    const keys = sort ? orderOf(sort, 'sort') : [];
    if (keys.length > 0) return sorted(found, keys, (doc) => doc);
    const distance = nearestFirst(this.criteria);
    if (!distance) return found;
    return found
      .map((doc) => ({ doc, away: distance(doc) }))
      .sort((one, other) => one.away - other.away)
      .map(({ doc }) => doc);
  }
}

function mayTakeLong(value: unknown): boolean {
  if (value instanceof RegExp) return true;
  if (Array.isArray(value)) return value.some(mayTakeLong);
  if (!isDoc(value)) return false;
  return Object.entries(value).some(([name, inner]) => costly.has(name) || mayTakeLong(inner));
}

/** From so many conditions on criteria may take long on a long list. */
const LARGE = 100;

/** How many conditions criteria have, counted until they are many; values in a list are looked up and do not count. */
function sizeOf(value: unknown): number {
  const parts: readonly unknown[] = Array.isArray(value) ? value : isDoc(value) ? Object.values(value) : [];
  let size = isDoc(value) ? parts.length : 0;
  for (const part of parts) {
    if (size > LARGE) break;
    size += sizeOf(part);
  }
  return size;
}

const costly = new Set(['$regex', '$expr', '$jsonSchema', '$geoWithin', '$geoIntersects']);

function keysNamedBy(id: unknown): string[] | undefined {
  if (id === undefined || id === null || id instanceof RegExp || Array.isArray(id)) return undefined;
  if (!isDoc(id)) return [keyOf(id)];
  if (Array.isArray(id.$in) && !id.$in.some((one) => one instanceof RegExp)) return id.$in.map(keyOf);
  return '$eq' in id ? keysNamedBy(id.$eq) : undefined;
}
