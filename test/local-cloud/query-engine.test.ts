// Queries, updates and aggregations as the code beside the functions calls them.
import { aggregate } from '../../scripts/local-cloud/database/pipeline/aggregation';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { updated } from '../../scripts/local-cloud/database/update/update';

const matches = async (criteria: Doc, doc: Doc): Promise<boolean> =>
  (await Filter.compile(criteria)).matches(doc);
const run = (docs: Doc[], ...stages: Doc[]): Doc[] => aggregate(docs, stages, () => []);

describe('a filter', () => {
  it.each<[string, Doc, Doc, boolean]>([
    ['null matches a missing field', { a: null }, {}, true],
    ['$ne matches a missing field', { a: { $ne: 1 } }, {}, true],
    ['a number is not compared with text', { a: { $gt: 5 } }, { a: '9' }, false],
    ['true is not 1', { a: 1 }, { a: true }, false],
    ['one array element is enough', { 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }, true],
    ['an object must be equal as a whole', { a: { x: 1 } }, { a: { x: 1, y: 2 } }, false],
    ['dates compare by time', { a: { $gte: new Date(5) } }, { a: new Date(6) }, true],
    ['$elemMatch does not match a bare scalar', { a: { $elemMatch: { value: 3 } } }, { a: [3] }, false],
    [
      '$elemMatch wants one element to meet all',
      { a: { $elemMatch: { b: 1, c: { $gt: 1 } } } },
      {
        a: [
          { b: 1, c: 1 },
          { b: 2, c: 2 },
        ],
      },
      false,
    ],
    ['$elemMatch on scalars', { a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 2] }, true],
    ['$expr compares fields', { $expr: { $gt: ['$a', '$b'] } }, { a: 2, b: 1 }, true],
  ])('%s', async (_name, criteria, doc, expected) => {
    expect(await matches(criteria, doc)).toBe(expected);
  });

  it.each(['$where', '$text', '$made_up'])('refuses %s before it looks at a document', async (operator) => {
    await expect(Filter.compile({ a: { [operator]: 1 } })).rejects.toThrow(
      `operator ${operator} is not emulated`,
    );
  });

  it('looks documents up by their _id', async () => {
    expect((await Filter.compile({ _id: 'a', version: 1 })).keys).toEqual(['string:"a"']);
    expect((await Filter.compile({ _id: { $in: ['a', 1] } })).keys).toEqual(['string:"a"', 'number:1']);
    expect((await Filter.compile({ _id: { $gt: 'a' } })).keys).toBeUndefined();
  });
});

describe('an update', () => {
  it.each<[string, Doc, Doc, Doc | undefined]>([
    ['$set makes the way', {}, { $set: { 'a.b': 1 } }, { a: { b: 1 } }],
    ['$set into an array', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    ['$inc of a missing field', {}, { $inc: { a: 2 } }, { a: 2 }],
    ['$push with position', { a: [1, 2] }, { $push: { a: { $each: [8], $position: 0 } } }, { a: [8, 1, 2] }],
    ['$pull by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    ['nothing to change', { a: 1 }, { $set: { a: 1 } }, undefined],
  ])('%s', (_name, doc, modifiers, expected) => {
    expect(updated(doc, modifiers)).toEqual(expected);
  });

  it.each<[Doc, Doc, RegExp]>([
    [{ a: 1 }, { $set: { 'a.b': 9 } }, /Cannot create field 'b'/],
    [{ a: 'x' }, { $inc: { a: 1 } }, /non-numeric type string/],
    [{ a: null }, { $inc: { a: 1 } }, /non-numeric type null/],
    [{ a: 1 }, { $push: { a: 1 } }, /must be an array/],
    [{ a: 1 }, { $set: { _id: 2 } }, /immutable field '_id'/],
    [{ a: [1] }, { $set: { 'a.$': 2 } }, /positional operator did not find the match/],
    [{ a: {} }, { $set: { a: 1 }, $inc: { 'a.b': 1 } }, /conflict/],
    [{ a: [1] }, { $set: { 'a.$[x]': 1 } }, /No array filter found for identifier 'x'/],
    [{}, { $made_up: { a: 1 } }, /\$made_up is not emulated/],
  ])('of %j by %j is refused', (doc, modifiers, text) => {
    expect(() => updated(doc, modifiers)).toThrow(text);
  });

  it('leaves the document that it was made from alone', () => {
    const doc = { a: { list: [1] } };
    updated(doc, { $push: { 'a.list': 2 } });
    expect(doc).toEqual({ a: { list: [1] } });
  });
});

describe('a read', () => {
  it.each<[string, Doc]>([
    ['leaves a nested field out', { 'o.h': false }],
    ['takes a nested field', { 'o.k': 1 }],
    ['cuts a list', { list: { $slice: 1 } }],
    ['picks an element', { list: { $elemMatch: { x: 1 } } }],
  ])('that %s does not change what is stored', async (_name, projection) => {
    const stored = { _id: 1, o: { h: 1, k: 2 }, list: [1, 2] };
    (await Filter.compile({})).select([stored], { projection });
    expect(stored).toEqual({ _id: 1, o: { h: 1, k: 2 }, list: [1, 2] });
  });
});

describe('an aggregation', () => {
  const many = Array.from({ length: 25 }, (_, n) => ({ n }));

  it('answers 20 documents unless it is told a limit', () => {
    expect(run(many, { $match: {} })).toHaveLength(20);
    expect(run(many, { $limit: 23 }, { $match: {} })).toHaveLength(23);
  });

  it('samples each document at most once', () => {
    expect(run([], { $sample: { size: 3 } })).toEqual([]);
    expect(
      run(many.slice(0, 3), { $sample: { size: 10 } })
        .map(({ n }) => Number(n))
        .sort(),
    ).toEqual([0, 1, 2]);
  });

  it.each<unknown>(['2', -1, undefined, NaN])('refuses a sample of size %s', (size) => {
    expect(() => run(many, { $sample: { size } })).toThrow('size argument to $sample');
  });

  it('puts a boundary value into the bucket that begins with it', () => {
    const buckets = run([{ v: 1 }, { v: 3 }, { v: 50 }], {
      $bucket: { groupBy: '$v', boundaries: [0, 3, 10], default: 'other' },
    });
    expect(buckets).toEqual([
      { _id: 0, count: 1 },
      { _id: 3, count: 1 },
      { _id: 'other', count: 1 },
    ]);
  });

  it('counts weeks from Sunday, the days before the first one as week 0', () => {
    const weeks = ['2026-01-01', '2026-01-04', '2026-01-11'].map((day) => ({
      d: new Date(`${day}T00:00:00Z`),
    }));
    expect(run(weeks, { $project: { w: { $week: '$d' } } }).map(({ w }) => w)).toEqual([0, 1, 2]);
  });

  it('joins collections', () => {
    const joined = aggregate(
      [{ k: 1 }],
      [{ $lookup: { from: 'other', localField: 'k', foreignField: 'k', as: 'o' } }],
      () => [{ k: 1, x: 2 }],
    );
    expect(joined).toEqual([{ k: 1, o: [{ k: 1, x: 2 }] }]);
  });

  it.each(['$out', '$merge', '$made_up'])('refuses stage %s', (stage) => {
    expect(() => run([], { [stage]: {} })).toThrow(`stage ${stage} is not emulated`);
  });

  it('does not change the documents that it reads', () => {
    const docs = [{ a: { b: 1 } }];
    run(docs, { $addFields: { 'a.c': 2 } });
    expect(docs).toEqual([{ a: { b: 1 } }]);
  });
});
