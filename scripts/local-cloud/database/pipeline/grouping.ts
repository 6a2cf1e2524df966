// Stages that put documents together.
import { accumulators, type Accumulate } from './accumulators';
import { compare, isNumeric, keyOfValue, numberOf, rankOf, typeOf } from '../bson-order';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { compileExpression, scopeOf } from '../expression/expression';
import type { Evaluate } from '../expression/operator';
import { sorted } from '../query/sort';
import type { Stage, Surroundings } from './stage';

interface Field {
  readonly name: string;
  readonly evaluate: Evaluate;
  readonly accumulate: Accumulate;
}

const named: Readonly<Record<string, Accumulate>> = accumulators;

function fieldOf(name: string, spec: unknown, variables: readonly string[]): Field {
  if (name.includes('.')) throw requestFailed(`The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw requestFailed(`The field name '${name}' cannot be an operator name`);
  const [operator = '', ...more] = isDoc(spec) ? Object.keys(spec) : [];
  if (!isDoc(spec) || !operator.startsWith('$'))
    throw requestFailed(`The field '${name}' must be an accumulator object`);
  if (more.length > 0) throw requestFailed(`The field '${name}' must specify one accumulator`);
  if (operator === '$count') return counted(name, spec[operator]);
  if (Array.isArray(spec[operator])) throw requestFailed(`The ${operator} accumulator is a unary operator`);
  return {
    name,
    evaluate: compileExpression(spec[operator], variables),
    accumulate: accumulatorOf(operator),
  };
}

function counted(name: string, argument: unknown): Field {
  if (!isDoc(argument) || Object.keys(argument).length > 0)
    throw requestFailed('$count takes no arguments, i.e. $count:{}');
  return { name, evaluate: () => 1, accumulate: accumulators.$sum };
}

function accumulatorOf(operator: string): Accumulate {
  const accumulate = Object.hasOwn(named, operator) ? named[operator] : undefined;
  if (accumulate) return accumulate;
  throw operatorRefused(
    `operator ${operator} is not emulated by the local cloud as an accumulator of $group`,
  );
}

function fieldsOf(output: Doc, variables: readonly string[]): Field[] {
  return Object.entries(output).map(([name, spec]) => fieldOf(name, spec, variables));
}

function accumulated(fields: readonly Field[], docs: readonly Doc[], { variables }: Surroundings): Doc {
  const values = fields.map(({ name, evaluate, accumulate }) => {
    const each = docs.map((doc) => evaluate(scopeOf(doc, variables)));
    return [name, accumulate(each) ?? null] as const;
  });
  return Object.fromEntries(values);
}

/** Groups in the order of their first document. */
function groupsBy(docs: readonly Doc[], keyOf: (doc: Doc) => unknown): { id: unknown; docs: Doc[] }[] {
  const groups = new Map<string, { id: unknown; docs: Doc[] }>();
  for (const doc of docs) {
    const id = keyOf(doc) ?? null;
    const key = keyOfValue(id);
    const group = groups.get(key);
    if (group) group.docs.push(doc);
    else groups.set(key, { id, docs: [doc] });
  }
  return [...groups.values()];
}

const group: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed("a group's fields must be specified in an object");
  if (!('_id' in argument)) throw requestFailed('a group specification must include an _id');
  const { _id: by, ...output } = argument;
  const key = compileExpression(by, variables);
  const fields = fieldsOf(output, variables);
  return (docs, around) =>
    groupsBy(docs, (doc) => key(scopeOf(doc, around.variables))).map(({ id, docs: members }) => ({
      _id: id,
      ...accumulated(fields, members, around),
    }));
};

const sortByCount: Stage = (argument, { variables }) => {
  const isPath = typeof argument === 'string' && argument.startsWith('$');
  if (!isPath && !(isDoc(argument) && (Object.keys(argument)[0]?.startsWith('$') ?? false)))
    throw requestFailed(
      'the sortByCount field must be specified as a $-prefixed path or an expression object',
    );
  const key = compileExpression(argument, variables);
  return (docs, around) =>
    sorted(
      groupsBy(docs, (doc) => key(scopeOf(doc, around.variables))).map(({ id, docs: members }) => ({
        _id: id,
        count: members.length,
      })),
      [['count', -1]],
      (one) => one,
    );
};

const countAll = { count: { $sum: 1 } };

function groupByOf(argument: Doc, stage: string, variables: readonly string[]): Evaluate {
  const { groupBy } = argument;
  const isPath = typeof groupBy === 'string' && groupBy.startsWith('$');
  if (!isPath && !(isDoc(groupBy) && Object.keys(groupBy).length > 0))
    throw requestFailed(
      `The ${stage} 'groupBy' field must be defined as a $-prefixed path or an expression, but found: ${typeOf(groupBy)}`,
    );
  return compileExpression(groupBy, variables);
}

function onlyOptions(argument: Doc, stage: string, options: readonly string[]): void {
  const strange = Object.keys(argument).find((name) => !options.includes(name));
  if (strange !== undefined) throw requestFailed(`Unrecognized option to ${stage}: ${strange}.`);
}

/** What an expression of constants gives; one that looks into the document has no value here. */
const constantOf = (expression: unknown): unknown => compileExpression(expression)(scopeOf({}));

function boundariesOf({ boundaries }: Doc): readonly unknown[] {
  if (!Array.isArray(boundaries)) throw requestFailed("The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw requestFailed("The $bucket 'boundaries' field must have at least 2 values");
  const list: readonly unknown[] = boundaries.map(constantOf);
  if (list.includes(undefined))
    throw requestFailed("The $bucket 'boundaries' field must be an array of constant values");
  for (const [at, value] of list.entries()) {
    if (at === 0) continue;
    if (rankOf(value) !== rankOf(list[0]))
      throw requestFailed("All values in the 'boundaries' option to $bucket must have the same type");
    if (compare(list[at - 1], value) >= 0)
      throw requestFailed("The 'boundaries' option to $bucket must be sorted in ascending order");
  }
  return list;
}

const bucket: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('Argument to $bucket stage must be an object');
  onlyOptions(argument, '$bucket', ['groupBy', 'boundaries', 'default', 'output']);
  const by = groupByOf(argument, '$bucket', variables);
  const boundaries = boundariesOf(argument);
  const otherwise = constantOf(argument.default ?? null);
  const isInside = compare(otherwise, boundaries[0]) >= 0 && compare(otherwise, boundaries.at(-1)) < 0;
  if ('default' in argument && isInside)
    throw requestFailed(
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    );
  const fields = fieldsOf(isDoc(argument.output) ? argument.output : countAll, variables);
  const bucketOf = (value: unknown): unknown => {
    const above = boundaries.findIndex((boundary) => compare(value, boundary) < 0);
    if (above > 0) return boundaries[above - 1];
    if ('default' in argument) return otherwise;
    throw requestFailed(
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
  return (docs, around) => {
    const groups = groupsBy(docs, (doc) => bucketOf(by(scopeOf(doc, around.variables))));
    return groups
      .sort((one, other) => compare(one.id, other.id))
      .map(({ id, docs: members }) => ({ _id: id, ...accumulated(fields, members, around) }));
  };
};

const bucketAuto: Stage = (argument, { variables }) => {
  if (!isDoc(argument)) throw requestFailed('The argument to $bucketAuto must be an object');
  if ('granularity' in argument)
    throw operatorRefused("operator $bucketAuto with 'granularity' is not emulated by the local cloud");
  onlyOptions(argument, '$bucketAuto', ['groupBy', 'buckets', 'output']);
  const by = groupByOf(argument, '$bucketAuto', variables);
  const { buckets } = argument;
  if (!isNumeric(buckets) || !Number.isInteger(numberOf(buckets)) || numberOf(buckets) <= 0)
    throw requestFailed("The $bucketAuto 'buckets' field must be a positive 32-bit integer");
  const count = numberOf(buckets);
  const fields = fieldsOf(isDoc(argument.output) ? argument.output : countAll, variables);
  return (docs, around) => {
    const ranked = docs
      .map((doc) => ({ doc, value: by(scopeOf(doc, around.variables)) ?? null }))
      .sort((one, other) => compare(one.value, other.value));
    return shared(ranked, count).map((members, at, all) => {
      const max = all[at + 1]?.[0]?.value ?? members.at(-1)?.value;
      const inside = members.map(({ doc }) => doc);
      return { _id: { min: members[0]?.value, max }, ...accumulated(fields, inside, around) };
    });
  };
};

interface Ranked {
  readonly doc: Doc;
  readonly value: unknown;
}

/** Equal shares; what is equal to a share's last value joins it, and the last share takes the rest. */
function shared(ranked: readonly Ranked[], count: number): Ranked[][] {
  const size = Math.max(1, Math.round(ranked.length / count));
  const shares: Ranked[][] = [];
  for (let from = 0; from < ranked.length;) {
    let to = shares.length === count - 1 ? ranked.length : Math.min(ranked.length, from + size);
    while (to < ranked.length && compare(ranked[to - 1]?.value, ranked[to]?.value) === 0) to += 1;
    shares.push(ranked.slice(from, to));
    from = to;
  }
  return shares;
}

export const grouping: Readonly<Record<string, Stage>> = {
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
