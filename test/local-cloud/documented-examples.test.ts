// What MongoDB's manual and its public tests say of rare cases, asked of the engine itself.
import { aggregate } from '../../scripts/local-cloud/database/pipeline/aggregation';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { matchedPosition } from '../../scripts/local-cloud/database/query/matched-position';
import { updated } from '../../scripts/local-cloud/database/update/update';

const value = (expression: unknown): unknown =>
  aggregate([{}], [{ $addFields: { v: expression } }], () => [])[0]?.v;
const date = (text: string): Date => new Date(text);
const dateDiff = (from: string, to: string, more: Doc): unknown =>
  value({ $dateDiff: { startDate: date(from), endDate: date(to), ...more } });
const dateTrunc = (moment: string, more: Doc): unknown =>
  value({ $dateTrunc: { date: date(moment), ...more } });
const read = (dateString: unknown, more: Doc = {}): unknown =>
  value({ $dateFromString: { dateString, ...more } });
const written = (moment: Date | null, more: Doc): unknown =>
  value({ $dateToString: { date: moment, ...more } });

describe('a lookup', () => {
  const lookup = { from: 'rooms', localField: 'wants.id', foreignField: 'guests.id', as: 'rooms' };
  const finds = (guest: Doc, room: Doc): boolean =>
    (aggregate([guest], [{ $lookup: lookup }], () => [room])[0]?.rooms as unknown[]).length === 1;

  it.each<[string, Doc, Doc, boolean]>([
    ['finds by each element of a list', { wants: [{ id: 1 }, { id: [2, 3] }] }, { guests: { id: 3 } }, true],
    ['finds no list by its elements', { wants: { id: [2, 3] } }, { guests: { id: [[2, 3]] } }, false],
    ['finds a list in a list', { wants: { id: [[2, 3]] } }, { guests: { id: [2, 3] } }, true],
    ['takes an empty list for null', { wants: { id: [] } }, { guests: { id: null } }, true],
    ['takes a list of scalars on the way for null', { wants: [7] }, {}, true],
    ['takes no missing field beside others for null', { wants: [{ x: 1 }, { id: 1 }] }, {}, false],
    ['finds by null what has scalars on the way', { wants: { id: null } }, { guests: [7] }, true],
    ['finds by null an empty list on the way', {}, { guests: [] }, true],
    ['finds no empty list by null', {}, { guests: { id: [] } }, false],
    ['finds an empty list by one in a list', { wants: { id: [[]] } }, { guests: { id: [] } }, true],
    ['finds NaN', { wants: { id: NaN } }, { guests: { id: [1, NaN] } }, true],
  ])('%s', (_what, guest, room, found) => {
    expect(finds(guest, room)).toBe(found);
  });

  it('reaches an element by its position', () => {
    const byFirst = { ...lookup, localField: 'wants.0.id' };
    const [found] = aggregate([{ wants: [{ id: 4 }, { id: 5 }] }], [{ $lookup: byFirst }], () => [
      { guests: { id: 4 } },
      { guests: { id: 5 } },
    ]);
    expect(found?.rooms).toEqual([{ guests: { id: 4 } }]);
  });
});

describe('a graphLookup', () => {
  const stage = { from: 'staff', connectFromField: 'boss', connectToField: 'name', as: 'above' };
  const reached = (startWith: unknown, staff: Doc[]): unknown[] => {
    const [found] = aggregate([{}], [{ $graphLookup: { ...stage, startWith } }], () => staff);
    return found?.above as unknown[];
  };
  const nameless = { _id: 3 };

  it.each<[string, unknown, Doc[], number]>([
    ['reaches nothing from a missing field', '$missing', [nameless, { name: null }], 0],
    ['reaches null, and not what is missing', null, [nameless, { name: null }], 1],
    ['ends where a document connects to nothing', 'Li', [{ name: 'Li' }, nameless, { name: null }], 1],
    ['goes on from null', 'Li', [{ name: 'Li', boss: null }, nameless, { name: null }], 2],
    ['ends at an empty list', 'Li', [{ name: 'Li', boss: [] }, nameless], 1],
    ['goes on from each element', 'Li', [{ name: 'Li', boss: ['Mo', 'Ka'] }, { name: ['Ka', 'Su'] }], 2],
  ])('%s', (_what, startWith, staff, count) => {
    expect(reached(startWith, staff)).toHaveLength(count);
  });

  it.each<Doc>([{ maxDepth: 1.5 }, { maxDepth: -1 }, { depthField: '$depth' }, { depthField: 4 }])(
    'refuses %j',
    (option) => {
      const wrong = { $graphLookup: { ...stage, startWith: 'Li', ...option } };
      expect(() => aggregate([{}], [wrong], () => [])).toThrow();
    },
  );
});

describe('$dateDiff', () => {
  // In Berlin the clocks went back at 01:00 UTC on 25 October 2020.
  const berlin = { timezone: 'Europe/Berlin' };
  const [before, after] = ['2020-10-24T22:00:00Z', '2020-10-25T23:00:00Z'];

  it.each<[string, number]>([
    ['day', 1],
    ['hour', 25],
    ['minute', 1500],
    ['second', 90_000],
    ['millisecond', 90_000_000],
  ])('counts in %s over the end of summer time', (unit, count) => {
    expect(dateDiff(before, after, { unit, ...berlin })).toBe(count);
  });

  it('begins a week on the day that it is told, and only a week', () => {
    const weekend = ['2026-11-28T12:00:00Z', '2026-11-29T12:00:00Z'] as const;
    expect(dateDiff(...weekend, { unit: 'week' })).toBe(1);
    expect(dateDiff(...weekend, { unit: 'week', startOfWeek: 'mon' })).toBe(0);
    expect(dateDiff(...weekend, { unit: 'day', startOfWeek: 'not looked at' })).toBe(1);
    expect(dateDiff(...weekend, { unit: 'week', startOfWeek: null })).toBeNull();
    expect(() => dateDiff(...weekend, { unit: 'week', startOfWeek: 1 })).toThrow('day of week');
  });

  it('answers null before it looks at anything else', () => {
    const wrong = { startDate: 'no date', endDate: '$missing', unit: 'decade', timezone: 'Nowhere' };
    expect(value({ $dateDiff: wrong })).toBeNull();
  });
});

describe('$dateTrunc', () => {
  it.each<[string, Doc, string]>([
    ['2026-11-28T13:47:00Z', { unit: 'hour', binSize: 6 }, '2026-11-28T12:00:00Z'],
    ['2026-11-28T13:47:00Z', { unit: 'minute', binSize: 15 }, '2026-11-28T13:45:00Z'],
    ['2026-11-28T13:47:00Z', { unit: 'hour', binSize: 6, timezone: 'Asia/Kolkata' }, '2026-11-28T12:30:00Z'],
    ['2000-01-05T10:00:00Z', { unit: 'day', binSize: 3 }, '2000-01-04T00:00:00Z'],
    ['1999-12-31T10:00:00Z', { unit: 'day', binSize: 3 }, '1999-12-29T00:00:00Z'],
    ['2000-01-30T10:00:00Z', { unit: 'week', binSize: 2, startOfWeek: 'monday' }, '2000-01-17T00:00:00Z'],
    [
      '2026-11-28T10:00:00Z',
      { unit: 'month', binSize: 5, timezone: 'Asia/Shanghai' },
      '2026-08-31T16:00:00Z',
    ],
    ['2026-11-28T10:00:00Z', { unit: 'quarter', binSize: 3 }, '2026-04-01T00:00:00Z'],
    ['1999-11-28T10:00:00Z', { unit: 'year', binSize: 5 }, '1995-01-01T00:00:00Z'],
  ])('of %s by %j', (moment, bins, start) => {
    expect(dateTrunc(moment, bins)).toEqual(date(start));
  });

  it.each<unknown>([0, -1, 2.5, 'two'])('refuses bins of %j units', (binSize) => {
    expect(() => dateTrunc('2026-11-28', { unit: 'day', binSize })).toThrow('binSize');
  });

  it('answers null for bins of null units', () => {
    expect(dateTrunc('2026-11-28', { unit: 'day', binSize: null })).toBeNull();
  });
});

describe('a date from parts', () => {
  const made = (parts: Doc): unknown => value({ $dateFromParts: parts });

  it.each<[Doc, string]>([
    [{ year: 1970, month: 32_767 }, '4700-07-01T00:00:00Z'],
    [{ year: 1970, second: 1_795_000_000 }, '2026-11-18T11:06:40Z'],
    [{ year: 50, timezone: 'Asia/Shanghai' }, '0049-12-31T15:54:17Z'],
  ])('%j', (parts, moment) => {
    expect(made(parts)).toEqual(date(moment));
  });

  it.each<Doc>([
    { year: 1970, month: 32_768 },
    { year: 1970, day: -32_769 },
    { year: 1970, hour: 32_768 },
    { isoWeekYear: 1970, isoDayOfWeek: 32_768 },
    { year: 10_000 },
    { year: 1970, millisecond: 1e17 },
  ])('%j is refused', (parts) => {
    expect(() => made(parts)).toThrow();
  });
});

describe('a date beyond the last one', () => {
  it.each<unknown>([
    { $dateAdd: { startDate: date('2026-01-01'), unit: 'year', amount: 1e9 } },
    { $add: [date('2026-01-01'), 1e18] },
    { $subtract: [date('2026-01-01'), 1e18] },
    { $toDate: 1e18 },
  ])('of %j is an error', (expression) => {
    expect(() => value(expression)).toThrow('overflow');
  });
});

describe('a date as text', () => {
  it.each<[string, Doc, string]>([
    ['2026 of week 48', { format: '%G of week %V' }, '2026-11-23T00:00:00Z'],
    ['1.1.1', { format: '%V.%u.%G' }, '0001-01-01T00:00:00Z'],
  ])('%s is read', (text, options, moment) => {
    expect(read(text, options)).toEqual(date(moment));
  });

  it.each<[string, unknown, Doc]>([
    ['with a zone by its place', '2026-11-28 10:00 Asia/Shanghai', {}],
    ['of a week and a year of months', 'week 1, 2026', { format: 'week %V, %Y' }],
    ['of a month and a year of weeks', '11/28/2026', { format: '%m/%d/%G' }],
    ['in an unknown zone, also with onError', 'x', { timezone: 'Nowhere', onError: 1 }],
    ['in a wrong format, also with onError', 'x', { format: '%n', onError: 1 }],
    ['that is null, in a format that is none', null, { format: 5, onNull: 1 }],
  ])('%s is refused', (_what, text, options) => {
    expect(() => read(text, options)).toThrow();
  });

  it('is written with whole minutes of an offset from before there were zones', () => {
    const options = { timezone: 'Asia/Shanghai', format: '%H:%M:%S %z %Z' };
    expect(written(date('1900-01-01T00:00:00Z'), options)).toBe('08:05:43 +0805 485');
  });

  it.each<Doc>([{ format: '%n' }, { format: 5 }, { timezone: 'Nowhere' }])(
    'of null is refused with %j',
    (options) => {
      expect(() => written(null, options)).toThrow();
    },
  );
});

describe('an expression', () => {
  it.each<[unknown, unknown]>([
    [{ $pow: [1, NaN] }, 1],
    [{ $pow: [-1, Infinity] }, 1],
    [{ $toString: 0.000_012_5 }, '1.25e-05'],
    [{ $toString: -1.5e300 }, '-1.5e+300'],
    [{ $toString: 0.001 }, '0.001'],
    [{ $strcasecmp: ['\uffff', '\u{1f600}'] }, -1],
    [{ $size: { $regexFindAll: { input: 'four', regex: '' } } }, 4],
    [{ $size: { $regexFindAll: { input: 'four', regex: 'r*$' } } }, 1],
    [{ $size: { $regexFindAll: { input: '\u{1f600}', regex: '' } } }, 1],
    [{ $size: { $regexFindAll: { input: '', regex: '' } } }, 1],
    [{ $regexFind: { input: 'four', regex: /$/ } }, { match: '', idx: 4, captures: [] }],
  ])('%j', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it.each<unknown>([
    { $replaceAll: { input: 5, find: null, replacement: '' } },
    { $regexMatch: { input: 'a', regex: /a/i, options: 'i' } },
    { $regexMatch: { input: 'a', regex: 'a\0' } },
    { $arrayElemAt: [[1], 2 ** 31] },
    { $sortArray: { input: [1], sortBy: {} } },
    { $rand: 5 },
  ])('%j is refused', (expression) => {
    expect(() => value(expression)).toThrow();
  });
});

describe('elements sorted by a field', () => {
  const elements = [{ n: [9, 1] }, { n: 5 }, 'none', { n: [2] }];
  const inOrder = ['none', { n: 5 }, { n: [2] }, { n: [9, 1] }];

  it('have a list in it compared as a whole by $sortArray', () => {
    expect(value({ $sortArray: { input: { $literal: elements }, sortBy: { n: 1 } } })).toEqual(inOrder);
  });

  it('have a list in it compared as a whole by $push', () => {
    const push = { $push: { list: { $each: [], $sort: { n: 1 } } } };
    expect(updated({ list: elements }, push)).toEqual({ list: inOrder });
  });
});

describe('a stage', () => {
  const run = (stage: Doc): Doc[] => aggregate([{ n: 5 }], [stage], () => []);

  it('takes boundaries of buckets that are made of constants', () => {
    const boundaries = [0, { $multiply: [2, 5] }];
    expect(run({ $bucket: { groupBy: '$n', boundaries } })).toEqual([{ _id: 0, count: 1 }]);
  });

  it.each<Doc>([
    { $bucket: { groupBy: '$n', boundaries: [0, '$n'] } },
    { $group: { _id: null, many: { $count: 1 } } },
    { $sortByCount: {} },
  ])('%j is refused', (stage) => {
    expect(() => run(stage)).toThrow();
  });
});

describe('the element that a query matched', () => {
  const set = (doc: Doc, criteria: Doc, path: string): unknown =>
    updated(doc, { $set: { [path]: 'set' } }, (list) => matchedPosition(criteria, doc, list));

  it.each<[string, Doc, Doc]>([
    ['a position', { list: [7] }, { 'list.0': 7 }],
    ['a field at a position', { list: [{ n: 7 }] }, { 'list.0.n': 7 }],
    ['that there is a list', { list: [7] }, { list: { $exists: true } }],
    ['how long a list is', { list: [7] }, { list: { $size: 1 } }],
  ])('is none where it asked for %s', (_what, doc, criteria) => {
    expect(() => set(doc, criteria, 'list.$')).toThrow('did not find the match');
  });

  it('is found by a field that is called as a position', () => {
    const list = [{ 1: 'a' }, { 1: 'b' }];
    expect(set({ list }, { 'list.1': 'b' }, 'list.$')).toEqual({ list: [{ 1: 'a' }, 'set'] });
  });

  it('is found in a list at a position', () => {
    const doc = { lists: [{ of: [1, 2] }] };
    expect(set(doc, { 'lists.0.of': 2 }, 'lists.0.of.$')).toEqual({ lists: [{ of: [1, 'set'] }] });
  });
});

describe('many values at once', () => {
  // A step for each pair of them would be past every limit; a step for each is far from it on a busy machine too.
  const many = Array.from({ length: 20_000 }, (_, n) => n);

  it('are all found in a list as long as theirs', async () => {
    const filter = await Filter.compile({ list: { $all: [...many, null] } });
    expect(filter.matches({ list: many })).toBe(false);
    expect(filter.matches({ list: [null, ...many.toReversed()] })).toBe(true);
  });

  it('are found in a text, each with its position', () => {
    const found = value({ $regexFindAll: { input: 'ab'.repeat(many.length), regex: 'b' } });
    expect(found).toHaveLength(many.length);
    expect((found as unknown[]).at(-1)).toEqual({ match: 'b', idx: 2 * many.length - 1, captures: [] });
  });
});

describe('a query', () => {
  it.each<[unknown[], unknown, boolean]>([
    [['a', 'b'], ['b', 'a'], true],
    [[['a', 'b']], ['a', 'b'], true],
    [['a', ['b']], ['a', ['b']], true],
    [['a', ['b']], ['a', 'b'], false],
    [['a,sb'], [['a', 'b']], false],
    [['a', /^b/], ['a', 'bc'], true],
    [[null], undefined, true],
    [[], [], false],
    [[1, 1, NaN], [NaN, 1], true],
  ])('for all of %j in %j', async (all, list, matches) => {
    expect((await Filter.compile({ list: { $all: all } })).matches({ list })).toBe(matches);
  });

  it('asks no bits of a number beyond 64 of them', async () => {
    expect((await Filter.compile({ n: { $bitsAllClear: 1 } })).matches({ n: 1e300 })).toBe(false);
  });

  it.each<Doc>([
    { list: { $elemMatch: { $expr: '$n' } } },
    { list: { $elemMatch: { $and: [{ $expr: '$n' }] } } },
    { place: { $geoWithin: {} } },
    { place: { $geoIntersects: { $geometry: null } } },
    { name: { $regex: 'a\0' } },
  ])('%j is refused', async (criteria) => {
    await expect(Filter.compile(criteria)).rejects.toMatchObject({ code: expect.any(String) as string });
  });

  it('shows a part of an _id', async () => {
    const [shown] = (await Filter.compile({})).select([{ _id: { a: 1, b: 2 }, c: 3 }], {
      projection: { '_id.a': 1 },
    });
    expect(shown).toEqual({ _id: { a: 1 } });
  });

  it('refuses to show an element of a list below another field', async () => {
    const filter = await Filter.compile({});
    const projection = { 'a.list': { $elemMatch: { n: 1 } } };
    expect(() => filter.select([{}], { projection })).toThrow('$elemMatch projection on a nested field');
  });
});
