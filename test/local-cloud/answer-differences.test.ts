// When two answers are the same, and how a difference is told.
import { differenceOf } from '../../scripts/local-cloud/traffic/difference';

const between = (was: string | Buffer, is: string | Buffer, ...ignored: readonly string[]) =>
  differenceOf(
    { status: 200, body: Buffer.from(was) },
    { status: 200, body: Buffer.from(is) },
    new Set(ignored),
  );

test.each([
  ['the order of fields and white space', '{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }'],
  ['JSON that travels as text', '{"list":["{\\"a\\":1,\\"at\\":2}"]}', '{"list":["{\\"a\\":1,\\"at\\":3}"]}'],
  ['an ignored field that only one of them has', '{"a":{"at":1}}', '{"a":{}}'],
  ['text that only looks like JSON', '{no', '{no'],
])('%s makes no difference', (_what, was, is) => {
  expect(between(was, is, 'at')).toBeUndefined();
});

test.each([
  ['{"a":{"b":[1,2]}}', '{"a":{"b":[1,3]}}', 'a.b[1]: 2 became 3'],
  ['{"a":[1,2]}', '{"a":[1]}', 'a: 2 entries became 1'],
  ['[1]', '[2]', 'body[0]: 1 became 2'],
  ['taken', 'refused', 'body: "taken" became "refused"'],
  ['{"a":null}', '{}', 'a: null became nothing'],
  ['{"a":1}', '[]', 'body: an object with a became a list of 0'],
  ['{"toString":1}', '{}', 'toString: 1 became nothing'],
  ['{"__proto__":{}}', '{}', '__proto__: an object became nothing'],
  ['{"_bsontype":"x","a":1}', '{"_bsontype":"x","a":2}', 'a: 1 became 2'],
  ['{"a":"1"}', '{"a":1}', 'a: "1" became 1'],
])('%s and %s differ: %s', (was, is, words) => {
  expect(between(was, is)).toBe(words);
});

test('bytes that are no text are compared as bytes', () => {
  expect(between(Buffer.from([0xff, 1]), Buffer.from([0xff, 2]))).toBe('body: "/wE=" became "/wI="');
});

test('JSON that is made to be deep ends no comparison', () => {
  const deep = (inner: string): string => '['.repeat(100_000) + inner + ']'.repeat(100_000);
  expect(between(deep('1'), deep('2'))).toContain('nested too deeply');
});

test('a long value is cut', () => {
  expect(between('a'.repeat(1000), 'b')?.length).toBeLessThan(120);
});
