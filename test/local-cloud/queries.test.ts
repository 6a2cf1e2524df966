// Conditions through wx-server-sdk, as MongoDB's manual has them: missing, null, arrays, types.
import { DatabaseProbe, refused, type Chain } from './database-probe';

type Doc = Record<string, unknown>;
type Row = [name: string, doc: Doc, condition: (_: Chain) => unknown, expected: unknown];

let probe: DatabaseProbe;
beforeAll(async () => (probe = await DatabaseProbe.start()));
afterAll(async () => probe.stop());

const items = { items: [{ tags: ['x', 'y'] }, { tags: ['z'] }] };
const list = { a: [{ b: 3 }, {}] };

/** Tables of rows, each a sentence, a document, what `where` gets, and whether it matches. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  'null and missing': [
    ['null matches a missing field', {}, () => ({ a: null }), true],
    ['null matches null', { a: null }, () => ({ a: null }), true],
    ['null does not match an empty text', { a: '' }, () => ({ a: null }), false],
    ['null does not match an empty list', { a: [] }, () => ({ a: null }), false],
    ['null matches a list with null', { a: [1, null] }, () => ({ a: null }), true],
    ['unequal null does not match a missing field', {}, (_) => ({ a: _.neq?.(null) }), false],
    ['null matches where one document of a list lacks the field', list, () => ({ 'a.b': null }), true],
    ['unequal null then does not', list, (_) => ({ 'a.b': _.neq?.(null) }), false],
    ['null below a list of numbers matches nothing', { a: [1, 2] }, () => ({ 'a.b': null }), false],
    ['null below an empty list matches nothing', { a: [] }, () => ({ 'a.b': null }), false],
    ['null below a number matches', { a: 4 }, () => ({ 'a.b': null }), true],
    ['null below an empty document matches', { a: {} }, () => ({ 'a.b': null }), true],
    ['in a list with null matches a missing field', {}, (_) => ({ a: _.in?.([null, 1]) }), true],
    ['not in a list with null does not', {}, (_) => ({ a: _.nin?.([null]) }), false],
    ['not in a list matches a missing field', {}, (_) => ({ a: _.nin?.([1]) }), true],
    ['at least null matches null', { a: null }, (_) => ({ a: _.gte?.(null) }), true],
    ['at most null matches a missing field', {}, (_) => ({ a: _.lte?.(null) }), true],
    ['above null matches nothing', { a: null }, (_) => ({ a: _.gt?.(null) }), false],
    ['existing counts null', { a: null }, (_) => ({ a: _.exists?.(true) }), true],
    ['existing does not count missing', {}, (_) => ({ a: _.exists?.(true) }), false],
    ['not existing below a list of numbers', { a: [1] }, (_) => ({ 'a.b': _.exists?.(false) }), true],
    ['existing needs one document of a list', list, (_) => ({ 'a.b': _.exists?.(true) }), true],
    ['below something does not match missing', {}, (_) => ({ a: _.lt?.(5) }), false],
    ['unequal to a value matches missing', {}, (_) => ({ a: _.neq?.(5) }), true],
    ['not above matches missing', {}, (_) => ({ a: _.not?.(_.gt?.(5)) }), true],
  ],
  lists: [
    ['one element is enough', { a: [1, 9] }, (_) => ({ a: _.gt?.(5) }), true],
    [
      'two conditions may be met by two elements',
      { a: [1, 9] },
      (_) => ({ a: _.gt?.(5).and?.(_.lt?.(3)) }),
      true,
    ],
    ['elemMatch wants one for both', { a: [1, 9] }, (_) => ({ a: _.elemMatch?.({ $gt: 5, $lt: 8 }) }), false],
    [
      'elemMatch of documents',
      { a: [{ b: 1, c: 2 }] },
      (_) => ({ a: _.elemMatch?.({ b: 1, c: _.gt?.(1) }) }),
      true,
    ],
    [
      'elemMatch of a document passes numbers over',
      { a: [3] },
      (_) => ({ a: _.elemMatch?.({ value: 3 }) }),
      false,
    ],
    [
      'elemMatch takes no list in a list apart',
      { a: [[{ b: 1 }]] },
      (_) => ({ a: _.elemMatch?.({ b: 1 }) }),
      false,
    ],
    ['elemMatch needs a list', { a: { b: 1 } }, (_) => ({ a: _.elemMatch?.({ b: 1 }) }), false],
    ['unequal wants all elements unequal', { a: [1, 2] }, (_) => ({ a: _.neq?.(1) }), false],
    ['a list equals itself', { a: [1, 2] }, (_) => ({ a: _.eq?.([1, 2]) }), true],
    ['a list in another order does not', { a: [2, 1] }, (_) => ({ a: _.eq?.([1, 2]) }), false],
    ['a list may be an element', { a: [[1, 2], 3] }, (_) => ({ a: _.eq?.([1, 2]) }), true],
    ['a list in a list is not taken apart', { a: [[1]] }, () => ({ a: 1 }), false],
    ['nor are documents in a list in a list', { a: [[{ b: 1 }]] }, () => ({ 'a.b': 1 }), false],
    ['a position', { a: [5, 6] }, () => ({ 'a.1': 6 }), true],
    ['a position and a field', { a: [{ b: 1 }, { b: 2 }] }, () => ({ 'a.1.b': 2 }), true],
    ['another position does not', { a: [{ b: 1 }, { b: 2 }] }, () => ({ 'a.0.b': 2 }), false],
    ['a list below documents, in', items, (_) => ({ 'items.tags': _.in?.(['x']) }), true],
    ['not in', items, (_) => ({ 'items.tags': _.nin?.(['x']) }), false],
    ['all over several documents', items, (_) => ({ 'items.tags': _.all?.(['x', 'z']) }), true],
    ['all on a single value', { a: 'x' }, (_) => ({ a: _.all?.(['x']) }), true],
    ['all of nothing matches nothing', { a: [1] }, (_) => ({ a: _.all?.([]) }), false],
    ['all with a list as an element', { a: [[1, 2]] }, (_) => ({ a: _.all?.([[1, 2]]) }), true],
    ['size', { a: [1, 2] }, (_) => ({ a: _.size?.(2) }), true],
    ['size of no list', { a: 'xy' }, (_) => ({ a: _.size?.(2) }), false],
    ['size of a missing field', {}, (_) => ({ a: _.size?.(0) }), false],
    ['size below a list of documents', items, (_) => ({ 'items.tags': _.size?.(1) }), true],
    ['size of an inner list does not count', { a: [[1, 2]] }, (_) => ({ a: _.size?.(2) }), false],
    ['size takes no text', { a: [] }, (_) => ({ a: _.size?.('1') }), refused(/\$size/)],
    ['size takes nothing negative', { a: [] }, (_) => ({ a: _.size?.(-1) }), refused(/non-negative/)],
    ['size takes whole numbers', { a: [] }, (_) => ({ a: _.size?.(1.5) }), refused(/integer/)],
  ],
  'numbers and types': [
    ['text is no number', { a: '9' }, (_) => ({ a: _.gt?.(5) }), false],
    ['true is not 1', { a: true }, () => ({ a: 1 }), false],
    ['false is not null', { a: false }, () => ({ a: null }), false],
    ['mod', { a: 7 }, (_) => ({ a: _.mod?.(3, 1) }), true],
    ['mod of a negative number', { a: -7 }, (_) => ({ a: _.mod?.(3, -1) }), true],
    ['mod cuts fractions', { a: 7.9 }, (_) => ({ a: _.mod?.(3, 1) }), true],
    ['mod of null', { a: null }, (_) => ({ a: _.mod?.(2, 0) }), false],
    ['mod of a missing field', {}, (_) => ({ a: _.mod?.(2, 0) }), false],
    ['mod of text', { a: '4' }, (_) => ({ a: _.mod?.(2, 0) }), false],
    ['mod in a list', { a: [3, 4] }, (_) => ({ a: _.mod?.(2, 0) }), true],
    ['mod by zero', { a: 4 }, (_) => ({ a: _.mod?.(0, 0) }), refused(/divisor cannot be 0/)],
    ['mod by half', { a: 4 }, (_) => ({ a: _.mod?.(0.5, 0) }), refused(/divisor cannot be 0/)],
    ['mod without remainder', { a: 4 }, (_) => ({ a: _.mod?.([2]) }), refused(/not enough elements/)],
    ['mod by text', { a: 4 }, (_) => ({ a: _.mod?.('2', 0) }), refused(/divisor not a number/)],
    ['NaN is NaN', { a: NaN }, () => ({ a: NaN }), true],
    ['NaN is not above a number', { a: NaN }, (_) => ({ a: _.gt?.(0) }), false],
    ['NaN is not below a number', { a: NaN }, (_) => ({ a: _.lt?.(0) }), false],
    ['large whole numbers', { a: 9_007_199_254_740_992 }, () => ({ a: 9_007_199_254_740_992 }), true],
    ['dates compare by time', { a: new Date(6) }, (_) => ({ a: _.gte?.(new Date(5)) }), true],
    ['a date is no number', { a: new Date(6) }, (_) => ({ a: _.gte?.(5) }), false],
    ['the order of fields counts', { a: { y: 2, x: 1 } }, (_) => ({ a: _.eq?.({ x: 1, y: 2 }) }), false],
    ['the same order matches', { a: { x: 1, y: 2 } }, (_) => ({ a: _.eq?.({ x: 1, y: 2 }) }), true],
    ['a document is not a part of one', { a: { x: 1, y: 2 } }, (_) => ({ a: _.eq?.({ x: 1 }) }), false],
    ['a regular expression looks into lists', { a: ['q', 'abc'] }, () => ({ a: /B/i }), true],
    ['a regular expression in a list of values', { a: 'abc' }, (_) => ({ a: _.in?.([/^a/, 1]) }), true],
    ['in needs a list', { a: 1 }, () => ({ a: { $in: 1 } }), refused(/\$in needs an array/)],
    ['a comparison takes no regular expression', { a: 1 }, (_) => ({ a: _.gt?.(/a/) }), refused(/RegEx/)],
  ],
  logic: [
    ['or', { a: 2 }, (_) => _.or?.([{ a: 1 }, { a: 2 }]), true],
    ['nor', { a: 2 }, (_) => _.nor?.([{ a: 1 }, { a: 3 }]), true],
    ['nor on one field', { a: 2 }, (_) => ({ a: _.nor?.([_.eq?.(1), _.eq?.(2)]) }), false],
    ['not around in', { a: 2 }, (_) => ({ a: _.not?.(_.in?.([1])) }), true],
    ['an empty or', { a: 2 }, (_) => _.or?.([]), refused(/nonempty array/)],
    ['expr', { a: 2, b: 1 }, (_) => _.expr?.({ $gt: ['$a', '$b'] }), true],
    ['expr on a missing field', { b: 1 }, (_) => _.expr?.({ $lt: ['$a', '$b'] }), true],
    ['an unknown operator', { a: 2 }, () => ({ a: { $made_up: 1 } }), refused(/\$made_up is not emulated/)],
  ],
  $jsonSchema: [
    [
      'fits',
      { a: 1, b: 'x' },
      (_) => _.jsonSchema?.({ required: ['a'], properties: { a: { bsonType: 'int' } } }),
      true,
    ],
    ['lacks a field', { b: 'x' }, (_) => _.jsonSchema?.({ required: ['a'] }), false],
    ['wrong type', { a: 'x' }, (_) => _.jsonSchema?.({ properties: { a: { bsonType: 'int' } } }), false],
    [
      'several types',
      { a: 1.5 },
      (_) => _.jsonSchema?.({ properties: { a: { bsonType: ['int', 'double'] } } }),
      true,
    ],
    ['out of range', { a: 5 }, (_) => _.jsonSchema?.({ properties: { a: { maximum: 4 } } }), false],
    ['enum', { a: 'x' }, (_) => _.jsonSchema?.({ properties: { a: { enum: ['x', 'y'] } } }), true],
    ['pattern', { a: 'abc' }, (_) => _.jsonSchema?.({ properties: { a: { pattern: '^b' } } }), false],
    [
      'inside a list',
      { a: [1, 'x'] },
      (_) => _.jsonSchema?.({ properties: { a: { items: { type: 'number' } } } }),
      false,
    ],
    [
      'no others',
      { a: 1, z: 1 },
      (_) => _.jsonSchema?.({ properties: { a: {}, _id: {} }, additionalProperties: false }),
      false,
    ],
    ['anyOf', { a: 1 }, (_) => _.jsonSchema?.({ anyOf: [{ required: ['a'] }, { required: ['b'] }] }), true],
    ['an unknown keyword', {}, (_) => _.jsonSchema?.({ format: 'date' }), refused(/keyword 'format'/)],
    [
      'an unknown type',
      {},
      (_) => _.jsonSchema?.({ properties: { a: { bsonType: 'thing' } } }),
      refused(/thing/),
    ],
  ],
};

describe.each(Object.entries(tables))('conditions: %s', (_title, rows) => {
  it.each(rows)('%s', async (_name, doc, condition, expected) => {
    expect(await probe.matches(doc, condition(probe.sdk.command) as object)).toEqual(expected);
  });
});

describe('places', () => {
  const at = (longitude: number, latitude: number): object => new (geo('Point'))(longitude, latitude);
  const geo = (name: string): new (...parts: unknown[]) => object => {
    const shape = probe.sdk.Geo[name];
    if (!shape) throw new Error(`the SDK has no ${name}`);
    return shape;
  };
  const stored = (longitude: number, latitude: number): Doc => ({
    at: { type: 'Point', coordinates: [longitude, latitude] },
  });
  const square = (low: number, high: number): object => {
    const corners = [
      [low, low],
      [high, low],
      [high, high],
      [low, high],
      [low, low],
    ] as const;
    return new (geo('Polygon'))([new (geo('LineString'))(corners.map(([x, y]) => at(x, y)))]);
  };
  const found = async (condition: Chain | undefined): Promise<unknown[]> => {
    const { data } = await probe.sdk.collection('probe').where({ at: condition }).get();
    return data.map(({ _id }) => _id);
  };

  beforeEach(async () => probe.fill([stored(2, 2), stored(0, 0), stored(1, 1), { at: 'nowhere' }]));

  it('come nearest first, within their distances', async () => {
    const { geoNear } = probe.sdk.command;
    expect(await found(geoNear?.({ geometry: at(0, 0) }))).toEqual([1, 2, 0]);
    expect(await found(geoNear?.({ geometry: at(0, 0), maxDistance: 200_000 }))).toEqual([1, 2]);
    expect(await found(geoNear?.({ geometry: at(0, 0), minDistance: 1000, maxDistance: 200_000 }))).toEqual([
      2,
    ]);
  });

  it('lie within an area or a circle', async () => {
    const { geoWithin } = probe.sdk.command;
    expect(await found(geoWithin?.({ geometry: square(0.5, 3) }))).toEqual([0, 2]);
    expect(await found(geoWithin?.({ centerSphere: [[0, 0], 0.03] }))).toEqual([1, 2]);
  });

  it('cross a shape', async () => {
    const { geoIntersects } = probe.sdk.command;
    expect(await found(geoIntersects?.({ geometry: square(-1, 1) }))).toEqual([1, 2]);
  });

  it('are as far away as the cloud says, to the last digit', async () => {
    await probe.fill([stored(113.306789, 23.1564721)]);
    const list = await probe.run(
      (pipeline) =>
        pipeline.geoNear?.({ near: at(113.3089506, 23.0968251), distanceField: 'away', spherical: true }) ??
        pipeline,
    );
    // Of the vendor's own test against the live service.
    expect(list[0]?.away).toBe(6643.521654040738);
  });

  it('carry their distance through a pipeline', async () => {
    const list = await probe.run(
      (pipeline) =>
        pipeline.geoNear?.({ near: at(0, 0), distanceField: 'away', spherical: true, query: {} }) ?? pipeline,
    );
    expect(list.map(({ _id, away }) => [_id, Math.round(Number(away) / 1000)])).toEqual([
      [1, 0],
      [2, 157],
      [0, 315],
    ]);
  });
});
