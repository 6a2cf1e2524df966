// Pipelines, orders and projections through wx-server-sdk, as MongoDB's manual has them.
import { DatabaseProbe, refused, stage, type Chain, type Pipeline } from './database-probe';

type Doc = Record<string, unknown>;
type Stages = ($: Chain) => readonly (readonly [string, unknown])[];
type Row = [name: string, docs: readonly Doc[], stages: Stages, expected: unknown];

let probe: DatabaseProbe;
beforeAll(async () => (probe = await DatabaseProbe.start()));
afterAll(async () => probe.stop());

const run = (pipeline: Pipeline, stages: ReturnType<Stages>): Pipeline =>
  stages.reduce((made, [name, argument]) => stage(made, name, argument), pipeline);

const hide: readonly [string, unknown] = ['project', { _id: 0 }];
const byId: readonly [string, unknown] = ['sort', { _id: 1 }];
const three = [{ n: 1 }, { n: 5 }, { n: 9 }];

const tables: Readonly<Record<string, readonly Row[]>> = {
  shape: [
    ['a missing field is left out', [{ a: 1 }], () => [['project', { _id: 0, v: '$m', a: 1 }]], [{ a: 1 }]],
    ['of nothing', [{ a: 1 }], () => [['project', {}]], refused(/at least one field/)],
    ['mixed', [{ a: 1 }], () => [['project', { a: 1, b: 0 }]], refused(/Cannot do exclusion on field b/)],
    ['two paths that meet', [{ a: 1 }], () => [['project', { a: 1, 'a.b': 1 }]], refused(/Path collision/)],
    [
      'fields of a list',
      [{ a: [{ b: 1, c: 2 }, 5, { c: 3 }] }],
      () => [['project', { _id: 0, 'a.b': 1 }]],
      [{ a: [{ b: 1 }, {}] }],
    ],
    [
      'without a field of a list',
      [{ a: [{ b: 1, c: 2 }, 5] }],
      () => [['project', { _id: 0, 'a.b': 0 }]],
      [{ a: [{ c: 2 }, 5] }],
    ],
    ['added below a number', [{ a: 1 }], () => [['addFields', { 'a.b': 2 }], hide], [{ a: { b: 2 } }]],
    [
      'added into a list',
      [{ a: [{ x: 1 }, 5] }],
      () => [['addFields', { 'a.b': 2 }], hide],
      [{ a: [{ x: 1, b: 2 }, { b: 2 }] }],
    ],
    ['a missing value takes the field away', [{ a: 1 }], () => [['addFields', { a: '$m' }], hide], [{}]],
    ['replaceRoot', [{ o: { a: 1 } }], () => [['replaceRoot', { newRoot: '$o' }]], [{ a: 1 }]],
    [
      'replaceRoot by missing',
      [{ a: 1 }],
      () => [['replaceRoot', { newRoot: '$o' }]],
      refused(/must evaluate to an object.*missing/),
    ],
    [
      'unwind',
      [{ a: [1, 2] }, { a: [] }, { a: null }, {}, { a: 3 }],
      () => [['unwind', '$a'], hide],
      [{ a: 1 }, { a: 2 }, { a: 3 }],
    ],
    [
      'unwind and keep',
      [{ a: [] }, { a: null }, {}],
      () => [['unwind', { path: '$a', preserveNullAndEmptyArrays: true }], hide],
      [{}, { a: null }, {}],
    ],
    [
      'unwind with positions',
      [{ a: ['x'] }, { a: 'y' }],
      () => [['unwind', { path: '$a', includeArrayIndex: 'i' }], hide],
      [
        { a: 'x', i: 0 },
        { a: 'y', i: null },
      ],
    ],
    ['unwind of no path', [{ a: [1] }], () => [['unwind', 'a']], refused(/prefixed with a '\$'/)],
  ],
  groups: [
    [
      'missing values are not pushed',
      [{ a: 1 }, {}, { a: null }],
      ($) => [['group', { _id: 0, v: $.push?.('$a') }]],
      [{ _id: 0, v: [1, null] }],
    ],
    [
      'nor added',
      [{ a: 1 }, {}, { a: 1 }],
      ($) => [['group', { _id: 0, v: $.addToSet?.('$a') }]],
      [{ _id: 0, v: [1] }],
    ],
    [
      'the first of missing',
      [{}, { a: 1 }],
      ($) => [['group', { _id: 0, f: $.first?.('$a'), l: $.last?.('$a') }]],
      [{ _id: 0, f: null, l: 1 }],
    ],
    [
      'avg of none',
      [{ a: 'x' }],
      ($) => [['group', { _id: 0, v: $.avg?.('$a'), s: $.sum?.('$a'), m: $.max?.('$b') }]],
      [{ _id: 0, v: null, s: 0, m: null }],
    ],
    [
      'a list is not summed',
      [{ a: [1, 2] }],
      ($) => [['group', { _id: 0, s: $.sum?.('$a') }]],
      [{ _id: 0, s: 0 }],
    ],
    [
      'missing and null are one group',
      [{ k: null }, {}],
      ($) => [['group', { _id: '$k', n: $.sum?.(1) }]],
      [{ _id: null, n: 2 }],
    ],
    [
      'a document of missing is another',
      [{ k: null }, {}],
      ($) => [
        ['group', { _id: { k: '$k' }, n: $.sum?.(1) }],
        ['sort', { n: 1 }],
      ],
      [
        { _id: { k: null }, n: 1 },
        { _id: {}, n: 1 },
      ],
    ],
    [
      '1 and "1" are two groups',
      [{ k: 1 }, { k: '1' }],
      () => [['group', { _id: '$k' }], byId],
      [{ _id: 1 }, { _id: '1' }],
    ],
    ['without an _id', [{}], ($) => [['group', { n: $.sum?.(1) }]], refused(/must include an _id/)],
    [
      'no accumulator',
      [{}],
      () => [['group', { _id: 0, n: '$a' }]],
      refused(/must be an accumulator object/),
    ],
    ['of nothing', [], ($) => [['group', { _id: null, n: $.sum?.(1) }]], []],
    [
      'count of nothing',
      three,
      () => [
        ['match', { n: 99 }],
        ['count', 'total'],
      ],
      [],
    ],
    ['count', three, () => [['count', 'total']], [{ total: 3 }]],
    ['count into nothing', three, () => [['count', '']], refused(/non-empty string/)],
    [
      'sortByCount',
      [{ k: 'a' }, { k: 'b' }, { k: 'b' }],
      () => [['sortByCount', '$k']],
      [
        { _id: 'b', count: 2 },
        { _id: 'a', count: 1 },
      ],
    ],
    [
      'buckets',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [0, 5, 10] }]],
      [
        { _id: 0, count: 1 },
        { _id: 5, count: 2 },
      ],
    ],
    [
      'outside of the buckets',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [0, 5] }]],
      refused(/no default was specified/),
    ],
    [
      'another bucket',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [0, 5], default: 'x' }]],
      [
        { _id: 0, count: 1 },
        { _id: 'x', count: 2 },
      ],
    ],
    [
      'a default inside',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [0, 5], default: 3 }]],
      refused(/must be less than the lowest/),
    ],
    [
      'boundaries without order',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [5, 0] }]],
      refused(/ascending order/),
    ],
    [
      'boundaries of two types',
      three,
      () => [['bucket', { groupBy: '$n', boundaries: [0, 'x'] }]],
      refused(/same type/),
    ],
    [
      'bucketAuto',
      three,
      () => [['bucketAuto', { groupBy: '$n', buckets: 2 }]],
      [
        { _id: { min: 1, max: 9 }, count: 2 },
        { _id: { min: 9, max: 9 }, count: 1 },
      ],
    ],
    [
      'bucketAuto into none',
      three,
      () => [['bucketAuto', { groupBy: '$n', buckets: 0 }]],
      refused(/positive/),
    ],
  ],
  choice: [
    ['skip and limit', three, () => [['skip', 1], ['limit', 1], hide], [{ n: 5 }]],
    ['limit of zero', three, () => [['limit', 0]], refused(/must be positive/)],
    ['limit of text', three, () => [['limit', '2']], refused(/Expected a number/)],
    ['skip backwards', three, () => [['skip', -1]], refused(/non-negative/)],
    ['sort by nothing', three, () => [['sort', {}]], refused(/at least one sort key/)],
    ['sort by 2', three, () => [['sort', { n: 2 }]], refused(/1 \(for ascending\) or -1/)],
    ['a sample larger than all', [{ n: 1 }], () => [['sample', { size: 10 }], hide], [{ n: 1 }]],
    ['a sample of nothing', [], () => [['sample', { size: 10 }]], []],
    ['a sample of text', three, () => [['sample', { size: '2' }]], refused(/size argument/)],
    ['a sample of 1.5', three, () => [['sample', { size: 1.5 }]], refused(/size argument/)],
    ['a sample of -1', three, () => [['sample', { size: -1 }]], refused(/size argument/)],
    ['a sample of nothing said', three, () => [['sample', { size: undefined }]], refused(/size/)],
  ],
};

describe.each(Object.entries(tables))('pipelines: %s', (_title, rows) => {
  it.each(rows)('%s', async (_name, docs, stages, expected) => {
    expect(await probe.pipeline(docs, (made) => run(made, stages(probe.sdk.command.aggregate)))).toEqual(
      expected,
    );
  });
});

describe('a pipeline', () => {
  it('gives 20 documents without a limit, however it ends, and as many as a limit says', async () => {
    const many = Array.from({ length: 25 }, (_one, n) => ({ n }));
    expect(await probe.pipeline(many, (made) => run(made, [['match', {}]]))).toHaveLength(20);
    expect(await probe.pipeline(many, (made) => run(made, [['limit', 23]]))).toHaveLength(23);
  });

  it('samples each document once', async () => {
    const sampled = await probe.pipeline(three, (made) => run(made, [['sample', { size: 2 }]]));
    expect(new Set((sampled as Doc[]).map(({ n }) => n)).size).toBe(2);
  });

  it('joins lists element by element, and missing fields with null', async () => {
    await probe.fill([{ _id: 'u' }, { _id: 'v', name: null }], 'people');
    const joined = await probe.pipeline([{ who: ['u', 'gone'] }, {}], (made) =>
      run(made, [['lookup', { from: 'people', localField: 'who', foreignField: '_id', as: 'found' }], hide]),
    );
    expect(joined).toEqual([{ who: ['u', 'gone'], found: [{ _id: 'u' }] }, { found: [] }]);
    const byName = await probe.run((made) =>
      run(made, [
        ['lookup', { from: 'people', localField: 'none', foreignField: 'name', as: 'found' }],
        ['limit', 1],
      ]),
    );
    expect(byName[0]?.found).toEqual([{ _id: 'u' }, { _id: 'v', name: null }]);
  });

  it('joins by a pipeline with variables', async () => {
    await probe.fill(
      [
        { _id: 1, n: 1 },
        { _id: 2, n: 7 },
      ],
      'people',
    );
    const $ = probe.sdk.command.aggregate;
    const inner = stage(
      stage(
        $.pipeline?.() as unknown as Pipeline,
        'match',
        probe.sdk.command.expr?.($.gt?.(['$n', '$$least'])),
      ),
      'project',
      { n: 1 },
    );
    const joined = await probe.pipeline([{ least: 5 }], (made) =>
      run(made, [
        [
          'lookup',
          {
            from: 'people',
            let: { least: '$least' },
            pipeline: (inner as unknown as { done(): unknown }).done(),
            as: 'found',
          },
        ],
      ]),
    );
    expect(joined).toEqual([{ _id: 0, least: 5, found: [{ _id: 2, n: 7 }] }]);
  });

  it('joins with a collection that is not there to nothing', async () => {
    const joined = await probe.pipeline([{ k: 1 }], (made) =>
      run(made, [['lookup', { from: 'nowhere', localField: 'k', foreignField: 'k', as: 'o' }], hide]),
    );
    expect(joined).toEqual([{ k: 1, o: [] }]);
  });
});

describe('an order', () => {
  const order = async (docs: readonly Doc[], direction: 'asc' | 'desc'): Promise<unknown[]> => {
    await probe.fill(docs);
    const { data } = await probe.sdk.collection('probe').where({}).orderBy('v', direction).get();
    return data.map(({ v }) => v);
  };

  it('goes by type first', async () => {
    const date = new Date(1);
    const values = [true, 'a', date, { x: 1 }, 5, null];
    expect(
      await order(
        values.map((v) => ({ v })),
        'asc',
      ),
    ).toEqual([null, 5, 'a', { x: 1 }, true, date]);
  });

  it('takes the smallest element of a list upwards and the largest downwards', async () => {
    const docs = [{ v: [1, 9] }, { v: 5 }, { v: [] }, { v: null }];
    expect(await order(docs, 'asc')).toEqual([[], null, [1, 9], 5]);
    expect(await order(docs, 'desc')).toEqual([[1, 9], 5, null, []]);
  });

  it('puts missing beside null, in the order in which they came', async () => {
    expect(await order([{ v: 1 }, {}, { v: null }], 'asc')).toEqual([undefined, null, 1]);
  });
});

describe('a projection', () => {
  const shown = async (doc: Doc, fields: object): Promise<unknown> => {
    await probe.fill([doc]);
    const { data } = await probe.sdk.collection('probe').where({}).field(fields).get();
    return data[0];
  };

  it.each<[string, object, unknown]>([
    [
      'a slice alone keeps the other fields',
      { list: { $slice: 1 } },
      { _id: 0, list: [1], o: { h: 1, k: 2 }, b: 3 },
    ],
    ['a slice from behind', { list: { $slice: -1 }, b: 1 }, { _id: 0, list: [3], b: 3 }],
    ['a slice in the middle', { list: { $slice: [1, 1] }, o: false }, { _id: 0, list: [2], b: 3 }],
    ['an element', { list: { $elemMatch: { $gt: 1 } } }, { _id: 0, list: [2] }],
    ['without a nested field', { 'o.h': false }, { _id: 0, list: [1, 2, 3], o: { k: 2 }, b: 3 }],
    ['only a nested field', { 'o.h': true, _id: false }, { o: { h: 1 } }],
    ['only the _id', { _id: true }, { _id: 0 }],
    ['all but the _id', { _id: false }, { list: [1, 2, 3], o: { h: 1, k: 2 }, b: 3 }],
    ['below a number', { 'b.x': true }, { _id: 0 }],
  ])('%s', async (_name, fields, expected) => {
    expect(await shown({ list: [1, 2, 3], o: { h: 1, k: 2 }, b: 3 }, fields)).toEqual(expected);
  });
});

describe('a query that would never end', () => {
  it('is stopped, and the cloud answers the next one', async () => {
    await probe.fill([{ s: `${'a'.repeat(60)}b` }]);
    const started = Date.now();
    const endless = await probe.matches({ s: `${'a'.repeat(60)}b` }, { s: /^(a+)+$/ });
    expect(endless).toEqual(refused(/exceeded time limit/));
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(await probe.matches({ n: 1 }, { n: 1 })).toBe(true);
  });

  it('is refused where it grows without end', async () => {
    const $ = probe.sdk.command.aggregate;
    const doubling = $.reduce?.({
      input: $.range?.([0, 60]),
      initialValue: ['x'],
      in: $.concatArrays?.(['$$value', '$$value']),
    });
    expect(await probe.value({}, doubling)).toEqual(refused(/too much memory/));
    const nesting = $.reduce?.({ input: $.range?.([0, 60]), initialValue: 'x', in: ['$$value', '$$value'] });
    expect(await probe.value({}, nesting)).toEqual(refused(/16 MB|time limit/));
  });

  it('is refused where it nests without end', async () => {
    let deep: object = { a: 1 };
    for (let level = 0; level < 200; level += 1) deep = { $not: { $eq: deep } };
    expect(await probe.matches({}, { a: deep })).toEqual(refused(/nest|convert/));
  });
});
