// Criteria of a query, compiled to a predicate. What an operator tests is one value; how a path leads through arrays to
// values, and what a missing one is, is decided here once for all of them.
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { compileExpression, scopeOf } from '../expression/expression';
import type { Variables } from '../expression/operator';
import { jsonSchemaTest } from './json-schema';
import { someAt, someValue } from './leaves';
import { literalTest, operatorTest } from './match-operators';
import type { Reach } from './reach';

/** Whether a document meets the criteria; `variables` are those of a surrounding pipeline. */
export type Predicate = (doc: unknown, variables?: Variables) => boolean;

/** Compiles criteria; fails on an operator that does not exist and on arguments that MongoDB refuses. */
export function compileMatch(criteria: unknown, variableNames: readonly string[] = []): Predicate {
  if (!isDoc(criteria)) throw requestFailed('criteria must be an object');
  const parts = Object.entries(criteria).map(([name, condition]) =>
    name.startsWith('$') ? topLevel(name, condition, variableNames) : fieldTest(name, condition),
  );
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (doc, variables) => parts.every((part) => part(doc, variables));
}

type TopLevel = (argument: unknown, variableNames: readonly string[]) => Predicate;

const branches = (name: string, argument: unknown, variableNames: readonly string[]): Predicate[] => {
  if (!Array.isArray(argument) || argument.length === 0)
    throw requestFailed(`${name} must be a nonempty array`);
  return argument.map((branch) => {
    if (!isDoc(branch)) throw requestFailed(`${name} entries need to be full objects`);
    return compileMatch(branch, variableNames);
  });
};

const topLevels: Readonly<Record<string, TopLevel>> = {
  $and: (argument, names) => {
    const all = branches('$and', argument, names);
    return (doc, variables) => all.every((test) => test(doc, variables));
  },
  $or: (argument, names) => {
    const any = branches('$or', argument, names);
    return (doc, variables) => any.some((test) => test(doc, variables));
  },
  $nor: (argument, names) => {
    const none = branches('$nor', argument, names);
    return (doc, variables) => !none.some((test) => test(doc, variables));
  },
  $expr: (argument, names) => {
    const evaluate = compileExpression(argument, names);
    return (doc, variables) => isTrue(evaluate(scopeOf(doc, variables)));
  },
  $jsonSchema: (argument) => jsonSchemaTest(argument),
  $comment: () => () => true,
};

const isTrue = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== 0;

function topLevel(name: string, argument: unknown, variableNames: readonly string[]): Predicate {
  const build = Object.hasOwn(topLevels, name) ? topLevels[name] : undefined;
  if (!build) throw unknownOperator(name);
  return build(argument, variableNames);
}

export const unknownOperator = (name: string): Error =>
  operatorRefused(`operator ${name} is not emulated by the local cloud (docs/local-cloud.md lists what is)`);

function fieldTest(path: string, condition: unknown): Predicate {
  const steps = path.split('.');
  if (!isOperators(condition)) return reaching(steps, literalTest(condition));
  return allOf(conditionsOf(condition).map(([name, argument]) => operator(steps, name, argument, condition)));
}

/** An object whose first key is an operator; all keys must be then. */
export function isOperators(condition: unknown): condition is Doc {
  return isDoc(condition) && (Object.keys(condition)[0]?.startsWith('$') ?? false);
}

function conditionsOf(condition: Doc): [string, unknown][] {
  const entries = Object.entries(condition).filter(([name]) => name !== '$options');
  if ('$options' in condition && !('$regex' in condition)) throw requestFailed('$options needs a $regex');
  return entries;
}

const allOf = (tests: readonly Predicate[]): Predicate => {
  const [only] = tests;
  return only && tests.length === 1 ? only : (doc) => tests.every((test) => test(doc));
};

/** Without steps to walk the value itself is asked: an element of a list, which is not taken apart again. */
const reaching = (steps: readonly string[], { test, whole }: Reach): Predicate =>
  steps.length === 0
    ? test
    : whole
      ? (doc) => someAt(doc, steps, test)
      : (doc) => someValue(doc, steps, test);

type Logical = (steps: readonly string[], argument: unknown) => Predicate;

const denied =
  (name: string): Logical =>
  (steps, argument) => {
    const test = operator(steps, name, argument, {});
    return (doc) => !test(doc);
  };

/** Those that are made of others. */
const logicals: Readonly<Record<string, Logical>> = {
  $ne: (steps, argument) => {
    if (argument instanceof RegExp) throw requestFailed("Can't have regex as arg to $ne.");
    return denied('$eq')(steps, argument);
  },
  $nin: denied('$in'),
  $exists: (steps, argument) => {
    const wanted = argument !== undefined && isTrue(argument);
    return (doc) => someAt(doc, steps, (leaf) => leaf !== undefined) === wanted;
  },
  $not: (steps, argument) => {
    if (argument instanceof RegExp) return denied('$regex')(steps, argument);
    if (!isDoc(argument)) throw requestFailed('$not needs a regex or a document');
    if (Object.keys(argument).length === 0) throw requestFailed('$not cannot be empty');
    if (!isOperators(argument)) throw requestFailed(`unknown operator: ${Object.keys(argument)[0] ?? ''}`);
    const test = allOf(conditionsOf(argument).map(([name, inner]) => operator(steps, name, inner, argument)));
    return (doc) => !test(doc);
  },
  $all: (steps, argument) => {
    if (!Array.isArray(argument)) throw requestFailed('$all needs an array');
    const tests = isElemMatch(argument[0])
      ? argument.map((item: unknown) => {
          if (isElemMatch(item)) return operator(steps, '$elemMatch', item.$elemMatch, item);
          throw requestFailed('$all/$elemMatch has to be consistent');
        })
      : argument.map((item) => {
          if (isOperators(item)) throw requestFailed('no $ expressions in $all');
          return reaching(steps, literalTest(item));
        });
    return (doc) => tests.length > 0 && tests.every((test) => test(doc));
  },
  $elemMatch: (steps, argument) => {
    const test = elementTest(argument);
    return (doc) => someAt(doc, steps, (leaf) => Array.isArray(leaf) && leaf.some(test));
  },
};

const isElemMatch = (item: unknown): item is Doc => isDoc(item) && Object.keys(item)[0] === '$elemMatch';

function operator(steps: readonly string[], name: string, argument: unknown, beside: Doc): Predicate {
  const logical = Object.hasOwn(logicals, name) ? logicals[name] : undefined;
  if (logical) return logical(steps, argument);
  const reach = operatorTest(name, argument, beside);
  if (!reach) throw name.startsWith('$') ? unknownOperator(name) : requestFailed(`unknown operator: ${name}`);
  return reaching(steps, reach);
}

const wholeDocuments = new Set(['$and', '$or', '$nor', '$expr', '$jsonSchema']);

/** An expression looks at whole documents only. */
function refuseExpr(criteria: Doc): void {
  if ('$expr' in criteria) throw requestFailed('$expr can only be applied to the top-level document');
  for (const name of ['$and', '$or', '$nor']) {
    const inside: readonly unknown[] = Array.isArray(criteria[name]) ? criteria[name] : [];
    for (const branch of inside) if (isDoc(branch)) refuseExpr(branch);
  }
}

/** What $elemMatch (and $pull) asks of one element: either of the element itself, or of it as a document. */
export function elementTest(criteria: unknown): (element: unknown) => boolean {
  // On the wire `{$regex}` alone is a regular expression.
  if (criteria instanceof RegExp) return operator([], '$regex', criteria, {});
  if (!isDoc(criteria)) throw requestFailed('$elemMatch needs an Object');
  const [first] = Object.keys(criteria);
  if (first?.startsWith('$') && !wholeDocuments.has(first)) {
    const tests = conditionsOf(criteria).map(([name, argument]) => operator([], name, argument, criteria));
    return allOf(tests);
  }
  refuseExpr(criteria);
  const test = compileMatch(criteria);
  // A list as an element is a document whose fields are its positions.
  return (element) =>
    isDoc(element) ? test(element) : Array.isArray(element) && test(Object.fromEntries(element.entries()));
}
