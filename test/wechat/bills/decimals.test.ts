/** Decimal amounts of bills, exact in every currency. */
import fc from 'fast-check';
import { ExactSum, hundredThousandths, minorUnits, thousandths } from '../../../shared/wechat/bills/decimals';

it.each([
  ['0', 0],
  ['0.00', 0],
  ['-0.00', 0],
  ['12.9', 1_290_000],
  ['-0.02000', -2000],
  ['0.00001', 1],
  ['7.81990000000', 781_990],
  ['9999999999.99999', 999_999_999_999_999],
])('reads %s', (text, value) => {
  expect(hundredThousandths(text)).toBe(value);
});

it.each([
  '',
  '-',
  '.',
  '1.',
  '.5',
  '1..0',
  '1,0',
  '+1',
  ' 1',
  '1 ',
  '1e3',
  '0x10',
  '１',
  'NaN',
  '--1',
  '1-',
  '10000000000',
  '0.000001',
])('does not read "%s"', (text) => {
  expect(hundredThousandths(text)).toBeUndefined();
});

it('reads every decimal back that it could have been written from', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (value) => {
      const digits = String(Math.abs(value)).padStart(6, '0');
      const text = `${value < 0 ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`;
      expect(hundredThousandths(text)).toBe(value === 0 ? 0 : value);
    }),
  );
});

it('counts minor units by the digits of the currency, and none where the currency has fewer', () => {
  expect(minorUnits(1_290_000, 'CNY')).toBe(1290);
  expect(minorUnits(1_290_500, 'CNY')).toBeUndefined();
  expect(minorUnits(129_000_000, 'JPY')).toBe(1290);
  expect(minorUnits(129_050_000, 'JPY')).toBeUndefined();
  expect(minorUnits(249_900, 'KWD')).toBe(2499);
  expect(minorUnits(249_990, 'KWD')).toBeUndefined();
});

it('counts thousandths of a minor unit exactly, also where the fee is beyond all reason', () => {
  expect(thousandths(8000, 'CNY')).toBe(8000);
  expect(thousandths(-2000, 'CNY')).toBe(-2000);
  expect(thousandths(1_550_000, 'JPY')).toBe(15_500);
  expect(thousandths(1, 'JPY')).toBeUndefined();
  expect(thousandths(1, 'KWD')).toBe(10);
  expect(thousandths(999_999_999_999_999, 'CNY')).toBe(999_999_999_999_999);
});

it('adds beyond what a number can hold', () => {
  const sum = new ExactSum();
  for (let at = 0; at < 1000; at++) sum.add(999_999_999_999_999);
  sum.add(-1);
  expect(sum.total).toBe(999_999_999_999_999n * 1000n - 1n);
});
