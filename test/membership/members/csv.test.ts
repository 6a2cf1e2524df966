/** CSV as spreadsheets write it, and nothing else. */
import fc from 'fast-check';
import { CsvError, readCsv } from '../../../shared/membership/members/csv';

const cellsOf = (text: string): readonly (readonly string[])[] => readCsv(text).map(({ cells }) => cells);

test.each([
  [
    'lines of any kind',
    'a,b\r\nc,d\ne,f\rg,h',
    [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ],
  ],
  ['a byte order mark', '\ufeffa,b\r\n', [['a', 'b']]],
  [
    'commas and line breaks in quotes',
    '"a,1","b\r\n2"\r\nc,d',
    [
      ['a,1', 'b\r\n2'],
      ['c', 'd'],
    ],
  ],
  ['quotes in quotes', '"say ""hi""",b', [['say "hi"', 'b']]],
  [
    'empty cells',
    ',b,\r\n"",,c',
    [
      ['', 'b', ''],
      ['', '', 'c'],
    ],
  ],
  [
    'space around cells, but not in quotes',
    ' a , b \n" c ",d',
    [
      ['a', 'b'],
      [' c ', 'd'],
    ],
  ],
  ['empty lines, which are no rows', 'a\n\n,\n\nb\n', [['a'], ['b']]],
  ['nothing', '', []],
] as const)('%s', (_what, text, rows) => {
  expect(cellsOf(text)).toEqual(rows);
});

test('every row says the line on which it begins', () => {
  expect(readCsv('a\n"b\nc"\n\nd').map(({ line }) => line)).toEqual([1, 2, 5]);
});

test.each(['a,"b', 'a,b"c', '"a"b,c', '"'])(
  'a quote out of place (%j) is an error that names its line',
  (text) => {
    expect(() => readCsv(`x,y\n${text}`)).toThrow(CsvError);
    try {
      readCsv(`x,y\n${text}`);
    } catch (error) {
      expect(error).toMatchObject({ line: 2 });
    }
  },
);

test('whatever the cells hold, written by the rules they are read as they were', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '积', '\ufeff') });
  const row = fc
    .array(cell, { minLength: 1, maxLength: 4 })
    .filter((cells) => cells.some((one) => one !== ''));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const write = (value: string): string => `"${value.replaceAll('"', '""')}"`;
      const text = rows.map((cells) => cells.map(write).join(',')).join(end);
      expect(cellsOf(text)).toEqual(rows);
    }),
  );
});
