// Updates through wx-server-sdk, as MongoDB's manual has them.
import { DatabaseProbe, refused, type Chain } from './database-probe';

type Doc = Record<string, unknown>;
type Row = [name: string, doc: Doc, data: (_: Chain) => object, expected: unknown, condition?: object];

let probe: DatabaseProbe;
beforeAll(async () => (probe = await DatabaseProbe.start()));
afterAll(async () => probe.stop());

const tables: Readonly<Record<string, readonly Row[]>> = {
  fields: [
    ['set makes the way', {}, () => ({ 'a.b': 1 }), { a: { b: 1 } }],
    ['a document is merged', { a: { x: 1 } }, () => ({ a: { y: 2 } }), { a: { x: 1, y: 2 } }],
    ['set replaces a document', { a: { x: 1 } }, (_) => ({ a: _.set?.({ y: 2 }) }), { a: { y: 2 } }],
    ['a field of a list', { a: [1] }, () => ({ 'a.k': 9 }), refused(/Cannot create field 'k' in element/)],
    ['a position of a list', { a: [1, 2] }, () => ({ 'a.1': 9 }), { a: [1, 9] }],
    ['a position behind the end', { a: [1] }, () => ({ 'a.3': 9 }), { a: [1, null, null, 9] }],
    ['a field of a number', { a: 1 }, () => ({ 'a.b': 9 }), refused(/Cannot create field 'b'/)],
    ['a field of null', { a: null }, () => ({ 'a.b': 9 }), refused(/Cannot create field 'b'/)],
    ['remove', { a: 1, b: 2 }, (_) => ({ a: _.remove?.() }), { b: 2 }],
    ['remove what is missing', { b: 2 }, (_) => ({ 'a.x': _.remove?.() }), { b: 2 }],
    ['remove an element', { a: [1, 2] }, (_) => ({ 'a.0': _.remove?.() }), { a: [null, 2] }],
    [
      'two changes of one field',
      { a: {} },
      (_) => ({ a: _.set?.({}), 'a.b': _.inc?.(1) }),
      refused(/conflict at 'a'/),
    ],
    ['an empty field name', {}, () => ({ 'a..b': 1 }), refused(/empty field name/)],
    ['rename', { a: 1 }, (_) => ({ a: _.rename?.('b.c') }), { b: { c: 1 } }],
    ['rename what is missing', { x: 1 }, (_) => ({ a: _.rename?.('b') }), { x: 1 }],
    ['rename onto another', { a: 1, b: 2 }, (_) => ({ a: _.rename?.('b') }), { b: 1 }],
    ['rename to itself', { a: 1 }, (_) => ({ a: _.rename?.('a') }), refused(/conflict at 'a'/)],
    ['rename an element', { a: [1] }, (_) => ({ 'a.0': _.rename?.('b') }), refused(/array element/)],
    ['rename to a number', { a: 1 }, (_) => ({ a: _.rename?.(5) }), refused(/must be a string/)],
  ],
  numbers: [
    ['inc', { n: 1 }, (_) => ({ n: _.inc?.(2) }), { n: 3 }],
    ['inc of missing', {}, (_) => ({ n: _.inc?.(2) }), { n: 2 }],
    ['inc of null', { n: null }, (_) => ({ n: _.inc?.(2) }), refused(/non-numeric type null/)],
    ['inc by text', { n: 1 }, (_) => ({ n: _.inc?.('2') }), refused(/non-numeric argument/)],
    ['mul', { n: 3 }, (_) => ({ n: _.mul?.(2) }), { n: 6 }],
    ['mul of missing', {}, (_) => ({ n: _.mul?.(2) }), { n: 0 }],
    ['mul of text', { n: 'x' }, (_) => ({ n: _.mul?.(2) }), refused(/non-numeric type string/)],
    ['min', { n: 3 }, (_) => ({ n: _.min?.(2) }), { n: 2 }],
    ['min that is not smaller', { n: 1 }, (_) => ({ n: _.min?.(2) }), { n: 1 }],
    ['min of missing', {}, (_) => ({ n: _.min?.(2) }), { n: 2 }],
    ['min of null', { n: null }, (_) => ({ n: _.min?.(2) }), { n: null }],
    ['max over types', { n: 5 }, (_) => ({ n: _.max?.('a') }), { n: 'a' }],
    ['max of dates', { d: new Date(5) }, (_) => ({ d: _.max?.(new Date(9)) }), { d: new Date(9) }],
    ['bit', { n: 13 }, (_) => ({ n: _.bit?.({ and: 10 }) }), { n: 8 }],
    ['bit of missing', {}, (_) => ({ n: _.bit?.({ or: 5 }) }), { n: 5 }],
    ['bit of a fraction', { n: 1.5 }, (_) => ({ n: _.bit?.({ or: 5 }) }), refused(/non-integral/)],
    [
      'bit by nothing known',
      { n: 1 },
      (_) => ({ n: _.bit?.({ not: 5 }) }),
      refused(/'and', 'or', and 'xor'/),
    ],
  ],
  lists: [
    ['push', { a: [1] }, (_) => ({ a: _.push?.([2, 3]) }), { a: [1, 2, 3] }],
    ['push to missing', {}, (_) => ({ a: _.push?.([2]) }), { a: [2] }],
    [
      'push to null',
      { a: null },
      (_) => ({ a: _.push?.([2]) }),
      refused(/must be an array but is of type null/),
    ],
    ['push in front', { a: [1] }, (_) => ({ a: _.unshift?.([0]) }), { a: [0, 1] }],
    [
      'push at a place from behind',
      { a: [1, 2] },
      (_) => ({ a: _.push?.({ each: [9], position: -1 }) }),
      { a: [1, 9, 2] },
    ],
    ['push and sort', { a: [3, 1] }, (_) => ({ a: _.push?.({ each: [2], sort: 1 }) }), { a: [1, 2, 3] }],
    [
      'push and sort by a field',
      { a: [{ n: 2 }] },
      (_) => ({ a: _.push?.({ each: [{ n: 1 }, { n: 3 }], sort: { n: -1 } }) }),
      { a: [{ n: 3 }, { n: 2 }, { n: 1 }] },
    ],
    [
      'push, sort, then cut',
      { a: [3] },
      (_) => ({ a: _.push?.({ each: [1, 2], sort: 1, slice: -2 }) }),
      { a: [2, 3] },
    ],
    ['push and cut all', { a: [3] }, (_) => ({ a: _.push?.({ each: [1], slice: 0 }) }), { a: [] }],
    ['push each of no list', { a: [3] }, (_) => ({ a: _.push?.({ each: 1 }) }), refused(/must be an array/)],
    [
      'push at no place',
      { a: [3] },
      (_) => ({ a: _.push?.({ each: [1], position: 'x' }) }),
      refused(/integer/),
    ],
    [
      'pop and shift',
      { a: [1, 2, 3], b: [1, 2] },
      (_) => ({ a: _.pop?.(), b: _.shift?.() }),
      { a: [1, 2], b: [2] },
    ],
    ['pop of missing', { x: 1 }, (_) => ({ a: _.pop?.() }), { x: 1 }],
    ['pop of an empty list', { a: [] }, (_) => ({ a: _.pop?.() }), { a: [] }],
    ['pop of text', { a: 'x' }, (_) => ({ a: _.pop?.() }), refused(/non-array/)],
    [
      'pull by fields',
      { a: [1, { k: 1 }, { k: 2 }] },
      (_) => ({ a: _.pull?.({ k: 1 }) }),
      { a: [1, { k: 2 }] },
    ],
    [
      'pull by fields of larger documents',
      { a: [{ k: 1, z: 2 }] },
      (_) => ({ a: _.pull?.({ k: 1 }) }),
      { a: [] },
    ],
    ['pull a value', { a: [1, 2, 1] }, (_) => ({ a: _.pull?.(1) }), { a: [2] }],
    ['pull by a condition', { a: [1, 5, 9] }, (_) => ({ a: _.pull?.(_.gte?.(5)) }), { a: [1] }],
    [
      'pull by a condition on a field',
      { a: [{ n: 1 }, { n: 9 }] },
      (_) => ({ a: _.pull?.({ n: _.gt?.(5) }) }),
      { a: [{ n: 1 }] },
    ],
    ['pull of missing', {}, (_) => ({ a: _.pull?.(1) }), {}],
    ['pull from text', { a: 'x' }, (_) => ({ a: _.pull?.(1) }), refused(/non-array/)],
    ['pull null', { a: [1, null] }, (_) => ({ a: _.pull?.(null) }), { a: [1] }],
    ['pullAll', { a: [1, { k: 1 }, 2] }, (_) => ({ a: _.pullAll?.([1, { k: 1 }]) }), { a: [2] }],
    ['addToSet', { a: [1] }, (_) => ({ a: _.addToSet?.(1) }), { a: [1] }],
    ['addToSet of a list', { a: [1] }, (_) => ({ a: _.addToSet?.([1]) }), { a: [1, [1]] }],
    ['addToSet of each', { a: [1] }, (_) => ({ a: _.addToSet?.({ $each: [1, 2, 2] }) }), { a: [1, 2] }],
    ['addToSet to missing', {}, (_) => ({ a: _.addToSet?.(1) }), { a: [1] }],
    [
      'addToSet to null',
      { a: null },
      (_) => ({ a: _.addToSet?.(1) }),
      refused(/must be an array but is of type null/),
    ],
  ],
  positions: [
    [
      'the matched element',
      { a: [{ k: 1 }, { k: 2, n: 0 }] },
      (_) => ({ 'a.$.n': _.inc?.(5) }),
      { a: [{ k: 1 }, { k: 2, n: 5 }] },
      { 'a.k': 2 },
    ],
    ['the matched value', { a: [4, 5] }, () => ({ 'a.$': 9 }), { a: [4, 9] }, { a: 5 }],
    ['no matched element', { a: [4] }, () => ({ 'a.$': 9 }), refused(/did not find the match/)],
    ['every element', { a: [1, 2] }, (_) => ({ 'a.$[]': _.inc?.(1) }), { a: [2, 3] }],
    ['every element of what is no list', { a: 1 }, (_) => ({ 'a.$[]': _.inc?.(1) }), refused(/must exist/)],
    [
      'elements by a filter',
      { a: [1] },
      () => ({ 'a.$[x]': 1 }),
      refused(/No array filter found for identifier 'x'/),
    ],
  ],
};

describe.each(Object.entries(tables))('updates: %s', (_title, rows) => {
  it.each(rows)('%s', async (...[, doc, data, expected, condition]: Row) => {
    expect(await probe.updated(doc, data(probe.sdk.command), condition)).toEqual(expected);
  });
});

describe('an update', () => {
  it('that fails changes nothing', async () => {
    await probe.updated({ a: 1, n: 'x' }, { a: 2, n: probe.sdk.command.inc?.(1) });
    expect(await probe.stored()).toEqual([{ _id: 0, a: 1, n: 'x' }]);
  });
});
