// What MongoDB does at the edges of its language, each found by asking: the right value is its manual's or its public jstests'.
import { freshDocs } from '../../scripts/local-cloud/database/change';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { aggregate } from '../../scripts/local-cloud/database/pipeline/aggregation';
import { compileMatch } from '../../scripts/local-cloud/database/query/match';
import { matchedPosition } from '../../scripts/local-cloud/database/query/matched-position';
import { regexOf } from '../../scripts/local-cloud/database/query/regular-expression';
import { updated } from '../../scripts/local-cloud/database/update/update';

const run = (docs: readonly Doc[], ...stages: Doc[]): Doc[] => aggregate(docs, stages, () => []);
const value = (expression: unknown, doc: Doc = {}): unknown =>
  run([doc], { $project: { _id: 0, v: expression } })[0]?.v;

describe('a regular expression is one of PCRE', () => {
  it.each([
    ['a final line break comes after the end', 'a$', 'a\n', true],
    ['other characters do not', 'a$', 'a\r', false],
    ['with m the end of every line counts', '(?m)a$', 'a\nb', true],
    [String.raw`\A is the beginning`, String.raw`\Afoo`, 'foo.bar', true],
    [String.raw`\A is that of no other line`, String.raw`(?m)\Abar`, 'foo\nbar', false],
    [String.raw`\Z allows a line break`, String.raw`foo\Z`, 'foo\n', true],
    [String.raw`\z allows none`, String.raw`foo\z`, 'foo\n', false],
    ['a class has a name', '^[[:alpha:]][[:digit:]_]$', 'x_', true],
    ['a class by name holds nothing else', '^[[:upper:]]$', 'x', false],
    ['a bracket may begin with a closing one', '^[]a]+$', ']a', true],
    ['a dot is a carriage return, too', '^a.b$', 'a\rb', true],
    ['a dot is no line break', '^a.b$', 'a\nb', false],
    ['a blank is one of ASCII', String.raw`^\s$`, '\u3000', false],
    ['a character by number', String.raw`^\x{1f600}$`, '😀', true],
    ['a part is quoted', String.raw`^\Qa.b\E+$`, 'a.bb', true],
    ['a comment says nothing', '^a(?#of b)b$', 'ab', true],
    ['a group has a name', '^(?P<first>a)b$', 'ab', true],
  ])('%s', (_name, pattern, text, matches) => {
    expect(compileMatch({ a: { $regex: pattern } })({ a: text })).toBe(matches);
  });

  it('a class that does not exist, and possessive ones, are refused', () => {
    expect(() => regexOf('[[:letters:]]')).toThrow('Regular expression is invalid');
    expect(() => regexOf('(?:ab)++')).toThrow('Regular expression is invalid');
  });

  it('is the same value as the one that was stored', () => {
    const doc = { _id: 1, a: [/x/, /x/i] };
    expect(updated(doc, { $pullAll: { a: [regexOf('x')] } })?.a).toEqual([/x/i]);
    expect(compileMatch({ a: regexOf('x', 'i') })(doc)).toBe(true);
    expect(compileMatch({ a: regexOf('x', 's') })(doc)).toBe(false);
  });

  it('stays the pattern that was given where it is read back', () => {
    expect(regexOf(String.raw`\Aa.$`).source).toBe(String.raw`\Aa.$`);
  });
});

describe('conditions', () => {
  it.each([1e19, -1e19, Infinity])('$mod of %p, which no whole number of 64 bits holds, is nothing', (a) => {
    expect(compileMatch({ a: { $mod: [1, 0] } })({ a })).toBe(false);
    expect(() => compileMatch({ a: { $mod: [a, 0] } })).toThrow('divisor not a number');
  });

  it('$elemMatch takes $regex alone, which the wire makes a regular expression of', () => {
    const test = compileMatch({ a: { $elemMatch: /^x/ } });
    expect([test({ a: ['ax', 'xa'] }), test({ a: ['ax'] }), test({ a: 'xa' })]).toEqual([true, false, false]);
  });

  it.each([
    [
      { properties: { a: { type: 'number', bsonType: 'int' } } },
      "both $jsonSchema keywords 'type' and 'bsonType'",
    ],
    [{ required: ['a', 'a'] }, 'cannot contain duplicate values'],
  ])('a schema is refused: %j', (schema, why) => {
    expect(() => compileMatch({ $jsonSchema: schema })).toThrow(why);
  });

  it('$all takes $elemMatch in all of its elements or in none', () => {
    const mixed = { a: { $all: [{ $elemMatch: { b: 1 } }, 5] } };
    expect(() => compileMatch(mixed)).toThrow('$all/$elemMatch has to be consistent');
  });

  it('a bit above the 64th has the sign of the number', () => {
    const bit200 = compileMatch({ a: { $bitsAllSet: [200] } });
    expect([bit200({ a: -1 }), bit200({ a: 1 })]).toEqual([true, false]);
  });
});

describe('an _id', () => {
  it.each([[[1]], [/x/], [{ $gt: 1 }]])('is never %p', (id) => {
    expect(() => freshDocs('any', [{ _id: id }])).toThrow(/'_id'/);
  });

  it('may be null, and NaN is not an infinity', () => {
    const ids = [null, NaN, Infinity, -Infinity];
    const kept = [
      ...freshDocs(
        'any',
        ids.map((_id) => ({ _id })),
      ).values(),
    ];
    expect(kept.map(({ _id }) => _id)).toEqual(ids);
  });
});

describe('the position that $ stands for', () => {
  const set = (criteria: Doc, doc: Doc): unknown =>
    updated(doc, { $set: { 'a.$': 9 } }, (list) => matchedPosition(criteria, doc, list))?.a;

  it('is that of the branch of $or that the document meets', () => {
    expect(set({ $or: [{ a: 7 }, { a: 2 }] }, { _id: 1, a: [1, 2] })).toEqual([1, 9]);
    expect(set({ $or: [{ a: 2, b: 1 }, { a: 3 }] }, { _id: 1, a: [2, 3], b: 0 })).toEqual([2, 9]);
  });

  it.each([{ a: { $ne: 5 } }, { a: { $nin: [5] } }, { a: { $not: { $gt: 5 } } }])(
    'is not found by %p',
    (criteria) => {
      expect(() => set(criteria, { _id: 1, a: [1, 2] })).toThrow('did not find the match needed');
    },
  );

  it('is found by the rest of a condition that also denies', () => {
    expect(set({ a: { $ne: 5, $gt: 1 } }, { _id: 1, a: [1, 2] })).toEqual([1, 9]);
  });
});

describe('an update', () => {
  it('may set a field that is called __proto__', () => {
    expect(JSON.stringify(updated({ _id: 1 }, { $set: { '__proto__.x': 1 } }))).toBe(
      '{"_id":1,"__proto__":{"x":1}}',
    );
  });

  it.each([
    [{ $set: { a: { b: { $x: 1 } } } }, "'$x' in 'a.b.$x'"],
    [{ $push: { l: { $x: 1 } } }, "'$x' in 'l.$x'"],
    [{ $push: { l: { $each: [1, { $x: 1 }] } } }, "'$x' in 'l.1.$x'"],
    [{ $addToSet: { l: { a: { $x: 1 } } } }, "'$x' in 'l.a.$x'"],
  ])('stores no field with a dollar: %j', (modifiers, which) => {
    expect(() => updated({ _id: 1, l: [] }, modifiers)).toThrow(`The dollar ($) prefixed field ${which}`);
  });

  it('stores a reference to a document', () => {
    const reference = { $ref: 'people', $id: 'u', $db: 'x' };
    expect(updated({ _id: 1 }, { $set: { a: reference } })).toEqual({ _id: 1, a: reference });
  });
});

it('a field is not renamed to a name with a dollar', () => {
  const rename = (): unknown => updated({ _id: 1, a: 1 }, { $rename: { a: 'b.$c' } });
  expect(rename).toThrow("dollar ($) prefixed field '$c'");
});

describe('expressions', () => {
  it.each([
    [{ $concat: ['a', null, 5] }],
    [{ $concatArrays: [[1], null, 5] }],
    [{ $setUnion: [[1], null, 5] }],
    [{ $setIntersection: [[1], '$missing', 5] }],
  ])('what stands behind null is not looked at: %j', (expression) => {
    expect(value(expression)).toBeNull();
  });

  it.each([
    [{ $concat: ['a', 5, null] }, '$concat only supports strings'],
    [{ $concatArrays: [5, null] }, '$concatArrays only supports arrays'],
    [{ $setUnion: [5, null] }, '$setUnion must be arrays'],
    [{ $setIntersection: [5, null] }, '$setIntersection must be arrays'],
  ])('a wrong type in front of null is refused: %j', (expression, why) => {
    expect(() => value(expression)).toThrow(why);
  });

  it.each([
    [{ $round: [2.675, 2] }, 2.67],
    [{ $round: [1.005, 2] }, 1],
    [{ $round: [-2.5] }, -2],
    [{ $round: [0.125, 2] }, 0.12],
    [{ $round: [15, -1] }, 20],
    [{ $round: [-25, -1] }, -20],
    [{ $round: [1234.5678, -2] }, 1200],
    [{ $round: [7, -20] }, 0],
    [{ $round: [1e-7, 7] }, 1e-7],
    [{ $round: [1e300, 2] }, 1e300],
    [{ $round: [1.5, 100] }, 1.5],
    [{ $trunc: [0.3, 1] }, 0.2],
    [{ $trunc: [-45.39, 1] }, -45.3],
    [{ $trunc: [1299, -2] }, 1200],
  ])('a double is rounded by its exact decimal text: %j', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  it('a field may be called __proto__', () => {
    const [made] = run([{ a: 1 }], { $project: { _id: 0, ['__proto__']: '$a', o: { ['__proto__']: '$a' } } });
    expect(JSON.stringify(made)).toBe('{"__proto__":1,"o":{"__proto__":1}}');
    const both = { $mergeObjects: [{ $literal: { ['__proto__']: 1 } }, { b: 2 }] };
    expect(JSON.stringify(value(both))).toBe('{"__proto__":1,"b":2}');
  });
  it.each([[[['a', 1], { k: 'b', v: 1 }]], [[{ k: 'b', v: 1 }, ['a', 1]]]])(
    '$arrayToObject takes pairs of one kind only: %j',
    (pairs) => {
      expect(() => value({ $arrayToObject: { $literal: pairs } })).toThrow('consistent input format');
    },
  );

  it('accumulators of nothing', () => {
    expect([value({ $avg: [] }), value({ $max: [] }), value({ $sum: [] })]).toEqual([null, null, 0]);
  });

  const date = new Date('2017-07-04T14:56:42.911Z');
  it.each([
    ['UTC', '+0000 0'],
    ['Europe/London', '+0100 60'],
    ['America/New_York', '-0400 -240'],
    ['Australia/Eucla', '+0845 525'],
  ])('the offset of %s in minutes is a plain number', (timezone, text) => {
    expect(value({ $dateToString: { date, timezone, format: '%z %Z' } })).toBe(text);
  });

  it('a date without a format ends with a Z in every time zone', () => {
    const text = value({ $dateToString: { date, timezone: 'America/New_York' } });
    expect(text).toBe('2017-07-04T10:56:42.911Z');
  });

  it('iso8601 of $dateToParts is true, false or null', () => {
    expect(() => value({ $dateToParts: { date, iso8601: 5 } })).toThrow('iso8601 must evaluate to a bool');
    expect(value({ $dateToParts: { date, iso8601: null } })).toBeNull();
  });
});

describe('stages', () => {
  it('$facet holds neither $facet nor $geoNear', () => {
    expect(() => run([], { $facet: { a: [{ $facet: { b: [] } }] } })).toThrow('within a $facet stage');
    expect(() => run([], { $facet: { a: [{ $geoNear: {} }] } })).toThrow('within a $facet stage');
  });

  it.each(['localField', 'foreignField', 'as'])('%s of $lookup is a field and no expression', (name) => {
    const lookup = { from: 'x', localField: 'a', foreignField: 'b', as: 'c', [name]: '$a' };
    expect(() => run([], { $lookup: lookup })).toThrow("may not start with '$'");
  });

  it('$project computes below every element of a list, whatever it is', () => {
    const doc = { _id: 1, a: [1, {}, { b: 1, c: 2 }, [2]] };
    const [shown] = run([doc], { $project: { _id: 0, 'a.b': { $literal: 9 } } });
    expect(shown).toEqual({ a: [{ b: 9 }, { b: 9 }, { b: 9 }, [{ b: 9 }]] });
  });

  it('an element that is no document sorts as null below a list', () => {
    const docs = [
      { _id: 'number', a: { b: 2 } },
      { _id: 'mixed', a: [5, { b: 3 }] },
    ];
    const order = (direction: 1 | -1): unknown[] =>
      run(docs, { $sort: { 'a.b': direction } }).map(({ _id }) => _id);
    expect([order(1), order(-1)]).toEqual([
      ['mixed', 'number'],
      ['mixed', 'number'],
    ]);
  });

  it('no step of a sorted path begins with a dollar', () => {
    expect(() => run([], { $sort: { 'a.$b': 1 } })).toThrow("may not start with '$'");
  });
});
