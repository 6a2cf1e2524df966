/** Form bodies of notices: every field once, under a plain name. */
import { formFields, isGlued } from '../../../shared/payments/psp/forms';

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
