/** JSON from outside: objects only, not too deep, and no name that reaches into a prototype. */
import { numberText, objectAt, readJsonObject, textAt, wordAt } from '../../shared/kernel/json';

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}{}${'}'.repeat(depth)}`;

describe('reading JSON', () => {
  test.each([
    ['empty text', ''],
    ['no JSON', '<html>'],
    ['a cut-off object', '{"a":1'],
    ['something after the object', '{"a":1} x'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['an array', '[{"a":1}]'],
    ['null', 'null'],
    ['a number', '1'],
    ['a text', '"a"'],
    ['single quotes', "{'a':1}"],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['constructor', '{"constructor":{"prototype":{}}}'],
    ['a nested __proto__', '{"a":[{"__proto__":1}]}'],
    ['an escaped __proto__', '{"\\u005f_proto__":1}'],
    ['nesting deeper than 16', nested(17)],
    ['nesting 10,000 deep', nested(10_000)],
    ['arrays 10,000 deep', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('refuses %s without throwing', (_what, text) => {
    expect(readJsonObject(text)).toBeUndefined();
  });

  test('accepts nesting up to 16', () => {
    expect(readJsonObject(nested(16))).toBeDefined();
    expect(readJsonObject(`{"a":${nested(15)},"b":[${nested(14)},${nested(14)}]}`)).toBeDefined();
  });

  test.each([
    ['brackets', '['.repeat(40)],
    ['braces after a quotation mark', `\\"${'{'.repeat(40)}`],
    ['braces after an escaped backslash', `\\\\\\"${'{'.repeat(40)}`],
    ['a backslash at the end', '{{{{{{{{{{{{{{{{{{{{\\\\'],
    ['closing ones', '}'.repeat(40)],
  ])('takes a text with %s for a text', (_what, written) => {
    const text = `{"a":"${written}","b":{"c":1}}`;
    expect(readJsonObject(text)).toEqual(JSON.parse(text));
  });

  test('reads as little of a megabyte of brackets as it can tell them by', () => {
    const parse = jest.spyOn(JSON, 'parse');
    expect(readJsonObject('['.repeat(1_000_000))).toBeUndefined();
    expect(readJsonObject('{"a":'.repeat(200_000))).toBeUndefined();
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  test('leaves every object’s prototype as it was', () => {
    readJsonObject('{"__proto__":{"polluted":1}}');
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('tells texts, words and objects from what is none', () => {
    const object = { text: 'a', empty: '', number: 1, object: { b: 1 }, list: [], nothing: null };
    expect([textAt(object, 'text'), textAt(object, 'empty'), textAt(object, 'number')]).toEqual([
      'a',
      '',
      undefined,
    ]);
    expect([wordAt(object, 'text'), wordAt(object, 'empty')]).toEqual(['a', undefined]);
    expect(['object', 'list', 'nothing', 'missing'].map((name) => objectAt(object, name))).toEqual([
      { b: 1 },
      {},
      {},
      {},
    ]);
  });
});

describe('a number in it', () => {
  test.each([
    [5, '5'],
    [0, '0'],
    ['5', '5'],
    ['a word', 'a word'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2 ** 53, undefined],
    [1.5, undefined],
    ['', undefined],
    [true, undefined],
    [undefined, undefined],
  ])('or a text is taken as its text: %j as %j', (value, expected) => {
    expect(numberText({ value }, 'value')).toBe(expected);
  });
});
