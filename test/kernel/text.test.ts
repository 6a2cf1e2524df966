/** Free text is cut in the unit of whoever takes it, to whole characters. */
import fc from 'fast-check';
import { fit, wellFormed, type TextLimit } from '../../shared/kernel/text';

const bytes = (most: number): TextLimit => ({ most, unit: 'bytes' });

test.each([
  ['退'.repeat(80), '退'.repeat(26)],
  ['😀'.repeat(26), '😀'.repeat(20)],
  ['坏了\ud83d', '坏了'],
  ['\udc00坏了', '坏了'],
  ['a\ud83d\ud83d\ude00b', 'a😀b'],
  ['short', 'short'],
  ['', ''],
])('%j fits into 80 bytes as %j', (text, fitting) => {
  expect(fit(text, bytes(80))).toBe(fitting);
});

test('characters and code units are counted as such', () => {
  expect(fit('😀😀😀', { most: 2, unit: 'characters' })).toBe('😀😀');
  expect(fit('😀😀😀', { most: 3, unit: 'code units' })).toBe('😀');
});

test('whatever comes in, what goes out fits, is the beginning of it, and has no half character', () => {
  const limits = fc.record({
    most: fc.integer({ min: 0, max: 100 }),
    unit: fc.constantFrom('bytes' as const, 'characters' as const, 'code units' as const),
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), limits, (text, limit) => {
      const out = fit(text, limit);
      expect(wellFormed(out)).toBe(out);
      expect(wellFormed(text).startsWith(out)).toBe(true);
      const size = {
        bytes: Buffer.byteLength(out),
        characters: Array.from(out).length,
        'code units': out.length,
      };
      expect(size[limit.unit]).toBeLessThanOrEqual(limit.most);
    }),
  );
});
