// The engine against two other implementations, mingo and sift, on generated documents, queries, updates and pipelines.
// DIFFERENTIAL_CASES=100000 makes many, DIFFERENTIAL_SEED=… others. Where they differ from MongoDB, a table says how.
import fc from 'fast-check';
import { Aggregator } from 'mingo/aggregator';
import { Context } from 'mingo/core';
import * as accumulatorOperators from 'mingo/operators/accumulator';
import * as expressionOperators from 'mingo/operators/expression';
import * as pipelineOperators from 'mingo/operators/pipeline';
import * as projectionOperators from 'mingo/operators/projection';
import * as queryOperators from 'mingo/operators/query';
import { Query } from 'mingo/query';
import { update as mingoUpdate } from 'mingo/updater';
import sift from 'sift';
import { aggregate } from '../../scripts/local-cloud/database/pipeline/aggregation';
import { equal } from '../../scripts/local-cloud/database/bson-order';
import { copyDoc, type Doc } from '../../scripts/local-cloud/database/document';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { compileMatch } from '../../scripts/local-cloud/database/query/match';
import { updated } from '../../scripts/local-cloud/database/update/update';
import { ofPipelines, ofQueries, ofUpdates, refusal, type Difference } from './known-differences';

const cases = Number(process.env.DIFFERENTIAL_CASES ?? 3000);
const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20_261_127);
const options = {
  context: Context.init({
    accumulator: { ...accumulatorOperators },
    expression: { ...expressionOperators },
    pipeline: { ...pipelineOperators },
    projection: { ...projectionOperators },
    query: { ...queryOperators },
  }),
};

// ---- what is generated

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.constantFrom<unknown>('a', 'b', '', '5', null, true, false, 1.5, new Date(0), new Date(86_400_000)),
);
const inner = fc.record({ d: scalar, e: fc.array(scalar, { maxLength: 2 }) }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }) },
  { weight: 1, arbitrary: inner },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
);
const document = fc.record({ a: value, b: value, c: scalar }, { requiredKeys: [] }) as fc.Arbitrary<Doc>;
const path = fc.constantFrom('a', 'b', 'c', 'a.d', 'b.e', 'a.0', 'a.1.d');
const number = fc.integer({ min: -3, max: 5 });

const condition: fc.Arbitrary<unknown> = fc.oneof(
  scalar,
  fc.record({ $eq: value }),
  fc.record({ $ne: value }),
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar }),
  fc.record({ $lt: scalar }),
  fc.record({ $lte: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $all: fc.array(scalar, { maxLength: 2 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $size: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ $mod: fc.tuple(fc.constantFrom(2, 3), fc.integer({ min: 0, max: 2 })) }),
  fc.record({ $not: fc.record({ $gt: number }) }),
  fc.record({ $elemMatch: fc.record({ $gt: number, $lt: number }) }),
  fc.record({ $elemMatch: fc.record({ d: scalar }) }),
);
const field = fc.tuple(path, condition).map(([name, test]): Doc => ({ [name]: test }));
const query: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 5, arbitrary: field },
  { weight: 1, arbitrary: fc.record({ $and: fc.array(field, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ $or: fc.array(field, { minLength: 1, maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ $nor: fc.array(field, { minLength: 1, maxLength: 2 }) }) },
);

// ---- asking

const answer = (ask: () => unknown): unknown => {
  try {
    return ask();
  } catch {
    return refusal;
  }
};

const counted = new Map<string, number>();

/** Nothing where the answers agree or the table knows why not; otherwise the case. */
function unexplained(
  asked: unknown,
  given: unknown,
  [ours, ...theirs]: readonly unknown[],
  known: readonly Difference[],
): string | undefined {
  if (theirs.some((one) => equal(ours, one))) return undefined;
  const [asText, docText] = [JSON.stringify(asked), JSON.stringify(given)];
  const difference = known.find(
    ({ holds, answers }) => holds(asText, docText) && (answers?.(ours, theirs, asText) ?? true),
  );
  if (!difference)
    return `${asText} on ${docText}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`;
  counted.set(difference.why, (counted.get(difference.why) ?? 0) + 1);
  return undefined;
}

function sampled<T>(arbitrary: fc.Arbitrary<T>, share: number): T[] {
  return fc.sample(arbitrary, { numRuns: Math.ceil(cases * share), seed });
}

const ourMatch = (criteria: Doc, doc: Doc): unknown => answer(() => compileMatch(criteria)(doc));

/** The cases that no table explains. */
const openQueries = (match: typeof ourMatch): string[] =>
  sampled(fc.tuple(query, document), 0.5).flatMap(([criteria, doc]) => {
    const mingo = answer(() => new Query(criteria, options).test(copyDoc(doc)));
    const sifted = answer(() => sift(criteria as Parameters<typeof sift>[0])(copyDoc(doc)));
    return unexplained(criteria, doc, [match(criteria, doc), mingo, sifted], ofQueries) ?? [];
  });

const modifier: fc.Arbitrary<unknown> = fc.oneof(
  value.map((operand): unknown => ['$set', operand]),
  fc.constant(['$unset', '']),
  number.map((operand): unknown => ['$inc', operand]),
  number.map((operand): unknown => ['$mul', operand]),
  scalar.map((operand): unknown => ['$min', operand]),
  scalar.map((operand): unknown => ['$max', operand]),
  scalar.map((operand): unknown => ['$push', operand]),
  fc
    .record({ $each: fc.array(number, { maxLength: 3 }), $position: number, $slice: number })
    .map((operand): unknown => ['$push', operand]),
  fc.array(number, { maxLength: 3 }).map(($each): unknown => ['$push', { $each, $sort: 1 }]),
  scalar.map((operand): unknown => ['$addToSet', operand]),
  fc.array(scalar, { maxLength: 3 }).map(($each): unknown => ['$addToSet', { $each }]),
  number.map((operand): unknown => ['$pull', operand]),
  number.map(($gt): unknown => ['$pull', { $gt }]),
  fc.array(scalar, { maxLength: 2 }).map((operand): unknown => ['$pullAll', operand]),
  fc.constantFrom(1, -1).map((operand): unknown => ['$pop', operand]),
  fc.constantFrom('z', 'b', 'z.y').map((operand): unknown => ['$rename', operand]),
);
const update = fc.tuple(fc.constantFrom('a', 'c', 'a.d', 'a.0', 'z.y'), modifier).map(([name, made]): Doc => {
  const [operator, operand] = made as [string, unknown];
  return { [operator]: { [name]: operand } };
});
/** Lists of numbers that grow at a place, in an order, to a length. */
const growth = fc
  .record(
    {
      $each: fc.array(number, { minLength: 1, maxLength: 3 }),
      $position: number,
      $slice: number,
      $sort: fc.constantFrom(1, -1),
    },
    { requiredKeys: ['$each'] },
  )
  .map((list): Doc => ({ $push: { list } }));
const growing = fc.array(number, { minLength: 1, maxLength: 4 }).map((list): Doc => ({ list }));

/** Documents of a few types, on which mingo is known to compute as MongoDB does. */
const flat = fc.record(
  {
    n: number,
    m: number,
    s: fc.constantFrom('a', 'b', 'ab'),
    l: fc.array(number, { maxLength: 4 }),
    d: fc.constantFrom(new Date(0), new Date(1e12)),
    r: fc.array(fc.oneof(number, fc.record({ x: number, y: number }, { requiredKeys: ['y'] })), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['m', 's', 'l', 'd', 'r'] },
) as fc.Arbitrary<Doc>;

const called = ([operator, ...operands]: readonly unknown[]): unknown => ({ [String(operator)]: operands });
/** Of one argument, without the brackets that mingo takes for a list. */
const calledOn = ([operator, operand]: readonly unknown[]): unknown => ({ [String(operator)]: operand });
const aNumber = fc.oneof(fc.constantFrom<unknown>('$n', '$m'), number);
const aText = fc.constantFrom<unknown>('$s', 'a', 'bc');
const aList = fc.constantFrom<unknown>('$l', [1, 2], []);
const expression: fc.Arbitrary<unknown> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('$add', '$subtract', '$multiply', '$divide', '$mod', '$cmp', '$gt', '$lte', '$eq'),
      aNumber,
      aNumber,
    )
    .map(called),
  fc.tuple(fc.constantFrom('$abs', '$ceil', '$floor', '$trunc', '$not'), aNumber).map(calledOn),
  fc
    .tuple(
      fc.constantFrom('$concat', '$strcasecmp', '$split', '$indexOfCP', '$indexOfBytes', '$eq', '$lt'),
      aText,
      aText,
    )
    .map(called),
  fc.tuple(fc.constantFrom('$toUpper', '$toLower', '$strLenCP', '$strLenBytes'), aText).map(calledOn),
  fc
    .tuple(
      fc.constantFrom(
        '$concatArrays',
        '$setUnion',
        '$setIntersection',
        '$setDifference',
        '$setEquals',
        '$setIsSubset',
      ),
      aList,
      aList,
    )
    .map(called),
  fc
    .tuple(
      fc.constantFrom('$size', '$reverseArray', '$isArray', '$sum', '$max', '$min', '$avg'),
      fc.constant('$l'),
    )
    .map(calledOn),
  fc
    .tuple(fc.constantFrom('$arrayElemAt', '$slice', '$indexOfArray'), aList, fc.integer({ min: 1, max: 3 }))
    .map(called),
  fc.tuple(fc.constant('$in'), aNumber, aList).map(called),
  fc
    .tuple(
      fc.constantFrom('$year', '$month', '$dayOfMonth', '$dayOfWeek', '$dayOfYear', '$hour', '$isoWeek'),
      fc.constant('$d'),
    )
    .map(calledOn),
  fc
    .tuple(fc.constant('$substrCP'), aText, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))
    .map(called),
  fc.tuple(fc.constant('$cond'), aNumber, aText, aList).map(called),
  fc.tuple(fc.constant('$ifNull'), fc.constant('$n'), aNumber).map(called),
);
const accumulator = fc
  .tuple(
    fc.constantFrom('$sum', '$avg', '$min', '$max', '$push', '$first', '$last'),
    fc.constantFrom('$n', '$m', '$s'),
  )
  .map(([operator, name]) => ({ [operator]: name }));
const pipeline: fc.Arbitrary<Doc[]> = fc.oneof(
  { weight: 4, arbitrary: expression.map((v): Doc[] => [{ $project: { v } }]) },
  { weight: 2, arbitrary: expression.map((v): Doc[] => [{ $addFields: { v } }, { $project: { l: 0 } }]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('$s', 'all'), accumulator)
      .map(([_id, v]): Doc[] => [{ $group: { _id, v } }, { $sort: { _id: 1 } }]),
  },
  fc.constant<Doc[]>([{ $unwind: '$l' }, { $sort: { l: 1, m: -1 } }, { $skip: 1 }, { $limit: 3 }]),
  number.map((low): Doc[] => [{ $match: { m: { $gt: low } } }, { $count: 'total' }]),
  fc.constantFrom<Doc[]>(
    [{ $project: { 'r.x': 0 } }],
    [{ $project: { 'r.x': 1 } }],
    [{ $unset: ['r.y', 'm'] }],
  ),
  fc
    .constantFrom('n', 'm', 's')
    .map((name): Doc[] => [{ $lookup: { from: 'others', localField: name, foreignField: name, as: 'v' } }]),
  // mingo lists empty buckets, too, and has the _id last.
  accumulator.map((v): Doc[] => [
    { $bucket: { groupBy: '$m', boundaries: [-3.5, -0.5, 1.5, 9], output: { v, many: { $sum: 1 } } } },
    { $match: { many: { $gt: 0 } } },
    { $replaceWith: { from: '$_id', v: '$v' } },
  ]),
);
/** What a $lookup finds. */
const others: Doc[] = [
  { n: 1, s: 'a' },
  { n: null, m: 2 },
  { m: 2, s: 'ab' },
  { n: 1, m: -1 },
];

/** Without the difference between `undefined` as a value and no field. */
const plain = (docs: unknown): unknown => JSON.parse(JSON.stringify(docs)) as unknown;

function openUpdates(make: (doc: Doc, modifiers: Doc) => Doc | undefined): string[] {
  const asked = [...sampled(fc.tuple(update, document), 0.2), ...sampled(fc.tuple(growth, growing), 0.1)];
  return asked.flatMap(([modifiers, doc]) => {
    const ours = answer(() => make(doc, modifiers) ?? doc);
    const next = copyDoc(doc);
    const theirs = answer(() => {
      mingoUpdate(next, modifiers, [], undefined, { cloneMode: 'deep' });
      return next;
    });
    // Where MongoDB refuses, mingo does nothing.
    if (ours === refusal && equal(next, doc)) return [];
    return unexplained(modifiers, doc, [ours, theirs], ofUpdates) ?? [];
  });
}

const openPipelines = (run: (docs: readonly Doc[], stages: readonly Doc[]) => unknown): string[] =>
  sampled(fc.tuple(pipeline, fc.array(flat, { minLength: 1, maxLength: 4 })), 0.3).flatMap(
    ([stages, docs]) => {
      const ours = answer(() => plain(run(docs, stages)));
      const theirs = answer(() =>
        plain(
          new Aggregator(stages, { ...options, collectionResolver: () => others }).run(docs.map(copyDoc)),
        ),
      );
      return unexplained(stages, docs, [ours, theirs], ofPipelines) ?? [];
    },
  );

describe('queries', () => {
  it('match what mingo or sift match, but for known differences', () => {
    expect(openQueries(ourMatch).slice(0, 20)).toEqual([]);
  });

  it('are told apart from an engine that takes numbers for their opposites', () => {
    const turned = (doc: Doc): Doc =>
      Object.fromEntries(
        Object.entries(doc).map(([name, one]) => [name, typeof one === 'number' ? -one : one]),
      );
    expect(openQueries((criteria, doc) => ourMatch(criteria, turned(doc))).length).toBeGreaterThan(3);
  });
});

describe('updates', () => {
  it('make what mingo makes, but for known differences', () => {
    expect(openUpdates(updated).slice(0, 20)).toEqual([]);
  });

  it('are told apart from an engine that adds what it should take out', () => {
    const wrong = (doc: Doc, modifiers: Doc): Doc | undefined =>
      updated(doc, '$pull' in modifiers ? { $addToSet: modifiers.$pull } : modifiers);
    expect(openUpdates(wrong).length).toBeGreaterThan(3);
  });
});

describe('pipelines', () => {
  const run = (docs: readonly Doc[], stages: readonly Doc[]): Doc[] => aggregate(docs, stages, () => others);

  it('give what mingo gives, but for known differences', () => {
    expect(openPipelines(run).slice(0, 20)).toEqual([]);
  });

  it('are told apart from an engine that loses a document', () => {
    expect(openPipelines((docs, stages) => run(docs.slice(1), stages)).length).toBeGreaterThan(10);
  });
});

const shown: fc.Arbitrary<unknown> = fc.oneof(
  fc.boolean(),
  number.map(($slice): unknown => ({ $slice })),
  condition.map((inside): unknown => ({ $elemMatch: { d: inside } })),
);
const projection = fc.dictionary(path, shown, { maxKeys: 3 }) as fc.Arbitrary<Doc>;
const order = fc.dictionary(path, fc.constantFrom<1 | -1>(1, -1), { maxKeys: 2 });

/** Writing into it is an error from here on. */
function frozen<T>(part: T): T {
  if (part === null || typeof part !== 'object' || part instanceof Date) return part;
  Object.values(part).forEach(frozen);
  return Object.freeze(part);
}

describe('a read', () => {
  const docs = fc.array(document, { maxLength: 4 });

  it('by a pipeline never changes what it reads', () => {
    const stages = fc.oneof(
      pipeline,
      query.map(($match): Doc[] => [{ $match }]),
      projection.map(($project): Doc[] => [{ $project }]),
    );
    for (const [made, given] of sampled(fc.tuple(stages, docs), 0.2)) {
      const before = given.map(copyDoc);
      answer(() => aggregate(frozen(given), made, () => given));
      expect(equal(given, before)).toBe(true);
    }
  });

  it('by a filter with an order and a projection never changes what it reads', async () => {
    for (const [criteria, fields, sort, given] of sampled(fc.tuple(query, projection, order, docs), 0.2)) {
      const before = given.map(copyDoc);
      const filter = await Filter.compile(criteria);
      const attempt = (): unknown => filter.select(frozen(given), { projection: fields, sort });
      // Only what MongoDB refuses may fail, never an attempt to write.
      try {
        attempt();
      } catch (error) {
        expect(error).not.toBeInstanceOf(TypeError);
      }
      expect(equal(given, before)).toBe(true);
    }
  });
});
