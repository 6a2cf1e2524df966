// Query filters: compiled by mingo, with the places corrected where mingo differs from MongoDB,
// and with unknown operators refused before any document is looked at.
import { Context } from 'mingo/core';
import * as projectionOperators from 'mingo/operators/projection';
import * as queryOperators from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { messageOf } from '../service-error';
import { operatorRefused } from './database-errors';
import { copyDoc, isDoc, keyOf, type Doc } from './document';
import { elemMatch } from './elem-match';
import { alternativesOf, type Alternatives } from './value-index';
import { knownAs, refuseUnknownOperators } from './operators';

/** Which documents, in which order, and which of their fields. */
export interface Selection {
  readonly sort?: Record<string, 1 | -1>;
  readonly skip?: number;
  readonly limit?: number;
  readonly projection?: Doc;
}

/** mingo's query operators with ours in front: where two contexts name the same one, the first wins. */
export const filterContext = Context.from(
  Context.init({ query: { $elemMatch: elemMatch } }),
  Context.init({ query: { ...queryOperators }, projection: { ...projectionOperators } }),
);

const filterOperators = knownAs(queryOperators, projectionOperators, ['$options']);

/** A filter ready to be asked. */
export class Filter {
  /** Keys of the only documents that can match, when the filter names their `_id`. */
  readonly keys: readonly string[] | undefined;
  /** What an index may know of it. */
  readonly alternatives: Alternatives;

  private constructor(
    criteria: Doc,
    private readonly query: Query,
  ) {
    this.keys = keysNamedBy(criteria._id);
    this.alternatives = alternativesOf(criteria);
  }

  /** Compiles criteria; fails with -502002 on an operator that the local cloud does not know. */
  static async compile(criteria: Doc = {}): Promise<Filter> {
    // Expressions bring in two hundred more files, so they are loaded only when a filter has one.
    const expressions = usesExpressions(criteria) ? await import('./aggregation') : undefined;
    refuseUnknownOperators(criteria, expressions?.aggregationOperators ?? filterOperators);
    try {
      return new Filter(
        criteria,
        new Query(criteria, { context: expressions?.aggregationContext ?? filterContext }),
      );
    } catch (error) {
      throw operatorRefused(messageOf(error));
    }
  }

  matches(doc: Doc): boolean {
    return this.query.test(doc);
  }

  /** The matching documents; 100 unless told, never more than 1000, as the service does. */
  select(docs: Iterable<Doc>, selection: Selection = {}): Doc[] {
    const { sort, skip = 0, limit = 100, projection = {} } = selection;
    refuseUnknownOperators(projection, filterOperators);
    // A projection changes what it is given, so it gets copies, and only of what matches.
    const found = [...docs].filter((doc) => this.matches(doc));
    const given = Object.keys(projection).length > 0 ? found.map(copyDoc) : found;
    let cursor = new Query({}, { context: filterContext }).find<Doc>(given, projection);
    if (sort && Object.keys(sort).length > 0) cursor = cursor.sort(sort);
    if (skip > 0) cursor = cursor.skip(skip);
    return cursor.limit(Math.min(limit, 1000)).all();
  }
}

function usesExpressions(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(usesExpressions);
  return (
    isDoc(value) &&
    Object.entries(value).some(([field, inner]) => field === '$expr' || usesExpressions(inner))
  );
}

function keysNamedBy(id: unknown): string[] | undefined {
  if (id === undefined || id instanceof RegExp || Array.isArray(id)) return undefined;
  if (!isDoc(id)) return [keyOf(id)];
  if (Array.isArray(id.$in) && !id.$in.some((one) => one instanceof RegExp)) return id.$in.map(keyOf);
  return '$eq' in id ? keysNamedBy(id.$eq) : undefined;
}
