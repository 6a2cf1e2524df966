// Stages that look into other collections or into several pipelines.
import { keyOfValue } from '../bson-order';
import { checkSteps } from '../bounds';
import { requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { compileExpression, scopeOf } from '../expression/expression';
import { leavesAt } from '../query/leaves';
import { compileMatch } from '../query/match';
import { put } from './shaping';
import type { Compiling, Run, Stage } from './stage';

function textOf(argument: Doc, name: string, stage: string): string {
  const value = argument[name];
  if (typeof value === 'string' && value !== '') return value;
  throw requestFailed(`${stage} argument '${name}' must be a non-empty string`);
}

/** A field as it is, without the dollar of expressions. */
function fieldOf(argument: Doc, name: string, stage: string): string {
  const path = textOf(argument, name, stage);
  const steps = path.split('.');
  checkSteps(steps);
  if (steps.includes('')) throw requestFailed(`${stage}: FieldPath '${path}' has an empty field name`);
  if (steps.some((step) => step.startsWith('$')))
    throw requestFailed(`${stage}: FieldPath field names may not start with '$': '${path}'`);
  return path;
}

function onlyOptions(argument: Doc, stage: string, options: readonly string[]): void {
  const strange = Object.keys(argument).find((name) => !options.includes(name));
  if (strange !== undefined) throw requestFailed(`unknown argument to ${stage}: ${strange}`);
}

/** Keys of the values at a path, those of a list one by one; what is missing is none. */
function keysAt(doc: Doc, path: string): string[] {
  const present = leavesAt(doc, path).filter((leaf) => leaf !== undefined);
  return [...new Set(present.flatMap((leaf) => elementsOf(leaf)).map(keyOfValue))];
}

const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const NULL_KEY = keyOfValue(null);

/** Where there is no value, also none in a list, null is looked for. */
function localKeys(doc: Doc, path: string): readonly string[] {
  const keys = keysAt(doc, path);
  return keys.length > 0 ? keys : [NULL_KEY];
}

/** What a document is found by: the values at the path, a list also as a whole. */
function foundBy(doc: Doc, path: string): readonly unknown[] {
  const leaves = leavesAt(doc, path);
  return leaves.flatMap((leaf) => (Array.isArray(leaf) ? [...elementsOf(leaf), leaf] : [leaf]));
}

/** As a $lookup takes it: missing is null. */
function foreignKeys(doc: Doc, path: string): readonly string[] {
  const values = foundBy(doc, path);
  return values.length > 0 ? values.map((value) => keyOfValue(value ?? null)) : [NULL_KEY];
}

/** As a $graphLookup takes it: what is missing is never reached. */
const presentKeys = (doc: Doc, path: string): readonly string[] =>
  foundBy(doc, path)
    .filter((value) => value !== undefined)
    .map(keyOfValue);

/** Finds the documents whose field has one of the keys, in their own order. */
function finder(
  docs: readonly Doc[],
  keysOf: (doc: Doc) => readonly string[],
): (keys: readonly string[]) => readonly Doc[] {
  const places = new Map<string, number[]>();
  for (const [at, doc] of docs.entries()) {
    for (const key of new Set(keysOf(doc))) {
      const known = places.get(key);
      if (known) known.push(at);
      else places.set(key, [at]);
    }
  }
  return (keys) => {
    const found = new Set(keys.flatMap((key) => places.get(key) ?? []));
    return [...found]
      .sort((one, other) => one - other)
      .map((at) => docs[at])
      .filter((doc) => doc !== undefined);
  };
}

interface Joining {
  readonly from: string;
  readonly fields: readonly [local: string, foreign: string] | undefined;
  readonly pipeline: Run | undefined;
  readonly lets: readonly (readonly [string, ReturnType<typeof compileExpression>])[];
}

function joiningOf(argument: Doc, { variables, pipeline }: Compiling): Joining {
  onlyOptions(argument, '$lookup', ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']);
  const byFields = 'localField' in argument || 'foreignField' in argument;
  if (!byFields && !('pipeline' in argument))
    throw requestFailed(
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified, or a pipeline",
    );
  const { let: given = {} } = argument;
  if (!isDoc(given)) throw requestFailed("$lookup argument 'let' must be an object");
  const lets = Object.entries(given).map(([name, value]) => {
    if (!/^[a-z\u0080-\uffff]/.test(name))
      throw requestFailed(`'${name}' starts with an invalid character for a user variable name`);
    return [name, compileExpression(value, variables)] as const;
  });
  const inside = [...variables, ...lets.map(([name]) => name)];
  return {
    from: textOf(argument, 'from', '$lookup'),
    fields: byFields
      ? [fieldOf(argument, 'localField', '$lookup'), fieldOf(argument, 'foreignField', '$lookup')]
      : undefined,
    pipeline: 'pipeline' in argument ? pipeline(argument.pipeline, inside) : undefined,
    lets,
  };
}

const lookup: Stage = (argument, compiling) => {
  if (!isDoc(argument)) throw requestFailed('the $lookup specification must be an object');
  const { from, fields, pipeline, lets } = joiningOf(argument, compiling);
  const as = fieldOf(argument, 'as', '$lookup').split('.');
  return (docs, around) => {
    const foreign = around.collection(from);
    const [local, other] = fields ?? [];
    const find = other === undefined ? undefined : finder(foreign, (doc) => foreignKeys(doc, other));
    return docs.map((doc) => {
      const found = find && local !== undefined ? find(localKeys(doc, local)) : foreign;
      if (!pipeline) return put(doc, as, found);
      const scope = scopeOf(doc, around.variables);
      const values = Object.fromEntries(lets.map(([name, evaluate]) => [name, evaluate(scope)]));
      return put(doc, as, pipeline(found, { ...around, variables: { ...around.variables, ...values } }));
    });
  };
};

const unionWith: Stage = (argument, { pipeline }) => {
  const given: Doc = isDoc(argument) ? argument : { coll: argument };
  onlyOptions(given, '$unionWith', ['coll', 'pipeline']);
  const from = textOf(given, 'coll', '$unionWith');
  const run = pipeline(given.pipeline ?? [], []);
  return (docs, around) => [...docs, ...run(around.collection(from), around)];
};

function checkFacetStages(stages: unknown): void {
  const given: readonly unknown[] = Array.isArray(stages) ? stages : [];
  const wrong = ['$facet', '$geoNear'].find((name) => given.some((stage) => isDoc(stage) && name in stage));
  if (wrong !== undefined) throw requestFailed(`${wrong} is not allowed to be used within a $facet stage`);
}

const facet: Stage = (argument, { pipeline, variables }) => {
  if (!isDoc(argument) || Object.keys(argument).length === 0)
    throw requestFailed('the $facet specification must be a non-empty object');
  const runs = Object.entries(argument).map(([name, stages]) => {
    if (name.includes('.') || name.startsWith('$'))
      throw requestFailed(`$facet: '${name}' is no valid field name`);
    checkFacetStages(stages);
    return [name, pipeline(stages, variables)] as const;
  });
  return (docs, around) => [Object.fromEntries(runs.map(([name, run]) => [name, run(docs, around)]))];
};

const graphOptions = [
  'from',
  'as',
  'startWith',
  'connectFromField',
  'connectToField',
  'maxDepth',
  'depthField',
  'restrictSearchWithMatch',
];

const graphLookup: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('the $graphLookup specification must be an object');
  onlyOptions(argument, '$graphLookup', graphOptions);
  const text = (name: string): string => fieldOf(argument, name, '$graphLookup');
  const [from, as, fromField, toField] = [
    textOf(argument, 'from', '$graphLookup'),
    text('as').split('.'),
    text('connectFromField'),
    text('connectToField'),
  ];
  const { maxDepth = Infinity } = argument;
  if (typeof maxDepth !== 'number' || !(maxDepth >= 0) || maxDepth % 1 > 0)
    throw requestFailed('maxDepth requires a nonnegative argument, a whole number');
  const depth = 'depthField' in argument ? text('depthField').split('.') : undefined;
  const start = compileExpression(argument.startWith, variables);
  const restrict = compileMatch(argument.restrictSearchWithMatch ?? {});
  return (docs, around) => {
    const foreign = around.collection(from).filter((doc) => restrict(doc));
    const find = finder(foreign, (doc) => presentKeys(doc, toField));
    return docs.map((doc) => {
      const first = start(scopeOf(doc, around.variables));
      const keys = first === undefined ? [] : elementsOf(first).map((value) => keyOfValue(value ?? null));
      const reached = reachable(keys, { find, fromField, maxDepth });
      const list = [...reached].map(([one, steps]) => (depth ? put(one, depth, steps) : one));
      return put(doc, as, list);
    });
  };
};

interface Graph {
  readonly find: (keys: readonly string[]) => readonly Doc[];
  readonly fromField: string;
  readonly maxDepth: number;
}

/** Every document that can be reached, each once, with how far away it is. */
function reachable(keys: readonly string[], { find, fromField, maxDepth }: Graph): Map<Doc, number> {
  const reached = new Map<Doc, number>();
  let frontier = keys;
  for (let depth = 0; depth <= maxDepth && frontier.length > 0; depth += 1) {
    const fresh = find(frontier).filter((doc) => !reached.has(doc));
    for (const doc of fresh) reached.set(doc, depth);
    frontier = [...new Set(fresh.flatMap((doc) => keysAt(doc, fromField)))];
  }
  return reached;
}

export const joining: Readonly<Record<string, Stage>> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $facet: facet,
  $graphLookup: graphLookup,
};
