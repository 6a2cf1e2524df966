/** The order in which the bundle signs headers is the one in which the SDK signs them. */
import fc from 'fast-check';
import path from 'node:path';
import { compareNames } from '../../scripts/build/trimmed/collation';
import { trimmedPackage } from '../../scripts/build/trimmed/trimmed-package';

const sign = (order: number): number => Math.sign(order);

const nameOf = (...units: string[]): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...units), maxLength: 6 });

describe('names in a bundle', () => {
  it('sort as the language data sorts them, whatever letters, digits and signs they have', () => {
    const names = fc.oneof(
      nameOf('a', 'A', 'b', 'Z', 'z', '0', '9', '-', '_'),
      nameOf('a', 'B'),
      nameOf('a', 'é', 'ß', ' '),
    );
    fc.assert(
      fc.property(names, names, (one, other) => {
        expect(sign(compareNames(one, other))).toBe(sign(one.localeCompare(other)));
      }),
      { numRuns: 20_000 },
    );
  });

  it('of a request sort as the language data sorts them', () => {
    const names = [
      'x-tcb-source',
      'host',
      'Content-Type',
      'x-client-timestamp',
      'content-type',
      'x_a',
      'x-a',
    ];
    const byLanguage = [...names].sort((one, other) => one.localeCompare(other));
    expect([...names].sort(compareNames)).toEqual(byLanguage);
  });

  it('are what the bundle of the SDK signs in this order', async () => {
    const { texts } = await trimmedPackage(path.join(__dirname, '../..'), 'wx-server-sdk', 'node18');
    const byLanguage = texts.get('wx-server-sdk.js')?.match(/[\w.()]+\.localeCompare\(/g);
    // The one of compareNames, for text that is no name.
    expect(byLanguage).toHaveLength(1);
    expect(byLanguage?.[0]).not.toContain('toString()');
  });
});
