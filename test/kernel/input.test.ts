/** What a caller is told of wrong input: every field, no value, and never more than can be read. */
import * as v from 'valibot';
import { listOf, readInput } from '../../shared/kernel/input';
import { PayError } from '../../shared/kernel/errors';

const schema = v.object({
  name: v.string('must be a text'),
  bare: v.optional(v.string()),
  place: v.optional(v.object({ street: v.string() })),
  lines: v.optional(listOf(v.object({ id: v.string() }), 3, 'lines')),
});

/** The words of the refusal. */
function saidOf(input: unknown): string {
  try {
    readInput(schema, input);
  } catch (error) {
    if (error instanceof PayError && error.code === 'INVALID_INPUT') return error.message;
    throw error;
  }
  return 'taken';
}

test('input is copied field by field, and what was not asked for is dropped', () => {
  expect(readInput(schema, { name: 'tea', more: 1 })).toEqual({ name: 'tea' });
});

test('every wrong field is named, each by what it must be and none by what it was', () => {
  const secret = 'typed-by-a-person';
  const said = saidOf({ bare: { secret }, place: secret, lines: [{ id: 1 }, secret] });
  expect(said).toBe(
    'name is missing; bare must be a text; place must be an object; lines.0.id must be a text; lines.1 must be an object',
  );
  for (const input of [secret, 7, null]) expect(saidOf(input)).toBe('the input must be an object');
});

test('a list is counted before its entries are looked at', () => {
  expect(saidOf({ name: 'x', lines: Array.from({ length: 4 }, () => ({ id: 1 })) })).toBe(
    'lines must have at most 3 lines',
  );
  expect(saidOf({ name: 'x', lines: [] })).toBe('lines must not be empty');
  expect(saidOf({ name: 'x', lines: {} })).toBe('lines must be a list');
});

test('of very many wrong fields thirty are named, and how many more there are', () => {
  const names = Array.from({ length: 45 }, (_one, index) => `f${index}`);
  const wide = v.object(Object.fromEntries(names.map((name) => [name, v.string()])));
  expect(() => readInput(wide, {})).toThrow(/^f0 is missing; .*f29 is missing; and 15 more$/);
  const thirty = v.object(Object.fromEntries(names.slice(0, 30).map((name) => [name, v.string()])));
  expect(() => readInput(thirty, {})).toThrow(/f29 is missing$/);
});
