/** Form bodies of notices: every field once, under a plain name; and what values look like. */
import { formFields, isGlued, looksLike, pathPart, wholeForm } from '../../../shared/payments/psp/forms';

test('a form is its fields, decoded', () => {
  expect(formFields('a=1&b_2=x%20y&c=')).toEqual({ a: '1', b_2: 'x y', c: '' });
});

test.each(['', 'a=1&a=2', 'a b=1', 'a%26=1', '=1', 'a=1&-b=2', 'a-=1'])('%j is none', (body) => {
  expect(formFields(body)).toBeUndefined();
});

test('a value looks like further fields where a name and "=" come after "&"', () => {
  expect(['x&b=2', '&b=', 'a=1&bc=2'].map(isGlued)).toEqual([true, true, true]);
  expect(['', 'a=1', 'fish & chips', '&=1', 'a&&=', 'R&D'].map(isGlued)).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});

test('a form is whole with all of the names, whatever else it has, and no value that looks like further fields', () => {
  expect(wholeForm('a=1&b=&c=3', ['a', 'b'])).toEqual({ a: '1', b: '', c: '3' });
  for (const body of ['', 'a=1', 'b=2', 'a=1&b=2&a=1', 'a=1&b=x%26c%3D2', 'a=1&b=2&c=x%26d%3D4'])
    expect([body, wholeForm(body, ['a', 'b'])]).toEqual([body, undefined]);
});

test('a value looks like a pattern where it is there and fits, however wide the pattern is', () => {
  expect([looksLike('a1', /^\w+$/), looksLike('a 1', /^\w+$/), looksLike('', /^\w+$/)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(looksLike(undefined, /^\w+$/)).toBe(false);
});

test('a number in an address stands for itself, without half a character in it', () => {
  expect(['A1', 'a/b?c d', 'x\ud800y'].map(pathPart)).toEqual(['A1', 'a%2Fb%3Fc%20d', 'xy']);
});
