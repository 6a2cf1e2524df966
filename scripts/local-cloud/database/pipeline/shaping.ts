// Stages that change documents one by one.
import { typeOf } from '../bson-order';
import { checkSteps } from '../bounds';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { compileExpression, scopeOf, valueIn } from '../expression/expression';
import type { Evaluate, Scope } from '../expression/operator';
import { plant, type FieldTree } from '../query/field-tree';
import { computed, flagOf, projectionOf, type Shown } from '../query/projection';
import type { Stage } from './stage';

const isExpression = (value: Doc): boolean => Object.keys(value).some((name) => name.startsWith('$'));

/** The fields of a $project, nested ones by their dotted path. */
function fieldsOf(spec: Doc, variables: readonly string[], prefix = ''): (readonly [string, Shown])[] {
  return Object.entries(spec).flatMap(([name, value]): (readonly [string, Shown])[] => {
    const path = `${prefix}${name}`;
    const flag = flagOf(value);
    if (flag !== undefined) return [[path, flag ? 'shown' : 'hidden']];
    if (!isDoc(value) || isExpression(value)) return [[path, compileExpression(value, variables)]];
    if (Object.keys(value).length === 0)
      throw requestFailed(`An empty sub-projection is not a valid value. Found empty object at path ${path}`);
    return fieldsOf(value, variables, `${path}.`);
  });
}

const project: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('$project specification must be an object');
  if (Object.keys(argument).length === 0)
    throw requestFailed('projection specification must have at least one field');
  const shape = projectionOf(fieldsOf(argument, variables), '$project');
  return (docs, around) => docs.map((doc) => shape(doc, scopeOf(doc, around.variables)));
};

/** Everything that $addFields says is computed, flags and literals too. */
function plantComputed(
  tree: FieldTree<Shown>,
  spec: Doc,
  at: { variables: readonly string[]; prefix: string },
): void {
  for (const [name, value] of Object.entries(spec)) {
    const path = `${at.prefix}${name}`;
    const isNested = isDoc(value) && !isExpression(value) && Object.keys(value).length > 0;
    if (isNested) plantComputed(tree, value, { ...at, prefix: `${path}.` });
    else plant<Shown>(tree, path, compileExpression(value, at.variables));
  }
}

const addFields: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('$addFields specification stage must be an object');
  if (Object.keys(argument).length === 0)
    throw requestFailed('$addFields specification must have at least one field');
  const tree: FieldTree<Shown> = new Map();
  plantComputed(tree, argument, { variables, prefix: '' });
  return (docs, around) => docs.map((doc) => computed(doc, tree, scopeOf(doc, around.variables)));
};

const unset: Stage = (argument) => {
  const paths: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string' && path !== ''))
    throw requestFailed('$unset specification must be a string or an array of strings');
  const shape = projectionOf(
    paths.map((path) => [String(path), 'hidden'] as const),
    '$unset',
  );
  return (docs) => docs.map((doc) => shape(doc, scopeOf(doc)));
};

const newRoot = (evaluate: Evaluate, scope: Scope): Doc => {
  const value = evaluate(scope);
  if (isDoc(value)) return value;
  throw requestFailed(
    `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeOf(value)}`,
  );
};

const replaceWith: Stage = (argument, { variables }) => {
  const evaluate = compileExpression(argument, variables);
  return (docs, around) => docs.map((doc) => newRoot(evaluate, scopeOf(doc, around.variables)));
};

const replaceRoot: Stage = (argument, compiling) => {
  if (!isDoc(argument) || !('newRoot' in argument) || Object.keys(argument).length !== 1)
    throw requestFailed('$replaceRoot needs an object with newRoot and nothing else');
  return replaceWith(argument.newRoot, compiling);
};

interface Unwinding {
  readonly path: string;
  readonly index: string | undefined;
  readonly keep: boolean;
}

function unwinding(argument: unknown): Unwinding {
  const given: Doc = isDoc(argument) ? argument : { path: argument };
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: keep = false, ...others } = given;
  const [strange] = Object.keys(others);
  if (strange !== undefined) throw requestFailed(`unrecognized option to $unwind stage: ${strange}`);
  if (typeof keep !== 'boolean')
    throw requestFailed('expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  return { path: unwoundPath(path), index: indexField(index), keep };
}

function unwoundPath(path: unknown): string {
  if (typeof path !== 'string')
    throw requestFailed(`$unwind: expected a string as the path, got ${typeOf(path)}`);
  if (!path.startsWith('$') || path === '$')
    throw requestFailed(`path option to $unwind stage should be prefixed with a '$': ${path}`);
  return path.slice(1);
}

function indexField(index: unknown): string | undefined {
  if (index === undefined || (typeof index === 'string' && index !== '' && !index.startsWith('$')))
    return index;
  throw requestFailed(
    'includeArrayIndex option to $unwind stage must be a non-empty string without a leading $',
  );
}

const unwind: Stage = (argument) => {
  const options = unwinding(argument);
  const steps = options.path.split('.');
  checkSteps(steps);
  return (docs) => docs.flatMap((doc) => unwound(doc, steps, options));
};

function unwound(doc: Doc, steps: readonly string[], { index, keep }: Unwinding): Doc[] {
  const value = throughDocs(doc, steps);
  const withIndex = (next: Doc, at: number | null): Doc =>
    index === undefined ? next : put(next, index.split('.'), at);
  if (Array.isArray(value) && value.length > 0)
    return value.map((item, at) => withIndex(put(doc, steps, item), at));
  const isEmpty = Array.isArray(value) || value === null || value === undefined;
  if (!isEmpty) return [withIndex(doc, null)];
  if (!keep) return [];
  return [withIndex(Array.isArray(value) ? put(doc, steps, undefined) : doc, null)];
}

/** Lists on the way are not taken apart. */
function throughDocs(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((inner, step) => (isDoc(inner) ? valueIn(inner, [step]) : undefined), value);
}

/** A copy with a value at a path through documents; undefined takes the field out. */
export function put(doc: Doc, [step = '', ...rest]: readonly string[], value: unknown): Doc {
  if (rest.length === 0) {
    const { [step]: _old, ...others } = doc;
    return value === undefined ? others : { ...doc, [step]: value };
  }
  const inner = doc[step];
  return { ...doc, [step]: put(isDoc(inner) ? inner : {}, rest, value) };
}

const redact: Stage = (argument, { variables }) => {
  const evaluate = compileExpression(argument, variables);
  return (docs, around) =>
    docs.flatMap((doc) => {
      const kept = redacted(doc, (level) =>
        evaluate({ root: doc, variables: { ...around.variables, CURRENT: level } }),
      );
      return isDoc(kept) ? [kept] : [];
    });
};

function redacted(level: Doc, decide: (level: Doc) => unknown): Doc | undefined {
  const decision = decide(level);
  if (decision === 'keep') return level;
  if (decision === 'prune') return undefined;
  if (decision !== 'descend') throw requestFailed('$redact must evaluate to $$KEEP, $$PRUNE or $$DESCEND');
  const below = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(below).filter((item) => item !== undefined);
    return isDoc(value) ? redacted(value, decide) : value;
  };
  return Object.fromEntries(
    Object.entries(level)
      .map(([name, value]) => [name, below(value)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

export const shaping: Readonly<Record<string, Stage>> = {
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $unwind: unwind,
  $redact: redact,
};
