// Which fields a read or a $project shows, and what $addFields adds. Always a new document; nothing given is changed.
import { isNumeric, numberOf } from '../bson-order';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, putField, type Doc } from '../document';
import type { Evaluate, Scope } from '../expression/operator';
import { eachDoc, plant, type FieldTree } from './field-tree';

/** Made from the field's value; `including` where it stands for showing the field. */
interface Made {
  readonly from: (value: unknown) => unknown;
  readonly including?: true;
}
type ElementTest = (criteria: unknown) => (element: unknown) => boolean;

/** A field shown as it is, left out, computed from the document, or made from the field's value. */
export type Shown = 'shown' | 'hidden' | Evaluate | Made;
type Tree = FieldTree<Shown>;

export type Project = (doc: Doc, scope: Scope) => Doc;

/** A flag of a projection; undefined for anything else. */
export function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return isNumeric(value) ? numberOf(value) !== 0 : undefined;
}

/** The projection that a list of fields makes: those that show decide, `_id` may differ. */
export function projectionOf(fields: readonly (readonly [string, Shown])[], what: string): Project {
  const others = fields.filter(([path]) => path !== '_id');
  const id = fields.find(([path]) => path === '_id')?.[1];
  const excluding = isExcluding(
    others.map(([, shown]) => shown),
    id,
  );
  checkOneKind(others, excluding, what);
  const tree: Tree = new Map();
  if (excluding) {
    for (const [path, shown] of fields) plant(tree, path, shown);
    return (doc) => without(doc, tree);
  }
  if (id !== 'hidden') plant<Shown>(tree, '_id', id ?? 'shown');
  for (const [path, shown] of others) plant(tree, path, shown);
  return (doc, scope) => computed(only(doc, tree), tree, scope);
}

function checkOneKind(others: readonly (readonly [string, Shown])[], excluding: boolean, what: string): void {
  const wrong = others.find(([, shown]) => excluding !== isHiding(shown) && !isEither(shown));
  if (!wrong) return;
  const [kind, beside] = excluding ? ['inclusion', 'exclusion'] : ['exclusion', 'inclusion'];
  throw requestFailed(`Invalid ${what} :: Cannot do ${kind} on field ${wrong[0]} in ${beside} projection`);
}

const isHiding = (shown: Shown): boolean => shown === 'hidden';
/** $slice goes with both. */
const isEither = (shown: Shown): boolean => typeof shown === 'object' && !('including' in shown);

function isExcluding(others: readonly Shown[], id: Shown | undefined): boolean {
  const deciding = others.find((shown) => !isEither(shown));
  if (deciding !== undefined) return deciding === 'hidden';
  return others.length > 0 || id === 'hidden';
}

function without(doc: Doc, tree: Tree): Doc {
  const kept: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const node = tree.get(name);
    if (node === 'hidden') continue;
    putField(
      kept,
      name,
      node instanceof Map ? withoutBelow(value, node) : isMade(node) ? node.from(value) : value,
    );
  }
  return kept;
}

const withoutBelow = (value: unknown, tree: Tree): unknown =>
  eachDoc(
    value,
    (inner) => without(inner, tree),
    (other) => other,
  );

const isMade = (node: unknown): node is Made => typeof node === 'object' && node !== null && 'from' in node;

function only(doc: Doc, tree: Tree): Doc {
  const kept: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const node = tree.get(name);
    const shown = shownOf(value, node);
    if (shown !== undefined) putField(kept, name, shown);
  }
  return kept;
}

function shownOf(value: unknown, node: Shown | Tree | undefined): unknown {
  if (node === 'shown') return value;
  if (node instanceof Map)
    return eachDoc(
      value,
      (inner) => only(inner, node),
      // What is computed below also stands in place of what is no document.
      () => (computes(node) ? null : undefined),
    );
  return isMade(node) ? node.from(value) : undefined;
}

/** Sets what a tree computes: into documents, into every document of a list, and in place of what is neither. */
export function computed(doc: Doc, tree: Tree, scope: Scope): Doc {
  const next: Doc = { ...doc };
  for (const [name, node] of tree) {
    if (typeof node === 'function') set(next, name, node(scope));
    else if (node instanceof Map && computes(node)) set(next, name, computedIn(next[name], node, scope));
  }
  return next;
}

function computedIn(value: unknown, tree: Tree, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => computedIn(item, tree, scope));
  return computed(isDoc(value) ? value : {}, tree, scope);
}

const computes = (tree: Tree): boolean =>
  [...tree.values()].some((node) => typeof node === 'function' || (node instanceof Map && computes(node)));

function set(doc: Doc, name: string, value: unknown): void {
  if (value === undefined) Reflect.deleteProperty(doc, name);
  else putField(doc, name, value);
}

// ---- the projection of a read

/** What `field()` says of a query: flags, $slice and $elemMatch. */
export function readProjection(spec: Doc, elementTest: ElementTest): Project {
  const fields = Object.entries(spec).flatMap(([path, value]) => readFields(path, value, elementTest));
  return projectionOf(fields, 'projection');
}

function readFields(path: string, value: unknown, elementTest: ElementTest): (readonly [string, Shown])[] {
  const flag = flagOf(value);
  if (path.split('.').includes('$'))
    throw operatorRefused(`the positional projection '${path}' is not emulated by the local cloud`);
  if (flag !== undefined) return [[path, flag ? 'shown' : 'hidden']];
  if (!isDoc(value)) throw requestFailed(`projection of ${path}: a flag, $slice or $elemMatch is needed`);
  const [name = '', ...more] = Object.keys(value);
  const made = more.length === 0 ? madeBy(path, [name, value[name]], elementTest) : undefined;
  if (made) return [[path, made]];
  const dollar = [name, ...more].find((one) => one.startsWith('$'));
  if (dollar !== undefined)
    throw operatorRefused(`operator ${dollar} in a projection is not emulated by the local cloud`);
  return Object.entries(value).flatMap(([field, inner]) =>
    readFields(`${path}.${field}`, inner, elementTest),
  );
}

function madeBy(
  path: string,
  [name, argument]: readonly [string, unknown],
  elementTest: ElementTest,
): Shown | undefined {
  if (name === '$slice') return { from: sliced(argument) };
  if (name !== '$elemMatch') return undefined;
  if (path.includes('.')) throw requestFailed(`Cannot use $elemMatch projection on a nested field: ${path}`);
  const test = elementTest(argument);
  return {
    including: true,
    from: (list) => {
      const at = Array.isArray(list) ? list.findIndex(test) : -1;
      return Array.isArray(list) && at >= 0 ? [list[at] as unknown] : undefined;
    },
  };
}

/** `n`, `-n` or `[skip, n]` of a list; what is no list stays. */
function sliced(argument: unknown): (value: unknown) => unknown {
  const [skip, count] = sliceBounds(argument);
  const cut = (list: readonly unknown[]): unknown[] => {
    if (count === undefined) return skip < 0 ? list.slice(skip) : list.slice(0, skip);
    const from = skip < 0 ? Math.max(0, list.length + skip) : skip;
    return list.slice(from, from + count);
  };
  return (value) => (Array.isArray(value) ? cut(value) : value);
}

function sliceBounds(argument: unknown): readonly [number, number?] {
  const given: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const numbers = given.filter((value) => isNumeric(value)).map((value) => Math.trunc(numberOf(value)));
  const [first, second] = numbers;
  if (
    first === undefined ||
    numbers.length !== given.length ||
    numbers.length > 2 ||
    (Array.isArray(argument) && second === undefined)
  )
    throw requestFailed(
      'Invalid $slice syntax. The given syntax did not match the find() syntax: a number or [skip, limit]',
    );
  if (second !== undefined && second <= 0)
    throw requestFailed('First argument to $slice limit must be positive');
  return second === undefined ? [first] : [first, second];
}
