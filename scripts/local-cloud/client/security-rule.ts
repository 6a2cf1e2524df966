// Decides whether a query of a mini-program is inside a security rule: for every document that it can touch the rule must hold.
import { isDoc, type Doc } from '../database/document';
import { entryOf } from '../table';
import {
  any,
  asTruth,
  combined,
  compared,
  isAlwaysTrue,
  only,
  type Bound,
  type Possible,
} from './possible-values';
import { parseRule, type RuleTree } from './rule-parser';

/** What the expressions of a rule can name. */
export interface RuleScope {
  readonly auth: Doc | null;
  /** Local time in milliseconds. */
  readonly now: number;
  /** What the query says about the documents; of a new document all of it. */
  readonly doc: { readonly query: Doc } | { readonly whole: Doc };
  /** The document of `get('database.<collection>.<id>')`; null where there is none. */
  readonly get: (collection: string, id: string) => Promise<Doc | null>;
}

/** Throws an Error that says what of the rule cannot be read. */
export async function holds(rule: boolean | string, scope: RuleScope): Promise<boolean> {
  if (typeof rule === 'boolean') return rule;
  return isAlwaysTrue(asTruth(await evaluate(parseRule(rule), scope)));
}

async function evaluate(tree: RuleTree, scope: RuleScope): Promise<Possible> {
  switch (tree.kind) {
    case 'value':
      return only(tree.value);
    case 'name':
      return named(tree.name, scope);
    case 'list':
      return listOf(await Promise.all(tree.items.map((item) => evaluate(item, scope))));
    case 'template':
      return templateOf(tree.texts, await Promise.all(tree.values.map((value) => evaluate(value, scope))));
    case 'not':
      return combined(asTruth(await evaluate(tree.of, scope)), only(null), (value) => value !== true);
    case 'get':
      return fetched(await evaluate(tree.path, scope), scope);
    case 'member':
      return memberOf(tree, scope);
    case 'binary':
      return binary(tree.sign, await evaluate(tree.left, scope), await evaluate(tree.right, scope));
  }
}

function named(name: 'auth' | 'doc' | 'now', { auth, now, doc }: RuleScope): Possible {
  if (name === 'auth') return only(auth);
  if (name === 'now') return only(now);
  return 'whole' in doc ? only(doc.whole) : any;
}

function listOf(items: readonly Possible[]): Possible {
  return items.reduce(
    (list, item) => combined(list, item, (before, one) => [...asList(before), one]),
    only([]),
  );
}

function templateOf(texts: readonly string[], values: readonly Possible[]): Possible {
  return values.reduce(
    (whole, value, place) =>
      combined(whole, value, (before, one) => `${String(before)}${String(one)}${texts[place + 1] ?? ''}`),
    only(texts[0] ?? ''),
  );
}

async function fetched(path: Possible, scope: RuleScope): Promise<Possible> {
  if (path.kind !== 'values') return any;
  const found = path.values.map((value) => {
    const [, collection, id] = /^database\.([^.]+)\.(.+)$/.exec(String(value)) ?? [];
    if (collection === undefined || id === undefined)
      throw new Error(`get(${JSON.stringify(value)}): the path is database.<collection>.<_id>`);
    return scope.get(collection, id);
  });
  return { kind: 'values', values: await Promise.all(found) };
}

async function memberOf(tree: RuleTree & { kind: 'member' }, scope: RuleScope): Promise<Possible> {
  const field = fieldOf(tree);
  if (field !== undefined && 'query' in scope.doc) return inQuery(scope.doc.query, field);
  const [of, name] = [await evaluate(tree.of, scope), await evaluate(tree.name, scope)];
  return combined(of, name, (value, key) => (isDoc(value) ? entryOf(value, String(key)) : undefined));
}

/** The dotted path of `doc.a.b`; undefined for members of anything else. `doc.id` is the document's `_id`. */
function fieldOf({ of, name }: RuleTree & { kind: 'member' }): string | undefined {
  if (name.kind !== 'value') return undefined;
  const last = String(name.value);
  if (of.kind === 'name') return of.name === 'doc' ? (last === 'id' ? '_id' : last) : undefined;
  const first = of.kind === 'member' ? fieldOf(of) : undefined;
  return first === undefined ? undefined : `${first}.${last}`;
}

/** What a query says about a field: every part of an `$and` counts, an `$or` says nothing. */
function inQuery(query: Doc, field: string): Possible {
  const parts = Array.isArray(query.$and) ? query.$and.filter(isDoc).map((part) => inQuery(part, field)) : [];
  const own = Object.hasOwn(query, field) ? fromCondition(query[field]) : any;
  return (
    [own, ...parts].find(({ kind }) => kind === 'values') ??
    [own, ...parts].find(({ kind }) => kind === 'range') ??
    any
  );
}

function fromCondition(condition: unknown): Possible {
  if (!isDoc(condition) || !Object.keys(condition).some((key) => key.startsWith('$'))) return only(condition);
  if ('$eq' in condition) return only(condition.$eq);
  if (Array.isArray(condition.$in)) return { kind: 'values', values: condition.$in };
  const bounds = Object.entries(condition).flatMap(([operator, value]): Bound[] => {
    const sign = entryOf(boundSigns, operator);
    return sign === undefined ? [] : [{ sign, value }];
  });
  return bounds.length > 0 ? { kind: 'range', bounds } : any;
}

const boundSigns: Readonly<Record<string, Bound['sign']>> = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };

function binary(sign: string, left: Possible, right: Possible): Possible {
  if (sign === '&&')
    return combined(asTruth(left), asTruth(right), (one, other) => one === true && other === true);
  if (sign === '||')
    return combined(asTruth(left), asTruth(right), (one, other) => one === true || other === true);
  if (sign === 'in') return combined(left, right, isIn);
  if (sign === '+')
    return combined(left, right, (one, other) =>
      typeof one === 'number' ? one + Number(other) : `${String(one)}${String(other)}`,
    );
  if (sign === '-') return combined(left, right, (one, other) => Number(one) - Number(other));
  return compared(sign, left, right);
}

function isIn(one: unknown, other: unknown): boolean {
  return Array.isArray(other) ? other.includes(one) : isDoc(other) && Object.hasOwn(other, String(one));
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
