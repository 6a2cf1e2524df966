/** Money is exact in every currency, and text that is no plain decimal amount is refused. */
import iso4217 from 'currency-codes/data';
import fc from 'fast-check';
import { exponentOf, fromMajor, isCurrency, money, sameMoney, toMajor } from '../../shared/kernel/money';

describe('an amount', () => {
  test.each([
    [1290, 'JPY', '1290'],
    [0, 'JPY', '0'],
    [1290, 'EUR', '12.90'],
    [5, 'EUR', '0.05'],
    [0, 'EUR', '0.00'],
    [1290, 'KWD', '1.290'],
    [7, 'KWD', '0.007'],
    [Number.MAX_SAFE_INTEGER, 'EUR', '90071992547409.91'],
    [Number.MAX_SAFE_INTEGER, 'KWD', '9007199254740.991'],
    [Number.MAX_SAFE_INTEGER, 'JPY', '9007199254740991'],
  ])('of %i minor units of %s is written %s and read back exactly', (value, currency, text) => {
    expect(toMajor({ value, currency })).toBe(text);
    expect(fromMajor(text, currency)).toEqual({ value, currency });
  });

  test.each([
    ['12', 'EUR', 1200],
    ['12.9', 'EUR', 1290],
    ['12.900000', 'EUR', 1290],
    ['0012.90', 'EUR', 1290],
    ['1290.0', 'JPY', 1290],
    ['19.99', 'EUR', 1999],
    ['1.1', 'KWD', 1100],
    ['0.29', 'EUR', 29],
    ['4.35', 'EUR', 435],
  ])('written %s in %s is %i minor units', (text, currency, value) => {
    expect(fromMajor(text, currency).value).toBe(value);
  });

  test.each([
    ['an empty text', ''],
    ['scientific notation', '1e2'],
    ['a plus sign', '+1'],
    ['a minus sign', '-1'],
    ['a leading space', ' 1'],
    ['a trailing space', '1 '],
    ['a trailing line break', '1\n'],
    ['a decimal comma', '1,00'],
    ['a thousands separator', '1,000.00'],
    ['full-width digits', '１２'],
    ['Arabic digits', '١٢'],
    ['a lone point', '.'],
    ['no digits before the point', '.50'],
    ['no digits after the point', '1.'],
    ['two points', '1.0.0'],
    ['hexadecimal', '0x10'],
    ['an underscore', '1_000'],
    ['the word NaN', 'NaN'],
    ['the word Infinity', 'Infinity'],
    ['a currency sign', '€1'],
    ['more digits than fit', '12345678901234567'],
    ['a third decimal of euros', '1.001'],
    ['2^53 cents', '90071992547409.92'],
    ['2^53+1 cents', '90071992547409.93'],
  ])('is refused when its text is %s', (_what, text) => {
    expect(() => fromMajor(text, 'EUR')).toThrow(RangeError);
  });

  test('says what is wrong with it, and repeats no more than forty characters of what came', () => {
    expect(() => money(-1, 'EUR')).toThrow(
      'an amount must be an integer of minor units from 0 to 2^53-1, not -1',
    );
    expect(() => fromMajor('x', 'EUR')).toThrow(/^"x" is not a decimal amount$/);
    expect(() => fromMajor('y'.repeat(41), 'EUR')).toThrow(`"${'y'.repeat(40)}" is not a decimal amount`);
  });

  test('in yen with a fraction, or in dinars with four decimals, is refused', () => {
    expect(() => fromMajor('12.5', 'JPY')).toThrow('more digits than JPY knows');
    expect(() => fromMajor('1.0001', 'KWD')).toThrow('more digits than KWD knows');
  });

  test.each([-1, 0.5, NaN, Infinity, 2 ** 53, 2 ** 53 + 2, Number.MIN_VALUE])(
    'of %d minor units is refused',
    (value) => {
      expect(() => money(value, 'EUR')).toThrow(RangeError);
    },
  );

  test('equals another only in value and currency', () => {
    expect(sameMoney(money(1, 'EUR'), money(1, 'EUR'))).toBe(true);
    expect(sameMoney(money(1, 'EUR'), money(2, 'EUR'))).toBe(false);
    expect(sameMoney(money(1, 'EUR'), money(1, 'CHF'))).toBe(false);
  });

  test('survives being written and read back, whatever its size and currency', () => {
    const anyMoney = fc.record({
      value: fc.maxSafeNat(),
      currency: fc.constantFrom('EUR', 'CNY', 'JPY', 'KRW', 'KWD', 'BHD', 'CLF'),
    });
    fc.assert(
      fc.property(anyMoney, (amount) => {
        const back = fromMajor(toMajor(amount), amount.currency);
        return back.value === amount.value && back.currency === amount.currency;
      }),
      { numRuns: 5000 },
    );
  });

  test.each(iso4217.map(({ code, digits }) => [code, digits] as const))(
    'in %s is written with its %i digits and read back exactly',
    (code, digits) => {
      for (const value of [0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, 12_345_678, Number.MAX_SAFE_INTEGER]) {
        const text = toMajor({ value, currency: code });
        expect(text).toMatch(digits === 0 ? /^\d+$/ : new RegExp(`^\\d+\\.\\d{${digits}}$`));
        expect(BigInt(text.replace('.', ''))).toBe(BigInt(value));
        expect(fromMajor(text, code)).toEqual({ value, currency: code });
      }
    },
  );

  test('is either read exactly or refused, whatever text comes', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789.,-+eE \t１')),
      maxLength: 20,
    });
    fc.assert(
      fc.property(digits, fc.constantFrom('EUR', 'JPY', 'KWD'), (text, currency) => {
        const read = attempt(() => fromMajor(text, currency));
        return read === undefined || (/^\d+(\.\d+)?$/.test(text) && read.value === exactly(text, currency));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a currency', () => {
  test.each(['EUR', 'CNY', 'JPY', 'KWD', 'CLF'])('%s is known', (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  test.each(['', 'eur', 'EURO', 'XXY', '__proto__', 'constructor', 'EUR '])('"%s" is not known', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => exponentOf(code)).toThrow(`"${code}" is not an ISO 4217 currency code`);
  });
});

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The value of plain decimal text by whole-number arithmetic, independent of the code under test. */
function exactly(text: string, currency: string): number {
  const scale = { EUR: 2, JPY: 0, KWD: 3 }[currency] ?? 0;
  const [whole = '', fraction = ''] = text.split('.');
  const scaled = BigInt(`${whole}${fraction}`) * 10n ** BigInt(scale);
  return Number(scaled / 10n ** BigInt(fraction.length));
}
