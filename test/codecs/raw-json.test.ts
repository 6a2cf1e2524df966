/** JSON cut into the texts it was written as: numbers keep their digits, texts their escapes, and the standard parser agrees. */
import fc from 'fast-check';
import { compact, rawElements, rawMembers, textOfRaw } from '../../shared/codecs/raw-json';

/** Whoever reads again what was read before needs minutes for a million signs. */
const HELD_UP_MS = 20_000;

const members = (text: string): Readonly<Record<string, string>> | undefined => {
  const found = rawMembers(text);
  return found && Object.fromEntries(found);
};

describe('the members of an object', () => {
  test.each([
    [
      'numbers with their zeros',
      '{"a":0.0,"b":12.50,"c":-0,"d":1E+2}',
      { a: '0.0', b: '12.50', c: '-0', d: '1E+2' },
    ],
    ['more digits than a number holds', '{"a":12345678901234567890}', { a: '12345678901234567890' }],
    [
      'texts with their quotes and escapes',
      '{"a":"\\u00e9\\"\\\\","b":"\\n"}',
      { a: '"\\u00e9\\"\\\\"', b: '"\\n"' },
    ],
    ['signs of form in texts', '{"a":"],}","b{[":":,\\"}"}', { a: '"],}"', 'b{[': '":,\\"}"' }],
    [
      'inner lists and objects',
      '{"a":[1,{"b":2,"c":[]}],"d":{"e":0.0}}',
      { a: '[1,{"b":2,"c":[]}]', d: '{"e":0.0}' },
    ],
    [
      'inner blanks, not those around',
      ' {\n "a" :\t[ 1, 2 ] ,"b":\r\ntrue }\n',
      { a: '[ 1, 2 ]', b: 'true' },
    ],
    ['nothing in an empty object', ' { } ', {}],
    ['nothing, an empty name, an empty text', '{"":null,"a":""}', { '': 'null', a: '""' }],
    ['names with escapes, read', '{"\\u0061\\"":1}', { 'a"': '1' }],
  ])('are %s', (_what, text, expected) => {
    expect(members(text)).toEqual(expected);
  });

  test.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['a list', '[{"a":1}]'],
    ['a text', '"a"'],
    ['something behind it', '{"a":1}}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice, once in escapes', '{"a":1,"\\u0061":2}'],
    ['a prototype', '{"__proto__":{}}'],
    ['nesting deeper than 16', `{"a":${'['.repeat(17)}${']'.repeat(17)}}`],
    ['a cut-off text', '{"a":"b'],
  ])('are not read from %s', (_what, text) => {
    expect(rawMembers(text)).toBeUndefined();
  });

  test('mean what the standard parser reads, and stand in the text as they are', () => {
    const json = fc.json({ maxDepth: 4 }).map((value) => `{"first":${value},"second":[${value},0.0]}`);
    fc.assert(
      fc.property(json, (text) => {
        const found = rawMembers(text);
        // Names that reach into a prototype.
        if (!found) return;
        for (const raw of found.values()) expect(text).toContain(raw);
        const read = Object.fromEntries([...found].map(([name, raw]) => [name, JSON.parse(raw) as unknown]));
        expect(read).toEqual(JSON.parse(text));
      }),
    );
  });

  test('are found in a million signs by reading each of them once', () => {
    const text = `{"a":"${'\\"'.repeat(250_000)}","b":[${'[],'.repeat(150_000)}0]}`;
    const start = performance.now();
    expect([...(rawMembers(text)?.keys() ?? [])]).toEqual(['a', 'b']);
    expect(performance.now() - start).toBeLessThan(HELD_UP_MS);
  });
});

describe('the elements of a list', () => {
  test.each([
    ['numbers with their zeros', '[0.0, 1.50]', ['0.0', '1.50']],
    ['objects and lists as they are', '[{"a":1, "b":[2]},[ ]]', ['{"a":1, "b":[2]}', '[ ]']],
    ['texts with signs of form', '["],[",""]', ['"],["', '""']],
    ['none in an empty list', ' [ ] ', []],
  ])('are %s', (_what, text, expected) => {
    expect(rawElements(text)).toEqual(expected);
  });

  test.each(['', '{}', '"[]"', '[1', '[1]]', '[1],"more":[2]', '1'])('are not read from %s', (text) => {
    expect(rawElements(text)).toBeUndefined();
  });
});

test('a text is read from its JSON, and from nothing else', () => {
  expect(['"a\\n\\u00e9"', '""', '1', 'null', '["a"]'].map(textOfRaw)).toEqual([
    'a\né',
    '',
    undefined,
    undefined,
    undefined,
  ]);
});

describe('JSON without what does not matter', () => {
  test.each([
    ['has no blanks but those in texts', '[ {"a" : "b  c" ,\n"d":\t[ ] } ]', '[{"a":"b  c","d":[]}]'],
    ['keeps its numbers', '{"a": 0.0, "b": 1E+2}', '{"a":0.0,"b":1E+2}'],
    ['escapes only what it must', '["\\u00e9\\/","\\"\\\\", "\\n\\u0001"]', '["é/","\\"\\\\","\\n\\u0001"]'],
  ])('%s', (_what, raw, expected) => {
    expect(compact(raw)).toBe(expected);
  });

  test('means the same', () => {
    fc.assert(fc.property(fc.json(), (raw) => expect(JSON.parse(compact(raw))).toEqual(JSON.parse(raw))));
  });

  test('is found in a million signs by reading each of them once', () => {
    const start = performance.now();
    expect(compact(`["${'\\"'.repeat(500_000)}"]`)).toHaveLength(1_000_004);
    expect(performance.now() - start).toBeLessThan(HELD_UP_MS);
  });
});
