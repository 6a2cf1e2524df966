// Aggregation pipelines and expressions. Loaded on first use: mingo's operators are many files.
import { Aggregator } from 'mingo/aggregator';
import { Context, ProcessingMode } from 'mingo/core';
import { Lazy, type Iterator } from 'mingo/lazy';
import * as accumulatorOperators from 'mingo/operators/accumulator';
import * as expressionOperators from 'mingo/operators/expression';
import * as pipelineOperators from 'mingo/operators/pipeline';
import * as projectionOperators from 'mingo/operators/projection';
import * as queryOperators from 'mingo/operators/query';
import * as windowOperators from 'mingo/operators/window';
import type { Options } from 'mingo/types';
import { messageOf, ServiceError } from '../service-error';
import { operatorRefused, requestFailed } from './database-errors';
import { isDoc, type Doc } from './document';
import { elemMatch } from './elem-match';
import { knownAs, refuseUnknownOperators } from './operators';

/** Every operator of queries and aggregations, ours in front of mingo's. */
export const aggregationContext = Context.from(
  Context.init({
    query: { $elemMatch: elemMatch },
    pipeline: { $bucket: bucket, $sample: sample },
    expression: { $week: week },
  }),
  Context.init({
    accumulator: { ...accumulatorOperators },
    expression: { ...expressionOperators },
    pipeline: { ...pipelineOperators },
    projection: { ...projectionOperators },
    query: { ...queryOperators },
    window: { ...windowOperators },
  }),
);

export const aggregationOperators = knownAs(
  accumulatorOperators,
  expressionOperators,
  pipelineOperators,
  projectionOperators,
  queryOperators,
  windowOperators,
  ['$options'],
);

const stageNames = knownAs(pipelineOperators);

/** Runs a pipeline over documents, to 20 of them where it has no $limit; `others` gives the documents of a collection that `$lookup` names. */
export function aggregate(
  docs: readonly Doc[],
  stages: readonly Doc[],
  others: (collection: string) => Doc[],
): Doc[] {
  for (const stage of stages) {
    const [name = 'nothing', ...more] = Object.keys(stage);
    if (more.length > 0 || !stageNames.has(name)) {
      throw operatorRefused(`stage ${[name, ...more].join(' and ')} is not emulated by the local cloud`);
    }
  }
  refuseUnknownOperators(stages, aggregationOperators);
  for (const { $sample: sample } of stages) if (sample !== undefined) checkSample(sample);
  const options = {
    context: aggregationContext,
    collectionResolver: others,
    processingMode: ProcessingMode.CLONE_INPUT,
  };
  const bounded = stages.some((stage) => '$limit' in stage) ? stages : [...stages, { $limit: 20 }];
  try {
    return new Aggregator([...bounded], options).run<Doc>(docs);
  } catch (error) {
    throw error instanceof ServiceError ? error : requestFailed(messageOf(error));
  }
}

function checkSample(sample: unknown): void {
  const size = isDoc(sample) ? sample.size : undefined;
  if (typeof size !== 'number' || !(size >= 0))
    throw requestFailed('size argument to $sample must be a number that is not negative');
}

/** $sample: each document at most once. */
function sample(source: Iterator, expr: unknown, _options: Options): Iterator {
  const docs = source.collect<Doc>();
  const size = isDoc(expr) ? Number(expr.size) : 0;
  for (let at = 0; at < docs.length - 1; at += 1) {
    const other = at + Math.floor(Math.random() * (docs.length - at));
    const [one, two] = [docs[at], docs[other]];
    if (one && two) [docs[at], docs[other]] = [two, one];
  }
  return Lazy(docs.slice(0, size));
}

/** $bucket: the lower bound belongs to a bucket, the upper one does not. mingo puts a boundary value below. */
function bucket(source: Iterator, expr: unknown, options: Options): Iterator {
  const boundaries = isDoc(expr) && Array.isArray(expr.boundaries) ? (expr.boundaries as unknown[]) : [];
  if (!isDoc(expr) || boundaries.length < 2)
    throw requestFailed('$bucket must specify at least two boundaries');
  const branches = boundaries.slice(0, -1).map((lower, index) => ({
    case: { $and: [{ $gte: [expr.groupBy, lower] }, { $lt: [expr.groupBy, boundaries[index + 1]] }] },
    then: { $literal: lower },
  }));
  const otherwise = expr.default === undefined ? {} : { default: { $literal: expr.default } };
  const output = isDoc(expr.output) ? expr.output : { count: { $sum: 1 } };
  const groups = new Aggregator(
    [{ $group: { _id: { $switch: { branches, ...otherwise } }, ...output } }, { $sort: { _id: 1 } }],
    options,
  );
  return Lazy(groups.run(source.collect<Doc>()));
}

/** $week: 0 to 53, weeks begin on Sunday. mingo is one off. */
function week(doc: unknown, expr: unknown, options: Options): number {
  const [parts] = new Aggregator(
    [{ $project: { day: { $dayOfYear: expr }, weekday: { $dayOfWeek: expr } } }],
    options,
  ).run([doc]);
  return Math.floor((Number(parts?.day) + 7 - Number(parts?.weekday)) / 7);
}
