/** Amounts as PSPs write them: exact, or none, or loudly wrong. */
import { majorAmount, minorAmount } from '../../../shared/payments/psp/amounts';

describe('an amount in major units', () => {
  test.each<[unknown, string, number]>([
    ['12.90', 'EUR', 1290],
    [12.9, 'EUR', 1290],
    ['1290', 'JPY', 1290],
    ['1.234', 'KWD', 1234],
    [0, 'EUR', 0],
  ])('%j in %s is %i', (raw, currency, value) => {
    expect(majorAmount(raw, currency)).toEqual({ value, currency });
  });

  test.each([undefined, null, true, {}, ['12.90'], { value: 1 }])('%j is none', (raw) => {
    expect(majorAmount(raw, 'EUR')).toBeUndefined();
  });

  test('without a currency is none', () => {
    expect(majorAmount('12.90', undefined)).toBeUndefined();
    expect(majorAmount(12.9, undefined)).toBeUndefined();
  });

  test.each(['-1', '', '1e3', '1.999'])('%j is wrong, and says so', (raw) => {
    expect(() => majorAmount(raw, 'EUR')).toThrow(RangeError);
  });
});

describe('an amount in minor units', () => {
  test.each<[unknown, number]>([
    [1290, 1290],
    ['1290', 1290],
    ['0', 0],
    ['999999999999999', 999_999_999_999_999],
  ])('%j is %i', (raw, value) => {
    expect(minorAmount(raw, 'EUR')).toEqual({ value, currency: 'EUR' });
  });

  test.each([
    ...[undefined, null, true, {}, ['1290']],
    ...['', '12.90', '1290x', 'x1290', '-5', '1000000000000000'],
  ])('%j is none', (raw) => {
    expect(minorAmount(raw, 'EUR')).toBeUndefined();
  });

  test('without a currency is none', () => {
    expect(minorAmount(1290, undefined)).toBeUndefined();
    expect(minorAmount('1290', undefined)).toBeUndefined();
  });

  test.each([-1, 12.9, NaN, 2 ** 53])('%d is wrong, and says so', (raw) => {
    expect(() => minorAmount(raw, 'EUR')).toThrow(RangeError);
  });
});
